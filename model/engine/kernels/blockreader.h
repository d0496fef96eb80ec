// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/engine/kernels/view.h"

#include <cstddef>
#include <vector>

namespace lens::engine {

// Reads any run of a walk into contiguous memory, whatever the strides. Belongs to one thread;
// `view` must outlive it.
class BlockReader
{
public:
    explicit BlockReader(const View &view);

    // Elements [first, first + count) of the walk, one behind the other, as stored; values of
    // packed dtypes one per byte. `out` holds count * itemSize bytes; the caller keeps inside
    // count().
    Result<void> read(std::uint64_t first, std::uint64_t count, std::byte *out);

private:
    // An axis of a box: steps in the source and in the target, both in elements.
    struct Step
    {
        std::uint64_t size, source, target;
    };
    using Steps = std::vector<Step>;

    Result<std::uint64_t> readBox(std::uint64_t first, std::uint64_t count, std::byte *out);
    Result<void> copyBox(Steps steps, std::uint64_t source, std::byte *out);
    Result<void> copySpan(const Steps &steps, std::size_t from, std::uint64_t source,
                          std::byte *out);
    Result<const std::byte *> fetch(std::uint64_t offset, std::uint64_t length);

    const View &m_view;
    bool m_contiguous;
    std::vector<std::byte> m_span;
};

} // namespace lens::engine
