// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/report.h"
#include "model/items/columnsmodel.h"

namespace lens {

// The findings of a report. The first column has no text: SeverityRole says it.
class FindingsModel final : public ColumnsModel
{
    Q_OBJECT

public:
    enum Column { SeverityColumn, PlaceColumn, TextColumn };

    explicit FindingsModel(QObject *parent = nullptr);
    ~FindingsModel() override;
    void setItems(const ReportItems &items);
    // Where it is known how many they are of each severity.
    void setItems(ReportItems items, const SeverityCounts &counts);
    // More of them as they come. Where that makes very many they are only counted, until setItems:
    // a view lays out all of its rows anew each time.
    void add(const ReportItems &items);
    static constexpr qsizetype mostAdded = 20'000;
    const ReportItems &items() const { return m_items; }
    const SeverityCounts &counts() const { return m_counts; }
    Severity worst() const; // a note where there is nothing

    int rowCount(const QModelIndex &parent = {}) const override;

protected:
    QString text(int row, int column) const override;
    QVariant value(int row, int column, int role) const override;
    MakeSortKeys sortKeys(int column) const override;

private:
    const ReportItem &item(int row) const { return *m_items[row]; }

    ReportItems m_items;
    SeverityCounts m_counts{};
};

// What Python would import, with how it is rated.
class GlobalsModel final : public ColumnsModel
{
    Q_OBJECT

public:
    enum Column { RatingColumn, NameColumn, UseColumn, CountColumn };

    explicit GlobalsModel(QObject *parent = nullptr);
    void setGlobals(std::vector<RatedGlobal> globals);

    int rowCount(const QModelIndex &parent = {}) const override;

protected:
    QString text(int row, int column) const override;
    QVariant value(int row, int column, int role) const override;

private:
    std::vector<RatedGlobal> m_globals;
};

} // namespace lens
