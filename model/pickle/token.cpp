// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/pickle/token.h"

#include "model/base/checked.h"
#include "model/base/limits.h"

#include <algorithm>
#include <array>
#include <string>

namespace lens::pickle {

namespace {

enum class Argument : std::uint8_t {
    Invalid,
    None,
    Unsigned1,
    Unsigned2,
    Signed4,
    Unsigned4,
    Unsigned8,
    Real8,
    Line,
    TwoLines,
    Bytes1,
    Bytes4,
    SignedBytes4,
    Bytes8,
};

constexpr std::array<Argument, 256> makeArguments()
{
    std::array<Argument, 256> table{};
    for (unsigned char op : std::string_view("(.012NQRabdelostu})]"))
        table[op] = Argument::None;
    for (unsigned char op : std::string_view("FILPSVgp"))
        table[op] = Argument::Line;
    for (int op :
         {OpNewObj, OpTuple1, OpTuple2, OpTuple3, OpNewTrue, OpNewFalse, OpEmptySet, OpAddItems,
          OpFrozenSet, OpNewObjEx, OpStackGlobal, OpMemoize, OpNextBuffer, OpReadOnlyBuffer})
        table[op] = Argument::None;
    table[OpGlobal] = table[OpInst] = Argument::TwoLines;
    table[OpBinFloat] = Argument::Real8;
    table[OpBinInt] = table[OpExt4] = Argument::Signed4;
    table[OpBinInt1] = table[OpBinGet] = table[OpBinPut] = Argument::Unsigned1;
    table[OpProto] = table[OpExt1] = Argument::Unsigned1;
    table[OpBinInt2] = table[OpExt2] = Argument::Unsigned2;
    table[OpLongBinGet] = table[OpLongBinPut] = Argument::Unsigned4;
    table[OpFrame] = Argument::Unsigned8;
    table[OpShortBinString] = table[OpShortBinBytes] = Argument::Bytes1;
    table[OpShortBinUnicode] = table[OpLong1] = Argument::Bytes1;
    table[OpBinUnicode] = table[OpBinBytes] = Argument::Bytes4;
    table[OpBinString] = table[OpLong4] = Argument::SignedBytes4;
    table[OpBinUnicode8] = table[OpBinBytes8] = table[OpByteArray8] = Argument::Bytes8;
    return table;
}

constexpr std::array<Argument, 256> arguments = makeArguments();

Error truncated(const char *what, std::uint64_t at)
{
    return makeError(ErrorCode::Truncated, std::string("the pickle ends inside ") + what).at(at);
}

class Cursor
{
public:
    Cursor(std::string_view data, std::uint64_t at)
        : m_data(data)
    {
        m_token.at = at;
        m_token.next = at + 1;
        m_token.op = static_cast<std::uint8_t>(data[at]);
    }

    Result<Token> finish()
    {
        switch (arguments[m_token.op]) {
        case Argument::Invalid: return unknown();
        case Argument::None: return m_token;
        case Argument::Unsigned1: return number<std::uint8_t>();
        case Argument::Unsigned2: return number<std::uint16_t>();
        case Argument::Signed4: return number<std::int32_t>();
        case Argument::Unsigned4: return number<std::uint32_t>();
        case Argument::Unsigned8:
        case Argument::Real8: return number<std::int64_t>();
        case Argument::Line: return lines(1);
        case Argument::TwoLines: return lines(2);
        case Argument::Bytes1: return payload<std::uint8_t>();
        case Argument::Bytes4: return payload<std::uint32_t>();
        case Argument::SignedBytes4: return payload<std::int32_t>();
        case Argument::Bytes8: return payload<std::uint64_t>();
        }
        return unknown();
    }

private:
    std::uint64_t left() const { return m_data.size() - m_token.next; }

    Result<Token> unknown() const
    {
        static constexpr char hex[] = "0123456789abcdef";
        return makeError(ErrorCode::Corrupt, std::string("0x") + hex[m_token.op >> 4] +
                                                 hex[m_token.op & 15] + " is not a pickle opcode")
            .at(m_token.at);
    }

    template <typename T>
    Result<Token> number()
    {
        if (left() < sizeof(T))
            return truncated("a number", m_token.at);
        m_token.number = static_cast<std::int64_t>(loadLittle<T>(m_data.data() + m_token.next));
        m_token.next += sizeof(T);
        return m_token;
    }

    template <typename T>
    Result<Token> payload()
    {
        if (auto length = number<T>(); !length)
            return length;
        if (std::is_signed_v<T> && m_token.number < 0)
            return makeError(ErrorCode::Corrupt, "a negative length in the pickle").at(m_token.at);
        const auto length = static_cast<std::uint64_t>(m_token.number);
        if (length > left())
            return truncated("a string or number", m_token.at);
        m_token.text = m_data.substr(m_token.next, length);
        m_token.next += length;
        return m_token;
    }

    Result<Token> lines(int count)
    {
        for (std::string_view *line : {&m_token.text, &m_token.text2}) {
            const auto end = m_data.find('\n', m_token.next);
            if (end == std::string_view::npos)
                return truncated("a line of text", m_token.at);
            *line = m_data.substr(m_token.next, end - m_token.next);
            m_token.next = end + 1;
            if (--count == 0)
                break;
        }
        return m_token;
    }

    std::string_view m_data;
    Token m_token;
};

// A tar has two short pickles a tensor.
constexpr std::uint64_t firstWindow = 4 * 1024;

} // namespace

Result<Token> tokenAt(std::string_view data, std::uint64_t at)
{
    if (at >= data.size())
        return makeError(ErrorCode::Truncated, "the pickle ends before its STOP").at(data.size());
    return Cursor(data, at).finish();
}

Result<std::uint64_t> pickleLength(const ByteSource &source, std::uint64_t offset)
{
    if (offset >= source.size())
        return makeError(ErrorCode::Truncated, "the file ends where a pickle should begin")
            .at(offset);
    const std::uint64_t available = source.size() - offset;
    std::uint64_t at = 0;
    for (std::uint64_t window = firstWindow;; window *= 4) {
        const std::uint64_t length = std::min({window, available, limits::pickleBytes});
        LENS_ASSIGN(const std::string data, source.readString(offset, length));
        Result<Token> token = tokenAt(data, at);
        for (; token; token = tokenAt(data, at)) {
            at = token->next;
            if (token->op == OpStop)
                return at;
        }
        const bool more = length < available && length < limits::pickleBytes;
        if (token.error().code == ErrorCode::Truncated && more)
            continue;
        if (length == limits::pickleBytes)
            return makeError(ErrorCode::Limit, "a pickle longer than 1 GiB").at(offset);
        Error error = std::move(token).error();
        error.offset = offset + error.offset.value_or(at);
        return error;
    }
}

} // namespace lens::pickle
