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

// INT and LONG: any base by its prefix, a leading zero meaning octal for INT alone; LONG may end in
// an L. Nothing when it is no number.
std::optional<IntegerLiteral> parseInteger(std::string_view line, bool isLong);
// PUT and GET: always decimal, so that 010 is ten here.
std::optional<std::uint64_t> parseMemoNumber(std::string_view line);
// FLOAT: as Python's float(), without surrounding space. Nothing for what float64 cannot hold.
std::optional<double> parseReal(std::string_view line);
// STRING: a quoted literal with escapes; the bytes it stands for.
std::optional<std::string> parseQuoted(std::string_view line);
// UNICODE: raw-unicode-escape, as UTF-8 with lone surrogates kept.
std::string parseRawUnicode(std::string_view line);

} // namespace lens::pickle
