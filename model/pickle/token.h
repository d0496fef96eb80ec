// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/bytesource.h"

#include <cstdint>
#include <string_view>

namespace lens::pickle {

// The 68 opcodes of protocols 0 to 5. Source: CPython Lib/pickletools.py, formats.md 2.1.
// clang-format off
enum Opcode : std::uint8_t {
    OpMark = '(', OpStop = '.', OpPop = '0', OpPopMark = '1', OpDup = '2',
    OpFloat = 'F', OpBinFloat = 'G', OpInt = 'I', OpBinInt = 'J', OpBinInt1 = 'K', OpLong = 'L',
    OpBinInt2 = 'M', OpNone = 'N', OpPersId = 'P', OpBinPersId = 'Q', OpReduce = 'R',
    OpString = 'S', OpBinString = 'T', OpShortBinString = 'U', OpUnicode = 'V', OpBinUnicode = 'X',
    OpAppend = 'a', OpBuild = 'b', OpGlobal = 'c', OpDict = 'd', OpAppends = 'e', OpGet = 'g',
    OpBinGet = 'h', OpInst = 'i', OpLongBinGet = 'j', OpList = 'l', OpObj = 'o', OpPut = 'p',
    OpBinPut = 'q', OpLongBinPut = 'r', OpSetItem = 's', OpTuple = 't', OpSetItems = 'u',
    OpEmptyDict = '}', OpEmptyList = ']', OpEmptyTuple = ')',
    OpBinBytes = 'B', OpShortBinBytes = 'C',
    OpProto = 0x80, OpNewObj, OpExt1, OpExt2, OpExt4, OpTuple1, OpTuple2, OpTuple3, OpNewTrue,
    OpNewFalse, OpLong1, OpLong4,
    OpShortBinUnicode = 0x8c, OpBinUnicode8, OpBinBytes8, OpEmptySet, OpAddItems, OpFrozenSet,
    OpNewObjEx, OpStackGlobal, OpMemoize, OpFrame, OpByteArray8, OpNextBuffer, OpReadOnlyBuffer,
};
// clang-format on

// One opcode with its argument. For opcodes with a length prefix `text` is the payload alone; for
// text opcodes the line without its newline; for GLOBAL and INST the first line, `text2` the
// second. `number` is the fixed-size argument (sign-extended where the opcode is signed).
struct Token
{
    std::uint8_t op = 0;
    std::uint64_t at = 0;   // offset of the opcode
    std::uint64_t next = 0; // offset behind the argument
    std::int64_t number = 0;
    std::string_view text, text2;
};

// The token at `at`; Truncated when the data ends inside it, Corrupt for a byte that is no opcode
// or an impossible length. Lengths are checked against the data before anything else.
Result<Token> tokenAt(std::string_view data, std::uint64_t at);

// Bytes of the pickle that starts at `offset`, its STOP included, without building anything. Reads
// a growing window: a legacy checkpoint has gigabytes behind its pickles.
Result<std::uint64_t> pickleLength(const ByteSource &source, std::uint64_t offset);

} // namespace lens::pickle
