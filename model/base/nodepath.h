// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lens {

// How one entry is reached from its parent.
enum class StepKind : std::uint8_t {
    Root,
    Key,   // a dict key that is a str
    Index, // a dict key that is an int, or an index of a list, tuple or set
    Attr,  // an attribute of a Python object
    Repr,  // any other dict key, by its repr; also "args" and "state" of an object
};

// A step that does not own its text; the text lives as long as the checkpoint it came from.
struct Step
{
    StepKind kind = StepKind::Root;
    std::string_view text; // Key, Attr, Repr
    std::int64_t index = 0;
    bool operator==(const Step &) const = default;
};

// "fc1.weight" for a key, "3" for an index, "x" for an attribute: as the file has it.
std::string stepName(const Step &step);
// The same as part of a path: a slash inside is written "\/".
std::string stepText(const Step &step);
// The text of a path: its steps with a slash between them.
std::string pathText(std::span<const Step> steps);

// Splits a path as a person types it: `model/fc1.weight`, `\/` for a slash inside a key. Every step
// is text; whoever looks it up decides whether "0" is an index or a key.
std::vector<std::string> splitPath(std::string_view path);

} // namespace lens
