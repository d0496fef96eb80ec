// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/salvage.h"

#include "model/base/checked.h"
#include "model/base/limits.h"
#include "model/formats/detect.h"
#include "model/formats/streamreading.h"
#include "model/formats/zipcontainer.h"

#include <array>

namespace lens {

namespace {

// Broken pickles stay in the checkpoint with what was read of them, so failures are no news here.
void salvageRecord(Checkpoint &checkpoint, const ZipContainer &container, const ZipRecord &record,
                   const Job *job)
{
    if (!record.name.ends_with(".pkl") || record.size > limits::inflatedPickleBytes)
        return;
    if (SourcePtr bytes = container.bytes(record))
        (void)addStream(checkpoint, {std::move(bytes), std::string(record.name), "a pickle"}, job);
}

// Without a directory there is still the first record, which torch makes data.pkl.
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

void salvageZip(Checkpoint &checkpoint, const Job *job)
{
    auto directory = readZipDirectory(checkpoint.source, job);
    if (!directory)
        return salvageFirstRecord(checkpoint, job);
    ZipContainer container;
    container.directory = std::make_shared<const ZipDirectory>(*std::move(directory));
    for (const ZipRecord &record : container.directory->records)
        salvageRecord(checkpoint, container, record, job);
    (void)readInnerDocuments(checkpoint, job);
}

} // namespace

std::shared_ptr<const Checkpoint> salvagePickles(const std::string &path, const Job *job)
{
    auto file = File::open(path);
    if (!file)
        return std::make_shared<const Checkpoint>();
    auto checkpoint = newCheckpoint(*file, *file, path, {});
    const auto kind = detect(**file);
    if (!kind)
        return checkpoint;
    switch (*kind) {
    case FileKind::Zip: salvageZip(*checkpoint, job); break;
    case FileKind::Legacy: salvageLegacy(*checkpoint, job); break;
    case FileKind::Tar: salvageTar(*checkpoint, job); break;
    case FileKind::Pickle: salvagePickle(*checkpoint, job); break;
    case FileKind::Safetensors: break;
    }
    return checkpoint;
}

} // namespace lens
