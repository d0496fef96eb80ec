// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/treeheader.h"

#include "model/document/plaintext.h"
#include "model/items/roles.h"
#include "model/items/treemodel.h"

#include <QGuiApplication>
#include <QHelpEvent>
#include <QMenu>
#include <QSignalBlocker>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {

TreeHeader::TreeHeader(QWidget *parent)
    : NumberHeader(parent)
{
    setObjectName(u"treeHeader"_s);
    setAccessibleName(tr("Columns of the tree"));
    setSectionsMovable(true);
    setFirstSectionMovable(false);
    setStretchLastSection(false);
    setSortIndicatorClearable(true);
    setSortIndicator(-1, Qt::AscendingOrder);
    setContextMenuPolicy(Qt::CustomContextMenu);
    connect(this, &QHeaderView::customContextMenuRequested, this,
            [this](const QPoint &at) { chooseColumns(mapToGlobal(at)); });
    connect(this, &QHeaderView::sectionResized, this, [this](int column) {
        if (column == TreeModel::NameColumn)
            return;
        fitName();
        // By the person, not by a layout.
        if (QGuiApplication::mouseButtons() != Qt::NoButton)
            Q_EMIT columnsChanged();
    });
    connect(this, &QHeaderView::sectionMoved, this, &TreeHeader::columnsChanged);
}

// The order of the rows is not remembered: a file opens in its own.
void TreeHeader::setColumns(const QByteArray &state)
{
    const QSignalBlocker quiet(this);
    resetColumns();
    if (!state.isEmpty())
        restoreState(state);
    setSortIndicatorShown(true);
    setSortIndicator(-1, Qt::AscendingOrder);
    setSectionResizeMode(TreeModel::NameColumn, QHeaderView::Fixed);
    fitName();
}

void TreeHeader::resetColumns()
{
    const std::pair<int, QString> widths[] = {
        {TreeModel::ContentColumn, u"kept unchanged"_s},
        {TreeModel::TypeColumn, u"int64, float32"_s},
        {TreeModel::ElementsColumn, u"Elements0"_s},
        {TreeModel::BytesColumn, u"1023.9 KiB"_s},
        {TreeModel::ShareColumn, u"1000.0 %"_s},
        {TreeModel::DeviceColumn, u"cpu, cuda:0"_s},
    };
    const int room = fontMetrics().averageCharWidth() * 3 / 2;
    for (const auto &[column, sample] : widths) {
        setSectionHidden(column, false);
        resizeSection(column, fontMetrics().horizontalAdvance(sample) + room);
    }
    for (int column = TreeModel::MinColumn; column < TreeModel::ColumnCount; ++column) {
        resizeSection(column, fontMetrics().horizontalAdvance(u"-0.0001234"_s) + room);
        setSectionHidden(column, true);
    }
    for (int column = 0; column < count(); ++column)
        moveSection(visualIndex(column), column);
    moveSection(visualIndex(TreeModel::DeviceColumn), TreeModel::ShareColumn);
    setSortIndicatorShown(true); // a tree that takes a header turns both off
    setSectionsClickable(true);
    setSectionResizeMode(TreeModel::NameColumn, QHeaderView::Fixed);
    fitName();
}

// The rest of the room, but never so little that no name can be read.
void TreeHeader::fitName()
{
    if (count() == 0)
        return;
    int others = 0;
    for (int column = TreeModel::NameColumn + 1; column < count(); ++column)
        others += sectionSize(column); // 0 of a hidden one
    const int letter = fontMetrics().averageCharWidth();
    // What is marked is marked at the end of the name: in a narrow tree that is in sight too.
    const int least = std::min(letter * 32, std::max(letter * 16, viewport()->width()));
    resizeSection(TreeModel::NameColumn, std::max(least, viewport()->width() - others));
}

void TreeHeader::resizeEvent(QResizeEvent *event)
{
    NumberHeader::resizeEvent(event);
    fitName();
}

void TreeHeader::chooseColumns(const QPoint &at)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"columnMenu"_s);
    for (int column = TreeModel::NameColumn + 1; column < count(); ++column) {
        if (column == TreeModel::MinColumn)
            menu->addSection(tr("Statistics"));
        const auto name = model()->headerData(column, Qt::Horizontal).toString();
        QAction *choice = menu->addAction(name);
        choice->setCheckable(true);
        choice->setChecked(!isSectionHidden(column));
        connect(choice, &QAction::toggled, this,
                [this, column](bool shown) { showColumn(column, shown); });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("&Reset columns")), &QAction::triggered, this, [this] {
        resetColumns();
        Q_EMIT columnsChanged();
    });
    menu->popup(at);
}

bool TreeHeader::showsStatistics() const
{
    for (int column = TreeModel::MinColumn; column < TreeModel::ColumnCount; ++column)
        if (!isSectionHidden(column))
            return true;
    return false;
}

void TreeHeader::showStatistics()
{
    for (int column = TreeModel::MinColumn; column < TreeModel::ColumnCount; ++column)
        setSectionHidden(column, false);
    fitName();
    Q_EMIT columnsChanged();
}

void TreeHeader::showColumn(int column, bool shown)
{
    setSectionHidden(column, !shown);
    fitName();
    Q_EMIT columnsChanged();
    if (shown)
        Q_EMIT columnShown(column);
}

// "parameters" are what training changes; a row counts every element below it.
bool TreeHeader::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return NumberHeader::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const bool counts = logicalIndexAt(help->pos()) == TreeModel::ElementsColumn;
    const QString text = tr("Elements of all tensors, with buffers and optimizer state. The status "
                            "bar counts only the parameters of the models.");
    QToolTip::showText(help->globalPos(), counts ? tipText(text) : QString(), viewport());
    return true;
}

} // namespace lens
