// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/limits.h"
#include "model/base/text.h"
#include "model/checkpoint/build.h"
#include "model/formats/archives.h"
#include "model/formats/pt2.h"
#include "model/formats/streamreading.h"
#include "model/formats/zipfollowers.h"
#include "model/formats/zipkind.h"
#include "model/formats/zipresolver.h"
#include "model/formats/zipsalvage.h"
#include "model/formats/zipstreams.h"

#include <algorithm>
#include <charconv>

// torch.save since 1.6, TorchScript, LibTorch's torch::save and pickle_save, torch.package:
// formats.md 1.2 and 1.7. What each has of its own is small, so they share this file.
namespace lens {

namespace {

constexpr std::uint64_t smallRecord = 64; // version, byteorder and their like
constexpr int newestVersion = 10;         // source: caffe2/serialize/versions.h

class ZipOpener
{
public:
    ZipOpener(std::shared_ptr<Checkpoint> checkpoint, const Job *job)
        : m_checkpoint(std::move(checkpoint))
        , m_job(job)
    {}
    Result<CheckpointPtr> open();
    Result<void> openDocument();
    void salvage();

private:
    Result<void> readIndex();
    Result<void> checkHeaders();
    Result<void> readMain();
    Result<void> readPackage();
    Result<void> build();
    Result<bool> isBigEndian();
    Result<void> checkVersion();
    Result<std::optional<std::string>> smallText(std::string_view name) const;
    void findConstants();
    void listCode();

