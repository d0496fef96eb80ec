// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/pickledform.h"

#include "model/base/checked.h"
#include "model/base/text.h"
#include "model/checkpoint/persistentid.h"
#include "model/formats/flatnames.h"
#include "model/formats/lazysources.h"

#include <algorithm>

namespace lens {

using pickle::Graph;
using pickle::NodeId;
using pickle::NodeKind;
using pickle::Ref;

namespace {

Ref ref(NodeId node) { return {node, 0}; }

// Writes the graph anew: a copy of it, with other nodes where the new file says things otherwise.
class Rewriter
{
public:
    Rewriter(const Checkpoint &checkpoint, IdForm form)
        : m_checkpoint(checkpoint)
        , m_form(form)
        , m_graph(checkpoint.graph)
    {}
    Result<PickledForm> run();

private:
    struct Written
    {
        std::uint32_t number = noIndex;
        Ref key, location, storageClass;
    };

    NodeId root();
    NodeId stateDictOfTensors();
    Result<void> walk(NodeId root);
    void pushChildren(NodeId node);
    Result<NodeId> replacement(NodeId node);
    bool readsNumbers(NodeId call) const;
    std::string obstacle(NodeId node) const;
    std::string whyNotLegacy(NodeId node) const;
    NodeId leaveOut(NodeId node, const std::string &why);
    std::string pathOf(NodeId node);
    Result<NodeId> newId(NodeId persistent);
    Result<NodeId> storageId(std::uint32_t storage);
    Result<NodeId> tensorCall(std::uint32_t tensor);
    Result<NodeId> viewArgs(NodeId args);
    Result<Written *> written(std::uint32_t storage);
    Ref storageClass(const Storage &storage);
    Ref global(std::string_view module, std::string_view name);
    Ref text(std::string bytes);
    Ref integers(const std::vector<std::int64_t> &values);
    Ref tuple(const std::vector<Ref> &items);
    std::optional<std::pair<std::uint32_t, std::uint64_t>> viewOf(NodeId persistent) const;

