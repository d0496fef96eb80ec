// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/entryclipboard.h"

#include "model/document/plaintext.h"
#include "model/document/pythonlines.h"
#include "model/items/roles.h"
#include "model/items/rowtext.h"
#include "model/items/treemodel.h"
#include "widgets/facts.h"
#include "widgets/tableclipboard.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QTreeView>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QList<int> shownColumns(const QTreeView &tree)
{
    QList<int> columns;
    for (int place = 0; place < tree.header()->count(); ++place)
        if (const int column = tree.header()->logicalIndex(place); !tree.isColumnHidden(column))
            columns << column;
    return columns;
}

// The rows as numbers from the root down: less for what is shown above.
std::vector<int> placeOf(QModelIndex index)
{
    std::vector<int> place;
    for (; index.isValid(); index = index.parent())
        place.push_back(index.row());
    std::ranges::reverse(place);
    return place;
}

// Rows that were chosen one by one come in the order of choosing.
std::vector<QModelIndex> selectedInOrder(const QTreeView &tree)
{
    std::vector<std::pair<std::vector<int>, QModelIndex>> placed;
    for (const QModelIndex &row : tree.selectionModel()->selectedRows())
        placed.emplace_back(placeOf(row), row);
    std::ranges::stable_sort(placed, {}, &std::pair<std::vector<int>, QModelIndex>::first);
    std::vector<QModelIndex> rows;
    for (const auto &[place, row] : placed)
        rows.push_back(row);
    return rows;
}

constexpr qsizetype longText = 4'000; // a cell that counts

// Whole while there is `room`, which the long ones take.
QString cellText(const QModelIndex &cell, qsizetype &room)
{
    const int column = cell.column();
    const bool isText = column == TreeModel::NameColumn || column == TreeModel::ContentColumn;
    if (isText && room <= 0)
        return cell.data(column == TreeModel::NameColumn ? NameRole : Qt::DisplayRole).toString();
    const QString text = cell.data(ExactRole).toString();
    if (isText && text.size() > longText)
        room -= text.toUtf8().size();
    return text;
}

} // namespace

bool copySelectedTable(const QTreeView &tree, bool withHeaders)
{
    const auto columns = shownColumns(tree);
    TableTexts table;
    qsizetype room = RowText::longestText;
    const auto add = [&](const auto &cellOf, TableTexts::Line line) {
        QStringList cells;
        for (const int column : columns)
            cells << cellOf(column);
        table.add(cells, line);
    };
    if (withHeaders)
        add([&](int column) { return tree.model()->headerData(column, Qt::Horizontal).toString(); },
            TableTexts::Line::Headings);
    for (const QModelIndex &row : selectedInOrder(tree))
        add([&](int column) { return cellText(row.siblingAtColumn(column), room); },
            TableTexts::Line::Cells);
    copyTable(table);
    return room > 0;
}

void copyPaths(const Document &document, const ChosenRows &rows)
{
    QStringList paths;
    for (const auto &row : rows.all)
        // Of the file itself its name; a key that is empty is empty for other programs too.
        paths << (row.node == 0 ? pathTitle(document, 0) : plainText(pathOf(document, row)));
    QGuiApplication::clipboard()->setText(paths.join(u'\n'));
}

Result<void> copyPython(const Document &document, const ChosenRow &row)
{
    LENS_ASSIGN(const auto code, pythonCodeOf(document, row));
    QGuiApplication::clipboard()->setText(QString::fromStdString(code));
    return {};
}

} // namespace lens
