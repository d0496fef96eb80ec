// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/bytesource.h"

namespace lens {

// The inflated bytes of a deflated record (raw deflate, no zlib header), never all in memory.
// Reading forward is fast; going back starts again from the front or from where another read left
// off. Never gives more than `size` bytes, whatever the stream holds. `compressed` must not change.
SourcePtr inflatedSource(SourcePtr compressed, std::uint64_t size);

// Ok when the stream gives exactly the size the source promises and then ends. Reads all of it.
Result<void> checkInflated(SourcePtr compressed, std::uint64_t size);

// Raw deflate of `bytes` at zlib's default level.
Result<std::string> deflated(std::string_view bytes);

} // namespace lens
