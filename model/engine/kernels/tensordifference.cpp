// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/kernels/tensordifference.h"

#include "model/engine/kernels/integers.h"

#include <cmath>
#include <cstring>
#include <tuple>

namespace lens::engine {

namespace {

// The bytes mean the same elements on both sides.
bool sameEncoding(const TensorData &a, const TensorData &b)
{
    return a.dtype == b.dtype && a.swap == b.swap && a.conj == b.conj && a.neg == b.neg &&
           a.quantized == b.quantized && a.scale == b.scale && a.zeroPoint == b.zeroPoint &&
           a.axis == b.axis && a.scales == b.scales && a.zeroPoints == b.zeroPoints;
}

bool isComplex(DType dtype) { return info(dtype).dtypeClass == DTypeClass::Complex; }

bool equal(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

// Of a complex number: not a number where a part is not, else infinite where a part is; 0 where
// both are finite.
double kindOf(double real, double imaginary)
{
    const bool finite = std::isfinite(real) && std::isfinite(imaginary);
    return finite ? 0 : std::fabs(real) + std::fabs(imaginary);
}

// The decoded elements as doubles, in `room`.
const double *asDoubles(const Decoder &decoder, const std::byte *items, std::uint64_t first,
                        std::uint64_t count, double *room)
{
    if (decoder.doubles())
        return decoder.decode(items, first, count, room);
    float narrow[2 * decodeElements];
    loops().widen(decoder.decode(items, first, count, narrow), count * decoder.lanes(), room);
    return room;
}

} // namespace

void PairTotals::merge(const PairTotals &other)
{
    finite += other.finite;
    changed += other.changed;
    outside += other.outside;
    unlike += other.unlike;
    onlyNanA += other.onlyNanA;
    onlyNanB += other.onlyNanB;
    onlyInfA += other.onlyInfA;
    onlyInfB += other.onlyInfB;
    maxAbs = std::max(maxAbs, other.maxAbs);
    sumAbs.add(other.sumAbs);
    squares.add(other.squares);
    aa.add(other.aa);
    bb.add(other.bb);
    ab.add(other.ab);
}

void PairTotals::add(const PairSums &block, std::uint64_t pairs)
{
    finite += pairs;
    changed += block.changed;
    outside += block.outside;
    maxAbs = std::max(maxAbs, block.maxAbs);
    sumAbs.add(block.sumAbs);
    squares.add(block.squares);
    aa.add(block.aa);
    bb.add(block.bb);
    ab.add(block.ab);
}

void PairTotals::addSpecial(bool same, double a, double b)
{
    changed += !same;
    outside += !same;
    unlike += !same;
    onlyNanA += std::isnan(a) && !std::isnan(b);
    onlyNanB += std::isnan(b) && !std::isnan(a);
    onlyInfA += std::isinf(a) && !std::isinf(b);
    onlyInfB += std::isinf(b) && !std::isinf(a);
}

TensorDifference::TensorDifference(const TensorData &a, const TensorData &b, Tolerance tolerance,
                                   Job &job)
    : m_a(a)
    , m_b(b)
    , m_tolerance(tolerance)
    , m_job(job)
{
    if (auto prepared = prepare(); !prepared)
        fail(std::move(prepared).error());
}

Result<void> TensorDifference::prepare()
{
    const TensorData &a = m_a.tensor, &b = m_b.tensor;
    if (a.shape != b.shape)
        return makeError(ErrorCode::Unsupported, "tensors of different shapes have no difference");
    std::tie(m_a.view, m_b.view) = together(a, b);
    LENS_CHECK(checkLength(m_a.view));
    const bool complex = isComplex(a.dtype) || isComplex(b.dtype);
    for (Side *side : {&m_a, &m_b}) {
        LENS_ASSIGN(side->decoder,
                    Decoder::of(side->tensor, side->view.channelRun, Decoder::Complex::Components));
    }
    if (!complex && m_a.decoder->lanes() != m_b.decoder->lanes())
        return makeError(ErrorCode::Unsupported,
                         "packed elements have no difference to elements of another dtype");
    if (complex)
        m_how = How::Complex;
    else if (isWideInteger(a) && isWideInteger(b))
        m_how = How::Integers;
    m_comparable = sameEncoding(a, b);
    m_differs = !m_comparable;
    const std::uint64_t count = m_a.view.count();
    for (std::uint64_t first = 0; first < count; first += chunkElements)
        m_chunks.push_back({first, std::min(chunkElements, count - first), 0, {}});
    m_allCompared.emplace(m_chunks.size());
    return {};
}

// A second piece per chunk adds its norms once it is known that they are needed; one chunk alone
// knows at once.
std::size_t TensorDifference::pieces() const
{
    return m_chunks.size() < 2 ? 1 : 2 * m_chunks.size();
}

void TensorDifference::run(std::size_t piece, Scratch &scratch)
{
    if (!m_allCompared || m_chunks.empty())
        return;
    if (piece < m_chunks.size()) {
        if (auto compared = compare(m_chunks[piece], scratch); !compared)
            fail(std::move(compared).error());
        m_allCompared->arrive();
        if (m_chunks.size() > 1)
            return;
        piece += m_chunks.size();
    }
    m_allCompared->wait();
    if (!m_differs || m_failed)
        return;
    if (auto added = addNorms(m_chunks[piece - m_chunks.size()], scratch); !added)
        fail(std::move(added).error());
}

Result<void> TensorDifference::compare(Chunk &chunk, Scratch &scratch)
{
    BlockReader readA(m_a.view), readB(m_b.view);
    const std::uint64_t widest = std::max(m_a.view.itemSize, m_b.view.itemSize);
    const std::uint64_t block = readBytes / widest;
    std::byte *a = scratch.first.room(readBytes), *b = scratch.second.room(readBytes);
    bool equalSoFar = m_comparable;
    for (std::uint64_t i = 0; i < chunk.count; i += block) {
        LENS_CHECK(m_job.check());
        const std::uint64_t length = std::min(block, chunk.count - i), first = chunk.first + i;
        LENS_CHECK(readA.read(first, length, a));
        LENS_CHECK(readB.read(first, length, b));
        m_job.advance(length * (m_a.view.itemSize + m_b.view.itemSize));
        equalSoFar = equalSoFar && std::memcmp(a, b, length * widest) == 0;
        if (equalSoFar) {
            chunk.equal = i + length;
            continue;
        }
        m_differs = true;
        m_a.decoder->prepare(a, length);
        m_b.decoder->prepare(b, length);
        addBlock(a, b, first, length, chunk.totals, scratch);
    }
    return {};
}

// The elements that were not looked at because their bytes are equal.
Result<void> TensorDifference::addNorms(Chunk &chunk, Scratch &scratch)
{
    BlockReader reader(m_a.view);
    const std::uint64_t block = readBytes / m_a.view.itemSize;
    std::byte *items = scratch.first.room(readBytes);
    for (std::uint64_t i = 0; i < chunk.equal; i += block) {
        LENS_CHECK(m_job.check());
        const std::uint64_t length = std::min(block, chunk.equal - i), first = chunk.first + i;
        LENS_CHECK(reader.read(first, length, items));
        m_a.decoder->prepare(items, length);
        addBlock(items, items, first, length, chunk.totals, scratch);
    }
    return {};
}

void TensorDifference::addBlock(const std::byte *a, const std::byte *b, std::uint64_t first,
                                std::uint64_t count, PairTotals &totals, Scratch &scratch) const
{
    constexpr std::uint64_t roomBytes = 2 * decodeElements * sizeof(double);
    std::byte *roomA = scratch.firstNumbers.room(roomBytes);
    std::byte *roomB = scratch.secondNumbers.room(roomBytes);
    const Decoder &decodeA = *m_a.decoder, &decodeB = *m_b.decoder;
    for (std::uint64_t i = 0; i < count; i += decodeElements) {
        const std::uint64_t length = std::min(decodeElements, count - i), at = first + i;
        const std::byte *itemsA = a + i * m_a.view.itemSize, *itemsB = b + i * m_b.view.itemSize;
        if (m_how == How::Integers) {
            addIntegers(itemsA, itemsB, length, totals);
            continue;
        }
        if (!decodeA.doubles() && !decodeB.doubles() && m_how == How::Numbers) {
            addNumbers(decodeA.decode(itemsA, at, length, reinterpret_cast<float *>(roomA)),
                       decodeB.decode(itemsB, at, length, reinterpret_cast<float *>(roomB)),
                       length * decodeA.lanes(), totals);
            continue;
        }
        const double *x = asDoubles(decodeA, itemsA, at, length, reinterpret_cast<double *>(roomA));
        const double *y = asDoubles(decodeB, itemsB, at, length, reinterpret_cast<double *>(roomB));
        if (m_how == How::Complex)
            addComplex(x, decodeA.lanes(), y, decodeB.lanes(), length, totals);
        else
            addNumbers(x, y, length * decodeA.lanes(), totals);
    }
}

template <typename T>
void TensorDifference::addNumbers(const T *a, const T *b, std::uint64_t count,
                                  PairTotals &totals) const
{
    const std::uint64_t whole = count / 8 * 8;
    PairSums sums;
    loopsFor<T>().pairs(a, b, whole, m_tolerance.rtol, m_tolerance.atol, sums);
    const std::uint64_t summed = sums.finite ? whole : 0;
    if (summed > 0)
        totals.add(sums, summed);
    for (std::uint64_t i = summed; i < count; ++i)
        addPair(a[i], b[i], totals);
}

// One pair of any numbers: NaN equals NaN, an infinity itself.
void TensorDifference::addPair(double a, double b, PairTotals &totals) const
{
    const bool finite = std::isfinite(a) && std::isfinite(b);
    if (!finite)
        return totals.addSpecial(equal(a, b), a, b);
    PairSums pair;
    pair.maxAbs = pair.sumAbs = std::fabs(a - b);
    pair.squares = (a - b) * (a - b);
    pair.aa = a * a;
    pair.bb = b * b;
    pair.ab = a * b;
    pair.changed = a != b;
    pair.outside = isOutside(pair.maxAbs, std::fabs(b));
    totals.add(pair, 1);
}

// `lanes` is 1 for a real side. The distance is the magnitude of the difference.
void TensorDifference::addComplex(const double *a, unsigned aLanes, const double *b,
                                  unsigned bLanes, std::uint64_t count, PairTotals &totals) const
{
    for (std::uint64_t i = 0; i < count; ++i) {
        const double ar = a[i * aLanes], ai = aLanes == 2 ? a[2 * i + 1] : 0;
        const double br = b[i * bLanes], bi = bLanes == 2 ? b[2 * i + 1] : 0;
        const bool same = equal(ar, br) && equal(ai, bi);
        if (!std::isfinite(ar) || !std::isfinite(ai) || !std::isfinite(br) || !std::isfinite(bi)) {
            totals.addSpecial(same, kindOf(ar, ai), kindOf(br, bi));
            continue;
        }
        PairSums pair;
        pair.maxAbs = pair.sumAbs = std::hypot(ar - br, ai - bi);
        pair.squares = pair.maxAbs * pair.maxAbs;
        pair.aa = ar * ar + ai * ai;
        pair.bb = br * br + bi * bi;
        pair.ab = ar * br + ai * bi;
        pair.changed = !same;
        pair.outside = isOutside(pair.maxAbs, std::hypot(br, bi));
        totals.add(pair, 1);
    }
}

void TensorDifference::addIntegers(const std::byte *a, const std::byte *b, std::uint64_t count,
                                   PairTotals &totals) const
{
    for (std::uint64_t i = 0; i < count; ++i) {
        const long double x = wideInteger(m_a.tensor.dtype, a + 8 * i),
                          y = wideInteger(m_b.tensor.dtype, b + 8 * i);
        const double p = static_cast<double>(x), q = static_cast<double>(y);
        PairSums pair;
        pair.maxAbs = pair.sumAbs = static_cast<double>(std::fabs(x - y));
        pair.squares = pair.maxAbs * pair.maxAbs;
        pair.aa = p * p;
        pair.bb = q * q;
        pair.ab = p * q;
        pair.changed = x != y;
        pair.outside = isOutside(pair.maxAbs, std::fabs(q));
        totals.add(pair, 1);
    }
}

bool TensorDifference::isOutside(double distance, double b) const
{
    return distance > m_tolerance.atol + m_tolerance.rtol * b;
}

void TensorDifference::fail(Error error)
{
    const std::lock_guard lock(m_mutex);
    if (!m_error)
        m_error = std::move(error);
    m_failed = true;
}

Result<Difference> TensorDifference::result()
{
    if (m_error)
        return *m_error;
    Difference out;
    const std::uint64_t weight = m_a.view.weight;
    const unsigned lanes = m_how == How::Complex ? 1 : m_a.decoder->lanes();
    out.numel = m_a.view.count() * weight * lanes;
    out.bitwiseEqual = !m_differs;
    if (out.bitwiseEqual || out.numel == 0)
        return out;
    PairTotals all;
    for (const Chunk &chunk : m_chunks)
        all.merge(chunk.totals);
    out.changedCount = all.changed * weight;
    out.outsideTolerance = all.outside * weight;
    out.unlike = all.unlike * weight;
    out.onlyNanA = all.onlyNanA * weight;
    out.onlyNanB = all.onlyNanB * weight;
    out.onlyInfA = all.onlyInfA * weight;
    out.onlyInfB = all.onlyInfB * weight;
    out.changed = static_cast<double>(out.changedCount) / static_cast<double>(out.numel);
    out.maxAbs = all.maxAbs;
    if (all.finite > 0)
        out.meanAbs = all.sumAbs.value() / static_cast<double>(all.finite);
    const double squares = all.squares.value(), aa = all.aa.value(), bb = all.bb.value();
    if (squares > 0)
        out.relL2 = aa > 0 ? std::sqrt(squares / aa) : std::numeric_limits<double>::infinity();
    if (aa > 0 && bb > 0)
        out.cosine = std::clamp(all.ab.value() / (std::sqrt(aa) * std::sqrt(bb)), -1.0, 1.0);
    else
        out.cosine = aa == bb ? 1 : 0;
    return out;
}

} // namespace lens::engine
