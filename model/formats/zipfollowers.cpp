// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/zipfollowers.h"

#include "model/base/limits.h"
#include "model/base/text.h"
#include "model/formats/zipstreams.h"

namespace lens {

namespace {

Result<void> readFollower(Checkpoint &checkpoint, SourcePtr source, const std::string &name,
                          FindingList &findings, const Job *job)
{
    LENS_ASSIGN(auto directory, readZipDirectory(std::move(source), job));
    for (Finding &finding : directory.findings)
        findings.add(finding.id, finding.severity, std::move(finding.text),
                     name + ": " + finding.member, finding.offset);
    ZipContainer container;
    container.directory = std::make_shared<const ZipDirectory>(std::move(directory));
    const std::size_t before = checkpoint.streams.size();
    LENS_CHECK(ZipStreams(checkpoint, container, findings, job).addOthers());
    for (std::size_t i = before; i < checkpoint.streams.size(); ++i) {
        PickleStream &stream = checkpoint.streams[i];
        stream.member.insert(0, name + ": ");
        for (const Finding &anomaly : stream.reading.anomalies)
            findings.add(anomaly.id, anomaly.severity, anomaly.text, stream.member,
                         stream.offset + anomaly.offset.value_or(0));
    }
    return {};
}

std::uint64_t pickleBytes(const Checkpoint &checkpoint)
{
    std::uint64_t bytes = 0;
    for (const PickleStream &stream : checkpoint.streams)
        bytes += stream.bytes.size();
    return bytes;
}

} // namespace

Result<void> readFollowers(Checkpoint &checkpoint, FindingList &findings, const Job *job)
{
    const auto row = archivesInARow(*checkpoint.source);
    for (std::size_t i = 1; i < row.size(); ++i) {
        const std::string name = "archive " + grouped(i + 1);
        if (pickleBytes(checkpoint) > limits::inflatedPickleBytes) {
            findings.add("zip.pickle-not-read", Severity::Error,
                         "From here on nothing was looked at: the pickles so far are too large.",
                         name, row[i].base);
            return {};
        }
        LENS_ASSIGN(auto part,
                    subSource(checkpoint.source, row[i].base, row[i].behind - row[i].base));
        auto read = readFollower(checkpoint, std::move(part), name, findings, job);
        if (!read && read.error().code == ErrorCode::Cancelled)
            return read;
        if (!read)
            findings.add("zip.broken-archive", Severity::Error, read.error().message, name,
                         row[i].base);
    }
    return {};
}

} // namespace lens
