// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/limits.h"
#include "model/base/text.h"
#include "model/formats/streamreading.h"

#include <algorithm>
#include <functional>

// pickle.dump(tensor) writes torch.storage._load_from_bytes(<bytes>), and the bytes are a complete
// legacy stream of its own; protocols 0 to 2 write bytes as _codecs.encode(<text>, 'latin1'). The
// function is torch.load, so other programs may put a zip archive there.
// Source: torch/storage.py, TypedStorage.__reduce__.
namespace lens {

using pickle::NodeId;
using pickle::NodeKind;
using pickle::Ref;

namespace {

// The bytes an inner document is made of, and the token that an edit would change.
struct InnerBytes
{
    Ref token;
    std::string_view raw; // part of the graph
    bool latin1 = false;  // raw is text whose characters are the bytes
};

bool isGlobal(const pickle::Graph &graph, Ref ref, std::string_view module, std::string_view name)
{
    if (!ref || graph.kind(ref.node) != NodeKind::Global)
        return false;
    const auto global = graph.global(ref.node);
    return global.module == module && global.name == name;
}

std::optional<InnerBytes> literalBytes(const pickle::Graph &graph, Ref ref)
{
    const NodeKind kind = graph.kind(ref.node);
    if (kind == NodeKind::Bytes || kind == NodeKind::ByteArray)
        return InnerBytes{ref, graph.text(ref.node)};
    if (kind == NodeKind::Str && graph.isPython2String(ref.node))
        return InnerBytes{ref, graph.rawText(ref.node)};
    return std::nullopt;
}

std::optional<InnerBytes> encodedBytes(const pickle::Graph &graph, Ref ref)
{
    if (graph.kind(ref.node) != NodeKind::Call ||
        !isGlobal(graph, graph.callable(ref.node), "_codecs", "encode"))
        return std::nullopt;
    const auto args = graph.items(graph.args(ref.node).node);
    if (args.size() != 2 || graph.kind(args[0].node) != NodeKind::Str ||
        graph.kind(args[1].node) != NodeKind::Str || graph.text(args[1].node) != "latin1")
        return std::nullopt;
    return InnerBytes{args[0], graph.text(args[0].node), true};
}

Result<std::uint32_t> readAny(Checkpoint &checkpoint, const DocumentPlace &place, const Job *job)
{
    constexpr std::uint64_t longestMagic = 32;
    const ByteSource &source = *place.source;
    LENS_ASSIGN(const auto head, source.readString(0, std::min(source.size(), longestMagic)));
    if (startsLegacyStream(head))
        return readLegacyDocument(checkpoint, place, job);
    if (startsZip(source))
        return readZipDocument(checkpoint, place, job);
    return makeError(
        ErrorCode::Unsupported,
        "it is neither a legacy stream, which PyTorch writes there, nor a zip archive");
}

// Finds the calls, reads what they would load, and goes on with what that holds.
class InnerReader
{
public:
    InnerReader(Checkpoint &checkpoint, const Job *job)
        : m_checkpoint(checkpoint)
        , m_job(job)
    {}
    Result<void> read();

private:
    void noteLoaders();
    Result<void> readCall(NodeId call, std::uint32_t stream);
    Result<Ref> readDocument(const InnerBytes &bytes, std::uint32_t stream);
    Result<SourcePtr> documentSource(const InnerBytes &bytes, const PickleStream &stream) const;
    int depth(std::uint32_t stream) const;
    void forgetStorages(std::size_t count);

