// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/heatelements.h"

#include "model/document/magnitudes.h"
#include "model/engine/numbers.h"

#include <algorithm>
#include <cmath>

namespace lens {
namespace {

constexpr std::uint64_t readAtOnce = 1 << 18;    // elements
constexpr std::uint64_t spannedAtOnce = 1 << 26; // bytes, with those between the elements

using Values = std::vector<double>;
using Integers = std::vector<long double>;

bool isSame(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

// Fewer of those that lie far apart: what is between may be read, too, and a person may want to
// stop.
std::uint64_t atOnce(const TensorData &tensor)
{
    std::int64_t apart = 1 << 13; // from farther each is read by itself
    for (std::size_t axis = 0; axis < tensor.shape.size(); ++axis)
        if (tensor.shape[axis] > 1)
            apart = std::min(apart, std::max<std::int64_t>(tensor.stride[axis], 1));
    const auto bytes = static_cast<std::uint64_t>(apart) * info(tensor.dtype).itemSize;
    return std::clamp<std::uint64_t>(spannedAtOnce / bytes, 1 << 12, readAtOnce);
}

// Of values that alternate between real and imaginary parts.
Values magnitudesOf(const Values &parts)
{
    Values result;
    result.reserve(parts.size() / 2);
    for (std::size_t i = 0; i + 1 < parts.size(); i += 2)
        result.push_back(std::hypot(parts[i], parts[i + 1]));
    return result;
}

// Of values that come in pairs, that of each pair which is furthest from zero.
Values furthestOf(const Values &pairs)
{
    Values result;
    result.reserve(pairs.size() / 2);
    for (std::size_t i = 0; i + 1 < pairs.size(); i += 2)
        result.push_back(std::abs(pairs[i + 1]) > std::abs(pairs[i]) ? pairs[i + 1] : pairs[i]);
    return result;
}

Values drawnFrom(const Values &stored, DType dtype)
{
    if (isComplex(dtype))
        return magnitudesOf(stored);
    return engine::isPackedPair(dtype) ? furthestOf(stored) : stored;
}

// The parts of the elements of a tensor that need not be complex.
struct Parts
{
    const Values &values;
    bool isComplex;

    double real(std::size_t i) const { return isComplex ? values[2 * i] : values[i]; }
    double imaginary(std::size_t i) const { return isComplex ? values[2 * i + 1] : 0; }
};

double distance(const Parts &a, const Parts &b, std::size_t i)
{
    if (isSame(a.real(i), b.real(i)) && isSame(a.imaginary(i), b.imaginary(i)))
        return 0;
    return std::hypot(b.real(i) - a.real(i), b.imaginary(i) - a.imaginary(i));
}

double difference(double a, double b) { return isSame(a, b) ? 0 : b - a; }

// Values of one block of a tensor: as they are stored, and as they are drawn. As doubles,
// neighbours beyond 2^53 would look the same: there are integers where the tensor has them.
struct Block
{
    Values stored, drawn;
    std::optional<Integers> integers;
};

Result<std::optional<Integers>> readIntegers(const TensorData &tensor, std::uint64_t first,
                                             std::uint64_t count)
{
    auto read = engine::integers(tensor, first, count);
    if (read)
        return std::optional(*std::move(read));
    if (read.error().code == ErrorCode::Unsupported)
        return std::optional<Integers>();
    return read.error();
}

Result<Block> readBlock(const TensorData &tensor, std::uint64_t first, std::uint64_t count)
{
    Block block;
    LENS_ASSIGN(block.integers, readIntegers(tensor, first, count));
    if (block.integers) {
        block.stored.assign(block.integers->begin(), block.integers->end());
    } else {
        LENS_ASSIGN(block.stored, engine::values(tensor, first, count));
    }
    block.drawn = drawnFrom(block.stored, tensor.dtype);
    return block;
}

Values exactDifferences(const Integers &a, const Integers &b)
{
    Values result;
    result.reserve(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        result.push_back(static_cast<double>(b[i] - a[i]));
    return result;
}

Values ofPackedPairs(const Block &a, const Block &b)
{
    Values result(a.stored.size());
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = difference(a.stored[i], b.stored[i]);
    return furthestOf(result);
}

Result<Values> differences(const HeatTensors &pair, const Block &a, const Block &b)
{
    if (a.integers && b.integers)
        return exactDifferences(*a.integers, *b.integers);
    if (const bool isPacked = engine::isPackedPair(pair[0].dtype);
        isPacked != engine::isPackedPair(pair[1].dtype))
        return makeError(ErrorCode::Unsupported, "packed elements have no difference to others");
    else if (isPacked)
        return ofPackedPairs(a, b);
    const Parts partsA{a.stored, isComplex(pair[0].dtype)},
        partsB{b.stored, isComplex(pair[1].dtype)};
    const bool areComplex = partsA.isComplex || partsB.isComplex;
    Values result(a.drawn.size());
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = areComplex ? distance(partsA, partsB, i) : difference(a.stored[i], b.stored[i]);
    return result;
}

} // namespace

std::uint64_t bytesOf(const HeatTensors &tensors, std::uint64_t elements)
{
    std::uint64_t bytes = 0;
    for (const TensorData &tensor : tensors)
        bytes += elements * info(tensor.dtype).itemSize;
    return bytes;
}

Result<void>
forEachLayer(const HeatTensors &tensors, Job &job,
             const std::function<void(std::size_t layer, std::span<const double> values)> &take)
{
    const std::uint64_t numel = tensors.front().numel();
    const std::uint64_t most = std::min(atOnce(tensors.front()), atOnce(tensors.back()));
    for (std::uint64_t first = 0; first < numel; first += most) {
        LENS_CHECK(job.check());
        const std::uint64_t count = std::min(most, numel - first);
        LENS_ASSIGN(const Block a, readBlock(tensors.front(), first, count));
        take(0, a.drawn);
        if (tensors.size() > 1) {
            LENS_ASSIGN(const Block b, readBlock(tensors.back(), first, count));
            LENS_ASSIGN(const Values delta, differences(tensors, a, b));
            take(1, delta);
            take(2, b.drawn);
        }
        job.advance(bytesOf(tensors, count));
    }
    return {};
}

} // namespace lens
