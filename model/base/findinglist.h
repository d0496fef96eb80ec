// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/finding.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lens {

// Collects findings of one check. A hostile directory can be wrong two million times in the same
// way: after some findings of one id the rest are only counted.
class FindingList
{
public:
    explicit FindingList(std::uint64_t limitOfOneId = 50)
        : m_limitOfOneId(limitOfOneId)
    {}
    void add(std::string_view id, Severity severity, std::string text, std::string_view member = {},
             std::optional<std::uint64_t> offset = std::nullopt);
    // The findings, with one more for each id that was cut.
    std::vector<Finding> take();

private:
    std::uint64_t m_limitOfOneId;
    std::vector<Finding> m_findings;
    std::unordered_map<std::string, std::uint64_t> m_counts;
};

} // namespace lens
