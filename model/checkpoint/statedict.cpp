// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/statedict.h"

#include "model/checkpoint/models.h"
#include "model/checkpoint/walk.h"

#include <unordered_set>

namespace lens {

namespace {

// Modules share children, so a small hostile file can unfold to a huge tree. Python itself gives up
// at a depth of 1,000; 200,000 names of a real model take 12 MB.
constexpr std::size_t deepestModule = 1000;
constexpr std::size_t mostNameBytes = 128u << 20;

bool isDictLike(const Checkpoint &checkpoint, std::uint32_t entry)
{
    return entry != noIndex && shown(checkpoint, entry).kind == EntryKind::Dict;
}

bool isNone(const Checkpoint &checkpoint, std::uint32_t entry)
{
    return checkpoint.entries[entry].kind == EntryKind::None;
}

bool isScriptModule(const Checkpoint &checkpoint, std::uint32_t entry)
{
    return shown(checkpoint, entry).kind == EntryKind::Object &&
           checkpoint.typeName(checkpoint.resolved(entry)).starts_with("__torch__.") &&
           !isCppOptimizer(checkpoint, entry);
}

// Where the attributes of a module stand: below it, or, for a traced torch.fx.GraphModule, in the
// dict that is the first argument of the function that makes it.
std::uint32_t attributesOf(const Checkpoint &checkpoint, std::uint32_t module)
{
    for (const std::uint32_t child : Children(checkpoint, module)) {
        const Step &step = checkpoint.entries[child].step;
        if (step.kind != StepKind::Repr || step.text != "args")
            continue;
        const Children args(checkpoint, child);
        if (!args.empty() && isDictLike(checkpoint, *args.begin()))
            return *args.begin();
    }
    return module;
}

std::unordered_set<std::string_view> nonPersistentBuffers(const Checkpoint &checkpoint,
                                                          std::uint32_t module)
{
    std::unordered_set<std::string_view> names;
    const std::uint32_t set = checkpoint.child(module, "_non_persistent_buffers_set");
    if (set == noIndex)
        return names;
    for (const std::uint32_t name : Children(checkpoint, set)) {
        const Entry &entry = checkpoint.entries[name];
        if (entry.kind == EntryKind::Str)
            names.insert(checkpoint.graph.text(entry.node));
    }
    return names;
}

// A module and where it hangs.
struct ModulePlace
{
    std::uint32_t module = noIndex;
    std::string prefix; // "layer1.0."
    std::size_t depth = 0;
};

// Names the tensors of a module tree in the order of torch.nn.Module.state_dict: the parameters of
// a module, its buffers, then its children.
class ModuleWalk
{
public:
    explicit ModuleWalk(const Checkpoint &checkpoint)
        : m_checkpoint(checkpoint)
    {}
    std::vector<ModuleEntry> walk(std::uint32_t root) &&
    {
        m_waiting.push_back({root, {}, 0});
        while (!m_waiting.empty() && m_nameBytes < mostNameBytes) {
            const ModulePlace place = std::move(m_waiting.back());
            m_waiting.pop_back();
            const std::size_t first = m_waiting.size();
            if (isScriptModule(m_checkpoint, place.module))
                scriptModule(place);
            else
                pythonModule(place);
            // The last pushed is taken first.
            std::reverse(m_waiting.begin() + static_cast<std::ptrdiff_t>(first), m_waiting.end());
        }
        return std::move(m_found);
    }

private:
    void pythonModule(const ModulePlace &place)
    {
        const std::uint32_t attributes = attributesOf(m_checkpoint, place.module);
        const auto hidden = nonPersistentBuffers(m_checkpoint, attributes);
        add(place, m_checkpoint.child(attributes, "_parameters"), ModuleEntry::Parameter, {});
        add(place, m_checkpoint.child(attributes, "_buffers"), ModuleEntry::Buffer, hidden);
        const std::uint32_t modules = m_checkpoint.child(attributes, "_modules");
        if (modules == noIndex)
            return;
        for (const std::uint32_t child : Children(m_checkpoint, modules)) {
            if (isModule(m_checkpoint, child))
                push(place, child);
        }
    }

    // A script module keeps its tensors and submodules as attributes. Which of them are buffers
    // stands in its code; there, parameters come first and require gradients.
    void scriptModule(const ModulePlace &place)
    {
        for (const bool wanted : {true, false}) {
            for (const std::uint32_t child : Children(m_checkpoint, place.module)) {
                const Tensor *tensor = tensorAt(m_checkpoint, child);
                if (tensor && tensor->requiresGrad == wanted)
                    add(place, child, wanted ? ModuleEntry::Parameter : ModuleEntry::Unknown);
            }
        }
        for (const std::uint32_t child : Children(m_checkpoint, place.module)) {
            if (isScriptModule(m_checkpoint, child))
                push(place, child);
        }
    }

