// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/json/jsonwriter.h"

#include "model/base/text.h"

#include <charconv>
#include <cmath>

namespace lens {

namespace {

constexpr std::int64_t largestExact = std::int64_t{1} << 53;

// Bytes of the character at the start of `text`, with its code point; 0 bytes when it is no UTF-8.
// Surrogates count as characters.
struct Utf8
{
    std::size_t length = 0;
    std::uint32_t code = 0;
};

Utf8 decodeUtf8(std::string_view text)
{
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const std::size_t length = at(0) < 0x80 ? 1 : at(0) >= 0xF0 ? 4 : at(0) >= 0xE0 ? 3 : 2;
    if (length == 1)
        return {1, at(0)};
    if (at(0) < 0xC2 || at(0) > 0xF4 || length > text.size())
        return {};
    std::uint32_t code = at(0) & (0xFF >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((at(i) & 0xC0) != 0x80)
            return {};
        code = code << 6 | (at(i) & 0x3F);
    }
    constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    return code < smallest[length] || code > 0x10FFFF ? Utf8{} : Utf8{length, code};
}

// Characters that a terminal would obey: escaped, they read the same to a JSON parser.
bool steersTerminal(std::uint32_t code)
{
    return (code >= 0x7F && code <= 0x9F) || code == 0x200E || code == 0x200F ||
           (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

void writeEscape(TextSink &out, std::uint32_t code)
{
    constexpr std::string_view digits = "0123456789abcdef";
    out << "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
        out << digits[code >> shift & 0xF];
}

bool isPlain(char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

std::size_t plainPrefix(std::string_view text)
{
    std::size_t n = 0;
    while (n < text.size() && isPlain(text[n]))
        ++n;
    return n;
}

// Writes the special character at the start of `text`; its length.
std::size_t writeSpecial(TextSink &out, std::string_view text)
{
    const char c = text[0];
    if (c == '"' || c == '\\') {
        out << '\\' << c;
        return 1;
    }
    if (c == '\n' || c == '\t') {
        out << (c == '\n' ? "\\n" : "\\t");
        return 1;
    }
    const Utf8 character = decodeUtf8(text);
    if (character.length == 0) {
        writeEscape(out, 0xDC00 | static_cast<unsigned char>(c));
        return 1;
    }
    const bool surrogate = character.code >= 0xD800 && character.code <= 0xDFFF;
    if (character.code < 0x20 || surrogate || steersTerminal(character.code))
        writeEscape(out, character.code);
    else
        out << text.substr(0, character.length);
    return character.length;
}

template <typename Integer>
std::string_view toText(Integer value, char (&buffer)[24])
{
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    return {buffer, static_cast<std::size_t>(end - buffer)};
}

} // namespace

void JsonWriter::key(std::string_view name)
{
    separate();
    quoted(name);
    m_out << ':';
    m_first = true;
}

void JsonWriter::text(std::string_view utf8)
{
    separate();
    quoted(utf8);
}

void JsonWriter::integer(std::int64_t value)
{
    char buffer[24];
    if (value < -largestExact || value > largestExact)
        text(toText(value, buffer));
    else
        raw(toText(value, buffer));
}

void JsonWriter::count(std::uint64_t value)
{
    char buffer[24];
    if (value > static_cast<std::uint64_t>(largestExact))
        text(toText(value, buffer));
    else
        raw(toText(value, buffer));
}

void JsonWriter::decimal(std::string_view digits)
{
    std::int64_t value = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (parsed.ec == std::errc() && parsed.ptr == digits.data() + digits.size())
        integer(value);
    else
        text(digits);
}

void JsonWriter::real(double value)
{
    if (std::isnan(value))
        text("NaN");
    else if (std::isinf(value))
        text(value > 0 ? "Infinity" : "-Infinity");
    else
        raw(reprDouble(value));
}

void JsonWriter::separate()
{
    if (!m_first)
        m_out << ',';
    if (m_newLine)
        m_out << '\n';
    m_first = m_newLine = false;
}

void JsonWriter::open(char bracket)
{
    separate();
    m_out << bracket;
    m_first = true;
}

void JsonWriter::close(char bracket)
{
    m_out << bracket;
    m_first = m_newLine = false;
}

void JsonWriter::raw(std::string_view text)
{
    separate();
    m_out << text;
}

void JsonWriter::quoted(std::string_view utf8)
{
    m_out << '"';
    while (!utf8.empty()) {
        const std::size_t plain = plainPrefix(utf8);
        m_out << utf8.substr(0, plain);
        utf8.remove_prefix(plain);
        if (!utf8.empty())
            utf8.remove_prefix(writeSpecial(m_out, utf8));
    }
    m_out << '"';
}

} // namespace lens
