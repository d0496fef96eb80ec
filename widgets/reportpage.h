// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/reportexport.h"

class QLabel;
class QPushButton;

namespace lens {

class Divider;
class FactList;
class FindingDetails;
class FindingsModel;
class GlobalsModel;
class RowTable;

// What is to be said of a file: findings with what to do about each, what Python would import, how
// the bytes are used. Values are looked at when the person asks.
class ReportPage final : public Panel
{
    Q_OBJECT

public:
    explicit ReportPage(const PanelContext &context, QWidget *parent = nullptr);
    ~ReportPage() override;

    void showSelection(const Selection &selection) override;
    QWidget *mainPart() const override;
    void resetLayout() override;
    void checkValues();
    bool isExportable() const override { return true; }
    // The format follows from the suffix: .html, .json, else Markdown.
    void exportView() override;
    // Goes to the next finding (-1: the one before), first to the current one, and says it in the
    // message bar. False when it leads to no entry.
    bool step(int by);
    const FindingsModel &findings() const { return *m_findings; }

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *makeHead();
    QWidget *makeFindings();
    QWidget *makeSide();
    void start();
    void showReport(const Result<Report> &result);
    void showMarks();
    void takeFile();
    void showFacts();
    void valuesChecked(const CheckedValues &checked);
    void retellDevices();
    void showRetagged(const RetaggedItems &made);
    void countFindings();
    void showDetails(const QModelIndex &row);
    void goTo(const QModelIndex &row);
    Report currentReport() const;

    ReportJob m_reportJob;
    RetagReportJob m_retagJob;
    ValueChecksJob m_checksJob;
    ReportExportJob m_exportJob;
    Report m_report;        // without what the values say
    EditSetPtr m_asked;     // edits of the document as it was when the report was asked for
    EditSetPtr m_told;      // those that are in it; null while there is no report
    bool m_stepped = false; // through the findings
    FindingsModel *m_findings;
    GlobalsModel *m_globals;
    QLabel *m_mark, *m_verdict, *m_countsMark, *m_counts;
    QPushButton *m_check, *m_export;
    RowTable *m_findingsTable, *m_globalsTable;
    FactList *m_facts;
    FindingDetails *m_details;
    Divider *m_divider;
};

} // namespace lens
