// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/metadata.h"
#include "model/items/columnsmodel.h"

namespace lens {

// The values of a file that are no tensors, those that fit the filter.
class MetadataModel final : public ColumnsModel
{
    Q_OBJECT

public:
    enum Column { PathColumn, TypeColumn, ValueColumn };

    explicit MetadataModel(QObject *parent = nullptr);
    void setRows(const std::vector<MetadataRow> &rows);
    // Words that all have to be somewhere in path, type or value.
    void setFilter(const QString &text);
    int total() const { return static_cast<int>(m_rows.size()); }

    int rowCount(const QModelIndex &parent = {}) const override;
    void sort(int column, Qt::SortOrder order) override;

protected:
    QString text(int row, int column) const override;
    QVariant value(int row, int column, int role) const override;

private:
    struct Row
    {
        std::uint32_t entry;
        QString path, type, value;
    };
    void filter();
    void sortByText(int column, Qt::SortOrder order);

    std::vector<Row> m_rows;
    std::vector<std::uint32_t> m_shown; // into m_rows
    QStringList m_words;
};

} // namespace lens
