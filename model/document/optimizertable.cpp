// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/optimizertable.h"

#include "model/base/text.h"
#include "model/checkpoint/optimizer.h"
#include "model/checkpoint/statedict.h"
#include "model/checkpoint/summary.h"
#include "model/checkpoint/walk.h"
#include "model/document/metadata.h"
#include "model/engine/numbers.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace lens {
namespace {

// The names of the two moments in the optimizers of torch and of those that follow it.
constexpr std::string_view firstMoments[] = {
    "exp_avg", "momentum_buffer", "grad_avg", "state1", "ax", "prev"};
constexpr std::string_view secondMoments[] = {"exp_avg_sq", "exp_inf", "square_avg",
                                              "sum",        "state2",  "acc_delta"};
constexpr std::size_t shownBytes = 100; // of a list among the settings
constexpr std::size_t valueBytes = 180; // of a text there

std::string settingText(const Checkpoint &checkpoint, std::uint32_t entry)
{
    const Entry &shownEntry = shown(checkpoint, entry);
    if (const Tensor *tensor = checkpoint.tensor(shownEntry)) {
        const auto data =
            tensor->numel() == 1 ? tensorData(checkpoint, *tensor) : Result<TensorData>(Error());
        const auto text = data ? engine::elementText(*data, 0) : Result<std::string>(Error());
        return text ? *text : "tensor";
    }
    if (shownEntry.kind == EntryKind::Dict || shownEntry.kind == EntryKind::Object)
        return checkpoint.typeName(entry);
    if (shownEntry.kind != EntryKind::Tuple && shownEntry.kind != EntryKind::List)
        return valueText(checkpoint, entry, valueBytes);
    return sequenceText(checkpoint, entry, shownBytes);
}

std::optional<double> numberAt(const Checkpoint &checkpoint, std::uint32_t entry)
{
    if (entry == noIndex)
        return std::nullopt;
    if (const Tensor *tensor = tensorAt(checkpoint, entry)) {
        const auto data =
            tensor->numel() == 1 ? tensorData(checkpoint, *tensor) : Result<TensorData>(Error());
        const auto values =
            data ? engine::values(*data, 0, 1) : Result<std::vector<double>>(Error());
        return values ? std::optional(values->front()) : std::nullopt;
    }
    const ScalarValue value = scalarValue(checkpoint, entry);
    if (value.kind == EntryKind::Int && !value.bigInteger)
        return static_cast<double>(value.integer);
    return value.kind == EntryKind::Float ? std::optional(value.real) : std::nullopt;
}

template <std::size_t count>
std::string firstKnown(const OptimizerReading &reading, const std::string_view (&names)[count])
{
    for (const OptimizerParam &param : reading.params)
        for (const std::string_view name : names)
            for (const auto &[key, entry] : param.state)
                if (key == name)
                    return key;
    return {};
}

std::uint32_t stateNamed(const Checkpoint &checkpoint, const OptimizerParam &param,
                         const std::string &name)
{
    for (const auto &[key, entry] : param.state)
        if (key == name && tensorAt(checkpoint, entry))
            return entry;
    return noIndex;
}

using Shapes = std::multimap<std::string, std::vector<std::int64_t>>;

struct Models
{
    std::uint64_t count = 0, bytes = 0;
    Shapes shapes; // of every tensor, by name
};

Models modelsOf(const Checkpoint &checkpoint, const std::vector<TensorTotals> &sums)
{
    Models models;
    for (const Role &role : checkpoint.roles) {
        if (role.role != "state_dict" && role.role != "model")
            continue;
        ++models.count;
        models.bytes += sums[role.entry].bytes;
        for (const NamedEntry &named : stateDict(checkpoint, role.entry))
            if (const Tensor *tensor = tensorAt(checkpoint, named.entry))
                models.shapes.emplace(named.name, tensor->shape);
    }
    return models;
}

class TableMaker
{
public:
    TableMaker(const Checkpoint &checkpoint, const std::vector<TensorTotals> &sums,
               const OptimizerReading &reading, const Shapes &shapes)
        : c(checkpoint)
        , m_sums(sums)
        , m_reading(reading)
        , m_shapes(shapes)
    {}

    OptimizerTable make() &&
    {
        m_table.entry = m_reading.entry;
        m_table.path = m_reading.entry == 0 ? std::string() : c.pathText(m_reading.entry);
        m_table.type = m_reading.type;
        m_table.typeReason = m_reading.typeReason;
        m_table.firstName = firstKnown(m_reading, firstMoments);
        m_table.secondName = firstKnown(m_reading, secondMoments);
        for (const OptimizerGroup &group : m_reading.groups)
            addGroup(group);
        for (const OptimizerParam &param : m_reading.params)
            addRow(param);
        lookOverRows();
        flagSteps();
        flagMissing();
        addFindings();
        return std::move(m_table);
    }

private:
    void addGroup(const OptimizerGroup &group)
    {
        OptimizerGroupTable made{group.entry, group.params, {}};
        for (const auto &[name, entry] : group.hyperParameters)
            made.settings.emplace_back(name, settingText(c, entry));
        m_table.groups.push_back(std::move(made));
    }

