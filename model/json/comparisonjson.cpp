// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/json/comparisonjson.h"

#include "model/json/entryjson.h"

#include <algorithm>
#include <array>

namespace lens {

namespace {

constexpr RowStatus statuses[] = {RowStatus::Same,   RowStatus::WithinTolerance,
                                  RowStatus::Values, RowStatus::Structure,
                                  RowStatus::OnlyA,  RowStatus::OnlyB};

void writePathOrNull(JsonWriter &json, const Checkpoint &checkpoint, std::uint32_t entry,
                     const std::string &path)
{
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

void writeNanCounts(JsonWriter &json, const engine::Difference &numbers)
{
    using engine::Difference;
    constexpr std::pair<std::string_view, std::uint64_t Difference::*> fields[] = {
        {"nan_only_a", &Difference::onlyNanA},
        {"nan_only_b", &Difference::onlyNanB},
        {"inf_only_a", &Difference::onlyInfA},
        {"inf_only_b", &Difference::onlyInfB}};
    for (const auto &[key, member] : fields)
        if (numbers.*member > 0)
            json.countField(key, numbers.*member);
}

void writeRow(JsonWriter &json, const ComparisonJson &comparison, const engine::ComparedRow &row)
{
    json.newLine();
    json.beginObject();
    json.key("path_a");
    writePathOrNull(json, comparison.a, row.row.a, row.row.pathA);
    json.key("path_b");
    writePathOrNull(json, comparison.b, row.row.b, row.row.pathB);
    json.field("status", name(row.row.status));
    json.key("what");
    json.beginArray();
    for (const std::string &what : row.row.what)
        json.text(what);
    json.endArray();
    json.key("a");
    writeSide(json, comparison.a, row.row.a);
    json.key("b");
    writeSide(json, comparison.b, row.row.b);
    writeNumbers(json, row.numbers);
    if (comparison.nanCounts && row.numbers)
        writeNanCounts(json, *row.numbers);
    json.endObject();
}

// Paths below them may be written from there on.
void writeParts(JsonWriter &json, const ComparisonJson &comparison)
{
    if (comparison.entryA == 0 && comparison.entryB == 0)
        return;
    json.key("entry_a");
    writePath(json, comparison.a, comparison.entryA);
    json.key("entry_b");
    writePath(json, comparison.b, comparison.entryB);
}

bool isOpen(const ComparisonJson &comparison, const engine::ComparedRow &row)
{
    return row.isPending() && row.row.status == RowStatus::Same && !comparison.structureOnly;
}

bool isListed(const ComparisonJson &comparison, const engine::ComparedRow &row)
{
    if (row.row.status == RowStatus::Same)
        return comparison.all && !row.unread && !isOpen(comparison, row);
    return true;
}

void writeSummary(JsonWriter &json, const ComparisonJson &comparison)
{
    std::array<std::uint64_t, std::size(statuses)> counts{};
    std::uint64_t open = 0;
    for (const engine::ComparedRow &row : comparison.rows) {
        if (isOpen(comparison, row))
            ++open;
        else if (!row.isUnknown())
            ++counts[static_cast<std::size_t>(row.row.status)];
    }
    json.key("summary");
    json.beginObject();
    for (const RowStatus status : statuses) {
        std::string key(name(status));
        std::replace(key.begin(), key.end(), '-', '_');
        json.countField(key, counts[static_cast<std::size_t>(status)]);
    }
    if (open > 0)
        json.countField("not_compared", open);
    json.endObject();
}

} // namespace

void writeComparison(JsonWriter &json, const ComparisonJson &comparison)
{
    Job unwatched;
    Job &job = comparison.job ? *comparison.job : unwatched;
    job.setTotal(comparison.rows.size());
    json.beginObject();
    json.countField("schema", 1);
    writeParts(json, comparison);
    writeSummary(json, comparison);
    json.key("entries");
    json.beginArray();
    for (const engine::ComparedRow &row : comparison.rows) {
        if (job.cancelled())
            break;
        if (!comparison.summaryOnly && isListed(comparison, row))
            writeRow(json, comparison, row);
        job.advance(1);
    }
    json.endArray();
    json.endObject();
}

} // namespace lens
