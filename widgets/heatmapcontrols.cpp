// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heatmapcontrols.h"

#include "model/document/plaintext.h"
#include "widgets/typedline.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>

#include <cmath>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

std::optional<double> numberIn(const QLineEdit &field)
{
    bool isNumber = false;
    const double value = field.text().toDouble(&isNumber);
    return isNumber && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

} // namespace

HeatmapControls::HeatmapControls(QWidget *parent)
    : QWidget(parent)
    , m_colours(new QComboBox)
    , m_span(new QComboBox)
    , m_low(new TypedLine)
    , m_high(new TypedLine)
    , m_lock(new QCheckBox(tr("Loc&k")))
    , m_tiles(new QCheckBox(tr("Kernels as &tiles")))
{
    auto *lines = new QVBoxLayout(this);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->addWidget(makeChoices());
    lines->addWidget(makeEnds());
    m_tiles->setChecked(true);
    fill();
    const auto unlock = [this] {
        m_lock->setChecked(false);
        Q_EMIT scaleChanged();
    };
    connect(m_colours, &QComboBox::activated, this, unlock);
    connect(m_span, &QComboBox::activated, this, unlock);
    connect(m_lock, &QCheckBox::toggled, this, &HeatmapControls::scaleChanged);
    connect(m_tiles, &QCheckBox::toggled, this, &HeatmapControls::layoutChanged);
    for (TypedLine *field : {m_low, m_high}) {
        connect(field, &TypedLine::returnPressed, this, &HeatmapControls::readEnds);
        connect(field, &TypedLine::left, this, &HeatmapControls::leaveEnds);
    }
}

QWidget *HeatmapControls::makeChoices()
{
    m_colours->setObjectName(u"heatmapColours"_s);
    m_colours->setAccessibleName(tr("Colours"));
    const std::pair<HeatColours, QString> colours[] = {
        {HeatColours::Automatic, tr("automatic")},
        {HeatColours::AroundZero, tr("around zero")},
        {HeatColours::LowToHigh, tr("low to high")},
        {HeatColours::Magnitude, tr("|x|, low to high")},
    };
    for (const auto &[value, name] : colours)
        m_colours->addItem(name, static_cast<int>(value));
    m_span->setObjectName(u"heatmapSpan"_s);
    m_span->setAccessibleName(tr("Ends of the colours"));
    m_span->setToolTip(tr("Values beyond the ends get the last colour"));
    m_span->addItem(tr("1 to 99 %"), static_cast<int>(HeatSpan::Robust));
    m_span->addItem(tr("all values"), static_cast<int>(HeatSpan::All));
    auto *box = new QWidget;
    auto *line = new QHBoxLayout(box);
    line->setContentsMargins(0, 0, 0, 0);
    auto *coloursLabel = new QLabel(tr("&Colours:")), *spanLabel = new QLabel(tr("&Range:"));
    coloursLabel->setBuddy(m_colours);
    spanLabel->setBuddy(m_span);
    for (QWidget *part :
         std::initializer_list<QWidget *>{coloursLabel, m_colours, spanLabel, m_span})
        line->addWidget(part);
    line->addStretch(1);
    return box;
}

QWidget *HeatmapControls::makeEnds()
{
    m_low->setObjectName(u"heatmapLow"_s);
    m_low->setAccessibleName(tr("Lowest colour at"));
    m_high->setObjectName(u"heatmapHigh"_s);
    m_high->setAccessibleName(tr("Highest colour at"));
    m_lock->setObjectName(u"heatmapLock"_s);
    m_lock->setAccessibleName(tr("Lock"));
    m_lock->setToolTip(tr("Keep these ends for other slices and other tensors"));
    m_tiles->setObjectName(u"heatmapTiles"_s);
    m_tiles->setAccessibleName(tr("Kernels as tiles"));
    m_tiles->setToolTip(tr("The kernels of a convolution side by side"));
    auto *box = new QWidget;
    auto *line = new QHBoxLayout(box);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(new QLabel(tr("From")));
    line->addWidget(m_low);
    line->addWidget(new QLabel(tr("to")));
    line->addWidget(m_high);
    line->addWidget(m_lock);
    line->addWidget(m_tiles);
    line->addStretch(1);
    for (TypedLine *field : {m_low, m_high})
        field->setMaximumWidth(fontMetrics().horizontalAdvance(u"-1.23457e-05  "_s));
    return box;
}

HeatColours HeatmapControls::colours() const
{
    return static_cast<HeatColours>(m_colours->currentData().toInt());
}

HeatScale HeatmapControls::scaleFor(const HeatGrid &grid)
{
    if (!m_lock->isChecked() || !m_scale)
        m_scale = heatScale(grid, colours(), static_cast<HeatSpan>(m_span->currentData().toInt()));
    fill();
    return *m_scale;
}

void HeatmapControls::showNoEnds()
{
    if (!m_lock->isChecked())
        m_scale.reset();
    fill();
}

void HeatmapControls::readEnds()
{
    const auto low = numberIn(*m_low), high = numberIn(*m_high);
    if (!m_scale || !low || !high || *low >= *high)
        return fill(); // the last good ends come back
    m_scale->low = *low;
    m_scale->high = *high;
    m_scale->diverging = colours() == HeatColours::AroundZero ||
                         (colours() == HeatColours::Automatic && *low < 0 && *high > 0);
    fill();
    if (!m_lock->isChecked())
        m_lock->setChecked(true);
    else
        Q_EMIT scaleChanged();
}

// Both fields are read once both are left: they may make sense only together.
void HeatmapControls::leaveEnds()
{
    const bool isTyping = m_low->hasFocus() || m_high->hasFocus();
    if (!isTyping && (m_low->isModified() || m_high->isModified()))
        return readEnds();
    for (TypedLine *field : {m_low, m_high})
        if (!field->hasFocus() && !numberIn(*field))
            fillEnd(field);
}

void HeatmapControls::fill()
{
    fillEnd(m_low);
    fillEnd(m_high);
}

void HeatmapControls::fillEnd(TypedLine *field)
{
    field->setEnabled(m_scale.has_value());
    field->setText(m_scale
                       ? plainText(shortDouble(field == m_low ? m_scale->low : m_scale->high, 6))
                       : QString());
}

HeatLayout HeatmapControls::layoutWanted() const
{
    return m_tiles->isChecked() ? HeatLayout::Tiles : HeatLayout::Plane;
}

void HeatmapControls::setTilesPossible(bool possible) { m_tiles->setVisible(possible); }

} // namespace lens
