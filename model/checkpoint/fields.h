// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/walk.h"

#include <string_view>
#include <unordered_map>

namespace lens {

// The first children of an entry by key or attribute name. Enough to recognise what it is: no
// bookkeeping dict has more, and a state dict of 200,000 tensors is not indexed for it.
class Fields
{
public:
    static constexpr std::size_t most = 256;

    Fields(const Checkpoint &checkpoint, std::uint32_t entry)
    {
        for (const std::uint32_t child : Children(checkpoint, entry)) {
            const Step &step = checkpoint.entries[child].step;
            if (step.kind == StepKind::Key || step.kind == StepKind::Attr)
                m_byName.emplace(step.text, child);
            if (m_byName.size() == most)
                break;
        }
    }

    bool has(std::string_view name) const { return m_byName.contains(name); }
    template <typename... Names>
    bool hasAll(Names... names) const
    {
        return (has(names) && ...);
    }
    template <typename... Names>
    std::size_t count(Names... names) const
    {
        return (std::size_t(has(names)) + ...);
    }
    std::uint32_t at(std::string_view name) const
    {
        const auto found = m_byName.find(name);
        return found == m_byName.end() ? noIndex : found->second;
    }

private:
    std::unordered_map<std::string_view, std::uint32_t> m_byName;
};

} // namespace lens
