// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"

#include "model/base/limits.h"
#include "model/base/text.h"
#include "model/formats/format.h"
#include "model/json/entryjson.h"

#include <cstdio>

namespace lens::cli {

namespace {

std::string_view sequenceOf(Color color)
{
    switch (color) {
    case Color::Bold: return "\x1b[1m";
    case Color::Dim: return "\x1b[2m";
    case Color::Red: return "\x1b[31m";
    case Color::Green: return "\x1b[32m";
    case Color::Yellow: return "\x1b[33m";
    case Color::Cyan: return "\x1b[36m";
    case Color::Plain: break;
    }
    return {};
}

std::string_view name(Severity severity)
{
    switch (severity) {
    case Severity::Note: return "note";
    case Severity::Warning: return "warning";
    case Severity::Error: break;
    }
    return "error";
}

Color colorOf(Severity severity)
{
    return severity == Severity::Error     ? Color::Red
           : severity == Severity::Warning ? Color::Yellow
                                           : Color::Plain;
}

void writeTextOrNull(JsonWriter &json, std::string_view key, const std::string &text)
{
    json.key(key);
    text.empty() ? json.null() : json.text(text);
}

void writeFindingPath(JsonWriter &json, const Checkpoint *checkpoint, const std::string &path)
{
    json.key("path");
    if (path.empty())
        return json.null();
    if (const auto entry =
            checkpoint ? findEntry(*checkpoint, path) : Result<std::uint32_t>(Error()))
        return writePath(json, *checkpoint, *entry);
    json.beginArray();
    for (const std::string &step : splitPath(path))
        json.text(step);
    json.endArray();
}

void writeWhere(JsonWriter &json, const Checkpoint *checkpoint, const Finding &finding)
{
    json.key("where");
    json.beginObject();
    writeTextOrNull(json, "member", finding.member);
    json.key("offset");
    finding.offset ? json.count(*finding.offset) : json.null();
    writeFindingPath(json, checkpoint, finding.path);
    json.endObject();
}

std::string placeOf(const Finding &finding)
{
    std::string place = finding.path;
    if (!finding.member.empty())
        place += (place.empty() ? "" : "; ") + finding.member;
    if (finding.offset)
        place += (place.empty() ? "byte " : ", byte ") + grouped(*finding.offset);
    return place;
}

} // namespace

Result<CheckpointPtr> Context::open(const std::string &path)
{
    LENS_CHECK(checkFileName(path));
    auto checkpoint = openCheckpoint(path, &job);
    if (!checkpoint)
        return named(std::move(checkpoint).error(), path);
    opened.push_back(*checkpoint);
    return checkpoint;
}

void Context::note(std::string_view text) const
{
    if (options.quiet)
        return;
    const std::string line = std::string(text) + '\n';
    std::fwrite(line.data(), 1, line.size(), stderr);
}

void Context::print(Color color, std::string_view text)
{
    const std::string_view sequence = colored ? sequenceOf(color) : std::string_view();
    out << sequence << text;
    if (!sequence.empty())
        out << "\x1b[0m";
}

void Context::line(std::string_view name, std::string_view value)
{
    constexpr std::size_t nameWidth = 14;
    print(Color::Bold, name);
    out.pad(name.size() < nameWidth ? nameWidth - name.size() : 1);
    out << value << '\n';
}

void Context::beginJson(const std::string &file)
{
    json.beginObject();
    json.countField("schema", 1);
    json.field("file", file);
}

void Context::endJson()
{
    json.endObject();
    out << '\n';
}

void complain(const Error &error)
{
    const std::string line = "ckptlens-cli: " + escaped(error.text(), limits::messageBytes) + "\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
}

Result<void> checkFileName(const std::string &path)
{
    if (path != "-")
        return {};
    return makeError(ErrorCode::Io, "standard input and output are no files that can be read at "
                                    "any place")
        .in(path)
        .advise("Name a file; one of this name is ./-");
}

Error named(Error error, const std::string &file)
{
    return error.where.starts_with(file) ? error : std::move(error).in(file);
}

void writeFindings(JsonWriter &json, const Checkpoint *checkpoint,
                   std::span<const Finding> findings)
{
    json.beginArray();
    for (const Finding &finding : findings) {
        json.newLine();
        json.beginObject();
        json.field("id", finding.id);
        json.field("severity", name(finding.severity));
        json.field("text", finding.text);
        writeWhere(json, checkpoint, finding);
        json.endObject();
    }
    json.endArray();
}

void printFindings(Context &context, std::span<const Finding> findings)
{
    for (const Finding &finding : findings) {
        context.out << "  ";
        context.print(colorOf(finding.severity), name(finding.severity));
        context.out << ": " << escaped(finding.text);
        if (const std::string place = placeOf(finding); !place.empty())
            context.out << " (" << escaped(place) << ')';
        context.print(Color::Dim, " [" + escaped(finding.id) + "]");
        context.out << '\n';
    }
}

namespace {

// By the first byte of a character: Chinese, Japanese, Korean and emoji take two columns, to the
// accuracy that a table needs; the bytes that follow take none.
std::size_t columnsOfLead(unsigned char byte)
{
    if ((byte & 0xC0) == 0x80)
        return 0;
    return (byte >= 0xE3 && byte <= 0xED) || byte >= 0xF0 ? 2 : 1;
}

// At least one column between a text that is too long and what follows.
std::size_t padding(std::size_t columns, std::size_t width)
{
    return columns < width ? width - columns : width > 0;
}

} // namespace

std::size_t columnsOf(std::string_view utf8)
{
    std::size_t columns = 0;
    for (const char c : utf8)
        columns += columnsOfLead(static_cast<unsigned char>(c));
    return columns;
}

void printPadded(Output &out, std::string_view text, std::size_t width)
{
    const std::size_t columns = columnsOf(text);
    out << text;
    out.pad(padding(columns, width));
}

void printRight(Output &out, std::string_view text, std::size_t width)
{
    const std::size_t columns = columnsOf(text);
    out.pad(columns < width ? width - columns : 0);
    out << text;
}

} // namespace lens::cli
