// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/optimizerparts.h"
#include "model/checkpoint/walk.h"

#include <unordered_map>

namespace lens {

namespace {

// C++ has no dicts and lists to write: each is an object. The items of a list `name` are its
// attributes "name/0", "name/1", … beside "name/size".
std::vector<std::uint32_t> itemsOf(const Checkpoint &checkpoint, std::uint32_t object,
                                   const std::string &name)
{
    std::vector<std::uint32_t> items;
    if (object == noIndex)
        return items;
    for (const std::uint32_t child : Children(checkpoint, object)) {
        const std::string_view key = checkpoint.entry(child).step.text;
        if (key.starts_with(name + '/') && key != name + "/size")
            items.push_back(child);
    }
    return items;
}

// The state of each parameter is kept by the address that the parameter had.
class CppReader
{
public:
    CppReader(const Checkpoint &checkpoint, std::uint32_t entry)
        : m_checkpoint(checkpoint)
    {
        m_reading.entry = entry;
        for (const std::uint32_t child : Children(checkpoint, checkpoint.child(entry, "state")))
            m_states.emplace(stepName(checkpoint.entry(child).step), child);
    }

    OptimizerReading read() &&
    {
        const std::uint32_t list = m_checkpoint.child(m_reading.entry, "param_groups");
        for (const std::uint32_t group : itemsOf(m_checkpoint, list, "param_groups"))
            readGroup(group);
        readOrphans();
        return std::move(m_reading);
    }

private:
    void readGroup(std::uint32_t entry)
    {
        OptimizerGroup group;
        group.entry = m_checkpoint.resolved(entry);
        if (const auto options = m_checkpoint.child(entry, "options"); options != noIndex)
            for (const std::uint32_t child : Children(m_checkpoint, options))
                group.hyperParameters.emplace_back(stepName(m_checkpoint.entry(child).step),
                                                   m_checkpoint.resolved(child));
        for (const std::uint32_t param : itemsOf(m_checkpoint, entry, "params")) {
            readParam(param);
            ++group.params;
        }
        m_reading.groups.push_back(std::move(group));
    }

    void readParam(std::uint32_t entry)
    {
        OptimizerParam param;
        param.group = static_cast<std::uint32_t>(m_reading.groups.size());
        param.index = std::to_string(m_reading.params.size());
        const Entry &address = shown(m_checkpoint, entry);
        if (address.kind == EntryKind::Str) {
            const auto found = m_states.find(std::string(m_checkpoint.graph.text(address.node)));
            if (found != m_states.end()) {
                readState(m_checkpoint, found->second, param);
                m_states.erase(found);
            }
        }
        m_reading.params.push_back(std::move(param));
    }

    void readOrphans()
    {
        const std::uint32_t state = m_checkpoint.child(m_reading.entry, "state");
        for (const std::uint32_t child : Children(m_checkpoint, state))
            if (m_states.contains(stepName(m_checkpoint.entry(child).step)))
                m_reading.params.push_back(orphanedParam(m_checkpoint, child));
    }

    const Checkpoint &m_checkpoint;
    std::unordered_map<std::string, std::uint32_t> m_states; // those that no parameter has yet
    OptimizerReading m_reading;
};

} // namespace

OptimizerReading readCppOptimizer(const Checkpoint &checkpoint, std::uint32_t entry)
{
    return CppReader(checkpoint, entry).read();
}

} // namespace lens
