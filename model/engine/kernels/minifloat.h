// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

namespace lens::engine {

// How a small float means its bits.
struct MiniFloat
{
    int mantissaBits, bias;
    bool infinities;   // the top exponent is infinity and NaN, as IEEE
    bool unsignedZero; // "fnuz": no infinities, one zero, NaN is what -0 would be
};

// Source: "FP8 Formats for Deep Learning" (arXiv 2209.05433) and the OCP microscaling formats.
inline constexpr MiniFloat e5m2{2, 15, true, false}, e4m3fn{3, 7, false, false},
    e5m2fnuz{2, 16, false, true}, e4m3fnuz{3, 8, false, true};

inline float valueOf(MiniFloat format, std::uint8_t bits)
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float sign = bits & 0x80 ? -1.0f : 1.0f;
    const int magnitude = bits & 0x7f, mask = (1 << format.mantissaBits) - 1;
    const int exponent = magnitude >> format.mantissaBits, mantissa = magnitude & mask;
    if (format.unsignedZero && bits == 0x80)
        return nan;
    if (format.infinities && exponent == 0x7f >> format.mantissaBits)
        return mantissa ? nan : sign * std::numeric_limits<float>::infinity();
    if (!format.infinities && !format.unsignedZero && magnitude == 0x7f)
        return nan;
    const int significand = exponent ? mantissa + mask + 1 : mantissa;
    const int power = (exponent ? exponent : 1) - format.bias - format.mantissaBits;
    return sign * std::ldexp(static_cast<float>(significand), power);
}

} // namespace lens::engine