    std::shared_ptr<Checkpoint> m_checkpoint;
    const Job *m_job;
    std::shared_ptr<ZipContainer> m_container = std::make_shared<ZipContainer>();
    ZipKind m_kind = ZipKind::TorchSave;
    FindingList m_findings;
};

std::string formatName(ZipKind kind)
{
    switch (kind) {
    case ZipKind::TorchScript: return "torchscript";
    case ZipKind::Package: return "package";
    case ZipKind::Pt2: return "pt2";
    case ZipKind::TorchSave: break;
    }
    return "zip";
}

Result<void> ZipOpener::readIndex()
{
    LENS_ASSIGN(auto directory, readZipDirectory(m_checkpoint->source, m_job));
    m_checkpoint->findings = std::move(directory.findings);
    m_container->directory = std::make_shared<const ZipDirectory>(std::move(directory));
    LENS_ASSIGN(m_kind, recogniseZip(*m_container, m_findings));
    m_checkpoint->format = formatName(m_kind);
    m_checkpoint->writer = zipWriter(*m_container, m_kind);
    m_checkpoint->container = m_container;
    return {};
}

// All local headers of a small archive; of a large one the pickle's alone, whose bytes decide what
// is read. A record whose header is bad is not read: bytes() gives null for it.
Result<void> ZipOpener::checkHeaders()
{
    const ZipDirectory &directory = *m_container->directory;
    if (directory.records.size() <= ZipContainer::checkedAtOpen) {
        LENS_ASSIGN(auto check, checkLocalHeaders(directory, m_job));
        m_container->payloads = std::move(check.payloads);
        m_container->localHeadersChecked = true;
        std::move(check.findings.begin(), check.findings.end(),
                  std::back_inserter(m_checkpoint->findings));
        return {};
    }
    const ZipRecord *record = m_container->find("data.pkl");
    if (!record)
        return {};
    LENS_ASSIGN(const auto local, readLocalHeader(directory, *record));
    if (local.name != record->name || local.method != record->method)
        m_findings.add("zip.name-mismatch", Severity::Error,
                       "The local header contradicts the directory in name or method.",
                       record->name, record->header);
    return {};
}

// Nothing when there is no such record.
Result<std::optional<std::string>> ZipOpener::smallText(std::string_view name) const
{
    const ZipRecord *record = m_container->find(name);
    if (!record)
        return std::optional<std::string>();
    LENS_ASSIGN(auto text, readRecord(*m_container, *record, smallRecord));
    return std::optional(std::move(text));
}

Result<bool> ZipOpener::isBigEndian()
{
    LENS_ASSIGN(const auto order, smallText("byteorder"));
    if (!order || *order == "little") // before 2.1 there was no such record
        return false;
    if (*order == "big")
        return true;
    return makeError(ErrorCode::Corrupt,
                     "the byte order is \"" + escaped(*order, 40) + "\", not little or big")
        .in(m_container->root + "byteorder")
        .advise("The file is damaged or was not written by PyTorch.");
}

Result<void> ZipOpener::checkVersion()
{
    LENS_ASSIGN(auto text, smallText("version"));
    if (!text) {
        LENS_ASSIGN(text, smallText(".data/version"));
    }
    if (!text) {
        m_findings.add("zip.no-version", Severity::Warning,
                       "The archive has no version record; PyTorch refuses to open it.");
        return {};
    }
    int version = 0;
    std::from_chars(text->data(), text->data() + text->size(), version);
    if (version < 1 || version > newestVersion)
        return makeError(ErrorCode::Unsupported, "the archive is of version \"" +
                                                     escaped(*text, 40) +
                                                     "\"; versions 1 to 10 are known")
            .in(m_container->root + "version")
            .advise("It may need a newer program, or be damaged.");
    return {};
}

// Source: formats.md 1.7. An empty tuple is written for a program without constants.
void ZipOpener::findConstants()
{
    for (const PickleStream &stream : m_checkpoint->streams) {
        const pickle::Ref root = stream.reading.root;
        if (stream.member != "constants.pkl" || !root || stream.reading.error)
            continue;
        if (m_checkpoint->graph.kind(root.node) == pickle::NodeKind::Tuple &&
            !m_checkpoint->graph.items(root.node).empty())
            m_checkpoint->constants = root;
        return;
    }
}

void ZipOpener::listCode()
{
    const std::string &root = m_container->root;
    const std::string folder = root + (m_kind == ZipKind::TorchScript ? "code/" : "");
    for (const ZipRecord &record : m_container->directory->records)
        if (record.name.starts_with(folder) && record.name.ends_with(".py"))
            m_checkpoint->code.push_back(
                {std::string(record.name.substr(root.size())), record.size});
    if (m_kind == ZipKind::TorchScript && !m_checkpoint->code.empty())
        m_findings.add(
            "torchscript.code", Severity::Note,
            "The archive holds " + grouped(m_checkpoint->code.size()) +
                " records of code; torch.jit.load would run them, this program does not.");
}

Result<void> ZipOpener::readMain()
{
    const ZipRecord *record = m_container->find("data.pkl");
    if (!record)
        record = m_container->directory->findAnyCase(m_container->root + "data.pkl");
    if (!record)
        return makeError(ErrorCode::Corrupt, "the archive has no data.pkl")
            .in(m_container->root)
            .advise("The file is damaged; copy it again from its source.");
    ZipStreams streams(*m_checkpoint, *m_container, m_findings, m_job);
    LENS_CHECK(streams.add(*record));
    m_checkpoint->root = m_checkpoint->streams[0].reading.root;
    return streams.addOthers();
}

// A package is a folder of modules and pickles: it becomes a dict of its pickles by name.
Result<void> ZipOpener::readPackage()
{
    ZipStreams streams(*m_checkpoint, *m_container, m_findings, m_job);
    LENS_CHECK(streams.addOthers());
    std::vector<pickle::Ref> items;
    for (const PickleStream &stream : m_checkpoint->streams) {
        if (!stream.reading.root)
            continue;
        const auto name = m_checkpoint->graph.keep(stream.member);
        items.push_back({m_checkpoint->graph.addText(pickle::NodeKind::Str, name), 0});
        items.push_back(stream.reading.root);
    }
    m_checkpoint->root = {m_checkpoint->graph.addContainer(pickle::NodeKind::Dict, items), 0};
    return {};
}

Result<void> ZipOpener::build()
{
    LENS_ASSIGN(const bool bigEndian, isBigEndian());
    LENS_CHECK(readInnerDocuments(*m_checkpoint, m_job));
    const bool package = m_kind == ZipKind::Package;
    if (m_kind == ZipKind::TorchScript)
        findConstants();
    ZipResolver resolver(m_container, m_container->root + (package ? ".data/" : "data/"),
                         package ? ".storage" : "", bigEndian, m_findings);
    LENS_CHECK(buildCheckpoint(*m_checkpoint, resolver, m_job));
    resolver.reportUnreferenced();
    // Last: what is shown must not depend on them.
    return m_container->directory->end.followed ? readFollowers(*m_checkpoint, m_findings, m_job)
                                                : Result<void>();
}

Result<CheckpointPtr> ZipOpener::open()
{
    LENS_CHECK(readIndex());
    LENS_CHECK(checkHeaders());
    if (m_kind == ZipKind::Pt2) {
        LENS_CHECK(readPt2(*m_checkpoint, m_container, m_findings, m_job));
    } else {
        LENS_CHECK(checkVersion());
        LENS_CHECK(m_kind == ZipKind::Package ? readPackage() : readMain());
        LENS_CHECK(build());
        listCode();
    }
    for (Finding &finding : m_findings.take())
        m_checkpoint->findings.push_back(std::move(finding));
    return CheckpointPtr(std::move(m_checkpoint));
}

// Its storages are placed here: their keys mean records of this archive, not of the one around it.
Result<void> ZipOpener::openDocument()
{
    const auto first = static_cast<pickle::NodeId>(m_checkpoint->graph.size());
    LENS_CHECK(readIndex());
    if (m_kind != ZipKind::TorchSave)
        return makeError(ErrorCode::Unsupported,
                         "it is a zip archive that torch.save did not write");
    LENS_CHECK(checkHeaders());
    LENS_CHECK(checkVersion());
    LENS_CHECK(readMain());
    LENS_ASSIGN(const bool bigEndian, isBigEndian());
    ZipResolver resolver(m_container, m_container->root + "data/", "", bigEndian, m_findings);
    placeStorages(*m_checkpoint, first, [&](Storage &storage) { resolver.locate(storage); });
    for (Finding &finding : m_findings.take())
        m_checkpoint->findings.push_back(std::move(finding));
    return {};
}

// Errors are in the streams.
void ZipOpener::salvage()
{
    auto directory = readZipDirectory(m_checkpoint->source, m_job);
    if (!directory)
        return salvageFirstRecord(*m_checkpoint, m_job);
    m_container->directory = std::make_shared<const ZipDirectory>(*std::move(directory));
    (void)recogniseZip(*m_container, m_findings);
    (void)ZipStreams(*m_checkpoint, *m_container, m_findings, m_job).addOthers();
    (void)readInnerDocuments(*m_checkpoint, m_job);
}

} // namespace

bool startsZip(const ByteSource &source)
{
    constexpr std::string_view mark = "PK\x03\x04";
    if (source.size() < mark.size())
        return false;
    const auto head = source.readString(0, mark.size());
    return head && *head == mark;
}

void salvageZip(Checkpoint &checkpoint, const Job *job)
{
    // The opener wants to own its checkpoint; this one stays the caller's.
    ZipOpener({std::shared_ptr<void>(), &checkpoint}, job).salvage();
}

// The archive is read as a checkpoint of its own over the graph of the outer one, then becomes part
// of that.
Result<std::uint32_t> readZipDocument(Checkpoint &checkpoint, const DocumentPlace &place,
                                      const Job *job)
{
    const auto inner = newCheckpoint(place.source, nullptr, {}, "zip");
    inner->graph = std::move(checkpoint.graph);
    auto read = ZipOpener(inner, job).openDocument();
    checkpoint.graph = std::move(inner->graph);

    const auto inPlace = [&](const std::string &member) { return place.member + "/" + member; };
    const auto firstStream = static_cast<std::uint32_t>(checkpoint.streams.size());
    for (PickleStream &stream : inner->streams) {
        stream.member = inPlace(stream.member);
        stream.parent = place.parent;
        stream.parentAt = place.parentAt;
        stream.document = place.source;
        checkpoint.streams.push_back(std::move(stream));
    }
    for (Finding &finding : inner->findings) {
        finding.member = inPlace(finding.member);
        checkpoint.findings.push_back(std::move(finding));
    }
    LENS_CHECK(std::move(read));
    const auto firstStorage = static_cast<std::uint32_t>(checkpoint.storages.size());
    for (Storage &storage : inner->storages) {
        storage.member = inPlace(storage.member);
        checkpoint.storages.push_back(std::move(storage));
    }
    for (const auto &[node, storage] : inner->storageOf)
        checkpoint.storageOf[node] = firstStorage + storage;
    return firstStream;
}

Result<CheckpointPtr> openZip(SourcePtr source, std::shared_ptr<const File> file, std::string name,
                              const Job *job)
{
    auto checkpoint = newCheckpoint(std::move(source), std::move(file), std::move(name), "zip");
    return ZipOpener(std::move(checkpoint), job).open();
}

} // namespace lens
