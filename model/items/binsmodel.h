// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/engine/numbers.h"

#include <QAbstractTableModel>

namespace lens {

// Histograms over the same bins as rows: from, to, then a column of counts for each histogram. The
// names of the columns are its owner's to give.
class BinsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr int fixedColumns = 2; // from, to

    using QAbstractTableModel::QAbstractTableModel;
    void show(std::vector<engine::Histogram> histograms, const QStringList &headers);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    // Header and rows with exact numbers, whatever the locale.
    QByteArray csv() const;

private:
    std::vector<engine::Histogram> m_histograms;
    QStringList m_headers;
};

} // namespace lens
