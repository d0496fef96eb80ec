// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/histogram.h"

#include <QAbstractListModel>

namespace lens {

// Histograms of many tensors, a row each, over bins of their own. Only those that are looked at are
// read.
class HistogramsModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    struct Tensor
    {
        QString name;
        std::uint32_t node = 0; // of the outline
        Result<TensorData> data;
    };
    using Read = std::optional<Result<engine::Numbers>>;

    explicit HistogramsModel(QObject *parent = nullptr);
    void show(std::vector<Tensor> tensors, const HistogramChoice &choice);
    void setChoice(const HistogramChoice &choice);
    const HistogramChoice &choice() const { return m_choice; }
    // Reads what is missing of these rows.
    void setVisible(int first, int last);
    // None: not read yet.
    const Read &read(int row) const { return m_read[static_cast<std::size_t>(row)]; }
    HistogramJob &job() { return m_job; }
    // Name, from, to, count: the bins of what was read with exact numbers.
    QByteArray csv(const QStringList &headers) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    void readMissing();
    void numbersRead(const Result<NumbersOfEach> &result);

    std::vector<Tensor> m_tensors;
    std::vector<Read> m_read;
    HistogramChoice m_choice;
    std::pair<int, int> m_visible{0, -1};
    std::vector<int> m_asked; // rows that the job reads
    HistogramJob m_job;
};

} // namespace lens
