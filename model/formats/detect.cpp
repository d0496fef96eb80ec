// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/detect.h"

#include "model/base/checked.h"
#include "model/base/limits.h"
#include "model/formats/streamreading.h"
#include "model/formats/zipend.h"
#include "model/pickle/reader.h"

#include <algorithm>

namespace lens {

namespace {

constexpr std::uint64_t headBytes = 64 * 1024;
constexpr std::uint64_t tarMagicAt = 257;
// Opcodes a pickle can start with when it has no PROTO: they need nothing on the stack.
constexpr std::string_view firstOpcodes = "(])}cILFSVUXTGJKMNi\x88\x89\x8a";

bool isTar(std::string_view head)
{
    return head.size() > tarMagicAt && head.substr(tarMagicAt).starts_with("ustar");
}

// The length of the header and its brace; a file that is cut short still has both.
bool isSafetensors(std::string_view head)
{
    if (head.size() < 9)
        return false;
    const auto brace = head.find_first_not_of(" \t\r\n", 8);
    if (brace == head.npos || head[brace] != '{')
        return false;
    const auto length = loadLittle<std::uint64_t>(head.data());
    const bool plausible = length >= 2 && length <= limits::safetensorsHeader;
    return plausible || head.substr(brace).starts_with("{\"");
}

// Text can look like opcodes for a while. It is a pickle when all of it reads as one, or as much of
// one as fits into the head.
bool isPickle(std::string_view head, bool whole)
{
    constexpr unsigned char proto = 0x80, newestKnown = 15;
    if (head.size() >= 2 && static_cast<unsigned char>(head[0]) == proto)
        return static_cast<unsigned char>(head[1]) <= newestKnown;
    if (head.empty() || firstOpcodes.find(head[0]) == firstOpcodes.npos)
        return false;
    pickle::Graph graph;
    const auto reading = pickle::read(graph, graph.keep(std::string(head)));
    if (!reading.error)
        return true;
    // Code references are worth a report even when the pickle around them is broken.
    const bool cut = reading.error->code == ErrorCode::Truncated && !whole;
    return cut ? reading.opcodes >= 3 : !reading.globals.empty();
}

} // namespace

Result<FileKind> detect(const ByteSource &source)
{
    LENS_ASSIGN(const std::string head, source.readString(0, std::min(source.size(), headBytes)));
    if (head.starts_with("PK\3\4"))
        return FileKind::Zip;
    if (startsLegacyStream(head))
        return FileKind::Legacy;
    // No name of a tar member looks like this, but the weights behind a short header may look like
    // anything.
    if (isSafetensors(head))
        return FileKind::Safetensors;
    if (isTar(head))
        return FileKind::Tar;
    if (isPickle(head, head.size() == source.size()))
        return FileKind::Pickle;
    Error foreign = foreignFile(head, source.size());
    // An archive with bytes in front of it, unless those bytes say clearly what they are.
    if (foreign.code == ErrorCode::Corrupt && hasZipEnd(source))
        return FileKind::Zip;
    return foreign;
}

} // namespace lens
