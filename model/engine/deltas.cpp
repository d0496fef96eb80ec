// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/deltas.h"

#include "model/engine/kernels/integers.h"

#include <algorithm>
#include <cmath>

namespace lens::engine {

namespace {

constexpr std::uint64_t blockElements = 1 << 18;

bool isComplex(const TensorData &tensor)
{
    return info(tensor.dtype).dtypeClass == DTypeClass::Complex;
}

template <typename T>
bool equal(T x, T y)
{
    return x == y || (std::isnan(x) && std::isnan(y));
}

double size(const Delta &delta)
{
    return std::isnan(delta.delta) ? HUGE_VAL : std::abs(delta.delta);
}

// Of two that are as large the one that comes first in the tensor.
bool isLarger(const Delta &x, const Delta &y)
{
    return size(x) != size(y) ? size(x) > size(y) : x.index < y.index;
}

class DeltaCount
{
public:
    DeltaCount(const DeltasRequest &request, bool areDistances);
    template <typename T>
    void add(std::uint64_t index, T x, T y);
    void add(std::uint64_t index, double delta);
    Deltas finish();

private:
    void draw(double delta);
    void keep(Delta delta);

    const DeltasRequest &m_request;
    double m_scale = 0, m_sum = 0, m_low = 0;
    double m_least = -1; // what is no larger is not among the largest
    Deltas m_deltas;
};

DeltaCount::DeltaCount(const DeltasRequest &request, bool areDistances)
    : m_request(request)
    , m_low(areDistances ? 0 : -request.maxAbs)
{
    m_deltas.areDistances = areDistances;
    Histogram &histogram = m_deltas.histogram;
    const double width = request.maxAbs - m_low;
    m_scale = request.bins / width;
    // Neither may overflow, for the smallest differences that there are neither.
    const bool drawable =
        request.bins > 0 && width > 0 && std::isfinite(width) && std::isfinite(m_scale);
    if (!drawable)
        return;
    histogram.counts.resize(static_cast<std::size_t>(request.bins));
    const double sides = areDistances ? 1 : 2; // of zero
    for (int i = 0; i <= request.bins; ++i)
        histogram.edges.push_back(request.maxAbs * (sides * i / request.bins - (sides - 1)));
}

template <typename T>
void DeltaCount::add(std::uint64_t index, T x, T y)
{
    if (equal(x, y))
        ++m_deltas.unchanged;
    else
        add(index, static_cast<double>(y - x));
}

void DeltaCount::add(std::uint64_t index, double delta)
{
    if (std::isfinite(delta))
        draw(delta);
    else
        ++m_deltas.notFinite;
    if (const Delta found{index, delta}; size(found) > m_least)
        keep(found);
}

void DeltaCount::draw(double delta)
{
    ++m_deltas.drawn;
    m_sum += delta;
    auto &counts = m_deltas.histogram.counts;
    if (counts.empty())
        return;
    // The largest itself belongs into the last bin.
    const double bin = std::floor((delta - m_low) * m_scale);
    const double last = static_cast<double>(counts.size() - 1);
    ++counts[static_cast<std::size_t>(std::clamp(bin, 0.0, last))];
}

// Collects twice as many as are wanted before it sorts the smaller half away.
void DeltaCount::keep(Delta delta)
{
    if (m_request.largest == 0)
        return;
    auto &largest = m_deltas.largest;
    largest.push_back(delta);
    if (largest.size() < 2 * m_request.largest)
        return;
    const auto end = largest.begin() + static_cast<std::ptrdiff_t>(m_request.largest);
    std::nth_element(largest.begin(), end - 1, largest.end(), isLarger);
    m_least = size(*(end - 1));
    largest.erase(end, largest.end());
}

Deltas DeltaCount::finish()
{
    auto &largest = m_deltas.largest;
    std::sort(largest.begin(), largest.end(), isLarger);
    largest.resize(std::min(largest.size(), m_request.largest));
    if (m_deltas.drawn > 0)
        m_deltas.mean = m_sum / static_cast<double>(m_deltas.drawn);
    return std::move(m_deltas);
}

// Values of complex numbers, or of real ones that stand beside some.
struct ComplexBlock
{
    const std::vector<double> &values;
    bool pairs;
    double real(std::size_t i) const { return values[pairs ? 2 * i : i]; }
    double imaginary(std::size_t i) const { return pairs ? values[2 * i + 1] : 0; }
};

template <typename T>
void addBlock(DeltaCount &count, std::uint64_t first, const std::vector<T> &x,
              const std::vector<T> &y, std::uint64_t length)
{
    const std::size_t lanes = x.size() / std::max<std::uint64_t>(length, 1);
    for (std::size_t i = 0; i < x.size(); ++i)
        count.add(first + i / lanes, x[i], y[i]);
}

void addComplex(DeltaCount &count, std::uint64_t first, const ComplexBlock &x,
                const ComplexBlock &y, std::uint64_t length)
{
    for (std::size_t i = 0; i < length; ++i) {
        const bool same = equal(x.real(i), y.real(i)) && equal(x.imaginary(i), y.imaginary(i));
        if (same)
            count.add(first + i, 0.0, 0.0);
        else
            count.add(first + i,
                      std::hypot(y.real(i) - x.real(i), y.imaginary(i) - x.imaginary(i)));
    }
}

Result<void> addIntegers(DeltaCount &count, const TensorData &a, const TensorData &b,
                         std::uint64_t first, std::uint64_t length)
{
    LENS_ASSIGN(const auto x, integers(a, first, length));
    LENS_ASSIGN(const auto y, integers(b, first, length));
    addBlock(count, first, x, y, length);
    return {};
}

Result<void> addNumbers(DeltaCount &count, const TensorData &a, const TensorData &b,
                        std::uint64_t first, std::uint64_t length)
{
    const bool complexA = isComplex(a), complexB = isComplex(b);
    LENS_ASSIGN(const auto x, values(a, first, length));
    LENS_ASSIGN(const auto y, values(b, first, length));
    if (complexA || complexB)
        addComplex(count, first, {x, complexA}, {y, complexB}, length);
    else if (x.size() != y.size())
        return makeError(ErrorCode::Unsupported, "packed elements have no difference to others");
    else
        addBlock(count, first, x, y, length);
    return {};
}

} // namespace

Result<Deltas> deltas(const TensorData &a, const TensorData &b, const DeltasRequest &request,
                      Job &job)
{
    if (a.shape != b.shape)
        return makeError(ErrorCode::Unsupported, "tensors of different shapes have no difference");
    const std::uint64_t elements = a.numel();
    const auto addAll = isWideInteger(a) && isWideInteger(b) ? addIntegers : addNumbers;
    job.setTotal(elements * (itemSize(a.dtype) + itemSize(b.dtype)));
    DeltaCount count(request, isComplex(a) || isComplex(b));
    for (std::uint64_t first = 0; first < elements; first += blockElements) {
        LENS_CHECK(job.check());
        const std::uint64_t length = std::min(blockElements, elements - first);
        LENS_CHECK(addAll(count, a, b, first, length));
        job.advance(length * (itemSize(a.dtype) + itemSize(b.dtype)));
    }
    return count.finish();
}

} // namespace lens::engine
