// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/checkpoint/tensor.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

// Numbers of tensors by our own streaming passes: C++ only, always there, bounded memory, all
// cores.
namespace lens::engine {

// Counts are exact. min and max are over what is not NaN (infinities count); the sums over finite
// values, in float64. std is unbiased (n - 1) as torch.std. What has no value is nullopt.
struct Statistics
{
    std::uint64_t numel = 0, finite = 0, zeros = 0, nan = 0, positiveInf = 0, negativeInf = 0,
                  subnormal = 0;
    std::optional<double> min, max;             // not NaN
    std::optional<double> finiteMin, finiteMax; // range of the histogram
    std::optional<double> mean, std;
    double l1 = 0, l2 = 0;
};

// Bins as torch.histc: equal width, the last closed. edges has one more than counts.
struct Histogram
{
    std::vector<double> edges;
    std::vector<std::uint64_t> counts;
    std::uint64_t below = 0, above = 0; // finite values outside a given range
};

struct NumbersRequest
{
    int bins = 0;                                   // 0: no histogram
    std::optional<std::pair<double, double>> range; // else the finite range
};

struct Numbers
{
    Statistics statistics;
    std::optional<Histogram> histogram;
};

struct Tolerance
{
    double rtol = 0, atol = 0;
};

// In float64, but 64-bit integers are subtracted exactly. `changed` is the fraction of elements
// that differ; NaN equals NaN. max and mean are over pairs where both are finite (and equal
// infinities count as no difference).
struct Difference
{
    std::uint64_t numel = 0, changedCount = 0, outsideTolerance = 0;
    std::uint64_t unlike = 0;                 // of the changed: one side at least is not finite
    std::uint64_t onlyNanA = 0, onlyNanB = 0; // elements that are NaN on that side alone
    std::uint64_t onlyInfA = 0, onlyInfB = 0; // or infinite
    bool bitwiseEqual = false;
    double maxAbs = 0, meanAbs = 0, relL2 = 0, cosine = 1, changed = 0;
};

// One tensor. Errors: Unsupported for a dtype that has no numbers (bits8), Truncated, Cancelled.
Result<Numbers> numbers(const TensorData &tensor, const NumbersRequest &request, Job &job);
// Two tensors of equal shape; dtypes may differ (compared in float64).
Result<Difference> difference(const TensorData &a, const TensorData &b, Tolerance tolerance,
                              Job &job);
// sha256 (hex) over the elements in logical row-major order, little endian (cli.md).
Result<std::string> sha256(const TensorData &tensor, Job &job);
// sha256 of bytes as they lie.
Result<std::string> sha256(const ByteSource &bytes, Job &job);

// Many tensors: spread over all cores by size, results handed over in order from the calling
// thread.
Result<void> numbersOfEach(std::span<const TensorData> tensors, const NumbersRequest &request,
                           Job &job, const std::function<void(std::size_t, Result<Numbers>)> &done);
Result<void> differenceOfEach(std::span<const std::pair<TensorData, TensorData>> pairs,
                              Tolerance tolerance, Job &job,
                              const std::function<void(std::size_t, Result<Difference>)> &done);

// How many numbers values() has for each element: 2 for complex ones and for packed pairs.
unsigned numbersPerElement(DType dtype);
// Each element is two numbers beside each other: float4_e2m1fn_x2.
bool isPackedPair(DType dtype);

// Values of a slice as they are: `count` logical elements from row-major index `first` on, decoded
// to double (complex: real, imaginary alternating; packed pairs: both; quantised: dequantised;
// 64-bit integers may round).
Result<std::vector<double>> values(const TensorData &tensor, std::uint64_t first,
                                   std::uint64_t count);
// Elements of int64 or uint64 as they are, not rounded; Unsupported for other dtypes.
Result<std::vector<long double>> integers(const TensorData &tensor, std::uint64_t first,
                                          std::uint64_t count);
// The element at a row-major index as exact text: "0.1", "9007199254740993", "True", "1+2j".
Result<std::string> elementText(const TensorData &tensor, std::uint64_t index);
// A view: start, stop, step per axis as Python slices; an index keeps no axis. "[0:2, :, 3]".
Result<TensorData> sliced(const TensorData &tensor, std::string_view slice);
// Elements of a contiguous copy in logical order, little endian, block by block (for .npy, sha256).
Result<void> forEachBlock(const TensorData &tensor, Job &job,
                          const std::function<Result<void>(std::span<const std::byte>)> &block);

} // namespace lens::engine
