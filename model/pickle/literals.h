// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The text forms of protocol 0, as CPython reads them.
namespace lens::pickle {

struct IntegerLiteral
{
    bool isBool = false; // I00 and I01
    bool decimal = true; // no prefix, underscore, leading zero or space
    std::int64_t value = 0;
    std::string littleEndian; // two's complement, when it does not fit
};

// INT and LONG: base 0 as Python's int(text, 0), an L at the end allowed. Nothing when it is no
// number.
std::optional<IntegerLiteral> parseInteger(std::string_view line, bool isLong);
// FLOAT: as Python's float(), without surrounding space.
std::optional<double> parseReal(std::string_view line);
// STRING: a quoted literal with escapes; the bytes it stands for.
std::optional<std::string> parseQuoted(std::string_view line);
// UNICODE: raw-unicode-escape, as UTF-8 with lone surrogates kept.
std::string parseRawUnicode(std::string_view line);

} // namespace lens::pickle
