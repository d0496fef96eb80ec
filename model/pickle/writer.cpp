// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/checked.h"
#include "model/pickle/emitter.h"
#include "model/pickle/token.h"

#include <bit>
#include <limits>

namespace lens::pickle {

namespace {

template <typename T>
void appendLittle(std::string &out, T value)
{
    char bytes[sizeof value];
    storeLittle(bytes, value);
    out.append(bytes, sizeof value);
}

// Two's complement, little endian, in as few bytes as keep the sign.
std::string shortest(std::int64_t value)
{
    std::string bytes;
    appendLittle(bytes, value);
    const char filler = value < 0 ? '\xFF' : '\0';
    while (bytes.size() > 1 && bytes.back() == filler &&
           ((bytes[bytes.size() - 2] ^ filler) & 0x80) == 0)
        bytes.pop_back();
    return bytes;
}

} // namespace

void Writer::integer(std::int64_t value)
{
    if (value >= 0 && value <= 0xFF) {
        op(OpBinInt1);
        appendLittle(m_out, static_cast<std::uint8_t>(value));
    } else if (value >= 0 && value <= 0xFFFF) {
        op(OpBinInt2);
        appendLittle(m_out, static_cast<std::uint16_t>(value));
    } else if (value >= std::numeric_limits<std::int32_t>::min() &&
               value <= std::numeric_limits<std::int32_t>::max()) {
        op(OpBinInt);
        appendLittle(m_out, static_cast<std::int32_t>(value));
    } else {
        bigInteger(shortest(value));
    }
}

void Writer::bigInteger(std::string_view littleEndian)
{
    const bool fitsShort = littleEndian.size() <= 0xFF;
    op(static_cast<char>(fitsShort ? OpLong1 : OpLong4));
    if (fitsShort)
        appendLittle(m_out, static_cast<std::uint8_t>(littleEndian.size()));
    else
        appendLittle(m_out, static_cast<std::int32_t>(littleEndian.size()));
    m_out += littleEndian;
}

void Writer::real(double value)
{
    op(OpBinFloat);
    appendLittle(m_out, byteSwapped(std::bit_cast<std::uint64_t>(value)));
}

void Writer::text(std::string_view utf8)
{
    op(OpBinUnicode);
    appendLittle(m_out, static_cast<std::uint32_t>(utf8.size()));
    m_out += utf8;
}

void Writer::global(std::string_view module, std::string_view name)
{
    op(OpGlobal);
    m_out.append(module).append("\n").append(name).append("\n");
}

std::uint32_t Writer::put()
{
    if (m_next < 256) {
        op(OpBinPut);
        appendLittle(m_out, static_cast<std::uint8_t>(m_next));
    } else {
        op(OpLongBinPut);
        appendLittle(m_out, m_next);
    }
    return m_next++;
}

void Writer::get(std::uint32_t slot)
{
    if (slot < 256) {
        op(OpBinGet);
        appendLittle(m_out, static_cast<std::uint8_t>(slot));
    } else {
        op(OpLongBinGet);
        appendLittle(m_out, slot);
    }
}

} // namespace lens::pickle
