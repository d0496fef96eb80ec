// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lens {

// What a JSON text says, piece by piece. Each returns an Error to stop the parser there.
class JsonHandler
{
public:
    virtual ~JsonHandler() = default;
    virtual Result<void> startObject() = 0;
    virtual Result<void> endObject() = 0;
    virtual Result<void> startArray() = 0;
    virtual Result<void> endArray() = 0;
    virtual Result<void> key(std::string text) = 0;
    virtual Result<void> text(std::string text) = 0;
    virtual Result<void> integer(std::uint64_t value) = 0;
    // Booleans, null, negative and broken numbers.
    virtual Result<void> other(std::string_view what) = 0;
};

// Parses all of `text`: UTF-8 without a byte order mark, nothing behind the value but white space,
// no deeper than `depth`. Iterative. Corrupt, with the offset, for anything else.
Result<void> parseJson(std::string_view text, int depth, JsonHandler &handler);

} // namespace lens
