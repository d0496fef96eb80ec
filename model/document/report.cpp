// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/report.h"

#include "model/checkpoint/coverage.h"
#include "model/checkpoint/devicefindings.h"
#include "model/checkpoint/structure.h"
#include "model/document/optimizertable.h"
#include "model/document/valuechecks.h"
#include "model/formats/format.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace lens {
namespace {

ReportItemPtr shared(ReportItem item)
{
    item.advice = advice(item.finding.id);
    return std::make_shared<const ReportItem>(std::move(item));
}

ReportItemPtr itemOf(Finding finding)
{
    // Of the file as a whole: its row.
    const auto entry = finding.entry.value_or(finding.member.empty() ? 0 : noIndex);
    return shared({std::move(finding), entry, {}});
}

void addAll(Report &report, std::vector<Finding> findings)
{
    for (Finding &finding : findings)
        report.items.push_back(itemOf(std::move(finding)));
}

// A tensor to be looked at, with the entry that shows it first.
struct CheckedTensors
{
    std::vector<TensorData> data;
    std::vector<std::uint32_t> entries;
};

CheckedTensors tensorsToCheck(const Checkpoint &checkpoint)
{
    using Place = std::tuple<std::uint32_t, std::int64_t, std::vector<std::int64_t>>;
    std::set<Place> seen;
    CheckedTensors tensors;
    for (std::uint32_t i = 0; i < checkpoint.entries.size(); ++i) {
        const Tensor *tensor = checkpoint.tensor(checkpoint.entry(i));
        if (!tensor ||
            (tensor->storage != noIndex &&
             !seen.emplace(tensor->storage, tensor->storageOffset, tensor->shape).second))
            continue;
        if (auto data = tensorData(checkpoint, *tensor)) {
            tensors.data.push_back(*std::move(data));
            tensors.entries.push_back(i);
        }
    }
    return tensors;
}

ReportItems sorted(const ReportItems &items)
{
    ReportItems sorted;
    for (const Severity severity : {Severity::Error, Severity::Warning, Severity::Note})
        std::ranges::copy_if(items, std::back_inserter(sorted),
                             [&](const auto &item) { return item->finding.severity == severity; });
    return sorted;
}

// A note is nothing to be warned of.
FoundRowsPtr rowsNamedBy(const ReportItems &items, std::shared_ptr<const Outline> outline)
{
    std::vector<std::uint32_t> entries;
    for (const ReportItemPtr &item : items)
        if (item->entry != noIndex && item->finding.severity >= Severity::Warning)
            entries.push_back(item->entry);
    return std::make_shared<const FoundRows>(std::move(entries), std::move(outline));
}

// The same with what is said of devices now.
ReportItems withDevices(const ReportItems &before, const ReportItems &ofDevices)
{
    ReportItems items;
    std::ranges::copy_if(before, std::back_inserter(items),
                         [](const auto &item) { return !isOfDevices(item->finding); });
    return sorted(items + ofDevices);
}

RetaggedItems retagged(const Snapshot &snapshot, const EditSetPtr &edits, const ReportItems &before,
                       const ReportItems &shown)
{
    Report devices;
    addAll(devices, deviceFindings(*snapshot.checkpoint, *edits));
    RetaggedItems made{
        edits, withDevices(before, devices.items), withDevices(shown, devices.items), {}, {}, {}};
    made.counts = countsOf(made.items);
    made.shownCounts = countsOf(made.shown);
    made.found = rowsNamedBy(made.shown, snapshot.outline);
    return made;
}

void addGlobals(Report &report)
{
    for (const RatedGlobal &global : report.globals)
        if (global.rating >= Rating::Unknown)
            report.items.push_back(itemOf(findingOf(global)));
}

// A message without a place before it begins the sentence.
std::string sentence(const Error &error)
{
    std::string text = error.text();
    if (error.where.empty() && !text.empty() && text[0] >= 'a' && text[0] <= 'z')
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

Finding unreadable(const Error &error, const std::string &path)
{
    Finding finding;
    finding.id = "value.unreadable";
    finding.severity = Severity::Error;
    finding.text = sentence(error);
    finding.path = path;
    return finding;
}

// Only a tensor with enough zeros for a whole row is read once more.
Result<void> addZeroRows(const TensorData &tensor, const std::string &path,
                         const engine::Statistics &numbers, Job &job,
                         std::vector<Finding> &findings)
{
    const bool isMatrix = tensor.shape.size() > 1 && tensor.shape[0] > 1;
    if (!isMatrix || info(tensor.dtype).dtypeClass != DTypeClass::Float ||
        numbers.zeros == numbers.numel ||
        numbers.zeros < numbers.numel / static_cast<std::uint64_t>(tensor.shape[0]))
        return {};
    LENS_ASSIGN(const std::uint64_t rows, zeroRows(tensor, job));
    if (rows == 0)
        return {};
    Finding finding;
    finding.id = "value.dead-rows";
    finding.severity = Severity::Warning;
    finding.path = path;
    finding.text = std::to_string(rows) + " of " + std::to_string(tensor.shape[0]) +
                   (rows == 1 ? " rows is" : " rows are") + " zero throughout.";
    findings.push_back(std::move(finding));
    return {};
}

using ItemStream = Stream<ReportItemPtr>;

Result<void> checkValues(const Checkpoint &checkpoint, ItemStream &stream, ItemStream &all,
                         Job &job)
{
    const CheckedTensors tensors = tensorsToCheck(checkpoint);
    std::uint64_t bytes = 0;
    for (const TensorData &tensor : tensors.data)
        bytes += tensor.numel() * info(tensor.dtype).itemSize;
    job.setTotal(bytes);
    return engine::numbersOfEach(
        tensors.data, {}, job, [&](std::size_t i, Result<engine::Numbers> numbers) {
            const std::string path = checkpoint.pathText(tensors.entries[i]);
            std::vector<Finding> findings;
            if (numbers) {
                findings = valueFindings(path, tensors.data[i], numbers->statistics);
                Job quiet; // its bytes were counted with the first pass
                if (const auto rows =
                        addZeroRows(tensors.data[i], path, numbers->statistics, quiet, findings);
                    !rows)
                    findings.push_back(unreadable(rows.error(), path));
            } else if (numbers.error().code == ErrorCode::Truncated ||
                       numbers.error().code == ErrorCode::Io) {
                findings.push_back(unreadable(numbers.error(), path));
            }
            for (Finding &finding : findings) {
                const auto item = shared({std::move(finding), tensors.entries[i], {}});
                stream.put(item);
                all.put(item);
            }
        });
}

ReportItems listOf(const std::vector<ReportItemPtr> &items) { return {items.begin(), items.end()}; }

CheckedValues checkedValues(const Checkpoint &checkpoint,
                            const std::shared_ptr<const Outline> &outline, const ReportItems &items,
                            ItemStream &stream, Job &job)
{
    ItemStream all;
    CheckedValues checked{checkValues(checkpoint, stream, all, job), {}, {}, {}};
    checked.items = sorted(items + listOf(all.take()));
    checked.found = rowsNamedBy(checked.items, outline);
    checked.counts = countsOf(checked.items);
    return checked;
}

} // namespace

SeverityCounts countsOf(const ReportItems &items)
{
    SeverityCounts counts{};
    for (const ReportItemPtr &item : items)
        ++counts[static_cast<std::size_t>(item->finding.severity)];
    return counts;
}

void sortReport(Report &report)
{
    report.items = sorted(report.items);
    report.counts = countsOf(report.items);
    std::ranges::stable_sort(report.globals, std::greater(), &RatedGlobal::rating);
}

Result<Report> makeReport(const Snapshot &snapshot, Job &job)
{
    const Checkpoint &checkpoint = *snapshot.checkpoint;
    Report report;
    report.file = checkpoint.path;
    report.format = checkpoint.format;
    report.verdict = snapshot.verdict;
    report.globals = snapshot.globals;
    report.fileBytes = checkpoint.source ? checkpoint.source->size() : 0;
    report.storedBytes = snapshot.summary.storedBytes;
    report.usedBytes = snapshot.summary.usedBytes;
    report.tensorBytes = snapshot.summary.bytes;
    report.tensors = snapshot.summary.tensors;
    report.parameters = snapshot.summary.parameters;
    addAll(report, checkpoint.findings);
    addGlobals(report);
    LENS_CHECK(job.check());
    if (auto container = checkContainer(checkpoint, &job))
        addAll(report, *std::move(container));
    LENS_CHECK(job.check());
    addAll(report, structureFindings(checkpoint));
    addAll(report, deviceFindings(checkpoint));
    report.optimizerBytes = optimizerBytes(checkpoint);
    for (const OptimizerTable &table : optimizerTables(checkpoint))
        addAll(report, table.findings);
    sortReport(report);
    report.found = rowsNamedBy(report.items, snapshot.outline);
    return report;
}

Report makeReport(const Checkpoint &broken, const Error &error)
{
    Report report;
    report.file = broken.path;
    report.format = broken.format;
    report.globals = ratedGlobals(broken);
    report.verdict = verdict(report.globals, false);
    report.coverage = coverageOf(broken);
    report.fileBytes = broken.source ? broken.source->size() : 0;
    Finding reason;
    reason.id = "file.unreadable";
    reason.severity = Severity::Error;
    reason.text = sentence(error);
    // There is no tree for it to lead to.
    report.items.push_back(shared({std::move(reason), noIndex, {}}));
    addAll(report, broken.findings);
    addGlobals(report);
    sortReport(report);
    return report;
}

void ReportJob::start(Snapshot snapshot)
{
    LatestJob::start([this, snapshot = std::move(snapshot)](Job &job) -> LatestJob::Report {
        return [this, result = makeReport(snapshot, job)] { Q_EMIT finished(result); };
    });
}

void RetagReportJob::start(const Snapshot &snapshot, EditSetPtr edits, ReportItems before,
                           ReportItems shown)
{
    LatestJob::start([this, snapshot, edits = std::move(edits), before = std::move(before),
                      shown = std::move(shown)](Job &) -> LatestJob::Report {
        return [this, made = retagged(snapshot, edits, before, shown)] { Q_EMIT finished(made); };
    });
}

ValueChecksJob::ValueChecksJob(QObject *parent)
    : LatestJob(parent)
{
    connect(this, &LatestJob::progressed, this, &ValueChecksJob::takeFound);
}

void ValueChecksJob::start(CheckpointPtr checkpoint, std::shared_ptr<const Outline> outline,
                           ReportItems before)
{
    m_stream = std::make_shared<ItemStream>();
    LatestJob::start([=, this, stream = m_stream](Job &job) -> LatestJob::Report {
        return [this, checked = checkedValues(*checkpoint, outline, before, *stream, job)] {
            takeFound();
            Q_EMIT finished(checked);
        };
    });
}

void ValueChecksJob::takeFound()
{
    const ReportItems items = listOf(m_stream->take());
    if (!items.empty())
        Q_EMIT found(items);
}

} // namespace lens
