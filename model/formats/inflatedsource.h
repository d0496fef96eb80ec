// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/bytesource.h"

#include <functional>
#include <string_view>

namespace lens {

// The inflated bytes of a deflated record (raw deflate, no zlib header), never all in memory.
// Reading forward is fast; going back starts again from the front or from where another read left
// off. Never gives more than `size` bytes, whatever the stream holds. `compressed` must not change.
SourcePtr inflatedSource(SourcePtr compressed, std::uint64_t size);

// Hands all inflated bytes to `sink`, in pieces; its errors end the reading. Corrupt unless the
// stream gives exactly `size` bytes and then ends where its source ends.
using ByteSink = std::function<Result<void>(std::string_view)>;
Result<void> readInflated(SourcePtr compressed, std::uint64_t size, const ByteSink &sink);

// Raw deflate of `bytes` at zlib's default level.
Result<std::string> deflated(std::string_view bytes);

} // namespace lens
