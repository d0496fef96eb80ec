// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/findinglist.h"
#include "model/base/text.h"
#include "model/formats/format.h"
#include "model/formats/inflatedsource.h"
#include "model/formats/zipcontainer.h"

#include <algorithm>

namespace lens {

namespace {

constexpr std::uint64_t blockBytes = 1 << 20;

// Hands all bytes of a source to `sink`, in blocks.
Result<void> readAll(const ByteSource &source, const ByteSink &sink)
{
    std::string block(std::min(source.size(), blockBytes), '\0');
    for (std::uint64_t at = 0; at < source.size(); at += block.size()) {
        block.resize(std::min(source.size() - at, blockBytes));
        LENS_CHECK(source.read(at, std::as_writable_bytes(std::span(block))));
        LENS_CHECK(sink(block));
    }
    return {};
}

class ZipVerifier
{
public:
    ZipVerifier(const ZipContainer &container, Job &job)
        : m_container(container)
        , m_job(job)
    {}
    Result<Verification> verify();

private:
    Result<void> checkRecord(const ZipRecord &record);
    Result<std::uint32_t> crcOf(const ZipRecord &record);

    const ZipContainer &m_container;
    Job &m_job;
    Verification m_result;
    FindingList m_findings;
};

Result<std::uint32_t> ZipVerifier::crcOf(const ZipRecord &record)
{
    const std::uint32_t index = m_container.directory->indexOf(record);
    const auto stored = std::make_shared<ZipRecordSource>(m_container.directory, index, 0);
    std::uint32_t crc = 0;
    const auto add = [&](std::string_view bytes) -> Result<void> {
        crc = crc32Of(bytes, crc);
        m_job.advance(bytes.size());
        return m_job.check();
    };
    LENS_CHECK(record.method == 0 ? readAll(*stored, add) : readInflated(stored, record.size, add));
    return crc;
}

Result<void> ZipVerifier::checkRecord(const ZipRecord &record)
{
    ++m_result.records;
    if (!record.inside || (record.method != 0 && record.method != 8))
        return {}; // the directory's own findings say so
    const auto crc = crcOf(record);
    if (!crc && (crc.error().code == ErrorCode::Cancelled || crc.error().code == ErrorCode::Io ||
                 crc.error().code == ErrorCode::Conflict))
        return crc.error();
    if (!crc) {
        m_findings.add("zip.unreadable-record", Severity::Error, crc.error().message, record.name);
        return {};
    }
    if (!hasCrc(record)) {
        ++m_result.crcMissing;
        return {};
    }
    ++m_result.crcChecked;
    if (*crc != record.crc)
        m_findings.add("zip.crc-mismatch", Severity::Error,
                       "The bytes of this record are not those that were saved (CRC differs).",
                       record.name);
    return {};
}

Result<Verification> ZipVerifier::verify()
{
    const auto &records = m_container.directory->records;
    std::uint64_t total = 0;
    for (const ZipRecord &record : records)
        total += record.inside ? record.size : 0;
    m_job.setTotal(total);
    for (const std::uint32_t i : recordsByOffset(*m_container.directory))
        LENS_CHECK(checkRecord(records[i]));
    m_result.findings = m_findings.take();
    return std::move(m_result);
}

// Formats without checksums: their structure was checked when they were opened; what is left is
// whether every byte can be read.
Result<Verification> verifyPlain(const Checkpoint &checkpoint, Job &job)
{
    Verification result;
    result.records = checkpoint.storages.size();
    job.setTotal(checkpoint.source->size());
    LENS_CHECK(readAll(*checkpoint.source, [&](std::string_view bytes) {
        job.advance(bytes.size());
        return job.check();
    }));
    return result;
}

bool isKnown(const std::vector<Finding> &findings, const Finding &finding)
{
    return std::any_of(findings.begin(), findings.end(), [&](const Finding &other) {
        return other.id == finding.id && other.member == finding.member;
    });
}

} // namespace

Result<std::vector<Finding>> checkContainer(const Checkpoint &checkpoint, const Job *job)
{
    const auto *zip = dynamic_cast<const ZipContainer *>(checkpoint.container.get());
    if (!zip || zip->localHeadersChecked)
        return std::vector<Finding>();
    LENS_ASSIGN(LocalCheck check, checkLocalHeaders(*zip->directory, job));
    return std::move(check.findings);
}

Result<Verification> verify(const Checkpoint &checkpoint, Job &job)
{
    const auto *zip = dynamic_cast<const ZipContainer *>(checkpoint.container.get());
    LENS_ASSIGN(const auto unchecked, checkContainer(checkpoint, &job));
    LENS_ASSIGN(Verification result,
                zip ? ZipVerifier(*zip, job).verify() : verifyPlain(checkpoint, job));
    std::vector<Finding> all = checkpoint.findings;
    all.insert(all.end(), unchecked.begin(), unchecked.end());
    const std::vector<Finding> known = all;
    for (Finding &finding : result.findings)
        if (!isKnown(known, finding))
            all.push_back(std::move(finding));
    result.findings = std::move(all);
    result.ok =
        std::none_of(result.findings.begin(), result.findings.end(),
                     [](const Finding &finding) { return finding.severity == Severity::Error; });
    if (checkpoint.file)
        LENS_CHECK(checkpoint.file->checkUnchanged());
    return result;
}

} // namespace lens
