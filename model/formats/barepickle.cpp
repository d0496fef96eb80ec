// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/limits.h"
#include "model/base/text.h"
#include "model/checkpoint/build.h"
#include "model/formats/streamreading.h"
#include "model/formats/streams.h"

// A pickle without a container. pickle.dump called again on the same file puts one behind another:
// the first is the object, the others are kept and looked at for what they would import.
namespace lens {

namespace {

class PickleResolver final : public StorageResolver
{
public:
    void locate(Storage &) override {} // a bare pickle has no room for bytes of storages
};

void report(Checkpoint &checkpoint, std::string id, Severity severity, std::string text,
            std::uint64_t at)
{
    checkpoint.findings.push_back({std::move(id), severity, std::move(text), {}, at, {}});
}

Result<void> readFollowers(Checkpoint &checkpoint, const Job *job)
{
    const SourcePtr &source = checkpoint.source;
    std::uint64_t at = checkpoint.streams[0].bytes.size();
    std::uint64_t count = 0;
    for (; at < source->size() && count < limits::pickleSequence; ++count) {
        const auto stream = addStream(checkpoint, {source, {}, "a further pickle", at}, job);
        if (!stream && stream.error().code == ErrorCode::Cancelled)
            return stream.error();
        if (!stream)
            break;
        at += checkpoint.streams[*stream].bytes.size();
    }
    if (count > 0)
        report(checkpoint, "pickle.more-pickles", Severity::Note,
               "Further pickles follow the first: " + grouped(count) +
                   ". Only the first is shown as content.",
               checkpoint.streams[1].offset);
    if (at < source->size())
        report(checkpoint, "pickle.trailing-bytes", Severity::Warning,
               grouped(source->size() - at) + " bytes at the end are no pickle.", at);
    return {};
}

} // namespace

Result<CheckpointPtr> openPickle(SourcePtr source, std::shared_ptr<const File> file,
                                 std::string name, const Job *job)
{
    auto checkpoint = newCheckpoint(source, std::move(file), std::move(name), "pickle");
    LENS_CHECK(addStream(*checkpoint, {std::move(source), {}, "the pickle"}, job));
    checkpoint->root = checkpoint->streams[0].reading.root;
    checkpoint->writer =
        "Python pickle, protocol " + std::to_string(checkpoint->streams[0].reading.protocol);
    LENS_CHECK(readFollowers(*checkpoint, job));
    LENS_CHECK(readInnerDocuments(*checkpoint, job));
    PickleResolver resolver;
    LENS_CHECK(buildCheckpoint(*checkpoint, resolver, job));
    return CheckpointPtr(std::move(checkpoint));
}

void salvagePickle(Checkpoint &checkpoint, const Job *job)
{
    // Errors are in the streams.
    if (addStream(checkpoint, {checkpoint.source, {}, "the pickle"}, job))
        (void)readFollowers(checkpoint, job);
    (void)readInnerDocuments(checkpoint, job);
}

} // namespace lens
