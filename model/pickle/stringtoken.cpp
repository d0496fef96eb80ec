// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/pickle/stringtoken.h"

#include "model/base/checked.h"
#include "model/base/text.h"
#include "model/pickle/token.h"

#include <cstdio>
#include <limits>

namespace lens::pickle {

namespace {

template <typename Length>
std::string prefixed(std::uint8_t op, std::string_view payload)
{
    std::string token(1 + sizeof(Length), static_cast<char>(op));
    storeLittle(token.data() + 1, static_cast<Length>(payload.size()));
    return token.append(payload);
}

// The three sizes in which a kind of payload is written.
Result<std::string> sized(std::uint8_t op, std::uint8_t shortOp, std::uint8_t longOp,
                          std::string_view payload)
{
    if (payload.size() > std::numeric_limits<std::int32_t>::max())
        return makeError(ErrorCode::InvalidEdit, "too long for one pickle string");
    if (op == shortOp && payload.size() <= 0xFF)
        return prefixed<std::uint8_t>(op, payload);
    if (op == shortOp || op == longOp)
        return prefixed<std::uint32_t>(longOp, payload);
    return prefixed<std::uint64_t>(op, payload);
}

// The next character of text that was checked to be UTF-8.
char32_t takeCharacter(std::string_view &text)
{
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t code = length == 1 ? lead : lead & (0xFF >> (length + 1));
    for (std::size_t i = 1; i < length; ++i)
        code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3F);
    text.remove_prefix(length);
    return code;
}

// Python's "raw-unicode-escape", with the characters escaped that would end or bend the line.
// Source: CPython Modules/_pickle.c, raw_unicode_escape.
std::string rawUnicodeEscape(std::string_view utf8)
{
    std::string line;
    while (!utf8.empty()) {
        const char32_t code = takeCharacter(utf8);
        const bool special =
            code == 0 || code == '\n' || code == '\r' || code == '\\' || code == 0x1A;
        char escape[11];
        if (code > 0xFFFF)
            line.append(escape, std::snprintf(escape, sizeof escape, "\\U%08x", unsigned(code)));
        else if (code > 0xFF || special)
            line.append(escape, std::snprintf(escape, sizeof escape, "\\u%04x", unsigned(code)));
        else
            line += static_cast<char>(code);
    }
    return line;
}

std::string line(std::uint8_t op, std::string_view text)
{
    return std::string(1, static_cast<char>(op)).append(text) + '\n';
}

// repr of bytes without its b: what Python 2 wrote for a str.
std::string quoted(std::string_view bytes) { return reprBytes(bytes).substr(1); }

} // namespace

bool isStringOpcode(std::uint8_t op)
{
    return op == OpUnicode || op == OpBinUnicode || op == OpShortBinUnicode ||
           op == OpBinUnicode8 || op == OpString || op == OpBinString || op == OpShortBinString;
}

bool isBytesOpcode(std::uint8_t op)
{
    return op == OpBinBytes || op == OpShortBinBytes || op == OpBinBytes8 || op == OpByteArray8;
}

Result<std::string> stringToken(std::uint8_t op, std::string_view utf8)
{
    if (!isUtf8WithSurrogates(utf8))
        return makeError(ErrorCode::InvalidEdit, "the new text is not UTF-8");
    if (op == OpString)
        return line(op, quoted(utf8));
    if (op == OpUnicode)
        return line(op, rawUnicodeEscape(utf8));
    if (op == OpBinString || op == OpShortBinString)
        return sized(op, OpShortBinString, OpBinString, utf8);
    return sized(op, OpShortBinUnicode, OpBinUnicode, utf8);
}

Result<std::string> bytesToken(std::uint8_t op, std::string_view bytes)
{
    if (op == OpString)
        return line(op, quoted(bytes));
    if (op == OpBinString || op == OpShortBinString)
        return sized(op, OpShortBinString, OpBinString, bytes);
    if (isStringOpcode(op))
        return stringToken(op, latin1ToUtf8(bytes));
    return sized(op, OpShortBinBytes, OpBinBytes, bytes);
}

} // namespace lens::pickle
