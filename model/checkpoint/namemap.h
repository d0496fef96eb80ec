// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"

#include <memory>
#include <string>
#include <string_view>

namespace lens {

// Gives the names of one side of a comparison the spelling of the other.
class NameMap
{
public:
    // InvalidEdit for a regex that cannot be read. `replacement` takes \1 and $1. An empty regex
    // maps nothing.
    static Result<NameMap> make(std::string stripPrefix, const std::string &regex,
                                std::string_view replacement);
    NameMap();
    NameMap(NameMap &&) noexcept;
    NameMap &operator=(NameMap &&) noexcept;
    ~NameMap();

    bool changesNothing() const { return m_prefix.empty() && !m_regex; }
    // Takes the prefix off the start of `path`, else off its last step, which begins at `lastStep`.
    void strip(std::string &path, std::size_t &lastStep) const;
    // The whole path, or where nothing in it matches, its last step, through the regex.
    std::string mapped(const std::string &path, std::size_t lastStep) const;

private:
    struct Regex;
    std::string m_prefix;
    std::unique_ptr<Regex> m_regex;
};

} // namespace lens
