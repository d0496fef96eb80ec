// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/edits.h"

#include <QAbstractTableModel>

#include <optional>

namespace lens {

// The device tags that were found and what each becomes, a row each. What it becomes is edited in
// place, unless one tag is given for all of them.
class RetagModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { FoundColumn, TargetColumn, TensorsColumn, BytesColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setTags(const std::map<std::string, DeviceCount> &tags);
    // One for all; nothing: each its own, to begin with the tags as they are.
    void setAll(const std::optional<QString> &tag);
    // The rows that are to become something else.
    std::map<std::string, std::string> changes() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    // A row is to become something else than before, by itself.
    void chosen();

private:
    struct Row
    {
        std::string tag;
        QString shown, target;
        DeviceCount count;
    };
    QString text(const Row &row, int column) const;

    std::vector<Row> m_rows;
    std::optional<QString> m_all;
};

} // namespace lens
