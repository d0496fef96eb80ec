// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/kernels/tensornumbers.h"

#include <cmath>

namespace lens::engine {

namespace {

// More would take longer to show than to count, and every thread counts on its own.
constexpr int mostBins = 1 << 20;

// Tells tensors apart for buffers that outlive them.
std::atomic<std::uint64_t> lastSerial{0};

Result<void> check(const NumbersRequest &request)
{
    if (request.bins < 0 || request.bins > mostBins)
        return makeError(ErrorCode::Limit,
                         "a histogram has 1 to " + std::to_string(mostBins) + " bins");
    if (!request.range)
        return {};
    const auto [low, high] = *request.range;
    if (!std::isfinite(low) || !std::isfinite(high) || low > high)
        return makeError(ErrorCode::InvalidEdit,
                         "the range of a histogram goes from a finite number "
                         "to a larger one");
    return {};
}

} // namespace

TensorNumbers::TensorNumbers(const TensorData &tensor, const NumbersRequest &request, Job &job)
    : m_serial(++lastSerial)
    , m_view(memoryOrder(tensor))
    , m_request(request)
    , m_job(job)
{
    auto decoder = Decoder::of(tensor, m_view.channelRun);
    if (auto checked = check(request); !checked)
        fail(std::move(checked).error());
    else if (auto length = checkLength(m_view); !length)
        fail(std::move(length).error());
    else if (!decoder)
        fail(std::move(decoder).error());
    else
        m_decoder = std::move(*decoder);
    if (m_failed)
        return;
    const std::uint64_t count = m_view.count();
    m_whole = m_view.byteCount() <= heldBytes();
    for (std::uint64_t first = 0; first < count; first += chunkElements)
        m_chunks.push_back(
            {first, std::min(chunkElements, count - first), {}, nullptr, nullptr, false});
    m_allScanned.emplace(m_chunks.size());
}

std::size_t TensorNumbers::pieces() const
{
    if (m_whole)
        return 1;
    return binsLater() ? 2 * m_chunks.size() : m_chunks.size();
}

void TensorNumbers::run(std::size_t piece, Scratch &scratch)
{
    if (!m_decoder)
        return;
    if (m_whole)
        runWhole(scratch);
    else if (piece < m_chunks.size())
        runMoments(m_chunks[piece], scratch);
    else
        runBins(scratch);
}

// All chunks, whose bytes stay in memory for the second scan.
void TensorNumbers::runWhole(Scratch &scratch)
{
    std::byte *items = scratch.first.room(std::max<std::uint64_t>(m_view.byteCount(), readBytes));
    auto bins = binsLater() ? std::nullopt : emptyBins();
    for (Chunk &chunk : m_chunks) {
        std::byte *keep = binsLater() ? items + chunk.first * m_view.itemSize : nullptr;
        if (auto scanned = scan(chunk, keep, &chunk.moments, bins ? &*bins : nullptr, scratch);
            !scanned)
            return fail(std::move(scanned).error());
    }
    if (binsLater() && (bins = emptyBins())) {
        for (const Chunk &chunk : m_chunks)
            decode(items + chunk.first * m_view.itemSize, chunk.first, chunk.count, nullptr, &*bins,
                   scratch);
    }
    add(bins);
}

// Where the bytes of a chunk may stay for the second scan; null when this thread holds enough, and
// they will be read twice.
std::byte *TensorNumbers::roomToKeep(const Chunk &chunk, Scratch &scratch) const
{
    std::byte *room = scratch.first.room(heldBytes());
    if (scratch.keptOf != m_serial) {
        scratch.keptOf = m_serial;
        scratch.kept = readBytes; // the start serves what is not kept
    }
    if (scratch.kept + bytes(chunk) > heldBytes())
        return nullptr;
    return room + std::exchange(scratch.kept, scratch.kept + bytes(chunk));
}

void TensorNumbers::runMoments(Chunk &chunk, Scratch &scratch)
{
    std::byte *keep = binsLater() ? roomToKeep(chunk, scratch) : nullptr;
    auto bins = binsLater() ? std::nullopt : emptyBins();
    auto scanned = scan(chunk, keep, &chunk.moments, bins ? &*bins : nullptr, scratch);
    if (!scanned)
        fail(std::move(scanned).error());
    if (keep) {
        chunk.holder = &scratch;
        chunk.held = keep;
    }
    add(bins);
    m_allScanned->arrive();
}

void TensorNumbers::runBins(Scratch &scratch)
{
    m_allScanned->wait();
    auto bins = emptyBins();
    if (!bins || m_failed)
        return;
    Chunk &chunk = claim(scratch);
    if (chunk.holder == &scratch)
        decode(chunk.held, chunk.first, chunk.count, nullptr, &*bins, scratch);
    else if (auto scanned = scan(chunk, nullptr, nullptr, &*bins, scratch); !scanned)
        return fail(std::move(scanned).error());
    add(bins);
}

// A chunk that this thread has in memory, else one that nobody has, else any.
TensorNumbers::Chunk &TensorNumbers::claim(const Scratch &scratch)
{
    const std::lock_guard lock(m_mutex);
    Chunk *best = nullptr;
    for (Chunk &chunk : m_chunks) {
        if (chunk.binned)
            continue;
        if (!best || chunk.holder == &scratch || (!chunk.holder && best->holder))
            best = &chunk;
        if (chunk.holder == &scratch)
            break;
    }
    best->binned = true; // there are as many pieces as chunks
    return *best;
}

// Reads a chunk, to `keep` or block by block into the same room, and takes what is asked for.
Result<void> TensorNumbers::scan(Chunk &chunk, std::byte *keep, Moments *moments, Bins *bins,
                                 Scratch &scratch)
{
    BlockReader reader(m_view);
    const std::uint64_t block = readBytes / m_view.itemSize;
    for (std::uint64_t i = 0; i < chunk.count; i += block) {
        LENS_CHECK(m_job.check());
        if (m_failed)
            return {};
        const std::uint64_t length = std::min(block, chunk.count - i);
        std::byte *items = keep ? keep + i * m_view.itemSize : scratch.first.room(readBytes);
        LENS_CHECK(reader.read(chunk.first + i, length, items));
        m_decoder->prepare(items, length);
        decode(items, chunk.first + i, length, moments, bins, scratch);
        if (moments)
            m_job.advance(length * m_view.itemSize);
    }
    return {};
}

void TensorNumbers::decode(const std::byte *items, std::uint64_t first, std::uint64_t count,
                           Moments *moments, Bins *bins, Scratch &scratch)
{
    const double normal = m_decoder->smallestNormal();
    decodeBlocks(*m_decoder, m_view.itemSize, items, first, count, scratch.firstNumbers,
                 [&](const auto *numbers, std::uint64_t length) {
                     if (moments)
                         addMoments(*moments, numbers, length, normal);
                     if (bins)
                         bins->add(numbers, length);
                 });
}

// Of all chunks, which have all been scanned.
const Moments &TensorNumbers::moments()
{
    std::call_once(m_mergedOnce, [this] {
        for (const Chunk &chunk : m_chunks)
            m_merged.merge(chunk.moments);
    });
    return m_merged;
}

// Nothing without a histogram, or where no range is given and no number is finite.
std::optional<Bins> TensorNumbers::emptyBins()
{
    if (m_request.bins == 0)
        return std::nullopt;
    if (m_request.range)
        return Bins(m_request.bins, m_request.range->first, m_request.range->second,
                    Bins::Covers::Some);
    const Moments &all = moments();
    if (all.finite == 0)
        return std::nullopt;
    const bool onlyFinite = all.nan + all.positiveInf + all.negativeInf == 0;
    return Bins(m_request.bins, all.min, all.max,
                onlyFinite ? Bins::Covers::All : Bins::Covers::Some);
}

void TensorNumbers::add(const std::optional<Bins> &bins)
{
    if (!bins)
        return;
    const std::lock_guard lock(m_mutex);
    if (m_bins)
        m_bins->merge(*bins);
    else
        m_bins = bins;
}

void TensorNumbers::fail(Error error)
{
    const std::lock_guard lock(m_mutex);
    if (!m_error)
        m_error = std::move(error);
    m_failed = true;
}

Result<Numbers> TensorNumbers::result()
{
    if (m_error)
        return *m_error;
    Moments all = moments();
    all.repeat(m_view.weight);
    Numbers out{all.statistics(), {}};
    if (!m_bins)
        m_bins = emptyBins();
    if (m_bins)
        out.histogram = m_bins->histogram(m_view.weight);
    return out;
}

} // namespace lens::engine
