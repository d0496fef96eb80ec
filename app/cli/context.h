// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/options.h"
#include "app/cli/output.h"
#include "model/base/finding.h"
#include "model/base/job.h"
#include "model/checkpoint/checkpoint.h"
#include "model/json/jsonwriter.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lens::cli {

// Exit codes as diff(1) has them.
enum Exit { Fine = 0, Found = 1, Trouble = 2 };

enum class Color { Plain, Bold, Dim, Red, Green, Yellow, Cyan };

// What every command works with: the command line, where results go, and the job that Ctrl+C stops.
struct Context
{
    const Options &options;
    Output &out;
    Job &job;
    bool colored = false; // results may carry terminal colours
    JsonWriter json{out};
    std::vector<CheckpointPtr> opened{}; // for as long as the program runs

    // The checkpoint, or an error that names the file.
    Result<CheckpointPtr> open(const std::string &path);
    // One line on stderr; nothing with --quiet. `text` must be harmless (escaped).
    void note(std::string_view text) const;

    // `text` in a colour where the terminal shows one.
    void print(Color color, std::string_view text);
    // "Name   value" with the values of several lines below each other.
    void line(std::string_view name, std::string_view value);

    // The start of every JSON object, and its end.
    void beginJson(const std::string &file);
    void endJson();
};

// The one line on stderr that trouble makes, also with --quiet.
void complain(const Error &error);
// The error names the file first, once.
Error named(Error error, const std::string &file);
// An error for "-", which other programs take for standard input or output.
Result<void> checkFileName(const std::string &path);

// The elements of "findings". `checkpoint` may be null: paths of findings are then split as text.
void writeFindings(JsonWriter &json, const Checkpoint *checkpoint,
                   std::span<const Finding> findings);
// One line each: severity, text, place, id.
void printFindings(Context &context, std::span<const Finding> findings);

// Columns that `utf8` takes on a terminal.
std::size_t columnsOf(std::string_view utf8);
// `text` and spaces up to `width` columns.
void printPadded(Output &out, std::string_view text, std::size_t width);
// Spaces up to `width` columns and then `text`.
void printRight(Output &out, std::string_view text, std::size_t width);

} // namespace lens::cli
