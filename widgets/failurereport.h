// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/reportexport.h"

class QLabel;

namespace lens {

class Divider;
class FindingDetails;
class FindingsModel;
class GlobalsModel;
class RowTable;

// What a file that could not be opened names to import and what was found in it, as far as it could
// be read.
class FailureReport final : public QWidget
{
    Q_OBJECT

public:
    explicit FailureReport(const PanelContext &context, QWidget *parent = nullptr);

    void showReport(const Report &report);
    void resetLayout();
    bool isSettled() const
    {
        return !m_exportJob.isRunning() && !m_exportJob.question().isRunning();
    }

Q_SIGNALS:
    // How an export went.
    void said(lens::Tone tone, const QString &text);

private:
    QWidget *makeHead();
    QWidget *makeTables();
    void showDetails(const QModelIndex &row);

    Report m_report;
    ReportExportJob m_exportJob;
    FindingsModel *m_findings;
    GlobalsModel *m_globals;
    QLabel *m_verdict, *m_coverage;
    RowTable *m_findingsTable, *m_globalsTable;
    Divider *m_divider;
    FindingDetails *m_details;
};

} // namespace lens
