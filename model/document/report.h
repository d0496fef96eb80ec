// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/document.h"
#include "model/document/latestjob.h"
#include "model/document/stream.h"

#include <QList>

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace lens {

// A finding with where it leads and what to do about it.
struct ReportItem
{
    Finding finding;
    std::uint32_t entry = noIndex; // to go to
    std::string advice;            // a sentence; may be empty
};

// Made once and shared by all who show them, as is the list: a file may have very many, and a copy
// takes no time.
using ReportItemPtr = std::shared_ptr<const ReportItem>;
using ReportItems = QList<ReportItemPtr>;
using SeverityCounts = std::array<std::size_t, 3>; // by Severity
SeverityCounts countsOf(const ReportItems &items);

// All that is to be said of a file: the worst first.
struct Report
{
    std::string file;
    std::string format;
    Verdict verdict;
    std::string coverage; // of a file that could not be opened: how much of it was looked at
    ReportItems items;
    SeverityCounts counts{}; // of the items
    std::vector<RatedGlobal> globals;
    std::uint64_t fileBytes = 0, storedBytes = 0, usedBytes = 0, tensorBytes = 0,
                  optimizerBytes = 0, tensors = 0, parameters = 0;
    bool valuesChecked = false;
    FoundRowsPtr found; // the rows that warnings and errors name; null without a tree
    bool isOpened() const { return coverage.empty(); }
};

// What to do about findings of this id.
std::string advice(const std::string &id);
void sortReport(Report &report);
// Everything that needs no values; some tens of bytes of optimizers are read.
Result<Report> makeReport(const Snapshot &snapshot, Job &job);
// Of a file that could not be opened, from what openBroken reads of it.
Report makeReport(const Checkpoint &broken, const Error &error);

// As a file for other people and programs.
enum class ReportFormat { Markdown, Json, Html };
// Not all of it where the job is stopped; it counts findings.
std::string reportText(const Report &report, ReportFormat format, Job &job);

class ReportJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(Snapshot snapshot);

Q_SIGNALS:
    void finished(const lens::Result<lens::Report> &result);
};

// The items of a report after edits: what was said of devices is said again of the new tags.
struct RetaggedItems
{
    EditSetPtr edits;
    ReportItems items; // that need no values
    ReportItems shown; // all of them
    SeverityCounts counts{}, shownCounts{};
    FoundRowsPtr found; // as in Report, of all
};

class RetagReportJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    // `before` and `shown` are the items of the report until now, without and with its values.
    void start(const Snapshot &snapshot, EditSetPtr edits, ReportItems before, ReportItems shown);

Q_SIGNALS:
    void finished(const lens::RetaggedItems &items);
};

// What a check of the values leads to, also one that was stopped; all of it takes time to work out
// for very many findings.
struct CheckedValues
{
    Result<void> result;
    ReportItems items; // with those from before, sorted
    SeverityCounts counts{};
    FoundRowsPtr found; // as in Report
};

// Looks at every value of a file; the findings come in a stream while it runs.
class ValueChecksJob final : public LatestJob
{
    Q_OBJECT

public:
    explicit ValueChecksJob(QObject *parent = nullptr);
    // `before` is what is known of the file without its values.
    void start(CheckpointPtr checkpoint, std::shared_ptr<const Outline> outline,
               ReportItems before);

Q_SIGNALS:
    void found(const lens::ReportItems &items);
    void finished(const lens::CheckedValues &checked);

private:
    void takeFound();

    std::shared_ptr<Stream<ReportItemPtr>> m_stream;
};

} // namespace lens
