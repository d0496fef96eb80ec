// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/finding.h"

#include <QAbstractTableModel>

#include <cstdint>
#include <vector>

namespace lens {

// One place to go to or thing to do that the locator found.
struct LocatorRow
{
    enum class Kind { Item, Command, Finding };
    Kind kind = Kind::Item;
    QString text;             // plain, may be shown as it is
    QString detail;           // what tells it from others of the same text
    std::uint32_t source = 0; // Item, Finding: which tab
    std::uint32_t item = 0;   // of it: an entry, or a row of a comparison
    QString command = {};     // its id
    bool enabled = true;
    Severity severity = Severity::Note; // Finding
};

// What the locator found, the best first; a table of text and detail.
class LocatorModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { TextColumn, DetailColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<LocatorRow> rows);
    const LocatorRow &row(int at) const { return m_rows[static_cast<std::size_t>(at)]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    std::vector<LocatorRow> m_rows;
};

} // namespace lens
