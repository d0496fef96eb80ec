// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/latestjob.h"
#include "model/document/plane.h"

namespace lens {

// The values of some cells, decoded. Complex ones are pairs.
struct ValueTile
{
    CellRange cells;
    std::vector<double> values;
    std::vector<std::string> exact; // 64-bit integers, which a double may round
    std::string bytes;              // as stored, little endian, in the order of the cells
};

// `cells` lies inside the plane; of a wrapped one whole rows are read.
Result<ValueTile> readTile(const TensorData &tensor, const Plane &plane, const CellRange &cells,
                           Job &job);

// Reads cells of a plane.
class ValuesJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(const TensorData &tensor, const Plane &plane, const std::vector<CellRange> &tiles);

Q_SIGNALS:
    void finished(const lens::Result<std::vector<lens::ValueTile>> &result);
};

enum class Special { NaN, Infinite };

// The next element of a kind, in row-major order and beginning again at the end.
class FindValueJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(const TensorData &tensor, std::uint64_t from, Special wanted);

Q_SIGNALS:
    // None: the tensor has no such element.
    void finished(const lens::Result<std::optional<std::uint64_t>> &result);
};

} // namespace lens
