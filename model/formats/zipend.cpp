// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/zipend.h"

#include "model/base/checked.h"
#include "model/base/text.h"
#include "model/formats/zipdirectory.h"

#include <algorithm>
#include <array>
#include <span>

namespace lens {

namespace {

// The end record, and the longest comment it can carry.
constexpr std::uint64_t searchBytes = zip::endSize + zip::max16;
// Honest archives have one end record, or a few with archives stored inside them.
constexpr std::size_t maxCandidates = 64;
// A shard has one archive for each tensor of a model, or for each part of one.
constexpr std::size_t maxArchives = 1 << 16;
constexpr std::string_view endMark = "PK\5\6";

// The numbers of an end record as written; `masked` ones are in the zip64 record.
struct RawEnd
{
    std::uint64_t entries, size, offset, comment;
    bool oneDisk;
};

RawEnd rawEnd(const char *p)
{
    return {loadLittle<std::uint16_t>(p + 10), loadLittle<std::uint32_t>(p + 12),
            loadLittle<std::uint32_t>(p + 16), loadLittle<std::uint16_t>(p + 20),
            loadLittle<std::uint32_t>(p + 4) == 0 &&
                loadLittle<std::uint16_t>(p + 8) == loadLittle<std::uint16_t>(p + 10)};
}

bool hasSignature(const ByteSource &source, std::uint64_t at, std::uint32_t signature)
{
    std::byte bytes[4];
    if (source.size() < sizeof bytes || at > source.size() - sizeof bytes ||
        !source.read(at, bytes))
        return false;
    return loadLittle<std::uint32_t>(bytes) == signature;
}

// Whose word counts for where a zip64 end record lies.
enum class End64 { AtPointer, BeforeLocator };

// Reads the zip64 end record that belongs to the locator in front of `end`. False when a locator is
// there and leads nowhere. `pointer` is what the locator says.
bool readEnd64(const ByteSource &source, ZipEnd &end, std::uint64_t &pointer, End64 place)
{
    if (end.at < zip::locatorSize + zip::end64Size ||
        !hasSignature(source, end.at - zip::locatorSize, zip::locatorSignature))
        return true;
    const std::uint64_t locator = end.at - zip::locatorSize;
    std::byte raw[zip::end64Size];
    if (!source.read(locator + 8, std::span(raw).first<8>()))
        return false;
    pointer = loadLittle<std::uint64_t>(raw);
    std::uint64_t at = pointer;
    // With bytes in front of the archive the pointer is too small; the record then lies directly
    // in front of its locator, as every writer puts it.
    if (place == End64::BeforeLocator || at > locator - zip::end64Size ||
        !hasSignature(source, at, zip::end64Signature))
        at = locator - zip::end64Size;
    if (!hasSignature(source, at, zip::end64Signature))
        return false;
    if (!source.read(at, raw))
        return false;
    end.end64 = at;
    end.locator = locator;
    end.entries = loadLittle<std::uint64_t>(raw + 32);
    end.size = loadLittle<std::uint64_t>(raw + 40);
    end.offset = loadLittle<std::uint64_t>(raw + 48);
    return true;
}

bool isDirectory(const ByteSource &source, std::uint64_t offset, const ZipEnd &end)
{
    if (end.entries == 0)
        return end.size == 0;
    return hasSignature(source, offset, zip::entrySignature);
}

// Decides where the directory starts: where the record says, or, when that many bytes were put in
// front of the archive, directly in front of the end records.
bool placeDirectory(const ByteSource &source, ZipEnd &end)
{
    const std::uint64_t directoryEnd = end.end64.value_or(end.at);
    const auto claimed = checkedAdd(end.offset, end.size);
    if (!claimed || *claimed > directoryEnd)
        return false;
    if (isDirectory(source, end.offset, end))
        return true;
    end.base = directoryEnd - *claimed;
    end.offset += end.base;
    return end.base != 0 && isDirectory(source, end.offset, end);
}

struct Candidate
{
    ZipEnd end;
    bool fits = false;   // its comment ends where the file ends
    bool usable = false; // leads to a directory
    bool zip64Lost = false;
    bool disagrees = false;
};

bool contradicts(std::uint64_t small, std::uint64_t mask, std::uint64_t real)
{
    return small != mask && small != real;
}

Candidate examine(const ByteSource &source, std::uint64_t at, const char *bytes)
{
    const RawEnd raw = rawEnd(bytes);
    Candidate candidate;
    ZipEnd &end = candidate.end;
    end.at = at;
    candidate.fits = at + zip::endSize + raw.comment == source.size();
    end.behind = std::min(at + zip::endSize + raw.comment, source.size());
    end.entries = raw.entries;
    end.size = raw.size;
    end.offset = raw.offset;
    std::uint64_t pointer = 0;
    candidate.zip64Lost = !readEnd64(source, end, pointer, End64::AtPointer);
    candidate.disagrees = !raw.oneDisk || contradicts(raw.entries, zip::max16, end.entries) ||
                          contradicts(raw.size, zip::max32, end.size) ||
                          contradicts(raw.offset, zip::max32, end.offset);
    candidate.usable = placeDirectory(source, end);
    if (end.end64 && pointer != *end.end64 - end.base)
        candidate.disagrees = true; // a reader that follows the locator finds another record
    return candidate;
}

Result<std::vector<Candidate>> candidates(const ByteSource &source)
{
    const std::uint64_t length = std::min(source.size(), searchBytes);
    const std::uint64_t start = source.size() - length;
    LENS_ASSIGN(const std::string tail, source.readString(start, length));
    std::vector<Candidate> found;
    if (tail.size() < zip::endSize)
        return found;
    std::size_t at = tail.rfind(endMark, tail.size() - zip::endSize);
    while (at != std::string::npos && found.size() < maxCandidates) {
        found.push_back(examine(source, start + at, tail.data() + at));
        at = at == 0 ? std::string::npos : tail.rfind(endMark, at - 1);
    }
    return found;
}

// The archive that ends at `behind`: without a comment, its directory directly in front of its end
// records, and its first record at the very start.
std::optional<ZipEnd> endBefore(const ByteSource &source, std::uint64_t behind)
{
    std::array<char, zip::endSize> bytes;
    if (behind < bytes.size() ||
        !source.read(behind - bytes.size(), std::as_writable_bytes(std::span(bytes))))
        return std::nullopt;
    const RawEnd raw = rawEnd(bytes.data());
    ZipEnd end;
    std::uint64_t pointer = 0;
    end.at = behind - bytes.size();
    end.behind = behind;
    end.entries = raw.entries;
    end.size = raw.size;
    end.offset = raw.offset;
    if (!std::string_view(bytes.data(), bytes.size()).starts_with(endMark) || raw.comment != 0 ||
        !readEnd64(source, end, pointer, End64::BeforeLocator))
        return std::nullopt;
    const std::uint64_t directoryEnd = end.end64.value_or(end.at);
    const auto length = checkedAdd(end.offset, end.size);
    if (!length || *length > directoryEnd)
        return std::nullopt;
    end.base = directoryEnd - *length;
    end.offset += end.base;
    if (!isDirectory(source, end.offset, end) ||
        !hasSignature(source, end.base, zip::localSignature))
        return std::nullopt;
    return end;
}

// Nothing between the start of the source, the directory and the end records that is not counted.
bool isSnug(const ZipEnd &end)
{
    return end.base == 0 && end.offset + end.size == end.end64.value_or(end.at);
}

void reportRow(const std::vector<ZipEnd> &row, FindingList &findings)
{
    findings.add("zip.several-archives", Severity::Warning,
                 "The file is " + grouped(row.size()) +
                     " complete archives one behind the other, as torch.distributed.checkpoint "
                     "writes its shards. The first is shown; the pickles of the others are part of "
                     "the safety report.",
                 {}, row.front().behind);
}

void report(const Candidate &chosen, std::size_t rivals, std::uint64_t size, FindingList &findings)
{
    const std::uint64_t at = chosen.end.at;
    if (rivals > 1)
        findings.add("zip.ambiguous-end", Severity::Error,
                     "The file has more than one end record, as of archives one behind the other; "
                     "programs may read different contents.",
                     {}, at);
    if (chosen.zip64Lost)
        findings.add("zip.zip64-end", Severity::Error,
                     "The zip64 locator points to no zip64 end record.", {}, at);
    if (chosen.disagrees)
        findings.add("zip.end-disagrees", Severity::Error,
                     "The end record contradicts its zip64 record or locator, or names several "
                     "disks.",
                     {}, at);
    if (chosen.end.behind < size)
        findings.add("zip.trailing-bytes", Severity::Warning,
                     std::to_string(size - chosen.end.behind) + " bytes lie behind the archive.",
                     {}, chosen.end.behind);
    if (chosen.end.base != 0)
        findings.add("zip.prefix-bytes", Severity::Warning,
                     std::to_string(chosen.end.base) +
                         " bytes lie in front of the archive; PyTorch cannot open such a file.",
                     {}, 0);
}

} // namespace

Result<ZipEnd> findZipEnd(const ByteSource &source, FindingList &findings)
{
    LENS_ASSIGN(const auto found, candidates(source));
    if (found.empty())
        return makeError(ErrorCode::Truncated, "the end of this file is missing");
    const Candidate *chosen = nullptr;
    std::size_t rivals = 0;
    for (const Candidate &candidate : found) { // the last of the file comes first
        if (!candidate.usable)
            continue;
        if (!chosen || (chosen->end.base != 0 && candidate.end.base == 0) ||
            (chosen->end.entries == 0 && candidate.end.entries != 0 && candidate.fits))
            chosen = &candidate;
        // An archive stored in a record has an end record too; its offsets count from elsewhere.
        rivals += candidate.fits || candidate.end.base == 0;
    }
    if (!chosen)
        return makeError(ErrorCode::Corrupt, "the zip directory is not where the end record says")
            .at(found.front().end.at)
            .advise("The file is damaged; copy it again from its source.");
    if (rivals > 1 || !isSnug(chosen->end)) {
        if (const auto row = archivesInARow(source); row.size() > 1) {
            reportRow(row, findings);
            return row.front();
        }
    }
    report(*chosen, rivals, source.size(), findings);
    return chosen->end;
}

std::vector<ZipEnd> archivesInARow(const ByteSource &source)
{
    std::vector<ZipEnd> row;
    for (std::uint64_t behind = source.size(); behind > 0; behind = row.back().base) {
        const auto end = endBefore(source, behind);
        if (!end || row.size() == maxArchives)
            return {};
        row.push_back(*end);
    }
    std::reverse(row.begin(), row.end());
    if (!row.empty())
        row.front().followed = row.size() > 1;
    return row;
}

bool hasZipEnd(const ByteSource &source)
{
    const auto found = candidates(source);
    return found && std::any_of(found->begin(), found->end(),
                                [](const Candidate &c) { return c.usable && c.end.entries != 0; });
}

} // namespace lens
