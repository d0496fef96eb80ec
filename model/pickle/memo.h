// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/pickle/graph.h"

#include <unordered_map>
#include <vector>

namespace lens::pickle {

// Memo of a pickle machine: numbers that follow one another lie in an array, any others in a map,
// so that a number near 2^32 in a small file allocates nothing.
class Memo
{
public:
    // How many numbers are set: what MEMOIZE takes as its next one.
    std::size_t size() const { return m_count; }

    void set(std::uint64_t index, NodeId node)
    {
        if (get(index) == noNode)
            ++m_count;
        if (index > m_dense.size()) {
            m_sparse[index] = node;
            return;
        }
        if (index == m_dense.size())
            m_dense.push_back(node);
        m_dense[index] = node;
    }

    NodeId get(std::uint64_t index) const
    {
        if (index < m_dense.size() && m_dense[index] != noNode)
            return m_dense[index];
        const auto found = m_sparse.find(index);
        return found == m_sparse.end() ? noNode : found->second;
    }

private:
    std::size_t m_count = 0;
    std::vector<NodeId> m_dense;
    std::unordered_map<std::uint64_t, NodeId> m_sparse;
};

} // namespace lens::pickle
