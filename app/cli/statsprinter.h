// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"
#include "app/cli/statsrows.h"
#include "model/engine/engine.h"
#include "model/engine/numbers.h"

#include <optional>

namespace lens::cli {

// What was found of one tensor.
struct TensorNumbers
{
    engine::Numbers numbers;
    std::optional<engine::Quantiles> quantiles; // by Options::quantiles
};

// Prints rows as their numbers arrive, in order.
class StatsPrinter
{
public:
    StatsPrinter(Context &context, const Checkpoint &checkpoint, const StatsRows &rows)
        : m_context(context)
        , m_checkpoint(checkpoint)
        , m_rows(rows)
    {}

    void begin();
    // The numbers of the next tensor that has any; rows without numbers before it are printed
    // first.
    void add(Result<TensorNumbers> found);
    void end();
    // Tensors that should have numbers and have none; each was said on stderr.
    std::size_t failures() const { return m_failures; }

private:
    void printRowsWithoutData();
    void print(const StatsRow &row, const TensorNumbers *found);
    void write(const StatsRow &row, const TensorNumbers *found);
    void printLine(const StatsRow &row, const engine::Statistics *statistics);
    void printBars(const engine::Histogram &histogram);
    void writeQuantiles(const engine::Quantiles &quantiles);
    void printQuantiles(const engine::Quantiles &quantiles);
    void fail(const StatsRow &row, const std::string &why);

    Context &m_context;
    const Checkpoint &m_checkpoint;
    const StatsRows &m_rows;
    std::size_t m_next = 0; // row to print
    std::size_t m_pathWidth = 4, m_dtypeWidth = 7, m_shapeWidth = 5, m_failures = 0;
};

} // namespace lens::cli
