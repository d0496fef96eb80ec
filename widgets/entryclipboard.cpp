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

constexpr qsizetype longText = 200; // letters; shorter ones do not count

// Names and values as they are, until they take too much.
class CellTexts
{
public:
    QString text(const QModelIndex &cell)
    {
        const int column = cell.column();
        if (column != TreeModel::NameColumn && column != TreeModel::ContentColumn)
            return cell.data(ExactRole).toString();
        if (m_room <= 0) {
            m_isCut = true;
            const int role = column == TreeModel::NameColumn ? int(NameRole) : Qt::DisplayRole;
            return cell.data(role).toString();
        }
        const QString text = cell.data(ExactRole).toString();
        if (text.size() > longText)
            take(text.toUtf8().size());
        return text;
    }
    bool isCut() const { return m_isCut; }

private:
    void take(qsizetype bytes)
    {
        constexpr qsizetype longest = RowText::longestText, oneCharacter = 4;
        m_isCut = m_isCut || bytes >= longest - oneCharacter;
        m_room -= bytes;
    }

    qsizetype m_room = RowText::longestText;
    bool m_isCut = false;
};

} // namespace

bool copySelectedTable(const QTreeView &tree, bool withHeaders)
{
    const auto columns = shownColumns(tree);
    TableTexts table;
    CellTexts texts;
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
        add([&](int column) { return texts.text(row.siblingAtColumn(column)); },
            TableTexts::Line::Cells);
    copyTable(table);
    return !texts.isCut();
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
