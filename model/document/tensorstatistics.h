// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/outline.h"
#include "model/engine/numbers.h"

#include <limits>
#include <memory>

namespace lens {

// The numbers of a tensor or, for any other row, of all tensors below it that are known.
struct RowNumbers
{
    static constexpr double none = std::numeric_limits<double>::quiet_NaN();

    std::uint64_t values = 0, finite = 0, zeros = 0, nan = 0, infinite = 0;
    double min = none, max = none;  // not NaN
    double mean = none, std = none; // of the finite values

    bool isKnown() const { return values > 0; }
};

RowNumbers rowNumbers(const engine::Statistics &statistics);
// As if the values of both were in one tensor.
RowNumbers merged(const RowNumbers &a, const RowNumbers &b);

// The numbers of the tensors of a file as far as they were read, and of the rows above them.
class TensorStatistics
{
public:
    // Of no rows yet.
    explicit TensorStatistics(std::size_t tensors)
        : m_ofTensor(tensors)
    {}

    void set(std::uint32_t tensor, const RowNumbers &numbers) { m_ofTensor[tensor] = numbers; }
    // The same tensors in the rows of an outline.
    std::shared_ptr<const TensorStatistics> inRowsOf(const Checkpoint &checkpoint,
                                                     const Outline &outline) const;
    const RowNumbers &ofNode(std::uint32_t node) const { return m_ofNode[node]; }

private:
    void addUp(const Checkpoint &checkpoint, const Outline &outline);

    std::vector<RowNumbers> m_ofTensor, m_ofNode;
};

} // namespace lens
