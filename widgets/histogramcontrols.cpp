// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/histogramcontrols.h"

#include "model/document/plaintext.h"
#include "model/document/settings.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>

#include <cmath>

using namespace Qt::StringLiterals;

namespace lens {

HistogramControls::HistogramControls(Settings &settings, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_choice(settings.histogramChoice())
    , m_last(m_choice.span)
    , m_bins(new QComboBox)
    , m_spans(new QComboBox)
    , m_axes(new QComboBox)
    , m_custom(new QWidget)
    , m_from(new QLineEdit)
    , m_to(new QLineEdit)
{
    auto *lines = new QVBoxLayout(this);
    lines->setContentsMargins(0, 0, 0, 0);
    auto *line = new QHBoxLayout;
    lines->addLayout(line);
    lines->addWidget(m_custom);
    auto *bins = new QLabel(tr("&Bins:"));
    bins->setBuddy(m_bins);
    auto *range = new QLabel(tr("&Range:"));
    range->setBuddy(m_spans);
    auto *axis = new QLabel(tr("&Axis:"));
    axis->setBuddy(m_axes);
    const std::initializer_list<QWidget *> parts{bins, m_bins, range, m_spans, axis, m_axes};
    for (QWidget *part : parts)
        line->addWidget(part);
    line->addStretch(1);
    addBins();
    addSpans();
    addCustom();
    addAxes();
    fill();
}

void HistogramControls::addBins()
{
    m_bins->setObjectName(u"histogramBins"_s);
    m_bins->setAccessibleName(tr("Bins"));
    m_bins->addItem(tr("automatic"), 0);
    for (const int bins : {64, 256, 1024})
        m_bins->addItem(QString::number(bins), bins);
    connect(m_bins, &QComboBox::activated, this, [this] {
        m_choice.bins = m_bins->currentData().toInt();
        m_settings.setHistogramChoice(m_choice);
        Q_EMIT choiceChanged();
    });
}

void HistogramControls::addSpans()
{
    m_spans->setObjectName(u"histogramRange"_s);
    m_spans->setAccessibleName(tr("Range"));
    m_spans->setToolTip(tr("Drag on the plot to look closer; double-click to go back"));
    const std::pair<HistogramSpan, QString> spans[] = {
        {HistogramSpan::Full, tr("all values")},
        {HistogramSpan::Robust, tr("1 to 99 %")},
        {HistogramSpan::FourSigma, tr("mean ± 4σ")},
        {HistogramSpan::Custom, tr("custom")},
    };
    for (const auto &[span, name] : spans)
        m_spans->addItem(name, static_cast<int>(span));
    connect(m_spans, &QComboBox::activated, this, &HistogramControls::chooseSpan);
}

void HistogramControls::addAxes()
{
    m_axes->setObjectName(u"histogramAxis"_s);
    m_axes->setAccessibleName(tr("Axis of the values"));
    m_axes->setToolTip(tr("|x| on a logarithmic axis shows how small and how large values are"));
    m_axes->addItem(tr("values"), false);
    m_axes->addItem(tr("|x|, logarithmic"), true);
    connect(m_axes, &QComboBox::activated, this, [this] {
        m_choice.magnitudes = m_axes->currentData().toBool();
        if (m_choice.span == HistogramSpan::Custom) // it was one of the other axis
            m_choice.span = m_last;
        m_settings.setHistogramChoice(m_choice);
        fill();
        Q_EMIT choiceChanged();
    });
}

void HistogramControls::addCustom()
{
    auto *line = new QHBoxLayout(m_custom);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(new QLabel(tr("From")));
    line->addWidget(m_from);
    line->addWidget(new QLabel(tr("to")));
    line->addWidget(m_to);
    line->addStretch(1);
    m_from->setObjectName(u"histogramFrom"_s);
    m_from->setAccessibleName(tr("Range from"));
    m_to->setObjectName(u"histogramTo"_s);
    m_to->setAccessibleName(tr("Range to"));
    for (QLineEdit *field : {m_from, m_to}) {
        field->setMaximumWidth(fontMetrics().horizontalAdvance(u"-1.23457e-05   "_s));
        connect(field, &QLineEdit::returnPressed, this, &HistogramControls::readCustom);
    }
}

void HistogramControls::chooseSpan()
{
    const auto span = static_cast<HistogramSpan>(m_spans->currentData().toInt());
    if (span == HistogramSpan::Custom)
        return setCustom(m_shown.first, m_shown.second);
    m_choice.span = m_last = span;
    m_settings.setHistogramChoice(m_choice);
    fill();
    Q_EMIT choiceChanged();
}

void HistogramControls::readCustom()
{
    bool fromGood = false, toGood = false;
    const double from = m_from->text().toDouble(&fromGood), to = m_to->text().toDouble(&toGood);
    if (fromGood && toGood && std::isfinite(from) && std::isfinite(to) && from < to)
        setCustom(from, to);
    else
        fill(); // the last good range comes back
}

void HistogramControls::setCustom(double from, double to)
{
    m_choice.span = HistogramSpan::Custom;
    m_choice.custom = {from, to};
    fill();
    Q_EMIT choiceChanged();
}

void HistogramControls::leaveCustom()
{
    if (m_choice.span != HistogramSpan::Custom)
        return;
    m_choice.span = m_last;
    fill();
    Q_EMIT choiceChanged();
}

void HistogramControls::setShown(double from, double to) { m_shown = {from, to}; }

void HistogramControls::fill()
{
    m_bins->setCurrentIndex(std::max(m_bins->findData(m_choice.bins), 0));
    m_spans->setCurrentIndex(m_spans->findData(static_cast<int>(m_choice.span)));
    m_axes->setCurrentIndex(m_axes->findData(m_choice.magnitudes));
    m_custom->setVisible(m_choice.span == HistogramSpan::Custom);
    m_from->setText(plainText(shortDouble(m_choice.custom.first, 6)));
    m_to->setText(plainText(shortDouble(m_choice.custom.second, 6)));
}

} // namespace lens
