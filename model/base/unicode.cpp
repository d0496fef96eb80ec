// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/text.h"

#include <algorithm>
#include <cstdio>
#include <span>

// The functions of text.h that look at characters.
namespace lens {

namespace {

// One character of UTF-8 text; surrogates are decoded (CPython's "surrogatepass"), anything else
// that is not UTF-8 is a single broken byte.
struct Character
{
    char32_t code = 0;
    std::size_t length = 1;
    bool valid = false;

    bool surrogate() const { return valid && code >= 0xD800 && code <= 0xDFFF; }
};

// Smallest code that may take so many bytes: shorter ones would be written in two ways.
constexpr char32_t smallestOfLength[] = {0, 0, 0x80, 0x800, 0x10000};

std::size_t lengthOfLead(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 3;
    if (lead >= 0xF0 && lead <= 0xF4)
        return 4;
    return 0;
}

// The character at the start of `text`, which is not empty.
Character decode(std::string_view text)
{
    const auto lead = static_cast<unsigned char>(text[0]);
    const Character broken{lead, 1, false};
    const std::size_t length = lengthOfLead(lead);
    if (length == 0 || length > text.size())
        return broken;
    if (length == 1)
        return {lead, 1, true};
    char32_t code = lead & (0xFF >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xC0) != 0x80)
            return broken;
        code = code << 6 | (next & 0x3F);
    }
    if (code < smallestOfLength[length] || code > 0x10FFFF)
        return broken;
    return {code, length, true};
}

struct CodeRange
{
    char32_t first, last;
};

// Characters that steer a terminal or turn the direction of text; a name with them can look like
// another name. Source: UAX #9 (bidirectional formatting), UAX #14 (line and paragraph separator).
constexpr CodeRange steering[] = {{0x00, 0x1F},     {0x7F, 0x9F},     {0x061C, 0x061C},
                                  {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x2069},
                                  {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F}};

// What Python's repr writes as an escape beside those: other spaces, other format characters,
// private use, noncharacters. Source: str.isprintable, Unicode categories Zs, Cf, Co and Cn.
constexpr CodeRange unprintable[] = {
    {0xA0, 0xA0},     {0xAD, 0xAD},     {0x0600, 0x0605},   {0x06DD, 0x06DD},
    {0x070F, 0x070F}, {0x1680, 0x1680}, {0x180E, 0x180E},   {0x2000, 0x200A},
    {0x202F, 0x202F}, {0x205F, 0x205F}, {0x206A, 0x206F},   {0x3000, 0x3000},
    {0xE000, 0xF8FF}, {0xFFFE, 0xFFFF}, {0xE0080, 0xE00FF}, {0xE01F0, 0x10FFFF}};

bool in(std::span<const CodeRange> ranges, char32_t code)
{
    return std::ranges::any_of(ranges,
                               [code](CodeRange r) { return code >= r.first && code <= r.last; });
}

// Length of the printable ASCII at the start of `text`: nearly all of nearly every name.
std::size_t plainLength(std::string_view text)
{
    const auto plain = [](char c) { return c >= 0x20 && c < 0x7F; };
    return static_cast<std::size_t>(std::ranges::find_if_not(text, plain) - text.begin());
}

std::string escapeOf(char32_t code)
{
    char buffer[16];
    const char *format = code < 0x100 ? "\\x%02x" : code < 0x10000 ? "\\u%04x" : "\\U%08x";
    std::snprintf(buffer, sizeof buffer, format, static_cast<unsigned>(code));
    return buffer;
}

// One character as escaped() shows it.
std::string harmless(const Character &c, std::string_view bytes)
{
    if (!c.valid || c.surrogate() || in(steering, c.code))
        return escapeOf(c.code);
    return std::string(bytes);
}

void appendUtf8(std::string &out, unsigned char latin1)
{
    if (latin1 < 0x80) {
        out += static_cast<char>(latin1);
    } else {
        out += static_cast<char>(0xC0 | latin1 >> 6);
        out += static_cast<char>(0x80 | (latin1 & 0x3F));
    }
}

// Start of the last whole character that leaves at most `budget` bytes behind it.
std::size_t tailStart(std::string_view text, std::size_t budget)
{
    std::size_t start = text.size() - budget;
    while (start < text.size() && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80)
        ++start;
    return start;
}

