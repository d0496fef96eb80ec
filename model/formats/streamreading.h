// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/checkpoint/checkpoint.h"

#include <string>

// What the readers of pickle streams share; nobody outside this room needs it.
namespace lens {

// Where a pickle lies and what a person would call it.
struct StreamPlace
{
    SourcePtr source;         // the member, the file, or the inner document
    std::string member;       // as PickleStream::member
    std::string what;         // "the list of storage keys", for errors
    std::uint64_t offset = 0; // in source
    std::uint32_t parent = noIndex;
    std::uint32_t parentAt = 0;
    SourcePtr document = {};
};

// Reads one pickle into the graph and appends it to checkpoint.streams; its index. The error of a
// broken pickle carries its place in the source; what stands before that place is appended too.
Result<std::uint32_t> addStream(Checkpoint &checkpoint, const StreamPlace &place, const Job *job);

// A document that lies in a file or in the bytes of another document's pickle.
struct DocumentPlace
{
    SourcePtr source;
    std::string member;             // empty for the file itself
    std::uint32_t parent = noIndex; // stream and token that hold an inner document
    std::uint32_t parentAt = 0;
};

// Reads the five pickles of a legacy stream and places its storages; the index of the stream that
// holds the object. The storages of this document are in checkpoint.storageOf afterwards.
Result<std::uint32_t> readLegacyDocument(Checkpoint &checkpoint, const DocumentPlace &place,
                                         const Job *job);

// Reads an archive of torch.save in the same way: its pickles, and places their storages.
Result<std::uint32_t> readZipDocument(Checkpoint &checkpoint, const DocumentPlace &place,
                                      const Job *job);

// True where a zip archive starts.
bool startsZip(const ByteSource &source);

// Reads the documents that torch.storage._load_from_bytes calls of the streams so far would load,
// and theirs in turn, and fills checkpoint.innerRootOf. Any format calls it after it has read its
// pickles and before buildCheckpoint.
Result<void> readInnerDocuments(Checkpoint &checkpoint, const Job *job);

// Reads what can be read of the pickles of a file that cannot be opened, for a safety report:
// streams and graph of `checkpoint` are filled, broken streams carry their error.
void salvageLegacy(Checkpoint &checkpoint, const Job *job);
void salvageTar(Checkpoint &checkpoint, const Job *job);
void salvagePickle(Checkpoint &checkpoint, const Job *job);

// True where a legacy stream starts: the pickled magic number, in any protocol.
bool startsLegacyStream(std::string_view bytes);

// Where these bytes begin: in the file when they lie there as they are, else `inMember`.
inline std::uint64_t offsetOf(const ByteSource &bytes, std::uint64_t inMember)
{
    const auto range = bytes.fileRange();
    return range ? range->offset : inMember;
}

// A checkpoint with its file, name and format filled in and nothing else.
std::shared_ptr<Checkpoint> newCheckpoint(SourcePtr source, std::shared_ptr<const File> file,
                                          std::string name, std::string format);

} // namespace lens
