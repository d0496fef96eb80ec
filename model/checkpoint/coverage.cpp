// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/coverage.h"

#include "model/base/text.h"

#include <algorithm>

namespace lens {
namespace {

// "data.pkl (243 B, 61 opcodes)"
std::string streamText(const PickleStream &stream)
{
    std::string text = nameOf(stream) + " (" + humanBytes(stream.bytes.size()) + ", " +
                       grouped(stream.reading.opcodes) + " opcodes";
    if (stream.reading.error)
        text += ", up to byte " + grouped(stream.reading.error->offset.value_or(0));
    return text + ')';
}

} // namespace

std::string nameOf(const PickleStream &stream)
{
    return stream.member.empty() ? "pickle at byte " + grouped(stream.offset) : stream.member;
}

std::string coverageOf(const Checkpoint &checkpoint)
{
    constexpr std::size_t mostStreams = 8;
    const auto &streams = checkpoint.streams;
    // Of a file that could not be opened nobody knows how many there are.
    const std::string records =
        checkpoint.storages.empty() ? "" : grouped(checkpoint.storages.size()) + " tensor records";
    if (streams.empty())
        return "analysed: no pickle" +
               (records.empty() ? records : ", " + records + " that hold no code");
    std::string text = "analysed: ";
    for (std::size_t i = 0; i < std::min(streams.size(), mostStreams); ++i)
        text += (i == 0 ? "" : ", ") + streamText(streams[i]);
    if (streams.size() > mostStreams)
        text += " and " + grouped(streams.size() - mostStreams) + " more pickles";
    return records.empty() ? text : text + "; " + records + " not parsed as pickle";
}

} // namespace lens