    const Checkpoint &m_checkpoint;
    const IdForm m_form;
    Graph m_graph;
    PickledForm m_result;
    std::unordered_map<NodeId, NodeId> m_replaced; // where it is not itself
    std::vector<bool> m_seen;
    std::vector<NodeId> m_stack;
    std::unordered_map<std::uint32_t, Written> m_written;    // by storage
    std::unordered_map<std::uint32_t, NodeId> m_tensorCalls; // of a tar, by tensor
    std::unordered_map<std::string, Ref> m_globals, m_texts;
    std::unordered_map<NodeId, std::uint32_t> m_entries; // by node; filled when first needed
};

Ref Rewriter::global(std::string_view module, std::string_view name)
{
    const auto [known, isNew] =
        m_globals.try_emplace(std::string(module) + ' ' + std::string(name));
    if (isNew)
        known->second = ref(m_graph.addGlobal(module, name));
    return known->second;
}

Ref Rewriter::text(std::string bytes)
{
    const auto [known, isNew] = m_texts.try_emplace(bytes);
    if (isNew)
        known->second = ref(m_graph.addText(NodeKind::Str, m_graph.keep(std::move(bytes))));
    return known->second;
}

Ref Rewriter::tuple(const std::vector<Ref> &items)
{
    return ref(items.empty() ? m_graph.emptyTuple() : m_graph.addContainer(NodeKind::Tuple, items));
}

Ref Rewriter::integers(const std::vector<std::int64_t> &values)
{
    std::vector<Ref> items;
    for (const std::int64_t value : values)
        items.push_back(ref(m_graph.addInt(value)));
    return tuple(items);
}

Ref Rewriter::storageClass(const Storage &storage)
{
    const std::string_view name = info(storage.dtype).storageClass;
    // torch's legacy loader takes typed storages only; the rebuild function names the dtype.
    if (storage.untyped && m_form == IdForm::Legacy)
        return global("torch", "ByteStorage");
    return storage.untyped || name.empty() ? global("torch.storage", "UntypedStorage")
                                           : global("torch", name);
}

bool lacksBytes(const Storage &storage)
{
    return !storage.bytes || storage.bytes->size() < storage.nbytes;
}

Result<SourcePtr> littleEndianBytes(const Checkpoint &checkpoint, std::uint32_t index)
{
    const Storage &storage = checkpoint.storages[index];
    if (lacksBytes(storage))
        return makeError(ErrorCode::Corrupt, "its record is missing or too short")
            .in("storage " + escaped(storage.key, 100))
            .advise("The file is damaged: get it again from where it came from.");
    LENS_ASSIGN(SourcePtr bytes, subSource(storage.bytes, 0, storage.nbytes));
    const unsigned component = info(storage.dtype).componentSize;
    if (storage.bigEndian && component > 1)
        return SourcePtr(std::make_shared<SwappedSource>(std::move(bytes), component));
    return bytes;
}

// The new storage for one of the checkpoint: numbered when it is first met.
Result<Rewriter::Written *> Rewriter::written(std::uint32_t storage)
{
    const auto [known, isNew] = m_written.try_emplace(storage);
    if (!isNew)
        return &known->second;
    const Storage &old = m_checkpoint.storages[storage];
    LENS_ASSIGN(SourcePtr bytes, littleEndianBytes(m_checkpoint, storage));
    const auto number = static_cast<std::uint32_t>(m_result.storages.size());
    m_result.storages.push_back({storage, std::move(bytes), old.numel});
    // As in torch: 'cpu' is one interned string, every other location is made anew.
    const Ref location = old.location == "cpu" ? text(old.location)
                                               : ref(m_graph.addText(NodeKind::Str, old.location));
    known->second = {number, text(std::to_string(number)), location, storageClass(old)};
    return &known->second;
}

Result<NodeId> Rewriter::storageId(std::uint32_t storage)
{
    LENS_ASSIGN(const Written *const made, written(storage));
    const auto numel = static_cast<std::int64_t>(m_checkpoint.storages[storage].numel);
    std::vector<Ref> parts{text("storage"), made->storageClass, made->key, made->location,
                           ref(m_graph.addInt(numel))};
    if (m_form == IdForm::Legacy)
        parts.push_back(ref(m_graph.none()));
    return m_graph.addPersistent(tuple(parts));
}

// A tensor that the file names only by a key.
Result<NodeId> Rewriter::tensorCall(std::uint32_t index)
{
    const auto [known, isNew] = m_tensorCalls.try_emplace(index);
    if (!isNew)
        return known->second;
    const Tensor &tensor = m_checkpoint.tensors[index];
    if (tensor.storage == noIndex)
        return makeError(ErrorCode::Corrupt, "a tensor has no storage: " + tensor.broken);
    LENS_ASSIGN(const NodeId storage, storageId(tensor.storage));
    const Ref hooks =
        ref(m_graph.addObject(NodeKind::Call, global("collections", "OrderedDict"), tuple({})));
    const Ref args =
        tuple({ref(storage), ref(m_graph.addInt(tensor.storageOffset)), integers(tensor.shape),
               integers(tensor.stride), ref(m_graph.boolean(tensor.requiresGrad)), hooks});
    known->second =
        m_graph.addObject(NodeKind::Call, global("torch._utils", "_rebuild_tensor_v2"), args);
    return known->second;
}

Result<NodeId> Rewriter::newId(NodeId persistent)
{
    if (const auto found = m_checkpoint.classOf.find(persistent);
        found != m_checkpoint.classOf.end()) {
        const auto name = m_graph.global(found->second.node);
        m_result.loss.push_back("source text of " + escaped(name.module) + "." +
                                escaped(name.name) + ": only the old legacy format keeps it");
        return found->second.node;
    }
    if (const auto found = m_checkpoint.tensorOf.find(persistent);
        found != m_checkpoint.tensorOf.end())
        return tensorCall(found->second);
    if (const auto found = m_checkpoint.storageOf.find(persistent);
        found != m_checkpoint.storageOf.end())
        return storageId(found->second);
    return makeError(ErrorCode::Unsupported,
                     "a persistent id of an unknown kind cannot be converted")
        .at(m_graph.pid(persistent).at);
}

// Storage and first element of the old storage view that a persistent id names.
std::optional<std::pair<std::uint32_t, std::uint64_t>> Rewriter::viewOf(NodeId persistent) const
{
    if (persistent >= m_checkpoint.graph.size() ||
        m_checkpoint.graph.kind(persistent) != NodeKind::Persistent ||
        !isStorageId(m_checkpoint.graph, m_checkpoint.graph.pid(persistent)))
        return std::nullopt;
    const auto id = lens::storageId(m_checkpoint.graph, m_checkpoint.graph.pid(persistent));
    if (!id || !id->view)
        return std::nullopt;
    for (std::uint32_t i = 0; i < m_checkpoint.storages.size(); ++i) {
        const Storage &storage = m_checkpoint.storages[i];
        if (storage.key == id->key && id->view->offset <= storage.numel &&
            id->view->numel <= storage.numel - id->view->offset)
            return std::pair(i, id->view->offset);
    }
    return std::nullopt;
}

// (storage view, offset, …) as (its storage, offset in that, …): the memory stays shared.
Result<NodeId> Rewriter::viewArgs(NodeId args)
{
    const auto items = m_graph.items(args);
    if (items.size() < 4 || m_graph.kind(items[1].node) != NodeKind::Int)
        return args;
    const auto view = viewOf(items[0].node);
    if (!view)
        return args;
    const auto offset =
        checkedAdd(m_graph.intValue(items[1].node), static_cast<std::int64_t>(view->second));
    if (!offset)
        return makeError(ErrorCode::Corrupt, "a tensor begins beyond 2^63 elements")
            .at(items[1].at);
    std::vector<Ref> parts(items.begin(), items.end()); // adding to the graph moves its items
    LENS_ASSIGN(const NodeId storage, storageId(view->first));
    parts[0] = ref(storage);
    parts[1] = ref(m_graph.addInt(*offset));
    return m_graph.addContainer(NodeKind::Tuple, parts);
}

// Calls that look at the numbers of tensors when they are rebuilt: torch's legacy loader has not
// read them by then, and builds such an object from whatever is in memory.
bool Rewriter::readsNumbers(NodeId call) const
{
    const Ref callable = m_graph.callable(call);
    if (m_graph.kind(callable.node) != NodeKind::Global)
        return false;
    const auto [module, name] = m_graph.global(callable.node);
    return name == "_rebuild_nested_tensor" || name == "_rebuild_njt" ||
           (name == "Generator" && module.starts_with("torch"));
}

std::string Rewriter::whyNotLegacy(NodeId node) const
{
    if (m_form != IdForm::Legacy || m_graph.kind(node) != NodeKind::Call || !readsNumbers(node))
        return {};
    const auto name = m_graph.global(m_graph.callable(node).node).name;
    return "(" + std::string(name == "Generator" ? name : "nested tensor") +
           "): the legacy format cannot hold it";
}

// Why a tensor, or a part it is made of, cannot be written; empty when it can and for all else.
std::string Rewriter::obstacle(NodeId node) const
{
    std::vector<NodeId> waiting{node};
    for (std::size_t i = 0; i < waiting.size(); ++i) {
        const auto known = m_checkpoint.tensorOf.find(waiting[i]);
        if (known == m_checkpoint.tensorOf.end())
            continue;
        const Tensor &tensor = m_checkpoint.tensors[known->second];
        if (!tensor.broken.empty())
            return "(tensor): " + tensor.broken;
        if (tensor.storage != noIndex && lacksBytes(m_checkpoint.storages[tensor.storage]))
            return "(tensor): the record of its storage is missing or too short";
        for (const auto &[name, part] : tensor.parts)
            if (std::find(waiting.begin(), waiting.end(), part.node) == waiting.end())
                waiting.push_back(part.node);
    }
    const auto storage = m_checkpoint.storageOf.find(node);
    if (storage != m_checkpoint.storageOf.end() &&
        lacksBytes(m_checkpoint.storages[storage->second]))
        return "(storage): its record is missing or too short";
    return whyNotLegacy(node);
}

// Where a person finds an object first.
std::string Rewriter::pathOf(NodeId node)
{
    if (m_entries.empty())
        for (std::uint32_t i = 0; i < m_checkpoint.entries.size(); ++i)
            m_entries.try_emplace(m_checkpoint.entry(i).node, i);
    const auto shown = m_entries.find(node);
    if (shown == m_entries.end())
        return "an object";
    return shown->second == 0 ? "the file" : m_checkpoint.pathText(shown->second);
}

NodeId Rewriter::leaveOut(NodeId node, const std::string &why)
{
    m_result.loss.push_back(pathOf(node) + " " + why + "; None takes its place");
    return m_graph.none();
}

Result<NodeId> Rewriter::replacement(NodeId node)
{
    for (auto inner = m_checkpoint.innerRootOf.find(node); inner != m_checkpoint.innerRootOf.end();
         inner = m_checkpoint.innerRootOf.find(node))
        node = inner->second.node;
    if (node >= m_checkpoint.graph.size())
        return node;
    if (const std::string why = obstacle(node); !why.empty())
        return leaveOut(node, why);
    if (m_graph.kind(node) == NodeKind::Persistent)
        return newId(node);
    if (m_graph.kind(node) == NodeKind::Tuple)
        return viewArgs(node);
    return node;
}

void Rewriter::pushChildren(NodeId node)
{
    const auto push = [this](std::span<const Ref> refs) {
        for (auto at = refs.rbegin(); at != refs.rend(); ++at)
            m_stack.push_back(at->node);
    };
    const NodeKind kind = m_graph.kind(node);
    if (kind != NodeKind::Call && kind != NodeKind::New)
        return push(m_graph.items(node));
    const pickle::ObjectExtra &extra = m_graph.extra(node);
    push(extra.states);
    push(extra.dictItems);
    push(extra.listItems);
    for (const Ref part : {m_graph.kwargs(node), m_graph.args(node), m_graph.callable(node)})
        if (part)
            m_stack.push_back(part.node);
}

// Visits what the emitter will write, in its order, so that storages are numbered in that order.
Result<void> Rewriter::walk(NodeId root)
{
    m_stack.push_back(root);
    while (!m_stack.empty()) {
        const NodeId node = m_stack.back();
        m_stack.pop_back();
        if (node >= m_seen.size())
            m_seen.resize(m_graph.size() + 1);
        if (m_seen[node])
            continue;
        m_seen[node] = true;
        LENS_ASSIGN(const NodeId with, replacement(node));
        if (with != node)
            m_replaced[node] = with;
        if (m_graph.kind(with) != NodeKind::Persistent)
            pushChildren(with);
    }
    return {};
}

// TorchScript modules are code: what a state dict can hold of them is their tensors.
NodeId Rewriter::stateDictOfTensors()
{
    const FlatNames names = flatNames(m_checkpoint);
    std::vector<Ref> items;
    for (const FlatTensor &tensor : names.tensors) {
        items.push_back(ref(m_graph.addText(NodeKind::Str, m_graph.keep(tensor.name))));
        items.push_back(ref(m_checkpoint.entry(tensor.entry).node));
    }
    m_result.loss.push_back("the program: only TorchScript archives hold code");
    for (const std::string &other : names.others)
        m_result.loss.push_back(other + ": a state dict made of TorchScript holds tensors only");
    const NodeId dict =
        m_graph.addObject(NodeKind::Call, global("collections", "OrderedDict"), tuple({}));
    m_graph.mutableExtra(dict).dictItems = std::move(items);
    return dict;
}

NodeId Rewriter::root()
{
    if (m_checkpoint.format == "torchscript")
        return stateDictOfTensors();
    if (m_checkpoint.format == "pt2")
        m_result.loss.push_back("the exported program: only PT2 archives hold code");
    return m_checkpoint.root.node;
}

Result<PickledForm> Rewriter::run()
{
    if (!m_checkpoint.root)
        return makeError(ErrorCode::Corrupt, "there is no object in this file to convert");
    const NodeId start = root();
    LENS_CHECK(walk(start));
    pickle::Emitter emitter(m_graph);
    for (const auto &[node, with] : m_replaced)
        emitter.substitute(node, with);
    LENS_ASSIGN(m_result.pickle, emitter.emit(start));
    return std::move(m_result);
}

} // namespace

Result<PickledForm> pickledForm(const Checkpoint &checkpoint, IdForm form)
{
    return Rewriter(checkpoint, form).run();
}

} // namespace lens
