// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/document.h"
#include "model/items/roles.h"

#include <QAbstractItemModel>

namespace lens {

// The rows of a document's outline; the file itself is the one at the top. Answers text for reading
// and sorting and the roles of roles.h. Main thread; the document outlives it.
class TreeModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        ContentColumn,
        TypeColumn,
        DeviceColumn,
        ParametersColumn,
        BytesColumn,
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

    QModelIndex indexOf(std::uint32_t node, int column = NameColumn) const;
    QModelIndex indexOfEntry(std::uint32_t entry, int column = NameColumn) const;
    std::uint32_t nodeAt(const QModelIndex &index) const;

private:
    const Outline &outline() const { return *m_document.outline(); }
    QString text(std::uint32_t node, int column) const;
    QString nameText(std::uint32_t node) const;
    QString contentText(std::uint32_t node) const;
    QString typeText(std::uint32_t node) const;
    QString accessibleText(std::uint32_t node) const;
    QVariant meaning(std::uint32_t node, int role) const;
    RowKind rowKind(std::uint32_t node) const;
    const Tensor *tensor(std::uint32_t node) const;
    void apply(const DocumentChange &change);
    void devicesChanged(const std::vector<std::uint32_t> &sites);

    Document &m_document;
};

// "64×3×7×7"; "scalar" for a tensor without axes.
QString shapeText(const std::vector<std::int64_t> &shape);

} // namespace lens
