// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/zipdirectory.h"

#include "model/base/checked.h"
#include "model/base/limits.h"
#include "model/base/text.h"
#include "model/formats/zipsalvage.h"

#include <algorithm>

namespace lens {

namespace {

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string foldedText(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), folded);
    return out;
}

bool equalFolded(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return folded(x) == folded(y); });
}

// Takes the 64-bit numbers that stand for masked 32-bit ones, in the order of the format.
class Zip64Field
{
public:
    explicit Zip64Field(std::string_view extra)
    {
        while (extra.size() >= 4) {
            const auto id = loadLittle<std::uint16_t>(extra.data());
            const auto length = loadLittle<std::uint16_t>(extra.data() + 2);
            if (length > extra.size() - 4)
                return;
            if (id == 1) {
                m_rest = extra.substr(4, length);
                return;
            }
            extra.remove_prefix(4u + length);
        }
    }
    // False when the number is masked and not there.
    bool resolve(std::uint64_t &number)
    {
        if (number != zip::max32)
            return true;
        if (m_rest.size() < 8)
            return false;
        number = loadLittle<std::uint64_t>(m_rest.data());
        m_rest.remove_prefix(8);
        return true;
    }

private:
    std::string_view m_rest;
};

class DirectoryReader
{
public:
    DirectoryReader(ZipDirectory &directory, FindingList &findings, const Job *job)
        : m_directory(directory)
        , m_findings(findings)
        , m_job(job)
    {}
    Result<void> read();

private:
    Result<std::uint64_t> readEntry(std::uint64_t at);
    void readNumbers(ZipRecord &record, const char *entry, std::string_view extra);
    void checkRange(ZipRecord &record);
    void checkName(const ZipRecord &record);
    void checkFlags(const ZipRecord &record, std::uint32_t attributes, std::uint16_t madeBy);
    void addName(std::uint32_t index);
    Error brokenEntry(std::uint64_t at) const;

    ZipDirectory &m_directory;
    FindingList &m_findings;
    const Job *m_job;
};

Error DirectoryReader::brokenEntry(std::uint64_t at) const
{
    return makeError(ErrorCode::Corrupt, "the zip directory is damaged: entry " +
                                             std::to_string(m_directory.records.size() + 1) +
                                             " of " + std::to_string(m_directory.end.entries) +
                                             " is not one")
        .at(m_directory.end.offset + at)
        .advise("The file is damaged; copy it again from its source.");
}

void DirectoryReader::readNumbers(ZipRecord &record, const char *entry, std::string_view extra)
{
    record.flags = loadLittle<std::uint16_t>(entry + 8);
    record.method = loadLittle<std::uint16_t>(entry + 10);
    record.crc = loadLittle<std::uint32_t>(entry + 16);
    record.stored = loadLittle<std::uint32_t>(entry + 20);
    record.size = loadLittle<std::uint32_t>(entry + 24);
    record.header = loadLittle<std::uint32_t>(entry + 42);
    Zip64Field field(extra);
    if (!field.resolve(record.size) || !field.resolve(record.stored) ||
        !field.resolve(record.header))
        m_findings.add("zip.zip64-missing", Severity::Error,
                       "A size of this record is said to be in a zip64 field that is not there.",
                       record.name);
}

// The payload must end before the directory; a record that does not is never read.
void DirectoryReader::checkRange(ZipRecord &record)
{
    const auto header = checkedAdd(record.header, m_directory.end.base);
    const auto payload =
        header ? checkedAdd(*header, zip::localSize + record.name.size()) : std::nullopt;
    const auto end = payload ? checkedAdd(*payload, record.stored) : std::nullopt;
    record.inside = end && *end <= m_directory.end.offset;
    if (header)
        record.header = *header;
    if (!record.inside)
        m_findings.add("zip.out-of-range", Severity::Error,
                       "The directory places this record outside the archive.", record.name);
    else if (record.method == 0 && record.stored != record.size)
        m_findings.add("zip.size-disagrees", Severity::Error,
                       "The record is not compressed, but its two sizes differ.", record.name);
}

