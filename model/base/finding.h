// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace lens {

enum class Severity : std::uint8_t { Note, Warning, Error };

// Something about a file that a person should know. `id` is stable: scripts match on it
// ("zip.duplicate-member", "pickle.frame-crossed", "tensor.out-of-range").
struct Finding
{
    std::string id;
    Severity severity = Severity::Note;
    std::string text;                        // a plain sentence
    std::string member;                      // record of the container; empty for the file itself
    std::optional<std::uint64_t> offset;     // bytes within member
    std::optional<std::uint32_t> entry = {}; // of the checkpoint, where it is about one
    std::string path = {};                   // of it, for people; may be empty
};

} // namespace lens
