// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "app/cli/progress.h"
#include "app/cli/scanreport.h"
#include "model/base/text.h"
#include "model/engine/numbers.h"
#include "model/json/entryjson.h"

#include <algorithm>

namespace lens::cli {

namespace {

void writeGlobals(JsonWriter &json, const std::vector<RatedGlobal> &globals)
{
    json.key("globals");
    json.beginArray();
    for (const RatedGlobal &global : globals) {
        json.newLine();
        json.beginObject();
        json.field("name", global.name);
        json.field("rating", name(global.rating));
        json.field("use", global.use);
        json.countField("count", global.count);
        json.field("member", global.member);
        json.countField("offset", global.offset);
        json.endObject();
    }
    json.endArray();
}

Result<void> writeTensors(Context &context, const Checkpoint &checkpoint)
{
    JsonWriter &json = context.json;
    context.job.setTotal(tensorBytes(checkpoint));
    const Progress progress(context, "hashing");
    json.key("tensors");
    json.beginArray();
    for (std::uint32_t i = 0; i < checkpoint.entries.size(); ++i) {
        const Tensor *tensor = checkpoint.tensor(checkpoint.entry(i));
        const auto data = tensor ? tensorData(checkpoint, *tensor) : Result<TensorData>(Error());
        if (!data)
            continue;
        LENS_ASSIGN(const std::string hash, engine::sha256(*data, context.job));
        json.newLine();
        json.beginObject();
        json.key("path");
        writePath(json, checkpoint, i);
        json.field("dtype", name(tensor->dtype));
        json.key("shape");
        writeShape(json, tensor->shape);
        json.field("sha256", hash);
        json.endObject();
    }
    json.endArray();
    return {};
}

Result<void> writeReport(Context &context, const ScanReport &report)
{
    JsonWriter &json = context.json;
    context.beginJson(context.options.file);
    json.field("outcome", report.outcome());
    json.field("message", report.message());
    json.field("coverage", report.coverage);
    json.key("findings");
    writeFindings(json, report.opened.get(), report.findings);
    writeGlobals(json, report.globals);
    if (context.options.hash && report.opened)
        LENS_CHECK(writeTensors(context, *report.opened));
    context.endJson();
    return {};
}

Color colorOf(Rating rating)
{
    return rating == Rating::Dangerous ? Color::Red
           : rating == Rating::Unknown ? Color::Yellow
                                       : Color::Plain;
}

// The worst first, else in the order of the file.
void printGlobals(Context &context, std::vector<RatedGlobal> globals)
{
    std::stable_sort(
        globals.begin(), globals.end(),
        [](const RatedGlobal &a, const RatedGlobal &b) { return a.rating > b.rating; });
    std::size_t width = 0;
    for (const RatedGlobal &global : globals)
        width = std::max(width, std::min<std::size_t>(columnsOf(escaped(global.name)), 56));
    context.print(Color::Bold, "\nGlobals\n");
    for (const RatedGlobal &global : globals) {
        const std::string rating(name(global.rating));
        context.out << "  ";
        context.print(colorOf(global.rating), rating);
        context.out.pad(11 - rating.size());
        printPadded(context.out, escaped(global.name), width + 2);
        printPadded(context.out, global.use, 14);
        printRight(context.out, grouped(global.count), 6);
        context.out << (global.count == 1 ? " time,  from " : " times, from ");
        if (!global.member.empty())
            context.out << escaped(global.member) << ' ';
        context.out << "byte " << grouped(global.offset) << '\n';
    }
}

void printReport(Context &context, const ScanReport &report)
{
    const std::string verdict = report.verdictText();
    const bool bad = report.worst() == Rating::Dangerous || !report.complete();
    context.print(bad ? Color::Red : Color::Bold, verdict);
    context.out << "\nThis program never runs code from the file.\n"
                << escaped(report.coverage) << '\n';
    if (!report.globals.empty())
        printGlobals(context, report.globals);
    if (report.findings.empty())
        return;
    context.print(Color::Bold, "\nFindings\n");
    printFindings(context, report.findings);
}

} // namespace

Result<int> runScan(Context &context)
{
    const ScanReport report = scanned(context);
    LENS_CHECK(context.job.check());
    if (context.options.json)
        LENS_CHECK(writeReport(context, report));
    else
        printReport(context, report);
    if (report.complete())
        return report.findings.empty() ? Fine : Found;
    complain(*report.error);
    return Trouble;
}

} // namespace lens::cli
