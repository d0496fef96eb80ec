// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace lens::pickle {

// Opcodes that push a str: UNICODE, BINUNICODE, …, and the Python-2 strings.
bool isStringOpcode(std::uint8_t op);
// Opcodes that push bytes or a bytearray.
bool isBytesOpcode(std::uint8_t op);

// A whole token of the family of `op` that pushes `utf8`: the opcode itself, or its next larger
// sister where the text does not fit. InvalidEdit for text that no str can hold.
Result<std::string> stringToken(std::uint8_t op, std::string_view utf8);

// A whole token of the family of `op` that pushes `bytes`; for a str opcode the str whose latin-1
// encoding they are, as protocol 2 writes bytes; for a Python-2 string, which is bytes, themselves.
Result<std::string> bytesToken(std::uint8_t op, std::string_view bytes);

} // namespace lens::pickle
