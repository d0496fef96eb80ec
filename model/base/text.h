// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Text for people and for scripts, independent of the locale.
namespace lens {

// Shortest text that reads back as the same double, as Python's repr: "0.1", "1e-08", "1.0", "nan".
std::string reprDouble(double value);
// As Python's repr: "(1+2j)", "-0.5j".
std::string reprComplex(double real, double imaginary);
// At most `digits` significant digits, for a narrow column: "0.0123", "1.2e-08".
std::string shortDouble(double value, int digits = 4);
// How many of a hundred, to three digits: "25", "0.0012". What is not all or nothing is never
// rounded to it: ">99.9".
std::string percentOf(std::uint64_t part, std::uint64_t whole);
// "1.2 GiB", "97 B".
std::string humanBytes(std::uint64_t bytes);
// "25.6 M", "590 k", "12".
std::string humanCount(std::uint64_t count);
// Digits in threes: "25,557,032".
std::string grouped(std::uint64_t count);
// Two's complement, little endian, as a decimal number; past 4300 digits "<N-bit int>".
std::string decimalFromLittleEndian(std::string_view bytes);
// Text from a file made harmless for a terminal or a label: control and bidirectional characters as
// \xNN or \uNNNN, lone surrogates as \udXXX, broken UTF-8 as \xNN. `limit` bytes, elided in the
// middle.
std::string escaped(std::string_view utf8, std::size_t limit = 0);
// As Python's repr of a str: quotes chosen as Python does.
std::string reprString(std::string_view utf8);
// As Python's repr of bytes: b'...'
std::string reprBytes(std::string_view bytes);
std::string base64(std::string_view bytes);
bool isUtf8(std::string_view text);               // strict: no surrogates
bool isUtf8WithSurrogates(std::string_view text); // as CPython's "surrogatepass"
std::string latin1ToUtf8(std::string_view bytes);
// Bytes again, or nothing when a character is beyond U+00FF.
bool utf8ToLatin1(std::string_view utf8, std::string &out);
// "layers.2" before "layers.10"; ties broken by bytes.
bool naturalLess(std::string_view a, std::string_view b);

} // namespace lens
