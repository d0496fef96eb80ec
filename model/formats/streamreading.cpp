// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/streamreading.h"

#include "model/base/limits.h"
#include "model/base/text.h"
#include "model/pickle/token.h"

namespace lens {

namespace {

// The error of a pickle counts from the pickle's start; a person looks in the member.
Error placed(Error error, const StreamPlace &place, bool addOffset)
{
    if (addOffset && error.offset)
        *error.offset += place.offset;
    const std::string where = place.member.empty() ? place.what : place.member;
    return std::move(error)
        .in(where)
        .at(place.offset)
        .advise("The file is damaged or was not written by PyTorch.");
}

Result<std::string_view> keepPickle(Checkpoint &checkpoint, const StreamPlace &place)
{
    auto length = pickle::pickleLength(*place.source, place.offset);
    if (!length)
        return placed(std::move(length).error(), place, false);
    if (*length > limits::pickleBytes)
        return makeError(ErrorCode::Limit, place.what + " takes " + humanBytes(*length) +
                                               ", more than the " +
                                               humanBytes(limits::pickleBytes) + " we read")
            .at(place.offset);
    LENS_ASSIGN(auto bytes, place.source->readString(place.offset, *length));
    return checkpoint.graph.keep(std::move(bytes));
}

} // namespace

Result<std::uint32_t> addStream(Checkpoint &checkpoint, const StreamPlace &place, const Job *job)
{
    LENS_ASSIGN(const auto bytes, keepPickle(checkpoint, place));
    PickleStream stream{place.member, place.offset,   bytes,         {},
                        place.parent, place.parentAt, place.document};
    stream.reading = pickle::read(checkpoint.graph, bytes, job);
    if (stream.reading.error)
        return placed(std::move(*stream.reading.error), place, true);
    checkpoint.streams.push_back(std::move(stream));
    return static_cast<std::uint32_t>(checkpoint.streams.size() - 1);
}

std::shared_ptr<Checkpoint> newCheckpoint(SourcePtr source, std::shared_ptr<const File> file,
                                          std::string name, std::string format)
{
    auto checkpoint = std::make_shared<Checkpoint>();
    checkpoint->path = std::move(name);
    checkpoint->format = std::move(format);
    checkpoint->file = std::move(file);
    checkpoint->source = std::move(source);
    return checkpoint;
}

} // namespace lens
