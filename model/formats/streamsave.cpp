// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/format.h"
#include "model/formats/savezip.h"
#include "model/formats/streamreading.h"
#include "model/formats/streams.h"
#include "model/formats/tardirectory.h"

#include <algorithm>
#include <map>

namespace lens {

namespace {

// One stream of a document and what takes its place; an empty text keeps it.
struct Span
{
    std::uint64_t offset = 0, length = 0;
    std::string text;
};

// The file's own streams, or those of one of its members.
std::vector<std::uint32_t> streamsOf(const Checkpoint &checkpoint, std::string_view member)
{
    std::vector<std::uint32_t> streams;
    for (std::uint32_t i = 0; i < checkpoint.streams.size(); ++i) {
        const PickleStream &stream = checkpoint.streams[i];
        if (stream.parent == noIndex && stream.member == member)
            streams.push_back(i);
    }
    return streams;
}

bool anyChanged(const std::vector<Span> &spans)
{
    return std::any_of(spans.begin(), spans.end(), [](const Span &s) { return !s.text.empty(); });
}

// These streams, of one document, in order of their place.
std::vector<Span> spansOf(const Checkpoint &checkpoint, const std::vector<std::string> &texts,
                          const std::vector<std::uint32_t> &streams)
{
    std::vector<Span> spans;
    for (const std::uint32_t i : streams) {
        const PickleStream &stream = checkpoint.streams[i];
        spans.push_back(
            {stream.offset, stream.bytes.size(), i < texts.size() ? texts[i] : std::string()});
    }
    std::sort(spans.begin(), spans.end(),
              [](const Span &a, const Span &b) { return a.offset < b.offset; });
    return spans;
}

// Bytes from `begin` to `end` of the source, with the changed spans replaced. Span offsets count
// from `begin`.
void copyWith(SavePlan &plan, const SourcePtr &source, std::uint64_t begin, std::uint64_t end,
              const std::vector<Span> &spans)
{
    std::uint64_t at = begin;
    for (const Span &span : spans) {
        if (span.text.empty())
            continue;
        plan.copy(source, at, begin + span.offset - at);
        plan.bytes(span.text);
        at = begin + span.offset + span.length;
    }
    plan.copy(source, at, end - at);
}

SavePlan planStreams(const Checkpoint &checkpoint, const std::vector<std::string> &texts)
{
    SavePlan plan;
    const auto spans = spansOf(checkpoint, texts, streamsOf(checkpoint, {}));
    copyWith(plan, checkpoint.source, 0, checkpoint.source->size(), spans);
    return plan;
}

std::uint64_t sizeWith(std::uint64_t size, const std::vector<Span> &spans)
{
    for (const Span &span : spans)
        size = span.text.empty() ? size : size - span.length + span.text.size();
    return size;
}

Result<std::string> flattened(const SavePlan &plan)
{
    std::string bytes;
    for (const auto &piece : plan.pieces) {
        if (const auto *made = std::get_if<std::string>(&piece)) {
            bytes += *made;
            continue;
        }
        const auto &copy = std::get<CopyPiece>(piece);
        LENS_ASSIGN(const auto part, copy.source->readString(copy.offset, copy.length));
        bytes += part;
    }
    return bytes;
}

// One member: its header with the new size, its bytes, padding to a whole block.
Result<void> planMember(SavePlan &plan, const SourcePtr &source, const TarMember &member,
                        const std::vector<Span> &spans)
{
    const std::uint64_t size = sizeWith(member.size, spans);
    if (size != member.size && member.sizeInExtension)
        return makeError(ErrorCode::Unsupported,
                         "the tar member " + member.name + " keeps its size in an extension header")
            .at(member.headerAt)
            .advise("Convert the file to the zip format.");
    LENS_ASSIGN(auto header, source->readString(member.headerAt, tarBlock));
    plan.bytes(size == member.size ? std::move(header)
                                   : tarHeaderWithSize(std::move(header), size));
    copyWith(plan, source, member.dataAt, member.dataAt + member.size, spans);
    plan.bytes(std::string(tarPadded(size) - size, '\0'));
    return {};
}

// Applies patches stream by stream, a parent after its inner documents.
class Patcher
{
public:
    Patcher(const Checkpoint &checkpoint, std::vector<pickle::Patch> patches)
        : m_checkpoint(checkpoint)
        , m_patches(std::move(patches))
        , m_texts(checkpoint.streams.size())
    {
        m_patches.resize(checkpoint.streams.size());
    }
    Result<std::vector<std::string>> apply();

private:
    struct Inner
    {
        SourcePtr document;
        std::vector<std::uint32_t> streams;
    };

