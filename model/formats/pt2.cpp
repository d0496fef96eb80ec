// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/pt2.h"

#include "model/base/limits.h"
#include "model/base/text.h"
#include "model/checkpoint/build.h"
#include "model/formats/pt2config.h"
#include "model/formats/streamreading.h"
#include "model/formats/zipkind.h"
#include "model/formats/zipresolver.h"
#include "model/formats/zipstreams.h"

namespace lens {

namespace {

// A folder of raw tensors and the end of the name of the JSON that describes them.
struct Pt2Part
{
    std::string_view folder, config;
};
constexpr Pt2Part parts[] = {{"data/weights/", "_weights_config.json"},
                             {"data/weights/", "_model_param_config.json"},
                             {"data/constants/", "_constants_config.json"}};

class Pt2Reader
{
public:
    Pt2Reader(Checkpoint &checkpoint, std::shared_ptr<ZipContainer> container,
              FindingList &findings, const Job *job)
        : m_checkpoint(checkpoint)
        , m_container(std::move(container))
        , m_findings(findings)
        , m_job(job)
        , m_tensors(checkpoint.graph)
    {}
    Result<void> read();

private:
    Result<void> readPart(const Pt2Part &part);
    Result<void> addWeights(const ZipRecord &config, std::string_view folder);
    void addWeight(const Pt2Weight &weight, std::string_view folder);
    const ZipRecord *innerArchive() const;
    Result<void> readInner(const ZipRecord &record);
    void listCode();

    Checkpoint &m_checkpoint;
    const std::shared_ptr<ZipContainer> m_container;
    FindingList &m_findings;
    const Job *m_job;
    TensorGraph m_tensors;
    std::vector<pickle::Ref> m_items;
    bool m_configured = false;
};

void Pt2Reader::addWeight(const Pt2Weight &weight, std::string_view folder)
{
    const std::string member = std::string(folder) + weight.pathName;
    const ZipRecord *record = m_container->find(member);
    const std::string name = m_container->root + member;
    if (!record) {
        m_findings.add("zip.missing-record", Severity::Error,
                       "The record of a weight is not in the archive.", name);
        return;
    }
    if (!weight.hasTensor || weight.usePickle || !weight.strided) {
        m_findings.add("pt2.not-shown", Severity::Note,
                       "\"" + escaped(weight.name, 200) +
                           "\" is pickled or not strided; it is kept, but not shown.",
                       name);
        return;
    }
    TensorDescription tensor = weight.meta;
    pickle::Graph &graph = m_checkpoint.graph;
    tensor.key = graph.keep(member);
    tensor.device = graph.keep(weight.device);
    tensor.nbytes = record->size;
    m_items.push_back(m_tensors.text(graph.keep(weight.name)));
    m_items.push_back(m_tensors.tensor(tensor));
}

Result<void> Pt2Reader::addWeights(const ZipRecord &config, std::string_view folder)
{
    LENS_ASSIGN(const std::string json,
                readRecord(*m_container, config, limits::safetensorsHeader));
    auto weights = readPt2Config(json);
    if (!weights)
        return std::move(weights).error().in(escaped(config.name, 200));
    for (const Pt2Weight &weight : *weights)
        addWeight(weight, folder);
    m_configured = true;
    return {};
}

Result<void> Pt2Reader::readPart(const Pt2Part &part)
{
    const std::string folder = m_container->root + std::string(part.folder);
    for (const ZipRecord &record : m_container->directory->records)
        if (record.name.starts_with(folder) && record.name.ends_with(part.config))
            LENS_CHECK(addWeights(record, part.folder));
    return {};
}

// torch 2.7: data/weights/<name>.pt.
const ZipRecord *Pt2Reader::innerArchive() const
{
    const std::string folder = m_container->root + "data/weights/";
    for (const ZipRecord &record : m_container->directory->records)
        if (record.name.starts_with(folder) && record.name.ends_with(".pt"))
            return &record;
    return exportedStateDict(*m_container->directory);
}

Result<void> Pt2Reader::readInner(const ZipRecord &record)
{
    auto inner = std::make_shared<ZipContainer>();
    const SourcePtr bytes = m_container->bytes(record);
    auto directory = bytes ? readZipDirectory(bytes, m_job)
                           : makeError(ErrorCode::Corrupt, "this record cannot be read");
    if (!directory)
        return std::move(directory).error().in(escaped(record.name, 200));
    inner->directory = std::make_shared<const ZipDirectory>(*std::move(directory));
    const auto &records = inner->directory->records;
    if (!records.empty())
        inner->root = records.front().name.substr(0, records.front().name.find('/') + 1);
    const ZipRecord *pickleRecord = inner->find("data.pkl");
    if (!pickleRecord)
        return makeError(ErrorCode::Corrupt, "the weights hold no data.pkl")
            .in(escaped(record.name, 200));
    LENS_CHECK(ZipStreams(m_checkpoint, *inner, m_findings, m_job).add(*pickleRecord));
    m_container->streamRecords.assign(m_checkpoint.streams.size(), noIndex);
    m_checkpoint.root = m_checkpoint.streams[0].reading.root;
    ZipResolver resolver(inner, inner->root + "data/", "", false, m_findings);
    return buildCheckpoint(m_checkpoint, resolver, m_job);
}

// The graphs are JSON that PyTorch turns into a program; what AOTInductor made is native code.
// Source: formats.md 1.8.
void Pt2Reader::listCode()
{
    const std::string &root = m_container->root;
    std::uint64_t libraries = 0;
    for (const ZipRecord &record : m_container->directory->records) {
        if (!record.name.starts_with(root))
            continue;
        const std::string_view name = record.name.substr(root.size());
        const bool native = name.starts_with("data/aotinductor/");
        if ((native && !name.ends_with(".json")) || name.starts_with("models/"))
            m_checkpoint.code.push_back({std::string(name), record.size});
        libraries += native && name.ends_with(".so");
    }
    if (libraries > 0)
        m_findings.add("pt2.native-code", Severity::Warning,
                       "The archive holds " + grouped(libraries) +
                           " shared libraries that PyTorch would load and run.");
}

Result<void> Pt2Reader::read()
{
    for (const Pt2Part &part : parts)
        LENS_CHECK(readPart(part));
    listCode();
    const ZipRecord *inner = m_configured ? nullptr : innerArchive();
    if (inner) {
        LENS_CHECK(readInner(*inner));
    } else {
        m_checkpoint.root = m_tensors.stateDict(std::move(m_items), {});
        ZipResolver resolver(m_container, m_container->root, "", false, m_findings);
        LENS_CHECK(buildCheckpoint(m_checkpoint, resolver, m_job));
    }
    m_checkpoint.sites.clear(); // the devices stand in the program's JSON too
    return {};
}

} // namespace

Result<void> readPt2(Checkpoint &checkpoint, std::shared_ptr<ZipContainer> container,
                     FindingList &findings, const Job *job)
{
    return Pt2Reader(checkpoint, std::move(container), findings, job).read();
}

} // namespace lens
