// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "model/pickle/graph.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace lens::pickle {

// Edits of single places of a pickle stream; every other byte stays as it is, memo numbers
// included.
//
// A string at one place may be the memo object of other places ('cpu' is interned, so a storage's
// location and a user's value can be one object). setText changes the places it is told and no
// other: a later GET of the same memo slot that was not named is written with the old text again.
// Opcodes used are those of the stream itself, so what weights_only accepted it still accepts.
class Patch
{
public:
    // The string pushed at offset `at` (a string opcode or a GET of one) becomes `utf8`.
    void setText(std::uint32_t at, std::string utf8);
    // The token at offset `at` is replaced by `bytes` (complete opcodes, or nothing).
    void replaceToken(std::uint32_t at, std::string bytes);
    // The payload of the bytes, bytearray or latin-1 str token at `at` (or its memo definition)
    // becomes `bytes`: for a document inside the document.
    void setBytes(std::uint32_t at, std::string bytes);
    bool empty() const { return m_texts.empty() && m_tokens.empty() && m_bytes.empty(); }

    // The patched stream; `stream` is one whole pickle (to its STOP, more may follow and is kept).
    // Lengths of FRAME opcodes are kept right. InvalidEdit when a place is not what it should be.
    Result<std::string> apply(std::string_view stream) const;

private:
    std::map<std::uint32_t, std::string> m_texts, m_tokens, m_bytes;
};

} // namespace lens::pickle
