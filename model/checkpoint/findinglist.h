// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"

#include <map>
#include <string>
#include <vector>

namespace lens {

// "1 tensor", "1,200 tensors".
std::string counted(std::uint64_t count, const std::string &noun);

// Findings of entries of one checkpoint, each with its place.
class FindingList
{
public:
    explicit FindingList(const Checkpoint &checkpoint)
        : c(checkpoint)
    {}

    // Entry 0, the whole file, and noIndex have no place.
    void add(const char *id, Severity severity, std::string text, std::uint32_t entry);
    // That what a model has is not all of one kind. `kinds` has how many tensors are of each.
    void addMixed(const char *id, Severity severity, std::uint32_t model, const std::string &verb,
                  const std::map<std::string, std::uint64_t> &kinds);
    std::vector<Finding> take() { return std::move(m_findings); }

protected:
    // As it is named in the middle of a sentence.
    std::string place(std::uint32_t entry) const;

    const Checkpoint &c;

private:
    std::vector<Finding> m_findings;
};

} // namespace lens
