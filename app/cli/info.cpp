// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "app/cli/tensortext.h"
#include "model/base/text.h"
#include "model/checkpoint/summary.h"
#include "model/json/entryjson.h"

#include <algorithm>

namespace lens::cli {

namespace {

void writeSizes(JsonWriter &json, std::string_view key,
                const std::map<std::string, std::uint64_t> &sizes)
{
    json.key(key);
    json.beginObject();
    for (const auto &[name, bytes] : sizes)
        json.countField(name, bytes);
    json.endObject();
}

void writeRoles(JsonWriter &json, const Checkpoint &checkpoint)
{
    json.key("roles");
    json.beginArray();
    for (const Role &role : checkpoint.roles) {
        json.newLine();
        json.beginObject();
        json.key("path");
        writePath(json, checkpoint, role.entry);
        json.field("role", role.role);
        json.field("reason", role.reason);
        json.endObject();
    }
    json.endArray();
}

// Only of files that hold programs.
void writeCode(JsonWriter &json, const Checkpoint &checkpoint)
{
    if (checkpoint.code.empty())
        return;
    json.key("code");
    json.beginArray();
    for (const CodeRecord &code : checkpoint.code) {
        json.newLine();
        json.beginObject();
        json.field("member", code.member);
        json.countField("size", code.bytes);
        json.endObject();
    }
    json.endArray();
}

void writeInfo(Context &context, const Checkpoint &checkpoint, const Summary &summary)
{
    JsonWriter &json = context.json;
    context.beginJson(context.options.file);
    json.field("format", checkpoint.format);
    json.countField("size", checkpoint.source->size());
    json.field("writer", checkpoint.writer);
    json.countField("tensors", summary.tensors);
    json.countField("parameters", summary.parameters);
    json.countField("bytes", summary.bytes);
    writeSizes(json, "bytes_by_dtype", summary.bytesByDtype);
    writeSizes(json, "bytes_by_device", summary.bytesByDevice);
    json.countField("stored_bytes", summary.storedBytes);
    json.countField("used_bytes", summary.usedBytes);
    writeRoles(json, checkpoint);
    writeCode(json, checkpoint);
    json.key("findings");
    writeFindings(json, &checkpoint, checkpoint.findings);
    context.endJson();
}

std::string bytesText(std::uint64_t bytes)
{
    return bytes < 1024 ? humanBytes(bytes) : humanBytes(bytes) + " (" + grouped(bytes) + " bytes)";
}

std::string rolePath(const Checkpoint &checkpoint, const Role &role)
{
    return role.entry == 0 ? "the file" : escaped(checkpoint.pathText(role.entry), 40);
}

std::string sizesText(const std::map<std::string, std::uint64_t> &sizes)
{
    std::string text;
    for (const auto &[name, bytes] : sizes)
        text += (text.empty() ? "" : ", ") + escaped(name.empty() ? "none" : name) + ' ' +
                humanBytes(bytes);
    return text.empty() ? "none" : text;
}

void printOverview(Context &context, const Checkpoint &checkpoint, const Summary &summary)
{
    const std::string writer =
        checkpoint.writer.empty() ? "" : ", " + escaped(checkpoint.writer, 80);
    context.line("File", escaped(context.options.file));
    context.line("Format", checkpoint.format + writer);
    context.line("Size", bytesText(checkpoint.source->size()));
    context.line("Tensors", grouped(summary.tensors) + " with " + bytesText(summary.bytes));
    context.line("Parameters", grouped(summary.parameters));
    context.line("By dtype", sizesText(summary.bytesByDtype));
    context.line("By device", sizesText(summary.bytesByDevice));
    if (summary.usedBytes < summary.storedBytes)
        context.line("Stored", humanBytes(summary.storedBytes) + ", of which tensors use " +
                                   humanBytes(summary.usedBytes));
}

void printRoles(Context &context, const Checkpoint &checkpoint)
{
    if (checkpoint.roles.empty())
        return;
    context.print(Color::Bold, "\nRecognised\n");
    std::size_t width = 0;
    for (const Role &role : checkpoint.roles)
        width = std::max(width, columnsOf(rolePath(checkpoint, role)));
    for (const Role &role : checkpoint.roles) {
        context.out << "  ";
        printPadded(context.out, rolePath(checkpoint, role), width + 2);
        std::string words = role.role;
        std::replace(words.begin(), words.end(), '_', ' ');
        context.out << words << ": " << escaped(role.reason) << '\n';
    }
}

// Programs in the file: listed, never run.
void printCode(Context &context, const Checkpoint &checkpoint)
{
    constexpr std::size_t mostLines = 12;
    if (checkpoint.code.empty())
        return;
    context.print(Color::Bold, "\nCode, not run\n");
    const std::size_t shown = std::min(checkpoint.code.size(), mostLines);
    for (std::size_t i = 0; i < shown; ++i)
        context.out << "  " << escaped(checkpoint.code[i].member, 120) << ", "
                    << humanBytes(checkpoint.code[i].bytes) << '\n';
    if (shown < checkpoint.code.size())
        context.out << "  and " << grouped(checkpoint.code.size() - shown)
                    << " more; see them with info --json\n";
}

std::string contentText(const Checkpoint &checkpoint, std::uint32_t entry,
                        const TensorTotals &total)
{
    if (checkpoint.tensor(checkpoint.entry(entry)))
        return brief(checkpoint, entry) + ", " + humanBytes(total.bytes);
    if (total.tensors > 0)
        return grouped(total.tensors) + (total.tensors == 1 ? " tensor, " : " tensors, ") +
               humanCount(total.elements) + " elements, " + humanBytes(total.bytes);
    const Entry &shown = checkpoint.entry(entry);
    if (shown.kind == EntryKind::Ref)
        return "= " + escaped(checkpoint.pathText(shown.target), 60);
    return brief(checkpoint, entry);
}

// The entries right below the root, unless the root is a state dict with hundreds of them.
void printTopLevel(Context &context, const Checkpoint &checkpoint)
{
    constexpr std::size_t mostLines = 24;
    const std::vector<std::uint32_t> children = checkpoint.children(0);
    if (children.empty())
        return;
    context.print(Color::Bold, "\nTop level\n");
    const std::vector<TensorTotals> sums = totals(checkpoint);
    const std::size_t shown = std::min(children.size(), mostLines);
    std::size_t width = 0;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < shown; ++i) {
        const std::string step = escaped(stepText(checkpoint.entry(children[i]).step), 40);
        names.push_back(step.empty() ? "''" : step);
        width = std::max(width, columnsOf(names.back()));
    }
    for (std::size_t i = 0; i < shown; ++i) {
        context.out << "  ";
        printPadded(context.out, names[i], width + 2);
        context.out << contentText(checkpoint, children[i], sums[children[i]]) << '\n';
    }
    if (shown < children.size())
        context.out << "  and " << grouped(children.size() - shown) << " more; see them with ls\n";
}

} // namespace

Result<int> runInfo(Context &context)
{
    LENS_ASSIGN(const CheckpointPtr checkpoint, context.open(context.options.file));
    const Summary summary = summarise(*checkpoint);
    if (context.options.json) {
        writeInfo(context, *checkpoint, summary);
        return Fine;
    }
    printOverview(context, *checkpoint, summary);
    printRoles(context, *checkpoint);
    printTopLevel(context, *checkpoint);
    printCode(context, *checkpoint);
    if (!checkpoint->findings.empty()) {
        context.print(Color::Bold, "\nFindings\n");
        printFindings(context, checkpoint->findings);
    }
    return Fine;
}

} // namespace lens::cli
