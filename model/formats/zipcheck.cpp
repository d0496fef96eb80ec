// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/zipcheck.h"

#include "model/base/checked.h"
#include "model/base/text.h"

#include <algorithm>
#include <numeric>

namespace lens {

namespace {

// Reads of neighbouring places share one read of this size.
constexpr std::uint64_t windowBytes = 64 * 1024;
constexpr std::uint64_t longestDescriptor = 24;
constexpr std::uint64_t usualExtra = 128; // torch pads to 64

// The bytes of the archive in front of the directory, looked at in small pieces from front to back.
class Window
{
public:
    explicit Window(const ZipDirectory &directory)
        : m_directory(directory)
    {}
    // `length` bytes at `offset`, fewer at the directory. Reads ahead when `near` says that the
    // next place is close.
    Result<std::string_view> at(std::uint64_t offset, std::uint64_t length, bool near);

private:
    const ZipDirectory &m_directory;
    std::string m_bytes;
    std::uint64_t m_start = 0;
};

Result<std::string_view> Window::at(std::uint64_t offset, std::uint64_t length, bool near)
{
    const std::uint64_t limit = m_directory.end.offset;
    length = offset < limit ? std::min(length, limit - offset) : 0;
    const bool inside = offset >= m_start && offset - m_start <= m_bytes.size() &&
                        length <= m_bytes.size() - (offset - m_start);
    if (!inside) {
        const std::uint64_t wanted = near ? std::max(length, windowBytes) : length;
        m_start = offset;
        LENS_ASSIGN(m_bytes,
                    m_directory.source->readString(offset, std::min(wanted, limit - offset)));
    }
    return std::string_view(m_bytes).substr(offset - m_start, length);
}

class LocalChecker
{
public:
    LocalChecker(const ZipDirectory &directory, const Job *job)
        : m_directory(directory)
        , m_job(job)
        , m_window(directory)
    {}
    Result<LocalCheck> check();

private:
    Result<void> checkRecord(const ZipRecord &record, std::uint64_t next);
    void compare(const ZipRecord &record, std::string_view header);
    Result<void> checkGap(const ZipRecord &record, std::uint64_t end, std::uint64_t next);
    void reportGap(std::uint64_t from, std::uint64_t to);

    const ZipDirectory &m_directory;
    const Job *m_job;
    Window m_window;
    FindingList m_findings;
    LocalCheck m_result;
    std::uint64_t m_covered = 0; // everything in front of this offset is accounted for
};

void LocalChecker::compare(const ZipRecord &record, std::string_view header)
{
    const auto flags = loadLittle<std::uint16_t>(header.data() + 6);
    const auto method = loadLittle<std::uint16_t>(header.data() + 8);
    const auto crc = loadLittle<std::uint32_t>(header.data() + 14);
    const auto stored = loadLittle<std::uint32_t>(header.data() + 18);
    const auto size = loadLittle<std::uint32_t>(header.data() + 22);
    if (header.substr(zip::localSize) != record.name)
        m_findings.add("zip.name-mismatch", Severity::Error,
                       "The local header calls this record \"" +
                           escaped(header.substr(zip::localSize), 200) + "\".",
                       record.name, record.header);
    const bool sizesLater = (flags & zip::flagDescriptor) != 0;
    const auto agrees = [&](std::uint32_t local, std::uint64_t real) {
        return local == real || local == zip::max32 || (sizesLater && local == 0);
    };
    if (flags != record.flags || method != record.method || !agrees(stored, record.stored) ||
        !agrees(size, record.size) || (crc != record.crc && !(sizesLater && crc == 0)))
        m_findings.add("zip.header-mismatch", Severity::Error,
                       "The local header contradicts the directory in its flags, method, sizes or "
                       "checksum.",
                       record.name, record.header);
}

void LocalChecker::reportGap(std::uint64_t from, std::uint64_t to)
{
    if (from < to)
        m_findings.add("zip.gap", Severity::Warning,
                       grouped(to - from) + " bytes belong to no record.", {}, from);
}

Result<void> LocalChecker::checkGap(const ZipRecord &record, std::uint64_t end, std::uint64_t next)
{
    if (record.flags & zip::flagDescriptor) {
        LENS_ASSIGN(const auto behind,
                    m_window.at(end, longestDescriptor, next - end < windowBytes));
        end += descriptorLength(behind.substr(0, next - end), record);
    }
    reportGap(end, next);
    return {};
}

Result<void> LocalChecker::checkRecord(const ZipRecord &record, std::uint64_t next)
{
    if (!record.inside)
        return {};
    if (record.header < m_covered)
        m_findings.add("zip.overlap", Severity::Error,
                       "The record overlaps the one in front of it.", record.name, record.header);
    const std::uint64_t headerLength = zip::localSize + record.name.size();
    const bool near = next > record.header && next - record.header < windowBytes;
    LENS_ASSIGN(const auto header, m_window.at(record.header, headerLength, near));
    if (header.size() < headerLength ||
        loadLittle<std::uint32_t>(header.data()) != zip::localSignature) {
        m_findings.add("zip.local-header", Severity::Error,
                       "No local header lies where the directory says.", record.name,
                       record.header);
        return {};
    }
    const std::uint64_t nameLength = loadLittle<std::uint16_t>(header.data() + 26);
    const std::uint64_t payload =
        record.header + zip::localSize + nameLength + loadLittle<std::uint16_t>(header.data() + 28);
    compare(record, header);
    if (payload > m_directory.end.offset || record.stored > m_directory.end.offset - payload) {
        m_findings.add("zip.out-of-range", Severity::Error, "The record runs into the directory.",
                       record.name, record.header);
        return {};
    }
    m_result.payloads[m_directory.indexOf(record)] = payload;
    const std::uint64_t end = payload + record.stored;
    m_covered = std::max(m_covered, end);
    if (end <= next)
        LENS_CHECK(checkGap(record, end, next));
    return {};
}

Result<LocalCheck> LocalChecker::check()
{
    const auto order = recordsByOffset(m_directory);
    m_result.payloads.resize(order.size());
    if (!order.empty())
        reportGap(m_directory.end.base, m_directory.records[order[0]].header);
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (m_job && i % 4096 == 0)
            LENS_CHECK(m_job->check());
        const std::uint64_t next = i + 1 < order.size() ? m_directory.records[order[i + 1]].header
                                                        : m_directory.end.offset;
        LENS_CHECK(checkRecord(m_directory.records[order[i]], next));
    }
    reportGap(m_directory.end.offset + m_directory.end.size,
              m_directory.end.end64.value_or(m_directory.end.at));
    m_result.findings = m_findings.take();
    return std::move(m_result);
}

} // namespace

