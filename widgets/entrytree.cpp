// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/entrytree.h"

#include "model/items/treemodel.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

// Rows that a first look may open; more is for the person to ask.
constexpr int firstRows = 30;
// Rows of one level that are opened at once; the view takes quadratic time over what it opens.
constexpr std::size_t expandedRows = 5'000;

QString iconName(RowKind kind)
{
    switch (kind) {
    case RowKind::Group: return u"group"_s;
    case RowKind::Tensor: return u"tensor"_s;
    case RowKind::Mapping: return u"mapping"_s;
    case RowKind::Sequence: return u"sequence"_s;
    case RowKind::Object: return u"object"_s;
    case RowKind::Storage: return u"storage"_s;
    case RowKind::Value: return u"value"_s;
    case RowKind::Reference: return u"reference"_s;
    }
    return {};
}

// Heads a column of numbers where they stand: at the right.
class EntryHeader final : public QHeaderView
{
public:
    using QHeaderView::QHeaderView;

protected:
    void initStyleOptionForIndex(QStyleOptionHeader *option, int section) const override
    {
        QHeaderView::initStyleOptionForIndex(option, section);
        const bool numeric = model()->headerData(section, orientation(), NumericRole).toBool();
        option->textAlignment = Qt::AlignVCenter | (numeric ? Qt::AlignRight : Qt::AlignLeft);
    }
};

// Turns the roles of a row into icon, colour and alignment.
class EntryDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    // A little air between the lines.
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QSize size = QStyledItemDelegate::sizeHint(option, index);
        return {size.width(), option.fontMetrics.height() * 3 / 2};
    }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const auto kind = static_cast<RowKind>(index.data(KindRole).toInt());
        // Names differ at both ends, values begin with what matters.
        const bool isName = index.column() == TreeModel::NameColumn;
        option->textElideMode = isName ? Qt::ElideMiddle : Qt::ElideRight;
        if (isName)
            decorate(*option, index, kind);
        if (index.data(NumericRole).toBool())
            option->displayAlignment = Qt::AlignRight | Qt::AlignVCenter;
        const bool quiet = kind == RowKind::Reference || kind == RowKind::Object ||
                           kind == RowKind::Mapping || kind == RowKind::Sequence;
        if (quiet && index.column() == TreeModel::ContentColumn)
            option->palette.setColor(QPalette::Text,
                                     option->palette.color(QPalette::PlaceholderText));
        if (index.column() == TreeModel::DeviceColumn && index.data(ChangedRole).toBool())
            markChanged(*option);
    }

private:
    static void decorate(QStyleOptionViewItem &option, const QModelIndex &index, RowKind kind)
    {
        const bool broken = !index.data(BrokenRole).toString().isEmpty();
        option.features |= QStyleOptionViewItem::HasDecoration;
        option.icon = broken ? icon(u"warning"_s, toneColour(option.palette, Tone::Warning))
                             : icon(iconName(kind));
    }

    static void markChanged(QStyleOptionViewItem &option)
    {
        option.text.prepend(u"✎ "_s);
        option.font.setBold(true);
        option.palette.setColor(QPalette::Text, toneColour(option.palette, Tone::Changed));
    }
};

} // namespace

EntryTree::EntryTree(TreeModel &model, QWidget *parent)
    : QTreeView(parent)
    , m_model(model)
{
    setObjectName(u"entryTree"_s);
    setAccessibleName(tr("Entries of the checkpoint"));
    setItemDelegate(new EntryDelegate(this));
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setAlternatingRowColors(true);
    setFrameShape(QFrame::NoFrame);
    setHeader(new EntryHeader(Qt::Horizontal, this));
    setModel(&model);
    setSelectionMode(ExtendedSelection);
    m_announcement.setSingleShot(true);
    connect(&m_announcement, &QTimer::timeout, this, [this] {
        if (currentIndex().isValid())
            Q_EMIT selectionMoved(selection());
    });
    header()->setStretchLastSection(false);
    sizeColumns();
}

void EntryTree::sizeColumns()
{
    header()->setSectionResizeMode(TreeModel::NameColumn, QHeaderView::Stretch);
    const std::pair<int, QString> widths[] = {
        {TreeModel::ContentColumn, u"512×512×3×3"_s},
        {TreeModel::TypeColumn, u"float16, float32"_s},
        {TreeModel::DeviceColumn, u"cpu, cuda:0"_s},
        {TreeModel::ParametersColumn, u"Parameters"_s},
        {TreeModel::BytesColumn, u"1023.9 KiB"_s},
    };
    const int room = fontMetrics().averageCharWidth() * 2;
    for (const auto &[column, sample] : widths)
        header()->resizeSection(column, fontMetrics().horizontalAdvance(sample) + room);
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

void EntryTree::expandBelow()
{
    auto top = currentIndex().siblingAtColumn(0);
    if (!top.isValid() || !m_model.hasChildren(top))
        top = m_model.index(0, 0);
    int depth = 0;
    for (std::vector<QModelIndex> level{top}; !level.empty(); ++depth) {
        std::vector<QModelIndex> next;
        for (const auto &index : level)
            for (int row = 0; row < m_model.rowCount(index); ++row)
                next.push_back(m_model.index(row, 0, index));
        if (next.size() > expandedRows)
            break;
        level = std::move(next);
    }
    if (depth == 0)
        return expand(top);
    expandRecursively(top, depth - 1);
}

void EntryTree::collapseToFirst()
{
    collapseAll();
    expand(m_model.index(0, 0));
}

void EntryTree::select(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    // The view's own setter adds to the selection while a person holds Ctrl, as for a shortcut.
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect |
                                                 QItemSelectionModel::Rows);
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
        return expandBelow();
    if (event->key() == Qt::Key_Slash)
        return collapseToFirst();
    QTreeView::keyPressEvent(event);
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
