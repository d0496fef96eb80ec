// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/archives.h"
#include "model/formats/detect.h"
#include "model/formats/format.h"
#include "model/formats/streamreading.h"
#include "model/formats/streams.h"
#include "model/formats/zipend.h"

namespace lens {

namespace {

Result<CheckpointPtr> openKind(FileKind kind, SourcePtr source, std::shared_ptr<const File> file,
                               std::string name, const Job *job)
{
    switch (kind) {
    case FileKind::Zip: return openZip(std::move(source), std::move(file), std::move(name), job);
    case FileKind::Legacy:
        return openLegacy(std::move(source), std::move(file), std::move(name), job);
    case FileKind::Tar: return openTar(std::move(source), std::move(file), std::move(name), job);
    case FileKind::Safetensors:
        return openSafetensors(std::move(source), std::move(file), std::move(name), job);
    case FileKind::Pickle:
        return openPickle(std::move(source), std::move(file), std::move(name), job);
    }
    return makeError(ErrorCode::Internal, "a kind of file without a reader");
}

// As Checkpoint::format says it of a file that was read.
const char *formatOf(FileKind kind)
{
    switch (kind) {
    case FileKind::Zip: return "zip";
    case FileKind::Legacy: return "legacy";
    case FileKind::Tar: return "tar";
    case FileKind::Safetensors: return "safetensors";
    case FileKind::Pickle: return "pickle";
    }
    return "";
}

// One file that is two: another program may take the archive at the end for the content.
void reportPolyglot(Checkpoint &checkpoint)
{
    checkpoint.findings.push_back({"file.polyglot",
                                   Severity::Error,
                                   "A zip archive lies at the end of this file; other programs may "
                                   "read that instead.",
                                   {},
                                   {},
                                   {}});
}

Result<CheckpointPtr> openAny(SourcePtr source, std::shared_ptr<const File> file, std::string name,
                              const Job *job)
{
    LENS_ASSIGN(const FileKind kind, detect(*source));
    LENS_ASSIGN(CheckpointPtr checkpoint,
                openKind(kind, source, std::move(file), std::move(name), job));
    // Nobody else has seen the checkpoint yet: it may still be added to.
    if (kind != FileKind::Zip && hasZipEnd(*source))
        reportPolyglot(const_cast<Checkpoint &>(*checkpoint));
    return checkpoint;
}

} // namespace

Result<CheckpointPtr> openCheckpoint(const std::string &path, const Job *job)
{
    LENS_ASSIGN(const auto file, File::open(path));
    auto checkpoint = openAny(file, file, path, job);
    LENS_CHECK(file->checkReadable()); // nothing that was read so far is worth anything
    if (checkpoint)
        return checkpoint;
    // A file that is written at this moment looks damaged: that is then the better answer.
    if (auto unchanged = file->checkUnchanged();
        !unchanged && checkpoint.error().code != ErrorCode::Cancelled)
        return std::move(unchanged).error();
    return checkpoint;
}

Result<CheckpointPtr> openBroken(const std::string &path, const Job *job)
{
    LENS_ASSIGN(const auto file, File::open(path));
    LENS_ASSIGN(const FileKind kind, detect(*file));
    const auto checkpoint = newCheckpoint(file, file, path, formatOf(kind));
    switch (kind) {
    case FileKind::Zip: salvageZip(*checkpoint, job); break;
    case FileKind::Legacy: salvageLegacy(*checkpoint, job); break;
    case FileKind::Tar: salvageTar(*checkpoint, job); break;
    case FileKind::Pickle: salvagePickle(*checkpoint, job); break;
    case FileKind::Safetensors: break; // there is no pickle in it
    }
    if (kind != FileKind::Zip && hasZipEnd(*file))
        reportPolyglot(*checkpoint);
    if (checkpoint->streams.empty() && kind != FileKind::Safetensors)
        return makeError(ErrorCode::Corrupt, "no pickle of this file can be read");
    return CheckpointPtr(checkpoint);
}

Result<CheckpointPtr> openCheckpoint(SourcePtr source, std::string name, const Job *job)
{
    return openAny(std::move(source), nullptr, std::move(name), job);
}

} // namespace lens
