// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <vector>

namespace lens {

namespace {

// Python refuses to convert longer integers to text (sys.int_info.default_max_str_digits).
constexpr std::size_t longestDecimal = 4300;

// `value` with at most three significant digits, trailing zeros cut: 25.6, 590, 1.5.
std::string threeDigits(double value)
{
    char buffer[32];
    const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    std::snprintf(buffer, sizeof buffer, "%.*f", decimals, value);
    std::string text = buffer;
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.ends_with('.'))
            text.pop_back();
    }
    return text;
}

// Divides a number of 32-bit words, lowest first, by 10^9 in place; returns the remainder.
std::uint32_t divideByBillion(std::vector<std::uint32_t> &words)
{
    std::uint64_t remainder = 0;
    for (auto word = words.rbegin(); word != words.rend(); ++word) {
        const std::uint64_t part = remainder << 32 | *word;
        *word = static_cast<std::uint32_t>(part / 1'000'000'000);
        remainder = part % 1'000'000'000;
    }
    while (!words.empty() && words.back() == 0)
        words.pop_back();
    return static_cast<std::uint32_t>(remainder);
}

// Magnitude of a two's complement number as 32-bit words, lowest first, no leading zero words.
std::vector<std::uint32_t> magnitudeWords(std::string_view bytes, bool negative)
{
    std::vector<std::uint32_t> words((bytes.size() + 3) / 4);
    std::uint32_t carry = negative ? 1 : 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        std::uint32_t byte = static_cast<unsigned char>(bytes[i]);
        if (negative) {
            byte = (byte ^ 0xFF) + carry;
            carry = byte >> 8;
            byte &= 0xFF;
        }
        words[i / 4] |= byte << (8 * (i % 4));
    }
    // Only the most negative number has no positive counterpart of its own length.
    if (carry)
        words.push_back(1);
    while (!words.empty() && words.back() == 0)
        words.pop_back();
    return words;
}

std::size_t bitLength(const std::vector<std::uint32_t> &words)
{
    return words.empty() ? 0
                         : 32 * words.size() - static_cast<unsigned>(__builtin_clz(words.back()));
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }

// The run of digits at the start of `text`, taken off it.
std::string_view takeDigits(std::string_view &text)
{
    std::size_t length = 0;
    while (length < text.size() && isDigit(text[length]))
        ++length;
    const std::string_view digits = text.substr(0, length);
    text.remove_prefix(length);
    return digits;
}

// Compares two runs of digits by their value, however long they are.
int compareDigits(std::string_view a, std::string_view b)
{
    a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
    b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
    if (a.size() != b.size())
        return a.size() < b.size() ? -1 : 1;
    return a.compare(b);
}

} // namespace

std::string reprDouble(double value)
{
    if (std::isnan(value))
        return "nan";
    if (std::isinf(value))
        return value < 0 ? "-inf" : "inf";
    char buffer[512];
    const double size = std::fabs(value);
    // Python's repr goes over to exponents below 1e-4 and from 1e16 on (format 'r').
    const bool fixed = size == 0 || (size >= 1e-4 && size < 1e16);
    const auto format = fixed ? std::chars_format::fixed : std::chars_format::scientific;
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, format).ptr;
    std::string text(buffer, end);
    if (fixed && text.find('.') == std::string::npos)
        text += ".0";
    return text;
}

// Python leaves out the ".0" of a part, and a real part of positive zero.
std::string reprComplex(double real, double imaginary)
{
    const auto part = [](double value) {
        std::string text = reprDouble(value);
        if (text.ends_with(".0"))
            text.resize(text.size() - 2);
        return text;
    };
    if (real == 0 && !std::signbit(real))
        return part(imaginary) + 'j';
    const std::string second = part(imaginary);
    return '(' + part(real) + (second.starts_with('-') ? "" : "+") + second + "j)";
}

std::string shortDouble(double value, int digits)
{
    if (!std::isfinite(value))
        return reprDouble(value);
    char buffer[64];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value,
                                   std::chars_format::general, std::clamp(digits, 1, 17))
                         .ptr;
    return std::string(buffer, end);
}

std::string percentOf(std::uint64_t part, std::uint64_t whole)
{
    if (part == 0 || whole == 0)
        return "0";
    const std::string text =
        shortDouble(100 * static_cast<double>(part) / static_cast<double>(whole), 3);
    return text == "100" && part < whole ? ">99.9" : text;
}

std::string humanBytes(std::uint64_t bytes)
{
    if (bytes < 1024)
        return std::to_string(bytes) + " B";
    static constexpr const char *units[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double value = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    // 1023.95 would be rounded to "1024.0".
    for (; value >= 1023.95 && unit + 1 < std::size(units); ++unit)
        value /= 1024;
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.1f %s", value, units[unit]);
    return buffer;
}

std::string humanCount(std::uint64_t count)
{
    if (count < 1000)
        return std::to_string(count);
    static constexpr const char *units[] = {" k", " M", " G", " T", " P", " E"};
    double value = static_cast<double>(count) / 1000;
    std::size_t unit = 0;
    for (; value >= 999.5 && unit + 1 < std::size(units); ++unit)
        value /= 1000;
    return threeDigits(value) + units[unit];
}

std::string grouped(std::uint64_t count)
{
    std::string text = std::to_string(count);
    for (std::size_t at = text.size(); at > 3;) {
        at -= 3;
        text.insert(at, 1, ',');
    }
    return text;
}

std::string decimalFromLittleEndian(std::string_view bytes)
{
    if (bytes.empty())
        return "0";
    const bool negative = static_cast<signed char>(bytes.back()) < 0;
    std::vector<std::uint32_t> words = magnitudeWords(bytes, negative);
    const std::string tooLong =
        std::string("<").append(std::to_string(bitLength(words))) + "-bit int>";
    // 3.3219 bits a digit: decided before the conversion, whose cost grows with the square.
    if (static_cast<double>(bitLength(words)) > longestDecimal * 3.3220 + 1)
        return tooLong;
    std::string digits;
    while (!words.empty()) {
        std::uint32_t part = divideByBillion(words);
        for (int i = 0; i < 9; ++i, part /= 10)
            digits += static_cast<char>('0' + part % 10);
    }
    digits.erase(std::min(digits.find_last_not_of('0') + 1, digits.size()));
    if (digits.empty())
        return "0";
    if (digits.size() > longestDecimal)
        return tooLong;
    if (negative)
        digits += '-';
    std::ranges::reverse(digits);
    return digits;
}

std::string base64(std::string_view bytes)
{
    static constexpr char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0);
        for (std::size_t k = 0; k < 4; ++k)
            text += k <= count ? letters[group >> (18 - 6 * k) & 63] : '=';
    }
    return text;
}

bool naturalLess(std::string_view a, std::string_view b)
{
    std::string_view restA = a, restB = b;
    while (!restA.empty() && !restB.empty()) {
        if (isDigit(restA.front()) && isDigit(restB.front())) {
            if (const int order = compareDigits(takeDigits(restA), takeDigits(restB)))
                return order < 0;
        } else if (restA.front() != restB.front()) {
            return static_cast<unsigned char>(restA.front()) <
                   static_cast<unsigned char>(restB.front());
        } else {
            restA.remove_prefix(1);
            restB.remove_prefix(1);
        }
    }
    if (restA.empty() != restB.empty())
        return restA.empty();
    return a < b;
}

} // namespace lens
