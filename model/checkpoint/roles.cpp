// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/roles.h"

#include "model/checkpoint/fields.h"
#include "model/checkpoint/models.h"
#include "model/checkpoint/optimizer.h"
#include "model/checkpoint/rolerules.h"
#include "model/checkpoint/walk.h"

#include <deque>

namespace lens {

namespace {

// Training loops nest their parts at most so deep: {"optimizers": [{…}], "loops": {"fit_loop": …}}.
constexpr int deepestRole = 3;

// Finds roles breadth first, and reports them in file order.
class Recogniser
{
public:
    explicit Recogniser(const Checkpoint &checkpoint)
        : m_checkpoint(checkpoint)
    {}

    std::vector<Role> recognise() &&
    {
        std::deque<std::pair<std::uint32_t, int>> waiting = {{0, 0}};
        while (!waiting.empty()) {
            const auto [entry, depth] = waiting.front();
            waiting.pop_front();
            if (!examine(entry) || depth == deepestRole)
                continue;
            for (const std::uint32_t child : Children(m_checkpoint, entry))
                waiting.emplace_back(child, depth + 1);
        }
        std::ranges::stable_sort(m_roles, {}, &Role::entry);
        return std::move(m_roles);
    }

private:
    // Adds what the entry is; true when its children are worth a look.
    bool examine(std::uint32_t entry)
    {
        const EntryKind kind = m_checkpoint.entries[entry].kind;
        const bool container = kind == EntryKind::Dict || kind == EntryKind::List ||
                               kind == EntryKind::Tuple || kind == EntryKind::Object;
        if (container && (addModel(entry) || addOptimizer(entry)))
            return false;
        if (auto role = ruledRole(m_checkpoint, entry)) {
            m_roles.push_back(std::move(*role));
            return false;
        }
        if (kind == EntryKind::Dict)
            addFile(entry);
        return container;
    }

    bool addModel(std::uint32_t entry)
    {
        const bool module = isModule(m_checkpoint, entry);
        if (!module && !isStateDict(m_checkpoint, entry))
            return false;
        // A dict of two tensors named "cpu" and "cuda" is a state dict only by accident.
        if (auto role = module ? std::nullopt : ruledRole(m_checkpoint, entry)) {
            m_roles.push_back(std::move(*role));
            return true;
        }
        m_roles.push_back(modelRole(m_checkpoint, entry));
        return true;
    }

    bool addOptimizer(std::uint32_t entry)
    {
        if (!isOptimizer(m_checkpoint, entry))
            return false;
        m_roles.push_back({entry, "optimizer", "has state and param_groups with params"});
        return true;
    }

    // What the dict around the parts is.
    void addFile(std::uint32_t entry)
    {
        for (Role &role : fileRoles(m_checkpoint, entry))
            m_roles.push_back(std::move(role));
    }

    const Checkpoint &m_checkpoint;
    std::vector<Role> m_roles;
};

} // namespace

std::vector<Role> recognise(const Checkpoint &checkpoint)
{
    if (checkpoint.entries.empty())
        return {};
    return Recogniser(checkpoint).recognise();
}

} // namespace lens
