// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/scanreport.h"

#include "model/checkpoint/coverage.h"
#include "model/formats/format.h"

#include <algorithm>

namespace lens::cli {

namespace {

void addGlobalFindings(ScanReport &report)
{
    for (const RatedGlobal &global : report.globals) {
        if (global.rating >= Rating::Unknown)
            report.findings.push_back(findingOf(global));
    }
}

// What opening a large archive leaves unchecked.
void addContainerFindings(ScanReport &report, const Job &job)
{
    auto findings = checkContainer(*report.opened, &job);
    if (findings)
        report.findings.insert(report.findings.end(), findings->begin(), findings->end());
    else if (!report.error)
        report.error = std::move(findings).error();
}

std::optional<Error> incomplete(const Checkpoint &checkpoint)
{
    for (const PickleStream &stream : checkpoint.streams) {
        if (stream.reading.error)
            return Error(*stream.reading.error).in(nameOf(stream));
    }
    return std::nullopt;
}

void describe(ScanReport &report, const Checkpoint &checkpoint, const std::string &file)
{
    report.globals = ratedGlobals(checkpoint);
    report.coverage = coverageOf(checkpoint);
    report.findings = checkpoint.findings;
    if (!report.error)
        report.error = incomplete(checkpoint);
    if (report.error)
        report.error = named(*std::move(report.error), file);
}

} // namespace

Rating ScanReport::worst() const
{
    Rating worst = Rating::Torch;
    for (const RatedGlobal &global : globals)
        worst = std::max(worst, global.rating);
    return worst;
}

std::string_view ScanReport::outcome() const
{
    if (!opened)
        return "clear-error";
    return findings.empty() ? "open-ok" : "open-ok-flagged";
}

std::string ScanReport::verdictText() const { return verdict(globals, complete()).text; }

std::string ScanReport::message() const { return error ? error->text() : verdictText(); }

ScanReport scanned(Context &context)
{
    const std::string &file = context.options.file;
    ScanReport report;
    auto opened = context.open(file);
    if (opened) {
        report.opened = *std::move(opened);
        describe(report, *report.opened, file);
        addContainerFindings(report, context.job);
    } else {
        report.error = std::move(opened).error();
        if (const auto broken = openBroken(file, &context.job))
            describe(report, **broken, file);
        else
            describe(report, Checkpoint(), file);
    }
    addGlobalFindings(report);
    return report;
}

} // namespace lens::cli
