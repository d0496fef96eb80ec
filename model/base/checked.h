// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>

// Arithmetic on numbers that come from files, and loads from unaligned bytes.
namespace lens {

template <std::integral T>
std::optional<T> checkedAdd(T a, T b)
{
    T sum;
    if (__builtin_add_overflow(a, b, &sum))
        return std::nullopt;
    return sum;
}

template <std::integral T>
std::optional<T> checkedMul(T a, T b)
{
    T product;
    if (__builtin_mul_overflow(a, b, &product))
        return std::nullopt;
    return product;
}

template <std::integral T>
T byteSwapped(T value)
{
    if constexpr (sizeof(T) == 8)
        return static_cast<T>(__builtin_bswap64(static_cast<std::uint64_t>(value)));
    else if constexpr (sizeof(T) == 4)
        return static_cast<T>(__builtin_bswap32(static_cast<std::uint32_t>(value)));
    else if constexpr (sizeof(T) == 2)
        return static_cast<T>(__builtin_bswap16(static_cast<std::uint16_t>(value)));
    else
        return value;
}

static_assert(std::endian::native == std::endian::little,
              "loadLittle assumes a little-endian host");

// The caller has checked that sizeof(T) bytes are there.
template <std::integral T>
T loadLittle(const void *bytes)
{
    T value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

template <std::integral T>
T loadBig(const void *bytes)
{
    return byteSwapped(loadLittle<T>(bytes));
}

template <std::integral T>
void storeLittle(void *bytes, T value)
{
    std::memcpy(bytes, &value, sizeof value);
}

} // namespace lens
