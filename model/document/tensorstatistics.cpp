// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/tensorstatistics.h"

#include <cmath>

namespace lens {
namespace {

double finiteCount(const RowNumbers &numbers) { return static_cast<double>(numbers.finite); }

// Sum of the squared distances from the mean.
double spread(const RowNumbers &numbers)
{
    return numbers.finite > 1 ? numbers.std * numbers.std * (finiteCount(numbers) - 1) : 0;
}

} // namespace

RowNumbers rowNumbers(const engine::Statistics &statistics)
{
    RowNumbers numbers;
    numbers.values = statistics.numel;
    numbers.finite = statistics.finite;
    numbers.zeros = statistics.zeros;
    numbers.nan = statistics.nan;
    numbers.infinite = statistics.positiveInf + statistics.negativeInf;
    numbers.min = statistics.min.value_or(RowNumbers::none);
    numbers.max = statistics.max.value_or(RowNumbers::none);
    numbers.mean = statistics.mean.value_or(RowNumbers::none);
    numbers.std = statistics.std.value_or(RowNumbers::none);
    return numbers;
}

RowNumbers merged(const RowNumbers &a, const RowNumbers &b)
{
    if (!a.isKnown() || !b.isKnown())
        return a.isKnown() ? a : b;
    RowNumbers both;
    both.values = a.values + b.values;
    both.finite = a.finite + b.finite;
    both.zeros = a.zeros + b.zeros;
    both.nan = a.nan + b.nan;
    both.infinite = a.infinite + b.infinite;
    both.min = std::fmin(a.min, b.min); // of one alone where the other is none
    both.max = std::fmax(a.max, b.max);
    if (a.finite == 0 || b.finite == 0) {
        const RowNumbers &some = a.finite ? a : b;
        both.mean = some.mean;
        both.std = some.std;
        return both;
    }
    const double all = finiteCount(both), between = b.mean - a.mean;
    both.mean = a.mean + between * (finiteCount(b) / all);
    const double squares =
        spread(a) + spread(b) + between * between * finiteCount(a) * (finiteCount(b) / all);
    both.std = std::sqrt(squares / (all - 1));
    return both;
}

std::shared_ptr<const TensorStatistics> TensorStatistics::inRowsOf(const Checkpoint &checkpoint,
                                                                   const Outline &outline) const
{
    auto made = std::make_shared<TensorStatistics>(m_ofTensor.size());
    made->m_ofTensor = m_ofTensor;
    made->addUp(checkpoint, outline);
    return made;
}

void TensorStatistics::addUp(const Checkpoint &checkpoint, const Outline &outline)
{
    m_ofNode.assign(outline.size(), {});
    for (auto node = outline.size(); node-- > 0;) {
        const OutlineNode &row = outline.node(node);
        const bool tensor =
            row.entry != noIndex && checkpoint.entry(row.entry).kind == EntryKind::Tensor;
        // Parts of a tensor are in it already, and what is repeated counts where it is first.
        if (tensor)
            m_ofNode[node] = m_ofTensor[checkpoint.entry(row.entry).index];
        if (row.parent != noIndex && !(outline.marks(node) & RepeatedMark))
            m_ofNode[row.parent] = merged(m_ofNode[row.parent], m_ofNode[node]);
    }
}

} // namespace lens