// Keeps both ends of a text of harmless characters.
std::string elided(const std::string &text, std::size_t limit)
{
    static constexpr std::string_view dots = "…";
    if (limit == 0 || text.size() <= limit)
        return text;
    const std::size_t budget = limit > dots.size() ? limit - dots.size() : 0;
    std::size_t head = budget - budget / 2;
    while (head > 0 && (static_cast<unsigned char>(text[head]) & 0xC0) == 0x80)
        --head;
    return text.substr(0, head).append(dots).append(text.substr(tailStart(text, budget / 2)));
}

std::string escapedWhole(std::string_view utf8)
{
    std::string out(utf8.substr(0, plainLength(utf8)));
    utf8.remove_prefix(out.size());
    while (!utf8.empty()) {
        const Character c = decode(utf8);
        out += harmless(c, utf8.substr(0, c.length));
        utf8.remove_prefix(c.length);
    }
    return out;
}

bool isWithinCharacter(std::string_view text, std::size_t at)
{
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

// What is read of a text that is elided: no escape is shorter than what it stands for, so the
// middle is not seen. Megabytes are shown as fast as a name.
std::pair<std::string_view, std::string_view> endsOf(std::string_view text, std::size_t limit)
{
    constexpr std::size_t longestCharacter = 4;
    const std::size_t end = limit + 2 * longestCharacter;
    if (limit == 0 || text.size() <= 2 * end)
        return {text, {}};
    std::size_t head = end, tail = text.size() - end;
    for (std::size_t i = 1; i < longestCharacter;
         ++i) { // of broken UTF-8 there may be no beginning
        head -= isWithinCharacter(text, head);
        tail += isWithinCharacter(text, tail);
    }
    return {text.substr(0, head), text.substr(tail)};
}

// Python prefers single quotes, and takes double ones only to spare escapes.
char quoteFor(std::string_view text)
{
    const bool single = text.find('\'') != std::string_view::npos;
    const bool both = single && text.find('"') != std::string_view::npos;
    return single && !both ? '"' : '\'';
}

// The escapes that repr of str and of bytes share; empty when the character needs none of them.
std::string commonEscape(char32_t code, char quote)
{
    switch (code) {
    case '\t': return "\\t";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\\': return "\\\\";
    default: break;
    }
    if (code == static_cast<unsigned char>(quote))
        return {'\\', quote};
    return code < 0x20 || code == 0x7F ? escapeOf(code) : std::string();
}

} // namespace

std::string escaped(std::string_view utf8, std::size_t limit)
{
    const auto [head, tail] = endsOf(utf8, limit);
    return elided(escapedWhole(head) + escapedWhole(tail), limit);
}

std::string reprString(std::string_view utf8)
{
    const char quote = quoteFor(utf8);
    std::string out(1, quote);
    while (!utf8.empty()) {
        const Character c = decode(utf8);
        const std::string escape = c.valid ? commonEscape(c.code, quote) : std::string();
        if (!escape.empty())
            out += escape;
        else if (c.valid && in(unprintable, c.code))
            out += escapeOf(c.code);
        else
            out += harmless(c, utf8.substr(0, c.length));
        utf8.remove_prefix(c.length);
    }
    return out += quote;
}

std::string reprBytes(std::string_view bytes)
{
    const char quote = quoteFor(bytes);
    std::string out = {'b', quote};
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        const std::string escape = byte >= 0x80 ? escapeOf(byte) : commonEscape(byte, quote);
        out += escape.empty() ? std::string(1, c) : escape;
    }
    return out += quote;
}

bool isUtf8(std::string_view text)
{
    text.remove_prefix(plainLength(text));
    while (!text.empty()) {
        const Character c = decode(text);
        if (!c.valid || c.surrogate())
            return false;
        text.remove_prefix(c.length);
    }
    return true;
}

bool isUtf8WithSurrogates(std::string_view text)
{
    while (!text.empty()) {
        const Character c = decode(text);
        if (!c.valid)
            return false;
        text.remove_prefix(c.length);
    }
    return true;
}

std::string latin1ToUtf8(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size());
    for (const char c : bytes)
        appendUtf8(out, static_cast<unsigned char>(c));
    return out;
}

bool utf8ToLatin1(std::string_view utf8, std::string &out)
{
    out.clear();
    while (!utf8.empty()) {
        const Character c = decode(utf8);
        if (!c.valid || c.code > 0xFF)
            return false;
        out += static_cast<char>(c.code);
        utf8.remove_prefix(c.length);
    }
    return true;
}

} // namespace lens