void DirectoryReader::checkFlags(const ZipRecord &record, std::uint32_t attributes,
                                 std::uint16_t madeBy)
{
    constexpr std::uint16_t encryption = zip::flagEncrypted | 0x20 | 0x40 | 0x2000;
    constexpr std::uint32_t fileType = 0170000, symlink = 0120000, unixHost = 3;
    if (record.flags & encryption)
        m_findings.add("zip.encrypted", Severity::Error,
                       "The record is marked as encrypted or patched; it is read as it lies there.",
                       record.name);
    if (record.method != 0 && record.method != 8)
        m_findings.add("zip.method", Severity::Error,
                       "The record is compressed with method " + std::to_string(record.method) +
                           ", which PyTorch does not read.",
                       record.name);
    if ((madeBy >> 8) == unixHost && ((attributes >> 16) & fileType) == symlink)
        m_findings.add("zip.symlink", Severity::Warning, "The record is a symbolic link.",
                       record.name);
}

bool hasParentStep(std::string_view name)
{
    while (!name.empty()) {
        const auto slash = name.find('/');
        if (name.substr(0, slash) == "..")
            return true;
        name.remove_prefix(slash == name.npos ? name.size() : slash + 1);
    }
    return false;
}

void DirectoryReader::checkName(const ZipRecord &record)
{
    const std::string_view name = record.name;
    if (name.find('\0') != name.npos)
        m_findings.add("zip.nul-name", Severity::Error,
                       "The name of the record holds a NUL byte; programs end it there.", name);
    const bool control = std::any_of(name.begin(), name.end(), [](unsigned char c) {
        return (c < 0x20 && c != 0) || c == 0x7f;
    });
    const bool plain = !control && name.find('\\') == name.npos && !name.starts_with('/') &&
                       !name.empty() && isUtf8(name);
    if (!plain || hasParentStep(name))
        m_findings.add("zip.bad-name", Severity::Warning,
                       "The name of the record is not a plain relative path.", name);
}

void DirectoryReader::addName(std::uint32_t index)
{
    const std::string_view name = m_directory.records[index].name;
    if (m_directory.byName.insert_or_assign(name, index).second)
        return;
    m_directory.duplicates = true;
    m_findings.add("zip.duplicate-member", Severity::Error,
                   "Two records have this name; the last one is used, other programs may use "
                   "the first.",
                   name);
}

Result<std::uint64_t> DirectoryReader::readEntry(std::uint64_t at)
{
    const std::string_view rest = std::string_view(m_directory.bytes).substr(at);
    if (rest.size() < zip::entrySize ||
        loadLittle<std::uint32_t>(rest.data()) != zip::entrySignature)
        return brokenEntry(at);
    const std::uint64_t nameLength = loadLittle<std::uint16_t>(rest.data() + 28);
    const std::uint64_t extraLength = loadLittle<std::uint16_t>(rest.data() + 30);
    const std::uint64_t commentLength = loadLittle<std::uint16_t>(rest.data() + 32);
    const std::uint64_t length = zip::entrySize + nameLength + extraLength + commentLength;
    if (length > rest.size())
        return brokenEntry(at);
    ZipRecord record;
    record.name = rest.substr(zip::entrySize, nameLength);
    record.entry = static_cast<std::uint32_t>(at);
    readNumbers(record, rest.data(), rest.substr(zip::entrySize + nameLength, extraLength));
    checkRange(record);
    checkName(record);
    checkFlags(record, loadLittle<std::uint32_t>(rest.data() + 38),
               loadLittle<std::uint16_t>(rest.data() + 4));
    m_directory.records.push_back(record);
    addName(static_cast<std::uint32_t>(m_directory.records.size() - 1));
    return length;
}