    Checkpoint &m_checkpoint;
    const Job *m_job;
    std::size_t m_streamsSeen = 0;
    std::unordered_map<NodeId, std::uint32_t> m_loaders; // global -> stream that names it
    std::unordered_map<NodeId, Ref> m_rootOfBytes;       // bytes two calls share are read once
};

Result<void> InnerReader::read()
{
    noteLoaders();
    if (m_loaders.empty())
        return {};
    const auto &graph = m_checkpoint.graph;
    for (NodeId node = 0; node < graph.size(); ++node) {
        if (graph.kind(node) != NodeKind::Call)
            continue;
        const auto loader = m_loaders.find(graph.callable(node).node);
        if (loader != m_loaders.end())
            LENS_CHECK(readCall(node, loader->second));
        noteLoaders();
    }
    return {};
}

void InnerReader::noteLoaders()
{
    for (; m_streamsSeen < m_checkpoint.streams.size(); ++m_streamsSeen) {
        for (const auto &use : m_checkpoint.streams[m_streamsSeen].reading.globals) {
            if (isGlobal(m_checkpoint.graph, {use.node}, "torch.storage", "_load_from_bytes"))
                m_loaders[use.node] = static_cast<std::uint32_t>(m_streamsSeen);
        }
    }
}

Result<void> InnerReader::readCall(NodeId call, std::uint32_t stream)
{
    const auto &graph = m_checkpoint.graph;
    const auto args = graph.items(graph.args(call).node);
    if (args.size() != 1)
        return {};
    auto bytes = literalBytes(graph, args[0]);
    if (!bytes)
        bytes = encodedBytes(graph, args[0]);
    if (!bytes)
        return {};
    const auto [it, isNew] = m_rootOfBytes.try_emplace(bytes->token.node);
    if (isNew) {
        LENS_ASSIGN(const Ref root, readDocument(*bytes, stream));
        m_rootOfBytes[bytes->token.node] = root;
    }
    if (const Ref root = m_rootOfBytes[bytes->token.node])
        m_checkpoint.innerRootOf[call] = root;
    return {};
}

// The root of the document. Empty, with a finding, when it cannot be read: the rest of the file
// can.
Result<Ref> InnerReader::readDocument(const InnerBytes &bytes, std::uint32_t stream)
{
    const PickleStream &parent = m_checkpoint.streams[stream];
    const std::uint64_t at = parent.offset + bytes.token.at;
    const std::string outer = parent.member;
    const std::size_t storages = m_checkpoint.storages.size();
    const auto read = [&]() -> Result<std::uint32_t> {
        if (depth(stream) >= limits::nestedDocuments)
            return makeError(ErrorCode::Limit, "documents lie inside documents more than " +
                                                   std::to_string(limits::nestedDocuments) +
                                                   " deep");
        LENS_ASSIGN(auto source, documentSource(bytes, parent));
        const std::string member =
            (outer.empty() ? "" : outer + "/") + "bytes@" + std::to_string(at);
        return readAny(m_checkpoint, {source, member, stream, bytes.token.at}, m_job);
    };
    auto root = read();
    if (root)
        return m_checkpoint.streams[*root].reading.root;
    if (root.error().code == ErrorCode::Cancelled)
        return std::move(root).error();
    forgetStorages(storages);
    m_checkpoint.findings.push_back(
        {"pickle.inner-document",
         Severity::Error,
         "A checkpoint inside the pickle cannot be read: " + root.error().text(),
         outer,
         at,
         {}});
    return Ref{};
}

// Bytes that lie in the file as they are stay there; decoded ones are kept by the source itself.
Result<SourcePtr> InnerReader::documentSource(const InnerBytes &bytes,
                                              const PickleStream &stream) const
{
    if (bytes.latin1) {
        std::string decoded;
        if (!utf8ToLatin1(bytes.raw, decoded))
            return makeError(ErrorCode::Corrupt, "its text has characters that are no bytes");
        return memorySource(std::move(decoded));
    }
    const auto *begin = stream.bytes.data(), *end = begin + stream.bytes.size();
    const bool inside = std::less_equal<>()(begin, bytes.raw.data()) &&
                        std::less_equal<>()(bytes.raw.data() + bytes.raw.size(), end);
    const SourcePtr outer = stream.document ? stream.document : m_checkpoint.source;
    const bool inRecord = stream.document ? startsZip(*outer) : !stream.member.empty();
    if (!inside || inRecord)
        return memorySource(std::string(bytes.raw));
    const auto offset = static_cast<std::uint64_t>(bytes.raw.data() - begin);
    return subSource(outer, stream.offset + offset, bytes.raw.size());
}

int InnerReader::depth(std::uint32_t stream) const
{
    int count = 0;
    for (; m_checkpoint.streams[stream].parent != noIndex; ++count)
        stream = m_checkpoint.streams[stream].parent;
    return count;
}

void InnerReader::forgetStorages(std::size_t count)
{
    m_checkpoint.storages.resize(count);
    std::erase_if(m_checkpoint.storageOf, [&](const auto &pair) { return pair.second >= count; });
}

} // namespace

Result<void> readInnerDocuments(Checkpoint &checkpoint, const Job *job)
{
    return InnerReader(checkpoint, job).read();
}

} // namespace lens
