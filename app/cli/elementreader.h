// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "model/checkpoint/tensor.h"

#include <string>
#include <vector>

namespace lens::cli {

// How an element is written. A pair is the two numbers of one element of float4_e2m1fn_x2.
enum class Sort { Real, Complex, Pair, Integer, LongInteger, Bool };

// Decodes elements in row-major order, a block at a time. 64-bit integers come as text, because a
// double would round them.
class ElementReader
{
public:
    explicit ElementReader(const TensorData &tensor);

    Sort sort() const { return m_sort; }
    Result<void> moveTo(std::uint64_t index);
    const std::string &text() const { return m_text; }
    double value(std::size_t component = 0) const { return m_values[m_at + component]; }

private:
    const TensorData &m_tensor;
    Sort m_sort;
    std::size_t m_width;
    std::uint64_t m_numel, m_first = 0;
    std::vector<double> m_values;
    std::size_t m_at = 0;
    std::string m_text;
};

// The current element with the shortest digits that give it back in its own dtype, as Python.
std::string elementText(const ElementReader &element, DType dtype);

} // namespace lens::cli
