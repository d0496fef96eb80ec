// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/rowtable.h"

#include "model/checkpoint/safety.h"
#include "model/items/roles.h"
#include "widgets/columnmemory.h"
#include "widgets/columnwidths.h"
#include "widgets/icons.h"
#include "widgets/rowmenu.h"
#include "widgets/tableclipboard.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr int leastCharacters = 18; // of the column that takes what the others leave

std::pair<QString, Tone> severityMark(int severity)
{
    switch (static_cast<Severity>(severity)) {
    case Severity::Error: return {u"error"_s, Tone::Error};
    case Severity::Warning: return {u"warning"_s, Tone::Warning};
    case Severity::Note: return {u"note"_s, Tone::Note};
    }
    return {};
}

void showSeverity(QStyleOptionViewItem &option, int severity)
{
    option.features |= QStyleOptionViewItem::HasDecoration | QStyleOptionViewItem::HasDisplay;
    option.icon = severityIcon(severity, option.palette);
    option.text = severityWord(severity);
}

void showRating(QStyleOptionViewItem &option, int rating)
{
    const bool dangerous = rating == static_cast<int>(Rating::Dangerous);
    if (!dangerous && rating != static_cast<int>(Rating::Unknown))
        return;
    option.font.setBold(true);
    option.palette.setColor(QPalette::Text,
                            toneColour(option.palette, dangerous ? Tone::Error : Tone::Warning));
}

} // namespace

QIcon severityIcon(int severity, const QPalette &palette)
{
    const auto [name, tone] = severityMark(severity);
    return icon(name, toneColour(palette, tone));
}

QString severityWord(int severity)
{
    switch (static_cast<Severity>(severity)) {
    case Severity::Error: return RowTable::tr("Error");
    case Severity::Warning: return RowTable::tr("Warning");
    case Severity::Note: return RowTable::tr("Note");
    }
    return {};
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize size = NumberDelegate::sizeHint(option, index);
    return {size.width(), option.fontMetrics.height() * 3 / 2};
}

void RowDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    NumberDelegate::initStyleOption(option, index);
    if (index.data(IsPathRole).toBool())
        option->textElideMode = Qt::ElideMiddle;
    if (index.column() != 0)
        return;
    if (const QVariant severity = index.data(SeverityRole); severity.isValid())
        showSeverity(*option, severity.toInt());
    if (const QVariant rating = index.data(RatingRole); rating.isValid())
        showRating(*option, rating.toInt());
}

RowTable::RowTable(const QString &name, const QString &accessibleName, Settings &settings,
                   QWidget *parent)
    : QTreeView(parent)
{
    setObjectName(name);
    setAccessibleName(accessibleName);
    setItemDelegate(new RowDelegate(this));
    setHeader(new NumberHeader(this));
    header()->setSectionsClickable(true);
    header()->setStretchLastSection(false);
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setAlternatingRowColors(true);
    setSelectionMode(ExtendedSelection);
    setFrameShape(QFrame::NoFrame);
    connect(this, &QTreeView::doubleClicked, this, &RowTable::rowChosen);
    header()->setResizeContentsPrecision(0); // what is visible
    connect(header(), &QHeaderView::sectionResized, this, [this](int column) {
        if (!m_isFitting && column != m_wide)
            fitWideColumn();
    });
    m_memory = new ColumnMemory(*header(), settings, name);
    connect(m_memory, &ColumnMemory::fitWanted, this, &RowTable::fitColumns);
}

void RowTable::setRows(QAbstractItemModel *rows)
{
    setModel(rows);
    header()->setSortIndicator(-1, Qt::AscendingOrder);
    setSortingEnabled(true);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(rows, signal, this, &RowTable::showEmptiness);
    connect(rows, &QAbstractItemModel::modelReset, this, [this] {
        showEmptiness();
        fitColumns();
    });
}

void RowTable::setEmptyText(const QString &text)
{
    m_emptyText = text;
    showEmptiness();
}

bool RowTable::isEmpty() const
{
    return !m_emptyText.isEmpty() && (!model() || model()->rowCount() == 0);
}

// A head over nothing would look as if rows were missing.
void RowTable::showEmptiness()
{
    setHeaderHidden(isEmpty());
    setAccessibleDescription(isEmpty() ? m_emptyText : QString());
    viewport()->update();
}

