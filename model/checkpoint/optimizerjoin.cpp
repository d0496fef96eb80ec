// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/models.h"
#include "model/checkpoint/optimizerparts.h"
#include "model/checkpoint/walk.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

namespace lens {

namespace {

using Shape = std::vector<std::int64_t>;

// A tensor of a model that may be a parameter.
struct Candidate
{
    std::string name;
    const Shape *shape;
};

bool canRequireGrad(const Tensor &tensor)
{
    const DTypeClass dtype = info(tensor.dtype).dtypeClass;
    return dtype == DTypeClass::Float || dtype == DTypeClass::Complex;
}

// The parameters of a model in the order of model.parameters(), tied ones once.
std::vector<Candidate> candidatesOf(const ModelPlace &model)
{
    const Checkpoint &checkpoint = *model.checkpoint;
    std::vector<ModuleEntry> found;
    if (isModule(checkpoint, model.entry)) {
        found = moduleEntries(checkpoint, model.entry);
    } else {
        for (NamedEntry &named : stateDict(checkpoint, model.entry))
            found.push_back({std::move(named), ModuleEntry::Unknown});
    }
    std::vector<Candidate> candidates;
    std::set<std::tuple<std::uint32_t, std::int64_t, Shape>> seen;
    for (ModuleEntry &entry : found) {
        const Tensor *tensor = tensorAt(checkpoint, entry.named.entry);
        const bool known = entry.kind == ModuleEntry::Parameter;
        if (!tensor || entry.kind == ModuleEntry::Buffer || !canRequireGrad(*tensor) ||
            (!known && isBufferName(entry.named.name)))
            continue;
        const bool tied =
            tensor->storage != noIndex &&
            !seen.emplace(tensor->storage, tensor->storageOffset, tensor->shape).second;
        if (!tied)
            candidates.push_back({std::move(entry.named.name), &tensor->shape});
    }
    return candidates;
}

// Writers of safetensors sort by dtype and name.
bool isOrdered(const ModelPlace &model) { return model.checkpoint->format != "safetensors"; }

bool fits(const OptimizerParam &param, const Candidate &candidate)
{
    return !param.hasShape || param.shape == *candidate.shape;
}

// The first and the last place in the model that each parameter can have when the order is kept.
struct Embedding
{
    bool exists = false;
    std::vector<std::size_t> first, last;
};

// Taking the earliest place for each parameter in turn finds an embedding whenever there is one;
// the same from behind gives the latest places. A parameter is certain where both agree.
Embedding embed(const std::vector<OptimizerParam *> &params, const std::vector<Candidate> &model)
{
    Embedding result;
    std::size_t place = 0;
    for (const OptimizerParam *param : params) {
        while (place < model.size() && !fits(*param, model[place]))
            ++place;
        if (place == model.size())
            return result;
        result.first.push_back(place++);
    }
    place = model.size();
    for (std::size_t i = params.size(); i-- > 0;) {
        // There is an embedding, so this ends before the front.
        do
            --place;
        while (!fits(*params[i], model[place]));
        result.last.push_back(place);
    }
    std::ranges::reverse(result.last);
    result.exists = true;
    return result;
}

std::vector<OptimizerParam *> groupParams(OptimizerReading &reading, std::uint32_t group)
{
    std::vector<OptimizerParam *> params;
    for (OptimizerParam &param : reading.params) {
        if (param.group == group)
            params.push_back(&param);
    }
    return params;
}

// Joins one optimizer to one model.
class Joiner
{
public:
    Joiner(OptimizerReading &reading, std::string model, std::vector<Candidate> candidates,
           bool ordered)
        : m_reading(reading)
        , m_candidates(std::move(candidates))
        , m_ordered(ordered)
    {
        m_naming.model = std::move(model);
        for (OptimizerParam &param : reading.params) {
            if (param.group == noIndex)
                continue;
            m_number[&param] = m_params.size();
            m_params.push_back(&param);
            m_allShapes = m_allShapes && param.hasShape;
            m_anyShape = m_anyShape || param.hasShape;
        }
        m_naming.names.resize(m_params.size());
        m_naming.reasons.resize(m_params.size());
    }

    Naming join() &&
    {
        if (!m_ordered)
            joinByShape();
        else if (isPositional())
            joinByPosition();
        else
            joinByGroups();
        return std::move(m_naming);
    }

private:
    // One parameter for each of the model's. Of several groups the first may hold the last layers.
    bool isPositional() const
    {
        const auto groups = std::ranges::count_if(
            m_reading.groups, [](const OptimizerGroup &group) { return group.params > 0; });
        if (m_params.size() != m_candidates.size() || groups > 1)
            return false;
        for (std::size_t i = 0; i < m_params.size(); ++i) {
            if (!fits(*m_params[i], m_candidates[i]))
                return false;
        }
        return true;
    }

