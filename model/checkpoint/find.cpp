// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/text.h"
#include "model/checkpoint/checkpoint.h"

namespace lens {

namespace {

// The child that a typed step names, refs followed; noIndex when there is none.
std::uint32_t childNamed(const Checkpoint &checkpoint, std::uint32_t parent, std::string_view step)
{
    parent = checkpoint.resolved(parent);
    const auto &entries = checkpoint.entries;
    for (std::uint32_t i = parent + 1; i < entries[parent].end; i = entries[i].end) {
        if (stepName(entries[i].step) == step)
            return i;
    }
    return noIndex;
}

// True when the last steps of the entry's path are these.
bool endsWith(const Checkpoint &checkpoint, std::uint32_t entry,
              const std::vector<std::string> &steps)
{
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        if (entry == 0 || stepName(checkpoint.entries[entry].step) != *step)
            return false;
        entry = checkpoint.entries[entry].parent;
    }
    return true;
}

constexpr std::size_t mostNamed = 5;

std::string listed(const Checkpoint &checkpoint, const std::vector<std::uint32_t> &entries)
{
    std::string text;
    for (std::size_t i = 0; i < entries.size() && i < mostNamed; ++i)
        text += (i ? ", " : "") + escaped(checkpoint.pathText(entries[i]), 200);
    return entries.size() > mostNamed ? text + ", …" : text;
}

// Entries whose last step holds what was typed last.
std::vector<std::uint32_t> nearMisses(const Checkpoint &checkpoint, const std::string &typed)
{
    std::vector<std::uint32_t> near;
    for (std::uint32_t i = 1; i < checkpoint.entries.size() && near.size() <= mostNamed; ++i) {
        const std::string text = stepName(checkpoint.entries[i].step);
        if (!typed.empty() && text.find(typed) != std::string::npos)
            near.push_back(i);
    }
    return near;
}

} // namespace

Result<std::uint32_t> findEntry(const Checkpoint &checkpoint, std::string_view path)
{
    const auto steps = splitPath(path);
    std::uint32_t entry = 0;
    for (const std::string &step : steps) {
        entry = childNamed(checkpoint, entry, step);
        if (entry == noIndex)
            break;
    }
    if (entry != noIndex)
        return entry;
    std::vector<std::uint32_t> matches;
    for (std::uint32_t i = 1; i < checkpoint.entries.size(); ++i) {
        if (endsWith(checkpoint, i, steps))
            matches.push_back(i);
    }
    if (matches.size() == 1)
        return matches.front();
    const std::string shown = "'" + escaped(path, 200) + "'";
    if (!matches.empty())
        return makeError(ErrorCode::InvalidEdit,
                         shown + " names " + std::to_string(matches.size()) + " entries")
            .advise("Write more of the path: " + listed(checkpoint, matches) + ".");
    const auto near = nearMisses(checkpoint, steps.back());
    return makeError(ErrorCode::InvalidEdit, "there is no entry " + shown)
        .advise(near.empty() ? "Look it up in the list of the entries."
                             : "Did you mean " + listed(checkpoint, near) + "?");
}

} // namespace lens