    void lookOverRows()
    {
        const std::vector<OptimizerRow> &rows = m_table.rows;
        m_table.hasSteps = std::ranges::any_of(rows, [](const auto &row) { return !!row.step; });
        m_table.hasShapes = std::ranges::any_of(rows, &OptimizerRow::hasShape);
        if (!rows.empty() && std::ranges::all_of(rows, [&](const OptimizerRow &row) {
                return row.name.empty() && row.reason == rows.front().reason;
            }))
            m_table.commonReason = rows.front().reason;
    }

    void addRow(const OptimizerParam &param)
    {
        OptimizerRow row;
        row.index = param.index;
        row.name = param.name;
        row.reason = param.reason;
        row.group = param.group;
        row.shape = param.shape;
        row.hasShape = param.hasShape;
        row.step = numberAt(c, param.step);
        row.first = stateNamed(c, param, m_table.firstName);
        row.second = stateNamed(c, param, m_table.secondName);
        for (const auto &[name, entry] : param.state)
            row.bytes += m_sums[entry].bytes; // LBFGS keeps lists of tensors
        if (!param.state.empty())
            row.state = c.entry(param.state.front().second).parent;
        m_table.bytes += row.bytes;
        if (param.group == noIndex)
            row.flags |= NoParameter;
        if (differsFromModel(param))
            row.flags |= ShapeDiffers;
        m_table.rows.push_back(std::move(row));
    }

    bool differsFromModel(const OptimizerParam &param) const
    {
        const auto [first, last] = m_shapes.equal_range(param.name);
        return param.hasShape && !param.name.empty() && first != last &&
               std::none_of(first, last, [&](const auto &of) { return of.second == param.shape; });
    }

    // The step of most parameters is the right one; one that is not finite never is.
    void flagSteps()
    {
        std::map<double, std::size_t> counts;
        for (OptimizerRow &row : m_table.rows)
            if (row.step && !std::isfinite(*row.step))
                row.flags |= NotFinite;
            else if (row.step)
                ++counts[*row.step];
        if (counts.empty())
            return;
        const auto most =
            std::ranges::max_element(counts, {}, [](const auto &step) { return step.second; });
        for (OptimizerRow &row : m_table.rows)
            if (row.step && *row.step != most->first)
                row.flags |= StepDiffers;
    }

    void flagMissing()
    {
        if (m_reading.type == "LBFGS") // keeps the state of all under the first
            return;
        const bool anyState = std::ranges::any_of(
            m_table.rows, [](const OptimizerRow &row) { return row.state != noIndex; });
        for (OptimizerRow &row : m_table.rows)
            if (anyState && row.state == noIndex)
                row.flags |= NoState;
    }

    void addFindings()
    {
        addFinding(NoState, "optimizer.missing-state", Severity::Note, "no state");
        addFinding(StepDiffers, "optimizer.steps-differ", Severity::Warning,
                   "another step than most");
        addFinding(NotFinite, "optimizer.step-not-finite", Severity::Error,
                   "a step that is no finite number");
        addFinding(ShapeDiffers, "optimizer.shape-differs", Severity::Error,
                   "another shape than the parameter of that name");
        addFinding(NoParameter, "optimizer.orphan-state", Severity::Warning,
                   "state but no place in a group");
    }

    void addFinding(unsigned flag, const char *id, Severity severity, const std::string &has)
    {
        const auto count = static_cast<std::uint64_t>(std::ranges::count_if(
            m_table.rows, [flag](const OptimizerRow &row) { return (row.flags & flag) != 0; }));
        if (count == 0)
            return;
        Finding finding;
        finding.id = id;
        finding.severity = severity;
        finding.entry = m_table.entry;
        finding.path = m_table.path;
        finding.text = grouped(count) + " of " + grouped(m_table.rows.size()) +
                       (m_table.rows.size() == 1 ? " parameter " : " parameters ") +
                       (count == 1 ? "has " : "have ") + has + '.';
        m_table.findings.push_back(std::move(finding));
    }

    const Checkpoint &c;
    const std::vector<TensorTotals> &m_sums; // by entry
    const OptimizerReading &m_reading;
    const Shapes &m_shapes;
    OptimizerTable m_table;
};

} // namespace

std::vector<OptimizerTable> optimizerTables(const Checkpoint &checkpoint)
{
    const std::vector<TensorTotals> sums = totals(checkpoint);
    const Models models = modelsOf(checkpoint, sums);
    std::vector<OptimizerTable> tables;
    for (const OptimizerReading &reading : optimizers(checkpoint)) {
        tables.push_back(TableMaker(checkpoint, sums, reading, models.shapes).make());
        tables.back().models = models.count;
        tables.back().modelBytes = models.bytes;
    }
    return tables;
}

void OptimizerJob::start(CheckpointPtr checkpoint)
{
    LatestJob::start([this, checkpoint](Job &) -> Report {
        const OptimizerTables tables = freedByWorker(
            std::make_shared<const std::vector<OptimizerTable>>(optimizerTables(*checkpoint)));
        return [this, tables] { Q_EMIT finished(tables); };
    });
}

} // namespace lens
