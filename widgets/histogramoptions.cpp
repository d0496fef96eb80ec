// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/histogramoptions.h"

#include "model/document/settings.h"
#include "widgets/icons.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace lens {

HistogramOptions::HistogramOptions(Settings &settings, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_logarithmic(new QCheckBox(tr("&Log counts")))
    , m_normal(new QCheckBox(tr("&Normal curve")))
    , m_overlay(new QCheckBox(tr("&Overlay")))
    , m_table(new QCheckBox(tr("As &table")))
    , m_pin(new QCheckBox(tr("&Pin")))
{
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    addBoxes();
    line->addStretch(1);
    addButtons();
    m_logarithmic->setChecked(settings.logarithmicCounts());
    m_normal->setChecked(settings.normalCurve());
    connect(m_logarithmic, &QCheckBox::toggled, this, [this](bool on) {
        m_settings.setLogarithmicCounts(on);
        Q_EMIT logarithmicChanged(on);
    });
    connect(m_normal, &QCheckBox::toggled, this, [this](bool on) {
        m_settings.setNormalCurve(on);
        Q_EMIT normalChanged(on);
    });
    connect(m_overlay, &QCheckBox::toggled, this, &HistogramOptions::overlayChanged);
    connect(m_table, &QCheckBox::toggled, this, &HistogramOptions::tableChanged);
    connect(m_pin, &QCheckBox::toggled, this, &HistogramOptions::pinChanged);
}

void HistogramOptions::addBoxes()
{
    m_logarithmic->setObjectName(u"logarithmicCounts"_s);
    m_logarithmic->setToolTip(tr("Counts on a logarithmic axis"));
    m_normal->setObjectName(u"normalCurve"_s);
    m_normal->setToolTip(tr("The normal distribution of the same mean and deviation, dotted"));
    m_overlay->setObjectName(u"histogramOverlay"_s);
    m_overlay->setToolTip(tr("The first tensors of the group over each other, on common axes"));
    m_table->setObjectName(u"histogramAsTable"_s);
    m_table->setToolTip(tr("The counts of the bins as numbers"));
    m_pin->setObjectName(u"pinHistogram"_s);
    m_pin->setToolTip(tr("Keep this tensor on the plot beside whatever is selected next"));
    for (QCheckBox *box : {m_logarithmic, m_normal, m_overlay, m_table, m_pin}) {
        box->setAccessibleName(QString(box->text()).remove(u'&'));
        layout()->addWidget(box);
    }
}

QToolButton *HistogramOptions::button(const QString &symbol, const QString &tip)
{
    auto *made = new QToolButton;
    made->setIcon(icon(symbol));
    made->setToolTip(tip);
    made->setAccessibleName(tip);
    made->setAutoRaise(true);
    made->setFocusPolicy(Qt::TabFocus);
    layout()->addWidget(made);
    return made;
}

void HistogramOptions::addButtons()
{
    auto *copy = button(u"copy"_s, tr("Copy the picture or the table"));
    copy->setObjectName(u"copyHistogram"_s);
    connect(copy, &QToolButton::clicked, this, &HistogramOptions::copyWanted);
    auto *save = button(u"export"_s, tr("Export as PNG, SVG, PDF or CSV…"));
    save->setObjectName(u"exportHistogram"_s);
    connect(save, &QToolButton::clicked, this, &HistogramOptions::exportWanted);
}

bool HistogramOptions::isLogarithmic() const { return m_logarithmic->isChecked(); }

void HistogramOptions::setLogarithmic(bool on) { m_logarithmic->setChecked(on); }

bool HistogramOptions::hasNormal() const { return m_normal->isChecked(); }

bool HistogramOptions::isTable() const { return m_table->isChecked(); }

bool HistogramOptions::isOverlay() const { return m_overlay->isChecked(); }

void HistogramOptions::setPinPossible(bool possible) { m_pin->setEnabled(possible); }

void HistogramOptions::setGroup(bool group)
{
    m_overlay->setVisible(group);
    m_table->setEnabled(!group || m_overlay->isChecked());
}

} // namespace lens