    void joinByPosition()
    {
        m_naming.fits = true;
        for (std::size_t i = 0; i < m_params.size(); ++i) {
            m_naming.names[i] = m_candidates[i].name;
            m_naming.reasons[i] = "the " + std::to_string(m_params.size()) + " parameters of " +
                                  m_naming.model + " in their order" +
                                  (m_anyShape ? ", with the same shapes"
                                              : "; the optimizer holds no shapes to check");
        }
    }

    // Without the model's order, only a shape that comes once tells a parameter.
    void joinByShape()
    {
        std::map<Shape, std::vector<std::size_t>> ofModel, ofOptimizer;
        for (std::size_t i = 0; i < m_candidates.size(); ++i)
            ofModel[*m_candidates[i].shape].push_back(i);
        for (std::size_t i = 0; i < m_params.size(); ++i) {
            if (m_params[i]->hasShape)
                ofOptimizer[m_params[i]->shape].push_back(i);
        }
        m_naming.fits = m_anyShape;
        for (const auto &[shape, params] : ofOptimizer) {
            const std::vector<std::size_t> &candidates = ofModel[shape];
            m_naming.fits = m_naming.fits && params.size() <= candidates.size();
            for (const std::size_t param : params)
                placeByShape(param, params.size() == 1 && m_allShapes, candidates);
        }
    }

    void placeByShape(std::size_t number, bool alone, const std::vector<std::size_t> &candidates)
    {
        if (alone && candidates.size() == 1) {
            m_naming.names[number] = m_candidates[candidates.front()].name;
            m_naming.reasons[number] = "the only parameter of " + m_naming.model + " of this shape";
        } else {
            m_naming.reasons[number] =
                std::to_string(candidates.size()) + " tensors of " + m_naming.model +
                " have this shape, and a safetensors file does not keep the model's order";
        }
    }

    // Each group lists parameters in the model's order, but may leave some to other groups.
    void joinByGroups()
    {
        m_naming.fits = !m_params.empty();
        std::unordered_map<std::string, std::size_t> owner;
        for (std::uint32_t group = 0; group < m_reading.groups.size(); ++group) {
            const auto params = groupParams(m_reading, group);
            const Embedding embedding = embed(params, m_candidates);
            m_naming.fits = m_naming.fits && embedding.exists;
            for (std::size_t i = 0; i < params.size() && embedding.exists; ++i)
                place(m_number[params[i]], embedding.first[i], embedding.last[i], owner);
        }
    }

    void place(std::size_t number, std::size_t first, std::size_t last,
               std::unordered_map<std::string, std::size_t> &owner)
    {
        const std::string &name = m_candidates[first].name;
        if (first != last) {
            m_naming.reasons[number] = "could be " + name + " to " + m_candidates[last].name +
                                       " of " + m_naming.model + " by order and shape";
            return;
        }
        const auto [other, isNew] = owner.emplace(name, number);
        if (!isNew) {
            m_naming.names[other->second].clear();
            m_naming.reasons[other->second] = m_naming.reasons[number] =
                "two groups could both hold " + name + " of " + m_naming.model;
            return;
        }
        m_naming.names[number] = name;
        m_naming.reasons[number] =
            "the only parameter of " + m_naming.model + " that fits this place by order and shape";
    }

    OptimizerReading &m_reading;
    std::vector<Candidate> m_candidates;
    std::vector<OptimizerParam *> m_params;
    std::unordered_map<const OptimizerParam *, std::size_t> m_number;
    bool m_ordered, m_allShapes = true, m_anyShape = false;
    Naming m_naming;
};

} // namespace

bool Naming::complete() const
{
    return fits && std::ranges::none_of(names, [](const auto &name) { return name.empty(); });
}

std::string placeText(const Checkpoint &checkpoint, std::uint32_t entry)
{
    const std::string path = checkpoint.pathText(entry);
    return path.empty() ? "the model" : path;
}

Naming joinToModel(OptimizerReading &reading, const ModelPlace &model)
{
    return Joiner(reading, placeText(*model.checkpoint, model.entry), candidatesOf(model),
                  isOrdered(model))
        .join();
}

Naming joinToAll(OptimizerReading &reading, const std::vector<ModelPlace> &models)
{
    std::vector<Candidate> candidates;
    for (const ModelPlace &model : models) {
        const std::string path = model.checkpoint->pathText(model.entry);
        for (Candidate &candidate : candidatesOf(model))
            candidates.push_back({path + "/" + candidate.name, candidate.shape});
    }
    return Joiner(reading, "the models together", std::move(candidates),
                  std::ranges::all_of(models, isOrdered))
        .join();
}

} // namespace lens
