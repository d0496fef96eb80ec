// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/archives.h"
#include "model/formats/safetensorsheader.h"
#include "tests/fuzz/target.h"

namespace lens::fuzz {

namespace {

// The rules once more, for a header that was accepted: entries tile the buffer to its last byte.
void promiseTiled(const ByteSource &source)
{
    const auto header = readSafetensorsHeader(source);
    if (!header)
        return;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
    for (const SafetensorsEntry &entry : header->entries)
        ranges.emplace_back(entry.begin, entry.end);
    std::sort(ranges.begin(), ranges.end());
    std::uint64_t at = 0;
    for (const auto &[begin, end] : ranges) {
        promise(begin == at && end >= begin, "safetensors entries follow each other");
        at = end;
    }
    promise(header->buffer + at == source.size(), "safetensors entries end where the file ends");
}

} // namespace

void tryInput(std::string_view bytes)
{
    promiseTiled(*memorySource(std::string(bytes)));
    const auto open = [](SourcePtr source) {
        return openSafetensors(std::move(source), nullptr, "input", nullptr);
    };
    tryContainer(bytes, open, [](Checkpoint &) {});
}

} // namespace lens::fuzz
