// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/zipsalvage.h"

#include "model/base/checked.h"
#include "model/base/text.h"
#include "model/formats/streamreading.h"
#include "model/formats/zipdirectory.h"

#include <algorithm>
#include <array>

namespace lens {

namespace {

// Without a directory only a walk over the bytes finds the records. What lies further on is not
// walked: an error message is not worth reading a hundred gigabytes.
constexpr std::uint64_t walkLimit = 64ull << 20;
constexpr std::string_view descriptorMark = "PK\7\10";
constexpr std::uint64_t descriptorSize = 16;

// The record that starts at `at`: where it ends, or 0 when it is cut. torch writes sizes behind the
// payload only, so the end is a descriptor that names the distance to itself.
std::uint64_t recordEnd(std::string_view bytes, std::uint64_t at)
{
    const std::string_view header = bytes.substr(at);
    if (header.size() < zip::localSize ||
        loadLittle<std::uint32_t>(header.data()) != zip::localSignature)
        return 0;
    const std::uint64_t payload = at + zip::localSize +
                                  loadLittle<std::uint16_t>(header.data() + 26) +
                                  loadLittle<std::uint16_t>(header.data() + 28);
    const std::uint64_t stored = loadLittle<std::uint32_t>(header.data() + 18);
    const bool described = loadLittle<std::uint16_t>(header.data() + 6) & zip::flagDescriptor;
    if (!described || stored != 0)
        return payload + stored <= bytes.size() ? payload + stored : 0;
    for (auto mark = bytes.find(descriptorMark, payload); mark != bytes.npos;
         mark = bytes.find(descriptorMark, mark + 1)) {
        if (bytes.size() - mark < descriptorSize)
            return 0;
        if (loadLittle<std::uint32_t>(bytes.data() + mark + 8) == mark - payload)
            return mark + descriptorSize;
    }
    return 0;
}

} // namespace

Error missingEnd(const ByteSource &source)
{
    const std::uint64_t length = std::min(source.size(), walkLimit);
    auto bytes = source.readString(0, length);
    if (!bytes)
        return std::move(bytes).error();
    std::uint64_t complete = 0;
    for (std::uint64_t at = recordEnd(*bytes, 0); at != 0; at = recordEnd(*bytes, at))
        ++complete;
    const std::string count =
        length < source.size() ? "at least " + grouped(complete) : grouped(complete);
    return makeError(ErrorCode::Truncated,
                     "the end of this file is missing: an interrupted download, a full disk, or it "
                     "is still being written; " +
                         count + (complete == 1 ? " record is" : " records are") + " complete")
        .at(source.size())
        .advise("Copy it again from its source.");
}

void salvageFirstRecord(Checkpoint &checkpoint, const Job *job)
{
    std::array<std::byte, zip::localSize> header;
    const SourcePtr &source = checkpoint.source;
    if (source->size() < header.size() || !source->read(0, header))
        return;
    const std::uint64_t nameLength = loadLittle<std::uint16_t>(header.data() + 26);
    const std::uint64_t payload =
        header.size() + nameLength + loadLittle<std::uint16_t>(header.data() + 28);
    const bool stored = loadLittle<std::uint16_t>(header.data() + 8) == 0;
    if (!stored || payload >= source->size())
        return;
    const auto name = source->readString(header.size(), nameLength);
    if (name && name->ends_with(".pkl"))
        (void)addStream(checkpoint, {source, *name, "the first record", payload}, job);
}

} // namespace lens
