// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/pickle/graph.h"

#include <functional>
#include <string>
#include <unordered_map>

namespace lens::pickle {

// Writes opcodes of protocol 2 as CPython's C pickler does (formats.md 2.3): the shortest integers,
// its four batching rules, memo numbers in order of first writing.
class Writer
{
public:
    void none() { m_out += 'N'; }
    void boolean(bool value) { m_out += value ? '\x88' : '\x89'; }
    void integer(std::int64_t value);
    void bigInteger(std::string_view littleEndian);
    void real(double value);
    void text(std::string_view utf8); // without memo
    void global(std::string_view module, std::string_view name);
    void op(char opcode) { m_out += opcode; }
    void bytes(std::string_view raw) { m_out += raw; }
    std::uint32_t put(); // memoizes the top of the stack, returns its number
    void get(std::uint32_t slot);
    std::string &out() { return m_out; }

private:
    std::string m_out;
    std::uint32_t m_next = 0;
};

// Writes an object graph as one protocol 2 pickle: for a graph that CPython wrote at protocol 2 the
// result is the same bytes. Iterative: depth is not limited by the stack.
class Emitter
{
public:
    explicit Emitter(const Graph &graph)
        : m_graph(graph)
    {}
    // Writes this node instead of `node` wherever it is met.
    void substitute(NodeId node, NodeId with) { m_substitutes[node] = with; }
    Result<std::string> emit(NodeId root) const;

private:
    const Graph &m_graph;
    std::unordered_map<NodeId, NodeId> m_substitutes;
};

} // namespace lens::pickle
