// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/streamreading.h"

#include "model/base/limits.h"
#include "model/base/text.h"
#include "model/pickle/token.h"

#include <algorithm>

namespace lens {

namespace {

bool isDamage(ErrorCode code) { return code == ErrorCode::Corrupt || code == ErrorCode::Truncated; }

// The error of a pickle counts from the pickle's start; a person looks in the member.
Error placed(Error error, const StreamPlace &place, bool addOffset)
{
    if (!isDamage(error.code))
        return error;
    if (addOffset && error.offset)
        *error.offset += place.offset;
    const std::string where = place.member.empty() ? place.what : place.member;
    return std::move(error)
        .in(where)
        .at(place.offset)
        .advise("The file is damaged or incomplete: get it again from where it came from.");
}

// How many bytes of a pickle can be read: all of it, or those before the place that broke it.
std::uint64_t readable(const Result<std::uint64_t> &length, const StreamPlace &place)
{
    if (length)
        return *length;
    const std::uint64_t end = length.error().offset.value_or(place.offset);
    return std::max(end, place.offset) - place.offset;
}

Error tooLarge(const StreamPlace &place, std::uint64_t length)
{
    return makeError(ErrorCode::Limit, place.what + " takes " + humanBytes(length) +
                                           ", more than the " + humanBytes(limits::pickleBytes) +
                                           " that are read of one pickle")
        .at(place.offset);
}

} // namespace

Result<std::uint32_t> addStream(Checkpoint &checkpoint, const StreamPlace &place, const Job *job)
{
    auto length = pickle::pickleLength(*place.source, place.offset);
    const std::uint64_t size = readable(length, place);
    if (size > limits::pickleBytes)
        return tooLarge(place, size);
    LENS_ASSIGN(auto bytes, place.source->readString(place.offset, size));
    PickleStream stream{
        place.member,   place.offset,  checkpoint.graph.keep(std::move(bytes)), {}, place.parent,
        place.parentAt, place.document};
    stream.reading = pickle::read(checkpoint.graph, stream.bytes, job);
    const auto error = stream.reading.error;
    checkpoint.streams.push_back(std::move(stream));
    if (!length)
        return placed(std::move(length).error(), place, false);
    if (error)
        return placed(*error, place, true);
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
