// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/comparison.h"

#include "app/cli/entryjson.h"

#include <algorithm>

namespace lens::cli {

namespace {

constexpr RowStatus statuses[] = {RowStatus::Same,   RowStatus::WithinTolerance,
                                  RowStatus::Values, RowStatus::Structure,
                                  RowStatus::OnlyA,  RowStatus::OnlyB};

void writePathOrNull(Context &context, const Checkpoint &checkpoint, std::uint32_t entry,
                     const std::string &path)
{
    JsonWriter &json = context.json;
    if (entry == noIndex)
        return json.null();
    if (path == checkpoint.pathText(entry))
        return writePath(json, checkpoint, entry);
    // Compared under another name: that of a state dict, or below an object shown elsewhere.
    json.beginArray();
    for (const std::string &step : splitPath(path))
        json.text(step);
    json.endArray();
}

void writeSide(JsonWriter &json, const Checkpoint &checkpoint, std::uint32_t entry)
{
    if (entry == noIndex)
        return json.null();
    json.beginObject();
    writeEntryFields(json, checkpoint, checkpoint.resolved(entry));
    json.endObject();
}

void writeNumbers(JsonWriter &json, const std::optional<engine::Difference> &numbers)
{
    using engine::Difference;
    constexpr std::pair<std::string_view, double Difference::*> fields[] = {
        {"max_abs", &Difference::maxAbs},
        {"mean_abs", &Difference::meanAbs},
        {"rel_l2", &Difference::relL2},
        {"cosine", &Difference::cosine},
        {"changed", &Difference::changed}};
    for (const auto &[key, member] : fields) {
        json.key(key);
        numbers ? json.real((*numbers).*member) : json.null();
    }
}

void writeRow(Context &context, const Comparison &comparison, const DiffRow &row)
{
    JsonWriter &json = context.json;
    json.newLine();
    json.beginObject();
    json.key("path_a");
    writePathOrNull(context, *comparison.a, row.row.a, row.row.pathA);
    json.key("path_b");
    writePathOrNull(context, *comparison.b, row.row.b, row.row.pathB);
    json.field("status", name(row.row.status));
    json.key("what");
    json.beginArray();
    for (const std::string &what : row.row.what)
        json.text(what);
    json.endArray();
    json.key("a");
    writeSide(json, *comparison.a, row.row.a);
    json.key("b");
    writeSide(json, *comparison.b, row.row.b);
    writeNumbers(json, row.numbers);
    json.endObject();
}

void writeSummary(JsonWriter &json, const Comparison &comparison)
{
    json.key("summary");
    json.beginObject();
    for (const RowStatus status : statuses) {
        std::string key(name(status));
        std::replace(key.begin(), key.end(), '-', '_');
        json.countField(key, comparison.count(status));
    }
    json.endObject();
}

} // namespace

void writeComparison(Context &context, const Comparison &comparison)
{
    JsonWriter &json = context.json;
    json.beginObject();
    json.countField("schema", 1);
    writeSummary(json, comparison);
    json.key("entries");
    json.beginArray();
    for (const DiffRow &row : comparison.rows) {
        const bool same = row.row.status == RowStatus::Same;
        const bool listed = !same || (context.options.all && !row.unknown);
        if (!context.options.summaryOnly && listed)
            writeRow(context, comparison, row);
    }
    json.endArray();
    context.endJson();
}

} // namespace lens::cli