Result<LocalHeader> readLocalHeader(const ZipDirectory &directory, const ZipRecord &record)
{
    const auto bad = [&](const char *what) {
        return makeError(ErrorCode::Corrupt, what)
            .in(escaped(record.name, 200))
            .at(record.header)
            .advise("The file is damaged; copy it again from its source.");
    };
    const std::uint64_t limit = directory.end.offset;
    if (!record.inside || record.header > limit || limit - record.header < zip::localSize)
        return bad("the directory places this record outside the archive");
    // One read brings in the fields behind the fixed part too, unless they are unusually long.
    const std::uint64_t first =
        std::min(limit - record.header, zip::localSize + record.name.size() + usualExtra);
    LENS_ASSIGN(std::string header, directory.source->readString(record.header, first));
    if (loadLittle<std::uint32_t>(header.data()) != zip::localSignature)
        return bad("no local header lies where the directory says");
    LocalHeader local;
    local.flags = loadLittle<std::uint16_t>(header.data() + 6);
    local.method = loadLittle<std::uint16_t>(header.data() + 8);
    local.crc = loadLittle<std::uint32_t>(header.data() + 14);
    local.stored = loadLittle<std::uint32_t>(header.data() + 18);
    local.size = loadLittle<std::uint32_t>(header.data() + 22);
    const std::uint64_t nameLength = loadLittle<std::uint16_t>(header.data() + 26);
    const std::uint64_t extraLength = loadLittle<std::uint16_t>(header.data() + 28);
    const std::uint64_t length = zip::localSize + nameLength + extraLength;
    local.payload = record.header + length;
    if (local.payload > limit || record.stored > limit - local.payload)
        return bad("the record runs into the directory");
    if (length > header.size()) {
        LENS_ASSIGN(header, directory.source->readString(record.header, length));
    }
    local.name = header.substr(zip::localSize, nameLength);
    local.extra = header.substr(zip::localSize + nameLength, extraLength);
    return local;
}

Result<LocalCheck> checkLocalHeaders(const ZipDirectory &directory, const Job *job)
{
    return LocalChecker(directory, job).check();
}

std::vector<std::uint32_t> recordsByOffset(const ZipDirectory &directory)
{
    std::vector<std::uint32_t> order(directory.records.size());
    std::iota(order.begin(), order.end(), 0u);
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
        return directory.records[a].header < directory.records[b].header;
    };
    if (!std::is_sorted(order.begin(), order.end(), before)) // writers append: it mostly is
        std::stable_sort(order.begin(), order.end(), before);
    return order;
}

std::uint64_t descriptorLength(std::string_view bytes, const ZipRecord &record)
{
    const auto is = [&](std::uint64_t at, bool wide) {
        const std::uint64_t length = at + (wide ? 20 : 12);
        if (bytes.size() < length || loadLittle<std::uint32_t>(bytes.data() + at) != record.crc)
            return false;
        const char *sizes = bytes.data() + at + 4;
        return wide ? loadLittle<std::uint64_t>(sizes) == record.stored &&
                          loadLittle<std::uint64_t>(sizes + 8) == record.size
                    : loadLittle<std::uint32_t>(sizes) == (record.stored & zip::max32) &&
                          loadLittle<std::uint32_t>(sizes + 4) == (record.size & zip::max32);
    };
    const bool marked =
        bytes.size() >= 4 && loadLittle<std::uint32_t>(bytes.data()) == zip::descriptorSignature;
    if (marked && is(4, true))
        return 24;
    if (marked && is(4, false))
        return 16;
    return is(0, true) ? 20 : is(0, false) ? 12 : 0;
}

} // namespace lens
