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
    bool operator==(const MetadataChoice &) const = default;
};

using ShownMetadata = std::vector<std::uint32_t>;

// Indices of the rows that `choice` shows; not all of them where the job is stopped.
ShownMetadata chosenRows(const std::vector<MetadataRow> &rows, const MetadataChoice &choice,
                         const Job &job = {});

class MetadataChoiceJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(MetadataRows rows, MetadataChoice choice);

Q_SIGNALS:
    void finished(const lens::ShownMetadata &shown, const lens::MetadataChoice &choice);
    void stopped();
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
    // The first search of the rows has ended; before that none is shown.
    bool isReady() const { return m_ready; }
    // What the rows fit, or will once they are searched and sorted.
    const MetadataChoice &choice() const { return m_choice; }
    // The last search was stopped: the rows are those from before. Not where only their order was
    // to become another.
    bool isStopped() const { return m_stopped; }
    void searchAgain() { choose(); }
    int total() const { return m_rows ? static_cast<int>(m_rows->size()) : 0; }
    LatestJob &job() { return m_job; }

    int rowCount(const QModelIndex &parent = {}) const override;
    void sort(int column, Qt::SortOrder order) override;

Q_SIGNALS:
    void stopped(); // a search or a sort: rows, choice and order are those from before

protected:
    QString text(int row, int column) const override;
    QVariant value(int row, int column, int role) const override;

private:
    void choose();
    void take(ShownMetadata shown, const MetadataChoice &choice);
    void keepOld();
    void show(ShownMetadata shown);
    void reorder(ShownMetadata shown);
    const MetadataRow &shownRow(int row) const
    {
        return (*m_rows)[m_shown[static_cast<std::size_t>(row)]];
    }

    MetadataRows m_rows;
    MetadataChoice m_choice, m_shownChoice;
    MetadataChoiceJob m_job;
    ShownMetadata m_shown; // into m_rows
    bool m_ready = false, m_stopped = false;
};

} // namespace lens
