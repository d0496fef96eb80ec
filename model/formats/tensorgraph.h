// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/dtype.h"
#include "model/pickle/graph.h"

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lens {

// A tensor of a format that has no pickle. Its storage is found by `key`.
struct TensorDescription
{
    std::string_view key; // kept by the graph
    DType dtype = DType::UInt8;
    std::uint64_t nbytes = 0;                // of the storage
    std::vector<std::int64_t> shape, stride; // elements; an empty stride means contiguous
    std::int64_t offset = 0;                 // elements
    bool requiresGrad = false, parameter = false;
    std::string_view device = "cpu";
};

// Writes tensors into a graph as torch.save would have pickled them, so that formats without a
// pickle go the same way as all others from there on.
class TensorGraph
{
public:
    explicit TensorGraph(pickle::Graph &graph)
        : m_graph(graph)
    {}
    pickle::Ref tensor(const TensorDescription &description);
    // A state dict: collections.OrderedDict with these items (key, value, …) and attributes.
    pickle::Ref stateDict(std::vector<pickle::Ref> items, std::vector<pickle::Ref> attributes);
    pickle::Ref text(std::string_view kept);
    pickle::Ref dict(const std::vector<pickle::Ref> &items);

private:
    pickle::Ref global(std::string_view module, std::string_view name);
    pickle::Ref tuple(const std::vector<pickle::Ref> &items);
    pickle::Ref integers(const std::vector<std::int64_t> &values);
    pickle::Ref storage(const TensorDescription &description);
    pickle::Ref call(pickle::Ref callable, const std::vector<pickle::Ref> &args);

    pickle::Graph &m_graph;
    // What every tensor names again is one node: globals by name, the empty hooks.
    std::unordered_map<std::string_view, pickle::Ref> m_globals;
    pickle::Ref m_storageWord, m_hooks;
};

} // namespace lens
