// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/limits.h"
#include "model/engine/kernels/blockreader.h"
#include "model/engine/kernels/decoder.h"
#include "model/engine/kernels/workers.h"

#include <algorithm>

namespace lens::engine {

// Elements whose sums are merged as one, whatever the number of threads: results do not depend on
// it.
inline constexpr std::uint64_t chunkElements = 1 << 20;
// Bytes per read: large enough for one system call to be nothing, small enough for the second
// cache.
inline constexpr std::uint64_t readBytes = 256 << 10;
// Elements decoded at once: their numbers stay in the first cache.
inline constexpr std::uint64_t decodeElements = 2048;

// Limit when a walk is so long that the sums of its chunks alone would fill the memory.
inline Result<void> checkLength(const View &view)
{
    if (view.count() > limits::countedElements)
        return makeError(ErrorCode::Limit, "the tensor claims " + std::to_string(view.count()) +
                                               " elements, more than are counted");
    return {};
}

// Calls use(numbers, count) for the decoded elements, as float or double, block by block. `first`
// is the place of items[0] in the walk.
template <typename Use>
void decodeBlocks(const Decoder &decoder, unsigned itemSize, const std::byte *items,
                  std::uint64_t first, std::uint64_t count, Buffer &numbers, Use use)
{
    std::byte *room = numbers.room(decodeElements * decoder.lanes() * sizeof(double));
    for (std::uint64_t i = 0; i < count; i += decodeElements) {
        const std::uint64_t length = std::min(decodeElements, count - i);
        const std::byte *from = items + i * itemSize;
        if (decoder.doubles())
            use(decoder.decode(from, first + i, length, reinterpret_cast<double *>(room)),
                length * decoder.lanes());
        else
            use(decoder.decode(from, first + i, length, reinterpret_cast<float *>(room)),
                length * decoder.lanes());
    }
}

} // namespace lens::engine
