// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "app/cli/progress.h"
#include "model/base/text.h"
#include "model/engine/numbers.h"
#include "model/formats/format.h"

#include <algorithm>

namespace lens::cli {

namespace {

void writeVerification(Context &context, const Checkpoint &checkpoint, const Verification &result,
                       const std::string &sha256)
{
    JsonWriter &json = context.json;
    context.beginJson(context.options.file);
    json.key("ok");
    json.boolean(result.ok);
    json.countField("records", result.records);
    json.countField("crc_checked", result.crcChecked);
    json.countField("crc_missing", result.crcMissing);
    json.key("findings");
    writeFindings(json, &checkpoint, result.findings);
    if (!sha256.empty())
        json.field("sha256", sha256);
    context.endJson();
}

void printVerification(Context &context, const Verification &result, const std::string &sha256)
{
    context.print(result.ok ? Color::Green : Color::Red, result.ok ? "whole" : "damaged");
    context.out << ": " << grouped(result.records)
                << (result.records == 1 ? " record" : " records");
    if (result.crcChecked > 0)
        context.out << ", checksum right of " << grouped(result.crcChecked);
    if (result.crcMissing > 0)
        context.out << ", no checksum recorded for " << grouped(result.crcMissing);
    context.out << '\n';
    if (!sha256.empty())
        context.line("sha256", sha256);
    printFindings(context, result.findings);
}

// A note says what kind of file it is, as code in a TorchScript archive; it is nothing amiss.
bool isSound(const Verification &result)
{
    return result.ok &&
           std::all_of(result.findings.begin(), result.findings.end(),
                       [](const Finding &finding) { return finding.severity == Severity::Note; });
}

} // namespace

Result<int> runVerify(Context &context)
{
    const std::string &file = context.options.file;
    LENS_ASSIGN(const CheckpointPtr checkpoint, context.open(file));
    Result<Verification> result = [&] {
        const Progress progress(context, "checking");
        return verify(*checkpoint, context.job);
    }();
    if (!result)
        return named(std::move(result).error(), file);
    std::string sha256;
    if (context.options.sha256) {
        context.job.setTotal(context.job.done() + checkpoint->source->size());
        const Progress progress(context, "hashing");
        LENS_ASSIGN(sha256, engine::sha256(*checkpoint->source, context.job));
    }
    if (context.options.json)
        writeVerification(context, *checkpoint, *result, sha256);
    else
        printVerification(context, *result, sha256);
    return isSound(*result) ? Fine : Found;
}

} // namespace lens::cli