    Result<void> fold(std::uint32_t parent, std::uint32_t at, const Inner &inner);
    Result<SavePlan> planArchive(const Inner &inner) const;

    const Checkpoint &m_checkpoint;
    std::vector<pickle::Patch> m_patches;
    std::vector<std::string> m_texts;
    std::map<std::pair<std::uint32_t, std::uint32_t>, Inner> m_inner; // by parent and token
};

Result<std::vector<std::string>> Patcher::apply()
{
    for (std::uint32_t i = 0; i < m_checkpoint.streams.size(); ++i) {
        const PickleStream &stream = m_checkpoint.streams[i];
        if (stream.parent == noIndex)
            continue;
        Inner &inner = m_inner[{stream.parent, stream.parentAt}];
        inner.document = stream.document;
        inner.streams.push_back(i);
    }
    // A stream is read after the one that holds it, so backwards is inside out.
    for (auto i = static_cast<std::uint32_t>(m_patches.size()); i-- > 0;) {
        for (auto it = m_inner.lower_bound({i, 0}); it != m_inner.end(); ++it) {
            if (it->first.first != i)
                break;
            LENS_CHECK(fold(i, it->first.second, it->second));
        }
        if (m_patches[i].empty())
            continue;
        LENS_ASSIGN(m_texts[i], m_patches[i].apply(m_checkpoint.streams[i].bytes));
    }
    return std::move(m_texts);
}

// An inner archive is opened again by itself: its streams are the same, in the same order.
Result<SavePlan> Patcher::planArchive(const Inner &inner) const
{
    LENS_ASSIGN(const CheckpointPtr archive, openCheckpoint(inner.document, "inner archive"));
    std::vector<std::string> texts;
    for (const std::uint32_t stream : inner.streams)
        texts.push_back(m_texts[stream]);
    return planZipSave(*archive, texts);
}

// A changed inner document becomes a change of the token that holds it.
Result<void> Patcher::fold(std::uint32_t parent, std::uint32_t at, const Inner &inner)
{
    const auto spans = spansOf(m_checkpoint, m_texts, inner.streams);
    if (!anyChanged(spans))
        return {};
    SavePlan plan;
    if (startsZip(*inner.document)) {
        LENS_ASSIGN(plan, planArchive(inner));
    } else {
        copyWith(plan, inner.document, 0, inner.document->size(), spans);
    }
    LENS_ASSIGN(auto bytes, flattened(plan));
    m_patches[parent].setBytes(at, std::move(bytes));
    return {};
}

} // namespace

Result<SavePlan> planLegacySave(const Checkpoint &checkpoint,
                                const std::vector<std::string> &patchedStreams)
{
    return planStreams(checkpoint, patchedStreams);
}

Result<SavePlan> planPickleSave(const Checkpoint &checkpoint,
                                const std::vector<std::string> &patchedStreams)
{
    return planStreams(checkpoint, patchedStreams);
}

Result<SavePlan> planTarSave(const Checkpoint &checkpoint,
                             const std::vector<std::string> &patchedStreams)
{
    const auto *container = dynamic_cast<const TarContainer *>(checkpoint.container.get());
    if (!container)
        return makeError(ErrorCode::Internal, "the members of the tar archive were not kept");
    SavePlan plan;
    const SourcePtr &source = checkpoint.source;
    std::uint64_t at = 0;
    for (const TarMember &member : container->members) {
        const auto spans = spansOf(checkpoint, patchedStreams, streamsOf(checkpoint, member.name));
        if (!anyChanged(spans))
            continue;
        plan.copy(source, at, member.headerAt - at);
        LENS_CHECK(planMember(plan, source, member, spans));
        at = std::min(member.dataAt + tarPadded(member.size), source->size());
    }
    plan.copy(source, at, source->size() - at);
    return plan;
}

Result<std::vector<std::string>> applyPatches(const Checkpoint &checkpoint,
                                              std::vector<pickle::Patch> patches)
{
    return Patcher(checkpoint, std::move(patches)).apply();
}

} // namespace lens
