// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/comparelist.h"

#include "model/items/comparemodel.h"
#include "widgets/numberheader.h"
#include "widgets/statechips.h"
#include "widgets/tableclipboard.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr int mostKept = 1000; // ranges of selected rows: each of them costs at every repaint

// Puts the state of a row into a sign, a word and a colour.
class CompareDelegate final : public NumberDelegate
{
public:
    using NumberDelegate::NumberDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        NumberDelegate::initStyleOption(option, index);
        switch (index.column()) {
        case CompareModel::StatusColumn: return showStatus(*option, index);
        case CompareModel::NameColumn: return showName(*option, index);
        case CompareModel::BColumn: return showB(*option, index);
        default: return;
        }
    }

private:
    static void showStatus(QStyleOptionViewItem &option, const QModelIndex &index)
    {
        option.text = statusText(index);
        const auto state = static_cast<CompareState>(index.data(CompareModel::StateRole).toInt());
        option.palette.setColor(QPalette::Text, stateColour(option.palette, state));
    }
    static void showName(QStyleOptionViewItem &option, const QModelIndex &index)
    {
        option.textElideMode = Qt::ElideMiddle;
        const QVariant folded = index.data(CompareModel::FoldedRole);
        if (!folded.isValid())
            return;
        option.text.prepend(folded.toBool() ? u"▸ "_s : u"▾ "_s);
        option.font.setBold(true);
    }
    // What is no other on this side stands back.
    static void showB(QStyleOptionViewItem &option, const QModelIndex &index)
    {
        if (option.text.isEmpty() ||
            option.text != index.siblingAtColumn(CompareModel::AColumn).data().toString())
            return;
        option.text = u"="_s;
        option.palette.setColor(QPalette::Text, option.palette.color(QPalette::PlaceholderText));
    }
};

// A number as long as there are, and a state with all that is said of NaN and Inf on one side
// alone.
int longestNumber(const QFontMetrics &metrics)
{
    return std::max(metrics.horizontalAdvance(u"−0.0008888"_s),
                    metrics.horizontalAdvance(u"8.88e-08 %"_s));
}

} // namespace

QString statusText(const QModelIndex &index)
{
    const auto state = static_cast<CompareState>(index.data(CompareModel::StateRole).toInt());
    const QVariant inside = index.data(CompareModel::InsideRole);
    return rowText(state, index.data(CompareModel::WhatRole).toStringList(),
                   index.data(CompareModel::SpecialSidesRole).toUInt(),
                   inside.isValid() ? std::optional(inside.value<StateCounts>()) : std::nullopt);
}

CompareList::CompareList(CompareModel &model, QWidget *parent)
    : QTableView(parent)
    , m_model(model)
{
    setObjectName(u"compareList"_s);
    setAccessibleName(tr("Entries of both checkpoints"));
    setItemDelegate(new CompareDelegate(this));
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setFrameShape(NoFrame);
    setHorizontalHeader(new NumberHeader(this));
    setModel(&model);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    horizontalHeader()->setSectionsClickable(true);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSortIndicatorClearable(true);
    // Shown before sorting is on, because that sorts at once.
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    setSortingEnabled(true);
    sizeColumns();
    connect(&model, &CompareModel::modelAboutToBeReset, this, &CompareList::keepSelection);
    connect(&model, &CompareModel::modelReset, this, &CompareList::restoreSelection);
    connect(&model, &CompareModel::listed, this, &CompareList::followList);
    connect(&model, &CompareModel::listed, this, &CompareList::findSought);
    connect(&model, &CompareModel::listed, this, &CompareList::selectFirst);
    connect(&m_copyJob, &CompareCopyJob::finished, this, &copyTable);
    yieldToNewerCopies(m_copyJob);
    connect(this, &QTableView::doubleClicked, this, [this](const QModelIndex &index) {
        const QVariant folded = index.data(CompareModel::FoldedRole);
        if (folded.isValid())
            m_model.setFolded(index.row(), !folded.toBool());
    });
}

void CompareList::sizeColumns()
{
    const int letter = fontMetrics().averageCharWidth();
    // With the room that a cell leaves around its text.
    const int number = std::max(longestNumber(fontMetrics()) + 2 * letter, 13 * letter);
    setColumnWidth(CompareModel::StatusColumn, longestRowText(fontMetrics()) + 2 * letter);
    setColumnWidth(CompareModel::AColumn, letter * 21);
    setColumnWidth(CompareModel::BColumn, letter * 19);
    for (int column = CompareModel::MaxColumn; column < CompareModel::ColumnCount; ++column)
        setColumnWidth(column, number);
    horizontalHeader()->setMinimumSectionSize(letter * 8);
}

// The name takes what the others leave, but never so little that nothing can be read.
void CompareList::resizeEvent(QResizeEvent *event)
{
    const QModelIndex current = currentIndex();
    const bool wasSeen = QRect(QPoint(), event->oldSize()).intersects(visualRect(current));
    QTableView::resizeEvent(event);
    // The details of a row take more room than those of another.
    if (wasSeen)
        scrollTo(current);
    const int others = horizontalHeader()->length() - columnWidth(CompareModel::NameColumn);
    const int least = fontMetrics().averageCharWidth() * 28;
    setColumnWidth(CompareModel::NameColumn, std::max(viewport()->width() - others, least));
}

