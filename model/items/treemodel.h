// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/rows.h"
#include "model/items/rowtext.h"

#include <QAbstractItemModel>

namespace lens {

// The rows of a document's outline, all or those that a filter found, as a tree or as a list; the
// file itself is the one at the top. Answers text for reading and the roles of roles.h. Main
// thread; the document outlives it.
class TreeModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        ContentColumn,
        TypeColumn,
        DeviceColumn,
        ElementsColumn,
        BytesColumn,
        ShareColumn, // of the bytes of the file's tensors
        MinColumn,   // from here on: known when the values were read
        MaxColumn,
        MeanColumn,
        StdColumn,
        ZerosColumn, // of all values
        NanColumn,
        ColumnCount
    };

    explicit TreeModel(Document &document, QObject *parent = nullptr);

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    // Other rows of the same outline, in one reset.
    void show(std::shared_ptr<const ShownRows> rows);
    const ShownRows &shown() const { return *m_rows; }
    const Document &document() const { return m_document; }
    // By which the rows of a column are sorted.
    static RowOrder order(int column);
    static bool isStatistic(int column) { return column >= MinColumn; }

    // Invalid for what is not shown.
    QModelIndex indexOf(std::uint32_t node, int column = NameColumn) const;
    QModelIndex indexOfEntry(std::uint32_t entry, int column = NameColumn) const;
    std::uint32_t nodeAt(const QModelIndex &index) const;

Q_SIGNALS:
    // Of any rows, in place: too many to name each.
    void cellsMoved();

private:
    const Outline &outline() const { return *m_document.outline(); }
    RowText texts() const { return {m_document, m_rows->flat}; }
    QVariant meaning(std::uint32_t node, int role) const;
    void apply(const DocumentChange &change);
    void devicesChanged(const std::vector<std::uint32_t> &sites);

    Document &m_document;
    std::shared_ptr<const ShownRows> m_rows; // null until a snapshot is loaded
};

// "64×3×7×7"; "scalar" for a tensor without axes.
QString shapeText(const std::vector<std::int64_t> &shape);

} // namespace lens
