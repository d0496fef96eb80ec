// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/comparefilter.h"

#include "model/document/plaintext.h"
#include "widgets/filterkeys.h"
#include "widgets/popup.h"
#include "widgets/statechips.h"

#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace lens {

CompareFilter::CompareFilter(CompareModel &model, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_chips(new StateChips)
    , m_filter(new QLineEdit)
    , m_count(new QLabel)
    , m_fault(new QLabel)
{
    m_filter->setObjectName(u"compareFilter"_s);
    m_filter->setAccessibleName(tr("Filter by name"));
    m_filter->setPlaceholderText(tr("Filter: words, * or /regex/"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMinimumWidth(fontMetrics().averageCharWidth() * 24);
    m_filter->setMaximumWidth(fontMetrics().averageCharWidth() * 40);
    m_fault->setObjectName(u"filterFault"_s);
    m_fault->setTextFormat(Qt::PlainText);
    m_fault->setAlignment(Qt::AlignRight);
    m_fault->hide();
    m_count->setObjectName(u"compareFilterCount"_s);
    m_count->setTextFormat(Qt::PlainText);
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_count->hide();
    for (std::size_t i = 0; i < compareStates; ++i)
        m_chips->setShown(static_cast<CompareState>(i),
                          model.isShown(static_cast<CompareState>(i)));
    auto *line = new QHBoxLayout;
    line->addWidget(m_chips);
    line->addStretch();
    line->addWidget(m_count);
    line->addWidget(m_filter, 1);
    line->addWidget(makeLegend());
    auto *layout = new QVBoxLayout(this);
    const int margin = fontMetrics().height() / 2;
    layout->setContentsMargins(margin, margin / 2, margin, margin);
    layout->addLayout(line);
    layout->addWidget(m_fault);
    connect(m_chips, &StateChips::toggled, &model, &CompareModel::setShown);
    connect(m_chips, &StateChips::toggled, this, &CompareFilter::tellChange);
    connect(&model, &CompareModel::listed, this, &CompareFilter::refresh);
    connect(m_filter, &QLineEdit::textChanged, this, &CompareFilter::filter);
    connect(m_filter, &QLineEdit::textChanged, this, &CompareFilter::tellChange);
    connect(new FilterKeys(*m_filter), &FilterKeys::left, this, &CompareFilter::left);
}

// No focus proxy: Tab would pass by the chips.
void CompareFilter::start()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

// What is different inside is shown with what is the same.
void CompareFilter::reveal(std::size_t row)
{
    const QScopedValueRollback revealing(m_isRevealing, true);
    if (!m_model.fitsFilter(row))
        m_filter->clear();
    const CompareState state = m_model.state(row);
    // A container stands above what is listed of it.
    if (!m_model.inside(row))
        m_chips->setShown(state == CompareState::Inside ? CompareState::Same : state, true);
}

void CompareFilter::tellChange()
{
    if (!m_isRevealing)
        Q_EMIT changed();
}

void CompareFilter::refresh()
{
    m_chips->setCounts(m_model.counts());
    m_count->setVisible(!m_filter->text().isEmpty());
    m_count->setText(tr("%1 of %2 shown")
                         .arg(plainText(grouped(static_cast<std::uint64_t>(m_model.rowCount()))),
                              plainText(grouped(m_model.rows().size()))));
    m_filter->setAccessibleDescription(m_count->isHidden() ? QString() : m_count->text());
}

void CompareFilter::filter(const QString &text)
{
    const bool valid = m_model.setFilter(text);
    m_fault->setText(valid ? QString()
                           : tr("“%1” is no regular expression between two slashes; the rows are "
                                "those of the last filter.")
                                 .arg(text));
    m_fault->setVisible(!valid);
}

QToolButton *CompareFilter::makeLegend()
{
    auto *legend = new QToolButton;
    legend->setText(tr("Legend"));
    legend->setAccessibleName(tr("Legend"));
    legend->setObjectName(u"compareLegend"_s);
    legend->setFocusPolicy(Qt::TabFocus);
    connect(legend, &QToolButton::clicked, this, [this, legend] { showLegend(legend); });
    return legend;
}

void CompareFilter::showLegend(const QWidget *below)
{
    auto *legend = new QFrame(this, Qt::Popup);
    legend->setObjectName(u"compareStates"_s);
    legend->setAccessibleName(tr("Legend"));
    legend->setAttribute(Qt::WA_DeleteOnClose);
    auto *grid = new QGridLayout(legend);
    for (int i = 0; i < static_cast<int>(compareStates); ++i) {
        const auto state = static_cast<CompareState>(i);
        grid->addWidget(new QLabel(stateSign(state)), i, 0, Qt::AlignCenter);
        grid->addWidget(new QLabel(stateWord(state)), i, 1);
        grid->addWidget(new QLabel(stateMeaning(state)), i, 2);
    }
    grid->setHorizontalSpacing(fontMetrics().averageCharWidth() * 2);
    popUpBelow(legend, below);
}

} // namespace lens