void RowTable::paintEvent(QPaintEvent *event)
{
    QTreeView::paintEvent(event);
    if (!isEmpty())
        return;
    QPainter painter(viewport());
    painter.setPen(palette().color(QPalette::PlaceholderText));
    const int margin = fontMetrics().height();
    painter.drawText(viewport()->rect().adjusted(margin, margin, -margin, -margin),
                     Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
}

void RowTable::sizeColumns(const QStringList &samples)
{
    const int room = fontMetrics().averageCharWidth() * 3;
    m_needs.clear();
    m_usual.clear();
    for (const QString &sample : samples) {
        if (sample.isEmpty())
            m_wide = int(m_usual.size());
        m_usual << (sample.isEmpty() ? fontMetrics().averageCharWidth() * leastCharacters
                                     : fontMetrics().horizontalAdvance(sample) + room);
    }
    fitColumns();
}

// By the first rows there are: columns that move while a person filters or sorts are hard to read.
void RowTable::measureRows()
{
    if (!m_needs.isEmpty() || !isVisible() || model()->rowCount() == 0)
        return;
    for (int column = 0; column < m_usual.size(); ++column)
        m_needs << (isColumnHidden(column) ? 0 : columnWidthHint(column));
}

void RowTable::fitColumns()
{
    if (m_usual.isEmpty() || m_usual.size() != header()->count())
        return fitWideColumn();
    measureRows();
    QList<int> usual = m_usual, needs = m_needs.isEmpty() ? m_usual : m_needs;
    m_memory->overrule(usual);
    m_memory->overrule(needs);
    setColumnWidths(columnWidths(usual, needs, m_wide, viewport()->width()));
    fitWideColumn(); // hidden ones take nothing
}

void RowTable::setColumnWidths(QList<int> widths)
{
    m_memory->overrule(widths);
    m_isFitting = true;
    for (int column = 0; column < widths.size(); ++column)
        header()->resizeSection(column, widths[column]);
    m_isFitting = false;
}

// What the other columns leave, but never so little that nothing can be read.
void RowTable::fitWideColumn()
{
    if (m_wide < 0 || m_wide >= header()->count() || m_memory->chosen(m_wide))
        return;
    const int others = header()->length() - header()->sectionSize(m_wide);
    const int least = fontMetrics().averageCharWidth() * leastCharacters;
    header()->resizeSection(m_wide, std::max(viewport()->width() - others, least));
}

void RowTable::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    fitColumns();
}

void RowTable::showEvent(QShowEvent *event)
{
    QTreeView::showEvent(event);
    fitColumns();
}

void RowTable::fitRows(int most)
{
    const int rows = std::min(model()->rowCount(), most);
    setFixedHeight(header()->sizeHint().height() + rows * sizeHintForRow(0) + 2 * frameWidth());
}

int RowTable::columnWidthHint(int column) const
{
    return std::max(sizeHintForColumn(column), header()->sectionSizeHint(column));
}

QString RowTable::cellText(const QModelIndex &cell) const
{
    const QVariant severity = cell.data(SeverityRole);
    return cell.column() == 0 && severity.isValid() ? severityWord(severity.toInt())
                                                    : cell.data().toString();
}

void RowTable::copy() const
{
    auto rows = selectionModel()->selectedRows();
    std::ranges::sort(rows, {}, &QModelIndex::row);
    TableTexts table;
    for (const QModelIndex &row : rows) {
        QStringList cells;
        for (int column = 0; column < model()->columnCount(); ++column)
            cells << cellText(row.siblingAtColumn(column));
        table.add(cells);
    }
    if (!table.isEmpty())
        copyTable(table);
}

void RowTable::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        return copy();
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const bool isArrow = event->key() == Qt::Key_Left || event->key() == Qt::Key_Right;
    if (enter && currentIndex().isValid())
        Q_EMIT rowChosen(currentIndex());
    else if (m_isWalkedByCell && isArrow && event->modifiers() == Qt::NoModifier)
        walk((event->key() == Qt::Key_Left) == isLeftToRight() ? -1 : +1);
    else
        QTreeView::keyPressEvent(event);
}

// Rows that are selected whole have no such keys in Qt.
void RowTable::walk(int by)
{
    const QModelIndex now = currentIndex();
    int at = header()->visualIndex(now.column());
    do
        at += by;
    while (at >= 0 && at < header()->count() &&
           header()->isSectionHidden(header()->logicalIndex(at)));
    if (!now.isValid() || at < 0 || at >= header()->count())
        return;
    const QModelIndex next = now.siblingAtColumn(header()->logicalIndex(at));
    selectionModel()->setCurrentIndex(next, QItemSelectionModel::NoUpdate);
    scrollTo(next);
    viewport()->update(); // the frame of the cell before
}

void RowTable::contextMenuEvent(QContextMenuEvent *event)
{
    const auto [cell, at] = menuPlace(*this, *event);
    if (!cell.isValid())
        return;
    const QVariant entry = cell.data(EntryRole);
    const bool leads = entry.isValid() && entry.toUInt() != noIndex;
    auto *menu = new RowMenu(cellText(cell), leads, this);
    // Other rows may come while it is open.
    connect(menu, &RowMenu::goToRequested, this, [this, row = QPersistentModelIndex(cell)] {
        if (row.isValid())
            Q_EMIT rowChosen(row);
    });
    connect(menu, &RowMenu::copyRequested, this, &RowTable::copy);
    if (leads)
        addWindowActions(*menu, m_windowActions);
    menu->popup(at);
}

// QTreeView asks every row that changed where it lies; of many only some are seen.
void RowTable::dataChanged(const QModelIndex &first, const QModelIndex &last,
                           const QList<int> &roles)
{
    constexpr int many = 1000;
    if (last.row() - first.row() < many)
        QTreeView::dataChanged(first, last, roles);
    else
        viewport()->update();
}

void RowTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    Q_EMIT currentRowChanged(current);
}

} // namespace lens