    void add(const ModulePlace &place, std::uint32_t dict, ModuleEntry::Kind kind,
             const std::unordered_set<std::string_view> &hidden)
    {
        if (!isDictLike(m_checkpoint, dict))
            return;
        for (const std::uint32_t child : Children(m_checkpoint, dict)) {
            const Entry &entry = m_checkpoint.entries[child];
            if (entry.step.kind == StepKind::Key && !isNone(m_checkpoint, child) &&
                !hidden.contains(entry.step.text))
                add(place, child, kind);
        }
    }

    void add(const ModulePlace &place, std::uint32_t entry, ModuleEntry::Kind kind)
    {
        std::string name = place.prefix + stepName(m_checkpoint.entries[entry].step);
        m_nameBytes += name.size();
        m_found.push_back({{std::move(name), m_checkpoint.resolved(entry)}, kind});
    }

    void push(const ModulePlace &place, std::uint32_t child)
    {
        if (place.depth >= deepestModule)
            return;
        std::string prefix = place.prefix + stepName(m_checkpoint.entries[child].step) + ".";
        m_nameBytes += prefix.size();
        m_waiting.push_back({m_checkpoint.resolved(child), std::move(prefix), place.depth + 1});
    }

    const Checkpoint &m_checkpoint;
    std::vector<ModulePlace> m_waiting;
    std::vector<ModuleEntry> m_found;
    std::size_t m_nameBytes = 0;
};

// What a state dict may hold beside tensors: the extra state of a module, the packed parameters and
// dtypes of quantised ones, and the text metadata of safetensors.
bool mayStandBesideTensors(std::string_view key)
{
    return key.ends_with("_extra_state") || key.starts_with("__") || key.find('.') != key.npos;
}

// A str-keyed item of a dict, as opposed to an attribute of the dict object.
bool isItem(const Entry &entry) { return entry.step.kind != StepKind::Attr; }

} // namespace

bool isCppOptimizer(const Checkpoint &checkpoint, std::uint32_t entry)
{
    return shown(checkpoint, entry).kind == EntryKind::Object &&
           checkpoint.child(entry, "param_groups") != noIndex &&
           checkpoint.child(entry, "state") != noIndex &&
           checkpoint.typeName(checkpoint.resolved(entry)).starts_with("__torch__.");
}

std::vector<ModuleEntry> moduleEntries(const Checkpoint &checkpoint, std::uint32_t module)
{
    return ModuleWalk(checkpoint).walk(checkpoint.resolved(module));
}

bool isModule(const Checkpoint &checkpoint, std::uint32_t entry)
{
    if (entry == noIndex || shown(checkpoint, entry).kind != EntryKind::Object)
        return false;
    if (isScriptModule(checkpoint, entry))
        return true;
    const std::uint32_t attributes = attributesOf(checkpoint, entry);
    return isDictLike(checkpoint, checkpoint.child(attributes, "_parameters")) &&
           isDictLike(checkpoint, checkpoint.child(attributes, "_modules"));
}

bool isStateDict(const Checkpoint &checkpoint, std::uint32_t entry)
{
    if (!isDictLike(checkpoint, entry))
        return false;
    bool hasTensor = false;
    for (const std::uint32_t child : Children(checkpoint, entry)) {
        const Entry &item = checkpoint.entries[child];
        if (!isItem(item))
            continue;
        if (item.step.kind != StepKind::Key)
            return false;
        if (tensorAt(checkpoint, child))
            hasTensor = true;
        else if (!mayStandBesideTensors(item.step.text))
            return false;
    }
    return hasTensor;
}

std::vector<NamedEntry> stateDict(const Checkpoint &checkpoint, std::uint32_t entry)
{
    std::vector<NamedEntry> named;
    if (entry == noIndex || entry >= checkpoint.entries.size())
        return named;
    if (isModule(checkpoint, entry)) {
        for (ModuleEntry &found : moduleEntries(checkpoint, entry))
            named.push_back(std::move(found.named));
    } else if (isStateDict(checkpoint, entry)) {
        for (const std::uint32_t child : Children(checkpoint, entry)) {
            if (tensorAt(checkpoint, child))
                named.push_back(
                    {std::string(checkpoint.entries[child].step.text), checkpoint.resolved(child)});
        }
    }
    return named;
}

} // namespace lens