// A click on the sign before a name folds, as in a tree.
void CompareList::mousePressEvent(QMouseEvent *event)
{
    QTableView::mousePressEvent(event);
    const QModelIndex index = indexAt(event->position().toPoint());
    const QVariant folded = index.data(CompareModel::FoldedRole);
    const int sign =
        columnViewportPosition(CompareModel::NameColumn) + fontMetrics().averageCharWidth() * 3;
    if (index.column() == CompareModel::NameColumn && folded.isValid() &&
        event->button() == Qt::LeftButton && event->position().x() < sign)
        m_model.setFolded(index.row(), !folded.toBool());
}

void CompareList::select(int row)
{
    if (row < 0)
        return;
    const QModelIndex index = m_model.index(row, CompareModel::NameColumn);
    setCurrentIndex(index);
    scrollTo(index);
}

// While values are compared the list may be another ten times a second.
void CompareList::keepSelection()
{
    m_kept.assign(m_model.rows().size(), false);
    const QItemSelection ranges = selectionModel()->selection();
    for (const QItemSelectionRange &range : ranges)
        for (int row = range.top(); row <= range.bottom(); ++row)
            m_kept[m_model.source(row)] = true;
    m_wasSeen =
        !currentIndex().isValid() || viewport()->rect().intersects(visualRect(currentIndex()));
    m_place = verticalScrollBar()->value();
}

// Who looked elsewhere goes on looking there.
void CompareList::restoreSelection()
{
    const int current = m_current < 0 ? -1 : m_model.rowOf(static_cast<std::size_t>(m_current));
    if (current < 0)
        return;
    QItemSelection kept;
    for (int row = 0; row < m_model.rowCount() && kept.size() < mostKept; ++row) {
        if (!m_kept[m_model.source(row)])
            continue;
        const int first = row;
        while (row + 1 < m_model.rowCount() && m_kept[m_model.source(row + 1)])
            ++row;
        kept.append({m_model.index(first, 0), m_model.index(row, CompareModel::ColumnCount - 1)});
    }
    const QModelIndex index = m_model.index(current, CompareModel::NameColumn);
    if (kept.isEmpty() || kept.size() == mostKept)
        setCurrentIndex(index);
    else
        selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
    selectionModel()->select(kept, QItemSelectionModel::Select);
    if (m_wasSeen)
        scrollTo(index);
    else
        verticalScrollBar()->setValue(m_place);
}

// Selected before it has the focus: else Qt makes a row current that is not.
void CompareList::enter()
{
    m_isEntered = true;
    if (!m_model.isListing())
        selectFirst();
    setFocus(Qt::OtherFocusReason);
}

void CompareList::selectFirst()
{
    if (std::exchange(m_isEntered, false) && m_model.rowCount() > 0)
        select(0);
}

void CompareList::seek(std::size_t source)
{
    m_sought = source;
    m_model.unfold(source);
    if (!m_model.isListing())
        findSought();
}

void CompareList::findSought()
{
    if (const auto sought = std::exchange(m_sought, std::nullopt))
        select(m_model.rowOf(*sought));
}

bool CompareList::step(int by)
{
    // With the focus alone Qt makes the first row current, but nobody chose it.
    const bool isChosen = selectionModel()->isSelected(currentIndex());
    const int from = isChosen ? currentIndex().row() : by > 0 ? -1 : model()->rowCount();
    const int row = m_model.differenceFrom(from, by);
    select(row);
    return row >= 0;
}

void CompareList::copy()
{
    // Ranges, because a list of the rows of a large selection takes its time.
    QItemSelection ranges = selectionModel()->selection();
    std::sort(ranges.begin(), ranges.end(),
              [](const auto &x, const auto &y) { return x.top() < y.top(); });
    std::vector<std::size_t> rows;
    for (const QItemSelectionRange &range : std::as_const(ranges))
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.push_back(m_model.source(row));
    m_copyJob.start(m_model.table(), std::move(rows));
}

// Left and Right fold and unfold, as in a tree.
void CompareList::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        return copy();
    const bool isArrow = event->key() == Qt::Key_Left || event->key() == Qt::Key_Right;
    const QVariant folded = currentIndex().data(CompareModel::FoldedRole);
    if (isArrow && event->modifiers() == Qt::NoModifier && folded.isValid())
        m_model.setFolded(currentIndex().row(), event->key() == Qt::Key_Left);
    else
        QTableView::keyPressEvent(event);
}

// A reset takes the current row away for a moment; what was selected is kept for after it.
void CompareList::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    if (!current.isValid())
        return;
    const auto source = static_cast<std::ptrdiff_t>(m_model.source(current.row()));
    if (source == m_current)
        return;
    m_current = source;
    m_isGone = false;
    Q_EMIT currentSourceChanged();
}

void CompareList::forget()
{
    m_current = -1;
    m_isGone = m_isEntered = false;
}

// What is hidden is not shown beside the list either.
void CompareList::followList()
{
    const int row = m_current < 0 ? -1 : m_model.rowOf(static_cast<std::size_t>(m_current));
    const bool isGone = m_current >= 0 && row < 0;
    if (std::exchange(m_isGone, isGone) == isGone)
        return;
    if (!isGone && !currentIndex().isValid())
        setCurrentIndex(m_model.index(row, CompareModel::NameColumn));
    Q_EMIT currentSourceChanged();
}

} // namespace lens
