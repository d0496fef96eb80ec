// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/pickle/literals.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace lens::pickle {

namespace {

int digitValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 99;
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view space = " \t\r\v\f";
    const auto first = text.find_first_not_of(space);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(space) - first + 1);
}

// Magnitude in base 2^8, little endian.
class Magnitude
{
public:
    // Of digits that are known to be some of this base, with underscores between them.
    Magnitude(std::string_view digits, unsigned base)
    {
        for (char c : digits) {
            if (c != '_')
                multiplyAdd(base, static_cast<unsigned>(digitValue(c)));
        }
    }

    std::string twosComplement(bool negative) const
    {
        std::string bytes(m_bytes.begin(), m_bytes.end());
        bytes += '\0'; // room for the sign
        if (negative) {
            unsigned carry = 1;
            for (char &byte : bytes) {
                carry += static_cast<unsigned char>(~byte);
                byte = static_cast<char>(carry);
                carry >>= 8;
            }
        }
        return bytes;
    }

private:
    void multiplyAdd(unsigned base, unsigned digit)
    {
        unsigned carry = digit;
        for (unsigned char &byte : m_bytes) {
            carry += byte * base;
            byte = static_cast<unsigned char>(carry);
            carry >>= 8;
        }
        if (carry)
            m_bytes.push_back(static_cast<unsigned char>(carry));
    }

    std::vector<unsigned char> m_bytes;
};

// Takes the base prefix off; 0 for a literal Python refuses.
unsigned takeBase(std::string_view &digits, bool isLong)
{
    if (digits.size() < 2 || digits[0] != '0')
        return 10;
    const char mark = static_cast<char>(digits[1] | 0x20);
    const unsigned base = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 0;
    if (base) {
        digits.remove_prefix(2);
        return base;
    }
    // The C unpickler reads INT with strtol, to which 010 is 8; int(text, 0) takes zeros only.
    const bool onlyZeros = digits.find_first_not_of("0_") == digits.npos;
    return !isLong ? 8 : onlyZeros ? 10 : 0;
}

// Whether a literal beyond float64 is too small for it, rather than too large.
bool isTiny(std::string_view line)
{
    const auto exponent = line.find_first_of("eE");
    return exponent == line.npos ? line.find_first_of("123456789") > line.find('.')
                                 : line.substr(exponent + 1).starts_with('-');
}

void appendUtf8(std::string &out, std::uint32_t code)
{
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | code >> 6);
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0 | code >> 12);
        out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | code >> 18);
        out += static_cast<char>(0x80 | (code >> 12 & 0x3F));
        out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    }
}

// `count` hex digits at `at`, or nothing.
std::optional<std::uint32_t> hexAt(std::string_view text, std::size_t at, std::size_t count)
{
    if (at + count > text.size())
        return std::nullopt;
    std::uint32_t code = 0;
    for (char c : text.substr(at, count)) {
        if (digitValue(c) > 15)
            return std::nullopt;
        code = code << 4 | static_cast<std::uint32_t>(digitValue(c));
    }
    return code;
}

// One escape of a STRING literal at text[i] == '\\'; moves i behind it.
void unescape(std::string_view text, std::size_t &i, std::string &out)
{
    constexpr std::string_view names = "\\'\"abfnrtv", values = "\\'\"\a\b\f\n\r\t\v";
    const char c = text[++i];
    if (const auto known = names.find(c); known != std::string_view::npos) {
        out += values[known];
        ++i;
    } else if (const auto code = c == 'x' ? hexAt(text, i + 1, 2) : std::nullopt) {
        out += static_cast<char>(*code);
        i += 3;
    } else if (c >= '0' && c <= '7') {
        int octal = 0;
        for (int digits = 0; digits < 3 && i < text.size() && text[i] >= '0' && text[i] <= '7';
             ++digits)
            octal = octal * 8 + (text[i++] - '0');
        out += static_cast<char>(octal);
    } else {
        out += '\\';
        out += c;
        ++i;
    }
}

} // namespace

std::optional<IntegerLiteral> parseInteger(std::string_view line, bool isLong)
{
    if (!isLong && (line == "00" || line == "01"))
        return IntegerLiteral{.isBool = true, .value = line[1] - '0', .littleEndian = {}};
    std::string_view digits = trimmed(line);
    if (isLong && digits.ends_with('L'))
        digits.remove_suffix(1);
    IntegerLiteral literal;
    literal.decimal = digits.size() + (isLong && line.ends_with('L')) == line.size();
    const bool negative = digits.starts_with('-');
    if (negative || digits.starts_with('+'))
        digits.remove_prefix(1);
    const unsigned base = takeBase(digits, isLong);
    literal.decimal = literal.decimal && base == 10;
    if (digits.empty() || base == 0)
        return std::nullopt;
    std::uint64_t small = 0;
    bool fits = true;
    for (char c : digits) {
        literal.decimal = literal.decimal && c != '_';
        if (c == '_')
            continue;
        const int digit = digitValue(c);
        if (digit >= static_cast<int>(base))
            return std::nullopt;
        fits = fits && small <= (INT64_MAX - 15ull) / base;
        small = small * base + static_cast<unsigned>(digit);
    }
    if (fits)
        literal.value =
            negative ? -static_cast<std::int64_t>(small) : static_cast<std::int64_t>(small);
    else
        literal.littleEndian = Magnitude(digits, base).twosComplement(negative);
    return literal;
}

std::optional<std::uint64_t> parseMemoNumber(std::string_view line)
{
    const std::string_view digits = trimmed(line);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size())
        return std::nullopt;
    return value;
}

std::optional<double> parseReal(std::string_view line)
{
    if (line.starts_with('+') && !line.starts_with("+-"))
        line.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value);
    if (end != line.data() + line.size() || line.ends_with(')')) // nan(1) is C's
        return std::nullopt;
    if (error == std::errc::result_out_of_range && isTiny(line))
        return line.starts_with('-') ? -0.0 : 0.0;
    return error == std::errc() ? std::optional(value) : std::nullopt;
}

std::optional<std::string> parseQuoted(std::string_view line)
{
    line = trimmed(line);
    if (line.size() < 2 || line.front() != line.back() || (line[0] != '\'' && line[0] != '"'))
        return std::nullopt;
    const std::string_view text = line.substr(1, line.size() - 2);
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == '\\' && i + 1 < text.size())
            unescape(text, i, out);
        else
            out += text[i++];
    }
    return out;
}

std::string parseRawUnicode(std::string_view line)
{
    std::string out;
    for (std::size_t i = 0; i < line.size();) {
        const bool escape = line[i] == '\\' && i + 1 < line.size();
        const std::size_t count = escape && line[i + 1] == 'u'   ? 4
                                  : escape && line[i + 1] == 'U' ? 8
                                                                 : 0;
        const auto code = count ? hexAt(line, i + 2, count) : std::nullopt;
        if (code && *code <= 0x10FFFF) {
            appendUtf8(out, *code);
            i += 2 + count;
        } else {
            appendUtf8(out, static_cast<unsigned char>(line[i++]));
        }
    }
    return out;
}

} // namespace lens::pickle
