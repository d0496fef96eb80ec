// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/optimizerparts.h"
#include "model/checkpoint/walk.h"

#include <unordered_map>

namespace lens {

namespace {

// State tensors that have the shape of their parameter. Source: torch.optim and the optimizers of
// formats.md 5.
constexpr std::string_view elementwise[] = {
    "exp_avg", "exp_avg_sq",   "max_exp_avg_sq", "momentum_buffer", "exp_inf",
    "sum",     "square_avg",   "acc_delta",      "grad_avg",        "prev",
    "ax",      "exp_avg_diff", "state1",         "state2",          "master_param"};

// bitsandbytes wraps what FSDP must not cut into pieces.
constexpr std::string_view quantizedState = "__bnb_optimizer_quant_state__";

void addTo(decltype(OptimizerParam::state) &state, const Checkpoint &checkpoint, std::uint32_t dict)
{
    for (const std::uint32_t child : Children(checkpoint, dict))
        state.emplace_back(stepName(checkpoint.entries[child].step), checkpoint.resolved(child));
}

// What finds the state of a parameter: by index, by name, or by the very tensor.
class StateIndex
{
public:
    StateIndex(const Checkpoint &checkpoint, std::uint32_t state)
        : m_checkpoint(checkpoint)
    {
        std::unordered_map<pickle::NodeId, std::uint32_t> byValue;
        for (const std::uint32_t child : Children(checkpoint, state)) {
            const Entry &entry = checkpoint.entries[child];
            if (entry.step.kind == StepKind::Repr)
                byValue.emplace(shown(checkpoint, child).node, child);
            else if (entry.step.kind != StepKind::Attr)
                m_byName.emplace(stepName(entry.step), child);
        }
        if (!byValue.empty())
            indexTensors(shown(checkpoint, state).node, byValue);
    }

    // `param` is an element of a group's list.
    std::uint32_t find(std::uint32_t param, const std::string &index)
    {
        const auto node = m_byNode.find(shown(m_checkpoint, param).node);
        const auto name = m_byName.find(index);
        const std::uint32_t found = node != m_byNode.end()   ? node->second
                                    : name != m_byName.end() ? name->second
                                                             : noIndex;
        m_taken[found] = true;
        return found;
    }

    bool isTaken(std::uint32_t state) const { return m_taken.contains(state); }

private:
    // The steps only say how the key tensors look; which they are stands in the graph.
    void indexTensors(pickle::NodeId dict,
                      const std::unordered_map<pickle::NodeId, std::uint32_t> &byValue)
    {
        const pickle::Graph &graph = m_checkpoint.graph;
        std::span<const pickle::Ref> items = graph.items(dict);
        const auto kind = graph.kind(dict);
        if (kind == pickle::NodeKind::Call || kind == pickle::NodeKind::New)
            items = graph.extra(dict).dictItems;
        for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
            const auto value = byValue.find(items[i + 1].node);
            if (value != byValue.end())
                m_byNode[items[i].node] = value->second;
        }
    }

    const Checkpoint &m_checkpoint;
    std::unordered_map<std::string, std::uint32_t> m_byName;
    std::unordered_map<pickle::NodeId, std::uint32_t> m_byNode;
    std::unordered_map<std::uint32_t, bool> m_taken;
};

void setShape(const Checkpoint &checkpoint, OptimizerParam &param)
{
    for (const std::string_view wanted : elementwise) {
        for (const auto &[name, entry] : param.state) {
            const Tensor *tensor = name == wanted ? tensorAt(checkpoint, entry) : nullptr;
            // transformers' Adafactor keeps a placeholder of one value beside its factors.
            if (!tensor || (tensor->shape.empty() && param.state.size() > 3))
                continue;
            param.shape = tensor->shape;
            param.hasShape = true;
            return;
        }
    }
}

// Adafactor keeps the second moment of a matrix as one row and one column of it.
void setFactoredShape(const Checkpoint &checkpoint, OptimizerParam &param)
{
    const Tensor *row = nullptr, *column = nullptr;
    for (const auto &[name, entry] : param.state) {
        if (name == "exp_avg_sq_row" || name == "row_var")
            row = tensorAt(checkpoint, entry);
        if (name == "exp_avg_sq_col" || name == "col_var")
            column = tensorAt(checkpoint, entry);
    }
    if (!row || !column || row->shape.empty() || column->shape.empty())
        return;
    param.shape = row->shape;
    // torch's own keeps the reduced dimension as 1, transformers' drops it.
    if (row->shape.size() == column->shape.size() && row->shape.back() == 1)
        param.shape.back() = column->shape.back();
    else
        param.shape.push_back(column->shape.back());
    param.hasShape = true;
}

// Puts together one optimizer from its dict or object.
class OptimizerReader
{
public:
    OptimizerReader(const Checkpoint &checkpoint, std::uint32_t entry)
        : m_checkpoint(checkpoint)
        , m_state(checkpoint, checkpoint.child(entry, "state"))
    {
        m_reading.entry = entry;
    }

