// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/histogramsmodel.h"

#include "model/base/text.h"
#include "model/items/csvfield.h"
#include "model/items/roles.h"

#include <algorithm>

namespace lens {
namespace {

constexpr std::size_t readAtOnce = 8; // tensors, so that the first ones are seen soon

} // namespace

HistogramsModel::HistogramsModel(QObject *parent)
    : QAbstractListModel(parent)
{
    connect(&m_job, &HistogramJob::finished, this, &HistogramsModel::numbersRead);
}

void HistogramsModel::show(std::vector<Tensor> tensors, const HistogramChoice &choice)
{
    beginResetModel();
    m_job.abandon();
    m_tensors = std::move(tensors);
    m_read.assign(m_tensors.size(), std::nullopt);
    m_choice = choice;
    m_visible = {0, -1};
    endResetModel();
}

void HistogramsModel::setChoice(const HistogramChoice &choice)
{
    m_job.abandon();
    m_choice = choice;
    m_read.assign(m_tensors.size(), std::nullopt);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    readMissing();
}

void HistogramsModel::setVisible(int first, int last)
{
    m_visible = {std::max(first, 0), std::min(last, rowCount() - 1)};
    readMissing();
}

// What the job reads now is let finish: it was looked at a moment ago.
void HistogramsModel::readMissing()
{
    if (m_job.isRunning())
        return;
    m_asked.clear();
    std::vector<Result<TensorData>> data;
    for (int row = m_visible.first; row <= m_visible.second && data.size() < readAtOnce; ++row) {
        if (read(row))
            continue;
        m_asked.push_back(row);
        data.push_back(m_tensors[static_cast<std::size_t>(row)].data);
    }
    if (!data.empty())
        m_job.start(std::move(data), m_choice, HistogramJob::Bins::Separate);
}

void HistogramsModel::numbersRead(const Result<NumbersOfEach> &result)
{
    if (!result)
        return; // stopped as asked: until what is looked at changes
    for (std::size_t i = 0; i < m_asked.size(); ++i) {
        const int row = m_asked[i];
        m_read[static_cast<std::size_t>(row)] = (*result)[i];
        Q_EMIT dataChanged(index(row), index(row));
    }
    readMissing();
}

QByteArray HistogramsModel::csv(const QStringList &headers) const
{
    QByteArray out = csvHeader(headers);
    for (std::size_t row = 0; row < m_tensors.size(); ++row) {
        if (!m_read[row] || !*m_read[row] || !(*m_read[row])->histogram)
            continue;
        const engine::Histogram &histogram = *(*m_read[row])->histogram;
        const QByteArray name = csvField(m_tensors[row].name);
        for (std::size_t bin = 0; bin < histogram.counts.size(); ++bin)
            out += name + ',' +
                   QByteArray::fromStdString(reprDouble(histogram.edges[bin]) + ',' +
                                             reprDouble(histogram.edges[bin + 1]) + ',' +
                                             std::to_string(histogram.counts[bin])) +
                   '\n';
    }
    return out;
}

int HistogramsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_tensors.size());
}

QVariant HistogramsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Tensor &tensor = m_tensors[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole: return tensor.name;
    case NodeRole: return tensor.node;
    default: return {};
    }
}

} // namespace lens
