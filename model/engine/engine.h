// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/checkpoint/tensor.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

// What our own passes cannot do: an interface in plain types, implemented on LibTorch in a module
// that is loaded when it is first needed (loader.h).
namespace lens::engine {

// Values at given ranks of the sorted finite elements, with linear interpolation between neighbours
// as torch.quantile. Up to exactQuantiles elements all are looked at; of a larger tensor one
// element in each run of equal length, at a pseudo-random place of it with a fixed seed. A rank is
// then right to about 0.05 % (four standard deviations of a sample of this size).
struct Quantiles
{
    std::vector<double> values; // one a probability; empty when nothing is finite
    std::uint64_t finite = 0;   // finite elements among those looked at
    std::uint64_t looked = 0;   // elements looked at
    bool exact = true;          // all were
};
// The limit of torch.quantile itself.
inline constexpr std::uint64_t exactQuantiles = 1ull << 24;

// A sparse tensor by its parts. For COO `indices` is the (rank, stored) matrix and `plain` is
// unused; for the compressed layouts they are the compressed and the plain indices.
struct SparseData
{
    Layout layout = Layout::SparseCoo;
    std::vector<std::int64_t> shape;
    TensorData indices, plain, values;
};

// Thread-safe. Errors: Unsupported where this LibTorch lacks a dtype, Limit for more memory than
// limits::engineBytes, Corrupt for parts that contradict each other, and those of reading.
class Engine
{
public:
    virtual ~Engine() = default;
    virtual std::string version() const = 0; // "LibTorch 1.13.0"

    // Probabilities lie in 0..1; 0.5 is the median. Complex by magnitude, quantised dequantised.
    virtual Result<Quantiles> quantiles(const TensorData &tensor,
                                        std::span<const double> probabilities, Job &job) const = 0;
    // A contiguous copy in memory, rounded as torch's Tensor.to(); quantised is dequantised first.
    virtual Result<TensorData> cast(const TensorData &tensor, DType target, Job &job) const = 0;
    // A sparse tensor written out, duplicates summed; the dtype of its values.
    virtual Result<TensorData> dense(const SparseData &sparse, Job &job) const = 0;
    // Largest first, in float64; axes behind the first are taken as one. Up to
    // limits::matrixElements. One call into LAPACK, which cannot be cancelled.
    virtual Result<std::vector<double>> singularValues(const TensorData &matrix,
                                                       Job &job) const = 0;
};

// The one symbol of the module, "ckptlensEngine": the engine for this interface version, which
// lives as long as the process, or null when the module was built for another.
inline constexpr int interfaceVersion = 1;
using EngineFactory = Engine *(*)(int version);

} // namespace lens::engine