    OptimizerReading read() &&
    {
        const std::uint32_t groups = m_checkpoint.child(m_reading.entry, "param_groups");
        for (const std::uint32_t group : Children(m_checkpoint, groups))
            readGroup(group);
        readOrphans();
        return std::move(m_reading);
    }

private:
    void readGroup(std::uint32_t entry)
    {
        OptimizerGroup group;
        group.entry = m_checkpoint.resolved(entry);
        for (const std::uint32_t child : Children(m_checkpoint, entry)) {
            std::string name = stepName(m_checkpoint.entries[child].step);
            if (name != "params" && name != "param_names")
                group.hyperParameters.emplace_back(std::move(name), m_checkpoint.resolved(child));
        }
        const std::vector<std::string> names = namesOf(entry);
        const auto number = static_cast<std::uint32_t>(m_reading.groups.size());
        for (const std::uint32_t param :
             Children(m_checkpoint, m_checkpoint.child(entry, "params"))) {
            readParam(param, number,
                      group.params < names.size() ? names[group.params] : std::string());
            ++group.params;
        }
        m_reading.groups.push_back(std::move(group));
    }

    std::vector<std::string> namesOf(std::uint32_t group) const
    {
        std::vector<std::string> names;
        const std::uint32_t list = m_checkpoint.child(group, "param_names");
        if (!isListLike(m_checkpoint, list))
            return names;
        for (const std::uint32_t child : Children(m_checkpoint, list)) {
            const Entry &entry = m_checkpoint.entries[child];
            names.emplace_back(entry.kind == EntryKind::Str ? m_checkpoint.graph.text(entry.node)
                                                            : std::string_view());
        }
        return names;
    }

    void readParam(std::uint32_t entry, std::uint32_t group, const std::string &name)
    {
        OptimizerParam param;
        param.group = group;
        param.index = indexOf(entry);
        if (!name.empty())
            setName(param, name, "param_names", "the group lists the names of its parameters");
        else if (shown(m_checkpoint, entry).kind == EntryKind::Str)
            setName(param, param.index, "key", "the optimizer keeps its state by name");
        if (const Tensor *tensor = tensorAt(m_checkpoint, entry)) {
            param.shape = tensor->shape;
            param.hasShape = true;
        }
        readState(m_checkpoint, m_state.find(entry, param.index), param);
        m_reading.params.push_back(std::move(param));
    }

    std::string indexOf(std::uint32_t param) const
    {
        const Entry &entry = shown(m_checkpoint, param);
        if (entry.kind == EntryKind::Int &&
            m_checkpoint.graph.kind(entry.node) == pickle::NodeKind::Int)
            return std::to_string(m_checkpoint.graph.intValue(entry.node));
        if (entry.kind == EntryKind::Str)
            return std::string(m_checkpoint.graph.text(entry.node));
        return std::to_string(m_reading.params.size());
    }

    // State that belongs to no parameter of any group is shown, not hidden.
    void readOrphans()
    {
        const std::uint32_t state = m_checkpoint.child(m_reading.entry, "state");
        for (const std::uint32_t child : Children(m_checkpoint, state)) {
            const bool isAttribute = m_checkpoint.entries[child].step.kind == StepKind::Attr;
            if (!m_state.isTaken(child) && !isAttribute && isDict(m_checkpoint, child))
                m_reading.params.push_back(orphanedParam(m_checkpoint, child));
        }
    }

    static void setName(OptimizerParam &param, std::string name, const char *source,
                        const char *reason)
    {
        param.name = std::move(name);
        param.nameSource = source;
        param.reason = reason;
    }

    const Checkpoint &m_checkpoint;
    StateIndex m_state;
    OptimizerReading m_reading;
};

} // namespace

void readState(const Checkpoint &checkpoint, std::uint32_t state, OptimizerParam &param)
{
    if (state == noIndex)
        return;
    for (const std::uint32_t child : Children(checkpoint, state)) {
        std::string name = stepName(checkpoint.entries[child].step);
        if (name == "step")
            param.step = checkpoint.resolved(child);
        if (name == quantizedState && isDict(checkpoint, child))
            addTo(param.state, checkpoint, child);
        else
            param.state.emplace_back(std::move(name), checkpoint.resolved(child));
    }
    setFactoredShape(checkpoint, param);
    if (!param.hasShape)
        setShape(checkpoint, param);
}

OptimizerParam orphanedParam(const Checkpoint &checkpoint, std::uint32_t state)
{
    OptimizerParam param;
    param.index = stepName(checkpoint.entries[state].step);
    param.nameSource = "none";
    param.reason = "state of a parameter that no group lists";
    readState(checkpoint, state, param);
    return param;
}

bool isListLike(const Checkpoint &checkpoint, std::uint32_t entry)
{
    if (entry == noIndex)
        return false;
    const EntryKind kind = shown(checkpoint, entry).kind;
    return kind == EntryKind::List || kind == EntryKind::Tuple;
}

bool isDict(const Checkpoint &checkpoint, std::uint32_t entry)
{
    return entry != noIndex && shown(checkpoint, entry).kind == EntryKind::Dict;
}

OptimizerReading readOptimizer(const Checkpoint &checkpoint, std::uint32_t entry)
{
    return OptimizerReader(checkpoint, entry).read();
}

} // namespace lens
