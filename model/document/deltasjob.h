// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"
#include "model/document/latestjob.h"
#include "model/engine/deltas.h"

#include <QString>

#include <optional>
#include <vector>

namespace lens {

// Where two tensors of equal shape differ most, as text, beside the distribution of it all.
struct TensorDeltas
{
    struct Element
    {
        QString index, a, b; // "[3, 0, 12]", "0.1", "0.25"
        double delta = 0;    // as engine::Delta has it
    };
    engine::Deltas deltas;
    std::vector<Element> largest;
};

class DeltasJob final : public LatestJob
{
    Q_OBJECT

public:
    static constexpr std::size_t listed = 200;

    using LatestJob::LatestJob;
    // Indices into the tensors of the two checkpoints; what is known of the difference spares a
    // pass.
    void start(CheckpointPtr a, std::uint32_t tensorA, CheckpointPtr b, std::uint32_t tensorB,
               std::optional<engine::Difference> known);

Q_SIGNALS:
    void finished(const lens::Result<lens::TensorDeltas> &result);
};

} // namespace lens
