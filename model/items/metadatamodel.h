// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/metadata.h"
#include "model/items/columnsmodel.h"

#include <QStringList>

namespace lens {

// Which of the rows are shown, in which order.
struct MetadataChoice
{
    QStringList words; // all of them somewhere in path, type or value
    int column = -1;   // -1: as in the file
    Qt::SortOrder order = Qt::AscendingOrder;
};

// Indices of the rows that `choice` shows.
std::vector<std::uint32_t> chosenRows(const std::vector<MetadataRow> &rows,
                                      const MetadataChoice &choice);

class MetadataChoiceJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(MetadataRows rows, MetadataChoice choice);

Q_SIGNALS:
    void finished(const std::vector<std::uint32_t> &shown);
};

// The values of a file that are no tensors, those that fit the filter. They are searched and sorted
// by a job; until it ends, the rows are those from before.
class MetadataModel final : public ColumnsModel
{
    Q_OBJECT

public:
    enum Column { PathColumn, TypeColumn, ValueColumn };

    explicit MetadataModel(QObject *parent = nullptr);
    void setRows(MetadataRows rows);
    // Words that all have to be somewhere in path, type or value.
    void setFilter(const QString &text);
    int total() const { return m_rows ? static_cast<int>(m_rows->size()) : 0; }
    LatestJob &job() { return m_job; }

    int rowCount(const QModelIndex &parent = {}) const override;
    void sort(int column, Qt::SortOrder order) override;

protected:
    QString text(int row, int column) const override;
    QVariant value(int row, int column, int role) const override;

private:
    void choose();
    void show(std::vector<std::uint32_t> shown);
    const MetadataRow &shownRow(int row) const
    {
        return (*m_rows)[m_shown[static_cast<std::size_t>(row)]];
    }

    MetadataRows m_rows;
    MetadataChoice m_choice;
    MetadataChoiceJob m_job;
    std::vector<std::uint32_t> m_shown; // into m_rows
};

} // namespace lens
