// SPDX-License-Identifier: GPL-3.0-or-later
// Prints for every entry of a file the Python code that loads it, a JSON object a line, for
// pythoncode.py to run. `of` counts the entries as ckptlens-cli lists them.
#include "model/checkpoint/pythoncode.h"
#include "model/checkpoint/models.h"
#include "model/formats/format.h"

#include <cstdio>
#include <string>

using namespace lens;

namespace {

std::string quoted(std::string_view text)
{
    std::string json = "\"";
    for (const char c : text) {
        char escape[8];
        std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned char>(c));
        const bool plain = static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
        json += plain ? std::string(1, c) : std::string(escape);
    }
    return json + "\"";
}

void print(const char *kind, std::uint32_t entry, const Result<std::string> &code)
{
    std::printf("{\"kind\": \"%s\", \"of\": %u, %s: %s}\n", kind, entry,
                code ? "\"code\"" : "\"none\"", quoted(code ? *code : code.error().text()).c_str());
}

void printStateDict(const Checkpoint &checkpoint, std::uint32_t model)
{
    for (const NamedEntry &named : stateDict(checkpoint, model))
        print("name", named.entry, pythonCode(checkpoint, {model, named.name, {}, true}));
}

// The names that begin as the first one does.
void printGroup(const Checkpoint &checkpoint, std::uint32_t dict)
{
    const auto children = checkpoint.children(dict);
    if (checkpoint.entry(dict).kind != EntryKind::Dict || children.empty())
        return;
    const Step &first = checkpoint.entry(children.front()).step;
    const auto dot = first.text.find('.');
    if (first.kind == StepKind::Key && dot != first.text.npos)
        print(
            "group", children.front(),
            pythonCode(checkpoint, {dict, {}, std::string(first.text.substr(0, dot + 1)), false}));
}

} // namespace

int main(int argc, char **argv)
{
    const auto checkpoint = openCheckpoint(argc > 1 ? argv[1] : "");
    if (!checkpoint) {
        std::fprintf(stderr, "%s\n", checkpoint.error().text().c_str());
        return 2;
    }
    const Checkpoint &opened = **checkpoint;
    for (std::uint32_t entry = 0; entry < opened.entries.size(); ++entry) {
        print("entry", entry, pythonCode(opened, {.entry = entry}));
        printGroup(opened, entry);
    }
    for (const auto model : modelEntries(opened))
        if (isModule(opened, model))
            printStateDict(opened, model);
    return 0;
}