Result<void> DirectoryReader::read()
{
    const std::uint64_t count = m_directory.end.entries;
    m_directory.records.reserve(count);
    m_directory.byName.reserve(count);
    std::uint64_t at = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        if (m_job && i % 65536 == 0)
            LENS_CHECK(m_job->check());
        LENS_ASSIGN(const std::uint64_t length, readEntry(at));
        at += length;
    }
    if (at != m_directory.bytes.size())
        m_findings.add("zip.hidden-entries", Severity::Error,
                       std::to_string(m_directory.bytes.size() - at) +
                           " bytes of the directory lie behind its last entry.",
                       {}, m_directory.end.offset + at);
    return {};
}

// torch finds records whatever the case of their letters, so names that differ in case alone are
// one name to it. Only names with upper case letters are folded: they are few.
void checkCase(const ZipDirectory &directory, FindingList &findings)
{
    std::unordered_map<std::string, std::string_view> seen;
    for (const ZipRecord &record : directory.records) {
        std::string lower = foldedText(record.name);
        if (lower == record.name)
            continue;
        const bool taken = directory.byName.contains(lower);
        const auto [other, isNew] = seen.try_emplace(std::move(lower), record.name);
        if (taken || (!isNew && other->second != record.name))
            findings.add("zip.case-duplicate", Severity::Error,
                         "The names of two records differ only in upper and lower case; PyTorch "
                         "takes them for one.",
                         record.name);
    }
}

// A NUL ends a name for many programs: what is left may be another record's.
void checkNul(const ZipDirectory &directory, FindingList &findings)
{
    for (const ZipRecord &record : directory.records) {
        const auto nul = record.name.find('\0');
        if (nul != record.name.npos && directory.byName.contains(record.name.substr(0, nul)))
            findings.add("zip.duplicate-member", Severity::Error,
                         "Up to its NUL byte this record has the name of another.", record.name);
    }
}

Result<void> checkLimits(const ZipEnd &end)
{
    if (end.entries > limits::zipEntries || end.size > limits::zipDirectoryBytes)
        return makeError(ErrorCode::Limit, "the zip directory has " + grouped(end.entries) +
                                               " entries in " + humanBytes(end.size) +
                                               ", more than a checkpoint can need");
    if (end.entries > end.size / zip::entrySize)
        return makeError(ErrorCode::Corrupt, "the zip directory of " + grouped(end.size) +
                                                 " bytes cannot hold the " + grouped(end.entries) +
                                                 " entries it claims")
            .at(end.offset);
    return {};
}

} // namespace

const ZipRecord *ZipDirectory::find(std::string_view name) const
{
    const auto found = byName.find(name);
    return found == byName.end() ? nullptr : &records[found->second];
}

const ZipRecord *ZipDirectory::find(std::string_view name, std::uint32_t likely) const
{
    if (!duplicates && likely < records.size() && records[likely].name == name)
        return &records[likely];
    return find(name);
}

const ZipRecord *ZipDirectory::findAnyCase(std::string_view name) const
{
    const auto found = std::find_if(records.begin(), records.end(), [&](const ZipRecord &record) {
        return equalFolded(record.name, name);
    });
    return found == records.end() ? nullptr : &*found;
}

Result<ZipDirectory> readZipDirectory(SourcePtr source, const Job *job)
{
    FindingList findings;
    auto end = findZipEnd(*source, findings);
    if (!end && end.error().code == ErrorCode::Truncated)
        return missingEnd(*source);
    if (!end)
        return std::move(end).error();
    LENS_CHECK(checkLimits(*end));
    ZipDirectory directory;
    directory.end = *end;
    LENS_ASSIGN(directory.bytes, source->readString(end->offset, end->size));
    directory.source = std::move(source);
    LENS_CHECK(DirectoryReader(directory, findings, job).read());
    checkCase(directory, findings);
    checkNul(directory, findings);
    directory.findings = findings.take();
    return directory;
}

} // namespace lens
