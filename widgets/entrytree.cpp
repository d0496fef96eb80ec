// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/entrytree.h"

#include "model/items/treemodel.h"
#include "widgets/entryclipboard.h"
#include "widgets/entrydelegate.h"
#include "widgets/rowmenu.h"
#include "widgets/selecting.h"
#include "widgets/treeheader.h"
#include "widgets/treememory.h"

#include <QContextMenuEvent>
#include <QKeyEvent>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

// Rows that a first look may open; more is for the person to ask.
constexpr int firstRows = 30;
// Rows that are opened at once: the view lays all of them out in one go, 100,000 in some 30 ms.
constexpr std::size_t expandedRows = 60'000;
// The same for what a filter found: it comes while a person types.
constexpr std::size_t reopenedRows = 5'000;
// Rows of a tree of so many open groups are selected at once: Qt takes quadratic time over them,
// for these some 100 ms.
constexpr std::size_t selectedGroups = 500;
constexpr int selectedRows = 1'000;

} // namespace

EntryTree::EntryTree(TreeModel &model, QWidget *parent)
    : QTreeView(parent)
    , m_model(model)
    , m_header(new TreeHeader(this))
{
    setObjectName(u"entryTree"_s);
    setAccessibleName(tr("Entries of the checkpoint"));
    setItemDelegate(new EntryDelegate(this));
    setHeader(m_header);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setAlternatingRowColors(true);
    setFrameShape(QFrame::NoFrame);
    setModel(&model);
    m_header->resetColumns();
    setSelectionMode(ExtendedSelection);
    m_announcement.setSingleShot(true);
    connect(&m_announcement, &QTimer::timeout, this, &EntryTree::announce);
    connect(&model, &TreeModel::cellsMoved, viewport(), qOverload<>(&QWidget::update));
    connect(m_header, &QHeaderView::sortIndicatorChanged, this,
            [this](int column, Qt::SortOrder order) {
                if (!m_resetting)
                    Q_EMIT sortRequested(column, order);
            });
}

// Rows that come back as they were are no news.
void EntryTree::announce()
{
    if (currentIndex().isValid()) {
        auto now = selection();
        if (now.current != m_told.current || now.nodes != m_told.nodes) {
            m_told = now;
            Q_EMIT selectionMoved(now);
        }
    }
    Q_EMIT rested();
}

std::vector<std::uint32_t> EntryTree::openNodes() const
{
    std::vector<std::uint32_t> open;
    for (std::vector<QModelIndex> left{m_model.index(0, 0)}; !left.empty();) {
        const QModelIndex index = left.back();
        left.pop_back();
        if (!isExpanded(index))
            continue;
        open.push_back(m_model.nodeAt(index));
        for (int row = 0; row < m_model.rowCount(index); ++row)
            if (const auto child = m_model.index(row, 0, index); m_model.hasChildren(child))
                left.push_back(child);
    }
    return open;
}

void EntryTree::forget()
{
    m_told = {};
    m_kept = {};
    m_open.clear();
    m_filtered = m_keepsOpen = false;
}

GroupPaths EntryTree::openGroups() const
{
    const Document &document = m_model.document();
    const bool isSeen = !m_filtered && !m_model.shown().flat;
    return pathsOf(*document.checkpoint(), *document.outline(), isSeen ? openNodes() : m_open);
}

void EntryTree::keepOpen(const GroupPaths &groups)
{
    const Document &document = m_model.document();
    m_open = groupsAt(*document.checkpoint(), *document.outline(), groups);
    m_keepsOpen = true;
}

void EntryTree::showRows(std::shared_ptr<const ShownRows> rows, bool filtered)
{
    if (!std::exchange(m_keepsOpen, false) && !m_filtered && !m_model.shown().flat)
        m_open = openNodes();
    m_filtered = filtered;
    if (currentIndex().isValid())
        m_kept = selection();
    // A header forgets on every reset what it is sorted by, and says so.
    const int column = m_header->sortIndicatorSection();
    const Qt::SortOrder order = m_header->sortIndicatorOrder();
    m_resetting = true;
    m_model.show(std::move(rows));
    m_header->setSortIndicator(column, order);
    m_resetting = false;
    reopen(filtered);
    reselect();
}

// The view has not laid out the new rows yet, so that this only says what will be open.
void EntryTree::reopen(bool filtered)
{
    const ShownRows &shown = m_model.shown();
    expand(m_model.index(0, 0));
    if (!filtered || shown.rows.size() > reopenedRows) {
        for (const auto node : m_open)
            if (shown.count[node] > 0)
                expand(m_model.indexOf(node));
        return;
    }
    for (const auto node : shown.rows)
        if (shown.count[node] > 0)
            expand(m_model.indexOf(node));
}

void EntryTree::reselect()
{
    QItemSelection rows;
    for (const auto node : m_kept.nodes)
        if (const auto index = m_model.indexOf(node); index.isValid())
            addRow(rows, index);
    selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    if (const auto current = m_model.indexOf(m_kept.current); current.isValid()) {
        selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
        scrollTo(current);
    }
}

void EntryTree::selectFound()
{
    const bool chosen = currentIndex().isValid() && currentIndex().parent().isValid();
    if (chosen || !m_filtered)
        return;
    auto index = m_model.index(0, 0);
    while (m_model.hasChildren(index))
        index = m_model.index(0, 0, index);
    select(index);
}

void EntryTree::expandFirst()
{
    // A wrapper around everything ("state_dict", "module") is opened too.
    const auto top = expandWrappers(m_model.index(0, 0));
    int shown = m_model.rowCount(top);
    for (int row = 0; row < m_model.rowCount(top); ++row) {
        auto inner = m_model.index(row, 0, top);
        while (m_model.rowCount(inner) == 1)
            inner = m_model.index(0, 0, inner);
        shown += m_model.rowCount(inner);
        if (shown > firstRows)
            break;
        expandWrappers(m_model.index(row, 0, top));
    }
}

