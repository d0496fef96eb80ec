// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/engine/kernels/bins.h"
#include "model/engine/kernels/moments.h"
#include "model/engine/kernels/scan.h"

#include <atomic>

namespace lens::engine {

// One tensor's way to its Numbers, in pieces that run on several threads. Its chunks are scanned
// once for the moments; where the histogram's range is the tensor's own, a second time for the
// bins.
class TensorNumbers
{
public:
    // `tensor`, `request` and `job` outlive it.
    TensorNumbers(const TensorData &tensor, const NumbersRequest &request, Job &job);

    std::size_t pieces() const;
    void run(std::size_t piece, Scratch &scratch);
    // After all pieces have run.
    Result<Numbers> result();

private:
    struct Chunk
    {
        std::uint64_t first = 0, count = 0;
        Moments moments;
        const Scratch *holder = nullptr; // whose thread still has the bytes, at `held`
        std::byte *held = nullptr;
        bool binned = false;
    };

    bool binsLater() const { return m_request.bins > 0 && !m_request.range; }
    std::uint64_t bytes(const Chunk &chunk) const { return chunk.count * m_view.itemSize; }
    void runWhole(Scratch &scratch);
    void runMoments(Chunk &chunk, Scratch &scratch);
    void runBins(Scratch &scratch);
    std::byte *roomToKeep(const Chunk &chunk, Scratch &scratch) const;
    Chunk &claim(const Scratch &scratch);
    Result<void> scan(Chunk &chunk, std::byte *keep, Moments *moments, Bins *bins,
                      Scratch &scratch);
    void decode(const std::byte *items, std::uint64_t first, std::uint64_t count, Moments *moments,
                Bins *bins, Scratch &scratch);
    const Moments &moments();
    std::optional<Bins> emptyBins();
    void add(const std::optional<Bins> &bins);
    void fail(Error error);

    const std::uint64_t m_serial;
    View m_view;
    std::optional<Decoder> m_decoder; // nothing where m_error says why
    const NumbersRequest &m_request;
    Job &m_job;
    bool m_whole = true; // small enough for one thread to keep its bytes between the scans
    std::vector<Chunk> m_chunks;
    std::optional<Gate> m_allScanned;
    std::once_flag m_mergedOnce;
    Moments m_merged;
    std::mutex m_mutex; // guards what follows
    std::optional<Bins> m_bins;
    std::optional<Error> m_error;
    std::atomic<bool> m_failed{false};
};

} // namespace lens::engine
