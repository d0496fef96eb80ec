// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/binsmodel.h"

#include "model/base/text.h"
#include "model/items/csvfield.h"

namespace lens {

void BinsModel::show(std::vector<engine::Histogram> histograms, const QStringList &headers)
{
    beginResetModel();
    m_histograms = std::move(histograms);
    m_headers = headers;
    endResetModel();
}

int BinsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || m_histograms.empty()
               ? 0
               : static_cast<int>(m_histograms.front().counts.size());
}

int BinsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() || m_histograms.empty()
               ? 0
               : fixedColumns + static_cast<int>(m_histograms.size());
}

QVariant BinsModel::data(const QModelIndex &index, int role) const
{
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const auto row = static_cast<std::size_t>(index.row());
    if (index.column() < fixedColumns) {
        const auto &edges = m_histograms.front().edges;
        const double edge = edges[row + static_cast<std::size_t>(index.column())];
        return QString::fromStdString(shortDouble(edge, 6));
    }
    const auto series = static_cast<std::size_t>(index.column() - fixedColumns);
    return QString::fromStdString(grouped(m_histograms[series].counts[row]));
}

QVariant BinsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    if (orientation == Qt::Vertical)
        return section + 1;
    return m_headers.value(section);
}

QByteArray BinsModel::csv() const
{
    QByteArray out = csvHeader(m_headers);
    for (int bin = 0; bin < rowCount(); ++bin) {
        const auto row = static_cast<std::size_t>(bin);
        const auto &edges = m_histograms.front().edges;
        out += QByteArray::fromStdString(reprDouble(edges[row]) + ',' + reprDouble(edges[row + 1]));
        for (const auto &histogram : m_histograms)
            out += ',' + QByteArray::number(static_cast<qulonglong>(histogram.counts[row]));
        out += '\n';
    }
    return out;
}

} // namespace lens
