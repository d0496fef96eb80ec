// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/engine/kernels/loops.h"
#include "model/engine/kernels/moments.h"
#include "model/engine/kernels/scan.h"

#include <atomic>

namespace lens::engine {

// Sums over pairs of elements; those of pairs that are not both finite stay out of the sums.
struct PairTotals
{
    std::uint64_t finite = 0, changed = 0, outside = 0;
    std::uint64_t unlike = 0, onlyNanA = 0, onlyNanB = 0, onlyInfA = 0, onlyInfB = 0;
    double maxAbs = 0;
    Sum sumAbs, squares, aa, bb, ab;

    void merge(const PairTotals &other);
    void add(const PairSums &block, std::uint64_t pairs);
    // A pair that is not finite on both sides.
    void addSpecial(bool same, double a, double b);
};

// Two tensors' way to their Difference, in pieces that run on several threads. While the bytes of a
// chunk are equal nothing is computed; its norms are only needed where another chunk differs.
class TensorDifference
{
public:
    // `a`, `b` and `job` outlive it.
    TensorDifference(const TensorData &a, const TensorData &b, Tolerance tolerance, Job &job);

    std::size_t pieces() const;
    void run(std::size_t piece, Scratch &scratch);
    // After all pieces have run.
    Result<Difference> result();

private:
    struct Side
    {
        explicit Side(const TensorData &tensor)
            : tensor(tensor)
        {}
        const TensorData &tensor;
        View view;
        std::optional<Decoder> decoder;
    };
    struct Chunk
    {
        std::uint64_t first = 0, count = 0;
        std::uint64_t equal = 0; // elements from the first on whose bytes are equal
        PairTotals totals;       // of the others
    };
    // How the elements of a block are compared.
    enum class How { Numbers, Complex, Integers };

    Result<void> prepare();
    Result<void> compare(Chunk &chunk, Scratch &scratch);
    Result<void> addNorms(Chunk &chunk, Scratch &scratch);
    void addBlock(const std::byte *a, const std::byte *b, std::uint64_t first, std::uint64_t count,
                  PairTotals &totals, Scratch &scratch) const;
    template <typename T>
    void addNumbers(const T *a, const T *b, std::uint64_t count, PairTotals &totals) const;
    void addPair(double a, double b, PairTotals &totals) const;
    void addComplex(const double *a, unsigned aLanes, const double *b, unsigned bLanes,
                    std::uint64_t count, PairTotals &totals) const;
    void addIntegers(const std::byte *a, const std::byte *b, std::uint64_t count,
                     PairTotals &totals) const;
    bool isOutside(double distance, double b) const;
    void fail(Error error);

    Side m_a, m_b;
    Tolerance m_tolerance;
    Job &m_job;
    How m_how = How::Numbers;
    bool m_comparable = false; // equal bytes mean equal elements
    std::vector<Chunk> m_chunks;
    std::optional<Gate> m_allCompared;
    std::mutex m_mutex; // guards what follows
    std::optional<Error> m_error;
    std::atomic<bool> m_failed{false}, m_differs{false};
};

} // namespace lens::engine