// Expands `index` and, while there is only one row in it, that one; returns the last.
QModelIndex EntryTree::expandWrappers(QModelIndex index)
{
    expand(index);
    while (m_model.rowCount(index) == 1) {
        index = m_model.index(0, 0, index);
        expand(index);
    }
    return index;
}

void EntryTree::expandAll()
{
    expandBelow(m_model.index(0, 0));
    scrollTo(currentIndex());
}

void EntryTree::expandBelow(const QModelIndex &top)
{
    if (!m_model.hasChildren(top) || !top.isValid())
        return;
    layOutOnce();
    std::size_t rows = 0;
    int levels = 0;
    for (std::vector<QModelIndex> level{top}; !level.empty(); ++levels) {
        for (const auto &index : level)
            rows += static_cast<std::size_t>(m_model.rowCount(index));
        if (levels > 0 && rows > expandedRows)
            return Q_EMIT expandedPartly(levels);
        level = expandLevel(level);
    }
}

// Returns the rows below `level` that can be expanded too.
std::vector<QModelIndex> EntryTree::expandLevel(const std::vector<QModelIndex> &level)
{
    std::vector<QModelIndex> next;
    for (const auto &index : level) {
        expand(index);
        for (int row = 0; row < m_model.rowCount(index); ++row)
            if (const auto child = m_model.index(row, 0, index); m_model.hasChildren(child))
                next.push_back(child);
    }
    return next;
}

// Nobody acts on rows that are not seen, and a click that was just made would open them again.
void EntryTree::collapseToFirst()
{
    const auto root = m_model.index(0, 0);
    collapseAll();
    expand(root);
    const auto isSeen = [&root](const QModelIndex &row) {
        return row == root || row.parent() == root;
    };
    const auto isRangeSeen = [&](const QItemSelectionRange &range) {
        return isSeen(range.topLeft());
    };
    auto current = currentIndex().siblingAtColumn(0);
    while (current.isValid() && !isSeen(current))
        current = current.parent();
    if (!std::ranges::all_of(selectionModel()->selection(), isRangeSeen) ||
        current != currentIndex().siblingAtColumn(0))
        select(current);
}

void EntryTree::selectAll()
{
    if (openNodes().size() > selectedGroups)
        Q_EMIT selectionRefused();
    else if (m_filtered)
        selectFoundRows();
    else
        QTreeView::selectAll();
}

// A group stands for all that is in it, also for what the filter hides: it is left out, and so are
// the rows of a closed one.
void EntryTree::selectFoundRows()
{
    QItemSelection found;
    for (const auto node : openNodes()) {
        const auto group = m_model.indexOf(node);
        for (int row = 0; row < m_model.rowCount(group); ++row)
            if (const auto child = m_model.index(row, 0, group); !m_model.hasChildren(child))
                addRow(found, child);
    }
    selectionModel()->select(found,
                             QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

// Rows from one to another, by Shift: from the one that was gone to, of which Qt knows nothing.
void EntryTree::setSelection(const QRect &chosen, QItemSelectionModel::SelectionFlags command)
{
    QRect rect = chosen;
    if (!(command & QItemSelectionModel::Current))
        m_goneTo = QModelIndex();
    else if (m_goneTo.isValid())
        rect = QRect(visualRect(m_goneTo).center(), visualRect(currentIndex()).center());
    const int height = visualRect(currentIndex()).height();
    const bool many = height > 0 && rect.height() / height > selectedRows;
    if (!many || openNodes().size() <= selectedGroups)
        return QTreeView::setSelection(rect, command);
    // The row that was gone to is current by now: what is shown and what is selected are one.
    selectionModel()->select(currentIndex(),
                             QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    Q_EMIT selectionRefused();
}

void EntryTree::select(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    selectAlone(*this, index);
    m_goneTo = index;
    scrollTo(index);
}

std::uint32_t EntryTree::currentNode() const
{
    return currentIndex().isValid() ? currentIndex().data(NodeRole).toUInt() : 0;
}

// `*` and `/` as file managers have them; Qt's own `*` opens whatever number of rows there is.
void EntryTree::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Asterisk)
        return expandBelow(currentIndex().siblingAtColumn(0));
    if (event->key() == Qt::Key_Slash)
        return collapseToFirst();
    if (event->matches(QKeySequence::Copy))
        return copyRows(false);
    const QModelIndex before = currentIndex();
    QTreeView::keyPressEvent(event);
    if (currentIndex() != before && !(event->modifiers() & Qt::ShiftModifier))
        m_goneTo = QModelIndex();
}

void EntryTree::copyRows(bool withHeaders)
{
    if (!copySelectedTable(*this, withHeaders))
        Q_EMIT copiedPartly();
}

void EntryTree::contextMenuEvent(QContextMenuEvent *event)
{
    if (const auto [cell, at] = menuPlace(*this, *event); cell.isValid())
        Q_EMIT menuRequested(cell, at);
}

// The current row and the selection change one after the other: both are told at once.
void EntryTree::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    m_announcement.start(0);
}

void EntryTree::selectionChanged(const QItemSelection &now, const QItemSelection &before)
{
    QTreeView::selectionChanged(now, before);
    m_announcement.start(0);
}

Selection EntryTree::selection() const
{
    Selection selection{currentNode(), {}};
    for (const QModelIndex &row : selectionModel()->selectedRows())
        selection.nodes.push_back(row.data(NodeRole).toUInt());
    if (selection.nodes.empty())
        selection.nodes.push_back(selection.current);
    std::ranges::sort(selection.nodes);
    return selection;
}

} // namespace lens
