// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/comparelist.h"

#include "model/items/comparemodel.h"
#include "widgets/columnmemory.h"
#include "widgets/columnwidths.h"
#include "widgets/comparedelegate.h"
#include "widgets/rowmenu.h"
#include "widgets/selecting.h"
#include "widgets/statechips.h"
#include "widgets/tableclipboard.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QStyle>

#include <algorithm>
#include <numeric>
#include <utility>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr int mostKept = 1000; // ranges of selected rows: each of them costs at every repaint

constexpr int leastName = 28, mostText = 42; // letters; more than these are elided first

// As long as there are.
int longestNumber(const QFontMetrics &metrics)
{
    return std::max(metrics.horizontalAdvance(u"-0.0008888\u00A0"_s),
                    metrics.horizontalAdvance(u"8.88e-08 %\u00A0"_s));
}

} // namespace

CompareList::CompareList(CompareModel &model, Settings &settings, QWidget *parent)
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
    m_memory = new ColumnMemory(*horizontalHeader(), settings, objectName());
    connect(m_memory, &ColumnMemory::fitWanted, this, &CompareList::fitColumns);
    sizeColumns();
    connect(&model, &CompareModel::modelAboutToBeReset, this, &CompareList::keepSelection);
    connect(&model, &CompareModel::modelReset, this, &CompareList::restoreSelection);
    connect(&model, &CompareModel::listed, this, &CompareList::followList);
    connect(&model, &CompareModel::listed, this, &CompareList::measureRows);
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
    const int margin = style()->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, this) + 1;
    const int number = longestNumber(fontMetrics()) + 2 * margin;
    const int changed =
        fontMetrics().horizontalAdvance(stateText(CompareState::Values, {})) + 2 * letter;
    m_usual = {changed, leastName * letter, letter * 21, letter * 19};
    m_usual.resize(CompareModel::ColumnCount, number + letter);
    m_needs = {changed, leastName * letter, letter * 8, letter * 8};
    m_needs.resize(CompareModel::ColumnCount, number);
    m_wholeStates = changed;
    horizontalHeader()->setMinimumSectionSize(letter * 8);
    fitColumns();
}

// While rows come in the columns of texts only grow: what moves to and fro is hard to read. The
// states are never cut, but those of what is inside a row may lose their words.
void CompareList::measureRows()
{
    const int letter = fontMetrics().averageCharWidth();
    const auto wantedBy = [this, letter](const QModelIndex &index) {
        return sizeHintForIndex(index).width() + letter;
    };
    for (const int row : m_model.longest()) {
        const QModelIndex state = m_model.index(row, CompareModel::StatusColumn);
        const int whole = wantedBy(state);
        const int words = fontMetrics().horizontalAdvance(statusText(state)) -
                          fontMetrics().horizontalAdvance(statusText(state, 1));
        m_wholeStates = std::max(m_wholeStates, whole);
        m_needs[state.column()] = std::max(m_needs[state.column()], whole - words);
        for (int column = CompareModel::NameColumn; column <= CompareModel::BColumn; ++column)
            m_needs[column] = std::max(
                m_needs[column], std::min(wantedBy(m_model.index(row, column)), mostText * letter));
    }
    m_usual[CompareModel::StatusColumn] = m_needs[CompareModel::StatusColumn];
    fitColumns();
}

// A width that a person chose stays. The name takes what the others leave, but never so little
// that nothing can be read; what it does not need the states have for their words.
void CompareList::fitColumns()
{
    constexpr int name = CompareModel::NameColumn, state = CompareModel::StatusColumn;
    const int room = viewport()->width();
    QList<int> usual = m_usual, needs = m_needs;
    m_memory->overrule(usual);
    m_memory->overrule(needs);
    QList<int> widths = columnWidths(usual, needs, name, room);
    const int most = std::min(m_wholeStates, room / 4);
    const int spare = std::max(widths[name] - needs[name], 0);
    widths[state] += std::min(std::max(most - widths[state], 0), spare);
    m_memory->overrule(widths);
    const int others = std::accumulate(widths.begin(), widths.end(), 0) - widths[name];
    if (!m_memory->chosen(name))
        widths[name] = std::max(room - others, usual[name]);
    for (int column = 0; column < CompareModel::ColumnCount; ++column)
        setColumnWidth(column, widths[column]);
}

void CompareList::resizeEvent(QResizeEvent *event)
{
    const QModelIndex current = currentIndex();
    const bool wasSeen = QRect(QPoint(), event->oldSize()).intersects(visualRect(current));
    QTableView::resizeEvent(event);
    fitColumns();
    // The details of a row take more room than those of another.
    if (wasSeen)
        scrollTo(current);
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
    selectAlone(*this, index);
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
        selectAlone(*this, index);
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

// Who did not ask for it by Tab may get it before a row is chosen: except after a click Qt would
// make the first one current.
void CompareList::focusInEvent(QFocusEvent *event)
{
    const Qt::FocusReason reason = event->reason();
    const bool isAsked = reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason;
    QFocusEvent clicked(event->type(), Qt::MouseFocusReason);
    QTableView::focusInEvent(isAsked ? event : &clicked);
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

void CompareList::contextMenuEvent(QContextMenuEvent *event)
{
    const auto [cell, at] = menuPlace(*this, *event);
    if (!cell.isValid())
        return;
    auto *menu = new RowMenu(cell.data().toString(), false, this);
    connect(menu, &RowMenu::copyRequested, this, &CompareList::copy);
    menu->popup(at);
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
    sizeColumns();
}

// What is hidden is not shown beside the list either.
void CompareList::followList()
{
    const int row = m_current < 0 ? -1 : m_model.rowOf(static_cast<std::size_t>(m_current));
    const bool isGone = m_current >= 0 && row < 0;
    if (std::exchange(m_isGone, isGone) == isGone)
        return;
    if (!isGone && !currentIndex().isValid())
        selectAlone(*this, m_model.index(row, CompareModel::NameColumn));
    Q_EMIT currentSourceChanged();
}

} // namespace lens
