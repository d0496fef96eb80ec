// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/pickle/emitter.h"

#include "model/base/limits.h"
#include "model/base/text.h"
#include "model/pickle/token.h"

#include <algorithm>
#include <map>

// What CPython's C pickler writes at protocol 2, in its order. Source: CPython Modules/_pickle.c
// (save, save_tuple, batch_list_exact, batch_dict_exact, batch_list, batch_dict, save_reduce,
// save_bytes, save_set), formats.md 2.3.
namespace lens::pickle {

namespace {

// A set is memoized after its elements, so an element may lead back to it once, as CPython does it;
// a set that is its own element, which no Python can make, would never end.
constexpr int setDepth = 2;
constexpr std::size_t batchSize = 1000;
constexpr std::uint32_t unwritten = 0xFFFFFFFF;

constexpr char opcode(Opcode op) { return static_cast<char>(op); }

// Work that is still to do, last first: the stack that a recursive pickler has for free.
struct Task
{
    enum Kind : std::uint8_t {
        Save,       // write the node, or where it was put
        Op,         // write one opcode
        PutUnnamed, // memoize a helper object that no node stands for
        EndTuple,   // all elements are on the stack
        EndSet,
        EndObject, // the object is on the stack, without items and states
        ListBatch,
        DictBatch, // the next batch of an exact list, set or dict
        ExtraListBatch,
        ExtraDictBatch, // the next batch of an object's items
    };
    Kind kind;
    char op = 0;
    NodeId node = noNode;
    std::size_t next = 0; // batches: first item not yet written
};

class Emission
{
public:
    Emission(const Graph &graph, const std::unordered_map<NodeId, NodeId> &substitutes)
        : m_graph(graph)
        , m_substitutes(substitutes)
        , m_slots(graph.size(), unwritten)
    {}
    Result<std::string> run(NodeId root);

private:
    Result<void> perform(const Task &task);
    Result<void> save(NodeId node);
    bool saveAtom(NodeId node);
    Result<void> saveGlobal(NodeId node);
    void saveTuple(NodeId node);
    Result<void> saveSet(NodeId node, std::string_view type);
    void saveBytes(std::string_view raw);
    void saveByteArray(std::string_view raw);
    void saveObject(NodeId node);
    void saveExtension(std::int64_t code);
    void startObject(NodeId node);
    void endTuple(NodeId node);
    void endObject(NodeId node);
    void batch(const Task &task);

    void put(NodeId node) { m_slots[node] = m_writer.put(); }
    bool seen(NodeId node) const { return m_slots[node] != unwritten; }
    void madeGlobal(const std::string &module, const std::string &name);
    void madeText(const std::string &text);
    void op(Opcode code) { m_writer.op(opcode(code)); }

    // Tasks are pushed last first.
    void push(Task::Kind kind, NodeId node) { m_tasks.push_back({kind, 0, node}); }
    void pushOp(Opcode code) { m_tasks.push_back({Task::Op, opcode(code)}); }
    void pushPut() { m_tasks.push_back({Task::PutUnnamed}); }

    const Graph &m_graph;
    const std::unordered_map<NodeId, NodeId> &m_substitutes;
    Writer m_writer;
    std::vector<std::uint32_t> m_slots; // by node
    std::vector<Task> m_tasks;
    std::map<std::string, std::uint32_t> m_made; // helpers: a text, or module, line break, name
    std::unordered_map<NodeId, int> m_openSets;
};

// Names that Python 3 spells differently and protocol 2 keeps as Python 2 had them. Source:
// Lib/_compat_pickle.py; the rest of its table loads either way.
std::string oldModule(std::string_view module)
{
    if (module == "builtins")
        return "__builtin__";
    if (module == "copyreg")
        return "copy_reg";
    return std::string(module);
}

// The object that a name of the `__builtin__` module, or of another, stands for: written once.
void Emission::madeGlobal(const std::string &module, const std::string &name)
{
    const auto [made, fresh] = m_made.try_emplace(module + '\n' + name, 0);
    if (!fresh)
        return m_writer.get(made->second);
    m_writer.global(module, name);
    made->second = m_writer.put();
}

void Emission::madeText(const std::string &text)
{
    const auto [made, fresh] = m_made.try_emplace(text, 0);
    if (!fresh)
        return m_writer.get(made->second);
    m_writer.text(text);
    made->second = m_writer.put();
}

// What has no identity, or is nothing but itself.
bool Emission::saveAtom(NodeId node)
{
    switch (m_graph.kind(node)) {
    case NodeKind::None: m_writer.none(); return true;
    case NodeKind::Bool: m_writer.boolean(m_graph.boolValue(node)); return true;
    case NodeKind::Int: m_writer.integer(m_graph.intValue(node)); return true;
    case NodeKind::BigInt: m_writer.bigInteger(m_graph.text(node)); return true;
    case NodeKind::Float: m_writer.real(m_graph.floatValue(node)); return true;
    case NodeKind::Extension: saveExtension(m_graph.intValue(node)); return true;
    default: return false;
    }
}

void Emission::saveExtension(std::int64_t code)
{
    char bytes[4] = {};
    for (int i = 0; i < 4; ++i)
        bytes[i] = static_cast<char>(code >> 8 * i);
    const bool one = code <= 0xFF, two = code <= 0xFFFF;
    op(one ? OpExt1 : two ? OpExt2 : OpExt4);
    m_writer.bytes({bytes, std::size_t(one ? 1 : two ? 2 : 4)});
}

// A nested name ("Outer.Inner") is fetched with getattr: before protocol 4 no name has a dot.
Result<void> Emission::saveGlobal(NodeId node)
{
    const auto [module, name] = m_graph.global(node);
    // Both end with their line: what came after would be read as opcodes.
    if (module.find('\n') != module.npos || name.find('\n') != name.npos)
        return makeError(ErrorCode::Unsupported,
                         "a class has a line break in its name: protocol 2 cannot write it");
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos) {
        const std::string writtenModule = oldModule(module);
        m_writer.global(writtenModule, name);
        put(node);
        m_made.try_emplace(writtenModule + '\n' + std::string(name), m_slots[node]);
        return {};
    }
    std::vector<std::string> inner;
    std::string_view outer = name;
    for (std::size_t at = dot; at != std::string_view::npos; at = outer.rfind('.')) {
        inner.emplace_back(outer.substr(at + 1));
        outer = outer.substr(0, at);
        madeGlobal("__builtin__", "getattr");
    }
    madeGlobal(oldModule(module), std::string(outer));
    for (auto part = inner.rbegin(); part != inner.rend(); ++part) {
        m_writer.text(*part);
        m_writer.put();
        op(OpTuple2);
        m_writer.put();
        op(OpReduce);
    }
    put(node);
    return {};
}

void Emission::saveTuple(NodeId node)
{
    const auto items = m_graph.items(node);
    if (items.empty())
        return op(OpEmptyTuple);
    if (items.size() > 3)
        op(OpMark);
    push(Task::EndTuple, node);
    for (auto item = items.rbegin(); item != items.rend(); ++item)
        push(Task::Save, item->node);
}

// A tuple that a list inside it leads back to was written on the way: the elements are dropped.
void Emission::endTuple(NodeId node)
{
    const std::size_t size = m_graph.items(node).size();
    if (seen(node)) {
        for (std::size_t i = 0; size <= 3 && i < size; ++i)
            op(OpPop);
        if (size > 3)
            op(OpPopMark);
        return m_writer.get(m_slots[node]);
    }
    op(size == 1 ? OpTuple1 : size == 2 ? OpTuple2 : size == 3 ? OpTuple3 : OpTuple);
    put(node);
}

// set([…]) and frozenset([…]): protocol 2 has no opcodes for them.
Result<void> Emission::saveSet(NodeId node, std::string_view type)
{
    if (++m_openSets[node] > setDepth)
        return makeError(ErrorCode::Corrupt, "a set contains itself");
    madeGlobal("__builtin__", std::string(type));
    op(OpEmptyList);
    m_writer.put();
    push(Task::EndSet, node);
    pushOp(OpReduce);
    pushPut();
    pushOp(OpTuple1);
    push(Task::ListBatch, node);
    return {};
}

// _codecs.encode(text, 'latin1'): protocol 2 has no opcodes for bytes.
void Emission::saveBytes(std::string_view raw)
{
    if (raw.empty()) {
        madeGlobal("__builtin__", "bytes");
        op(OpEmptyTuple);
    } else {
        madeGlobal("_codecs", "encode");
        m_writer.text(latin1ToUtf8(raw));
        m_writer.put();
        madeText("latin1");
        op(OpTuple2);
        m_writer.put();
    }
    op(OpReduce);
}

void Emission::saveByteArray(std::string_view raw)
{
    madeGlobal("__builtin__", "bytearray");
    if (raw.empty()) {
        op(OpEmptyTuple);
    } else {
        saveBytes(raw);
        m_writer.put();
        op(OpTuple1);
        m_writer.put();
    }
    op(OpReduce);
}

void Emission::saveObject(NodeId node)
{
    push(Task::EndObject, node);
    const bool isNew = m_graph.kind(node) == NodeKind::New;
    const Ref kwargs = m_graph.kwargs(node);
    pushOp(isNew && !kwargs ? OpNewObj : OpReduce);
    if (kwargs) {
        // NEWOBJ_EX came with protocol 4; this is the function of Python that it stands for.
        madeGlobal("copy_reg", "__newobj_ex__");
        pushPut();
        pushOp(OpTuple3);
        push(Task::Save, kwargs.node);
    }
    push(Task::Save, m_graph.args(node).node);
    push(Task::Save, m_graph.callable(node).node);
}

void Emission::endObject(NodeId node)
{
    if (seen(node)) {
        op(OpPop);
        return m_writer.get(m_slots[node]);
    }
    put(node);
    const ObjectExtra &extra = m_graph.extra(node);
    for (auto state = extra.states.rbegin(); state != extra.states.rend(); ++state) {
        pushOp(OpBuild);
        push(Task::Save, state->node);
    }
    push(Task::ExtraDictBatch, node);
    push(Task::ExtraListBatch, node);
}

// CPython's four rules: a lone item needs no MARK; an exact list never has a batch of its own for
// that; an exact dict ends with a batch that is not full, be it empty; an object's items do
// neither.
void Emission::batch(const Task &task)
{
    const bool extra = task.kind == Task::ExtraListBatch || task.kind == Task::ExtraDictBatch;
    const bool pairs = task.kind == Task::DictBatch || task.kind == Task::ExtraDictBatch;
    const std::size_t width = pairs ? 2 : 1;
    const std::span<const Ref> items = !extra  ? m_graph.items(task.node)
                                       : pairs ? std::span(m_graph.extra(task.node).dictItems)
                                               : std::span(m_graph.extra(task.node).listItems);
    const std::size_t left = (items.size() - task.next) / width;
    const std::size_t count = std::min(left, batchSize);
    const bool first = task.next == 0;
    const bool emptyLast = task.kind == Task::DictBatch && !first;
    if (left == 0 && !emptyLast)
        return;
    const bool alone = left == 1 && (extra || first);
    const std::size_t end = task.next + count * width;
    const bool more = task.kind == Task::DictBatch ? count == batchSize : left > count;
    if (more)
        m_tasks.push_back({task.kind, 0, task.node, end});
    if (!alone)
        op(OpMark);
    pushOp(pairs ? (alone ? OpSetItem : OpSetItems) : (alone ? OpAppend : OpAppends));
    for (std::size_t i = end; i > task.next; --i)
        push(Task::Save, items[i - 1].node);
}

Result<void> Emission::save(NodeId node)
{
    if (const auto with = m_substitutes.find(node); with != m_substitutes.end())
        node = with->second;
    if (node == noNode)
        return makeError(ErrorCode::Internal, "an object to write has a part that is nothing");
    if (saveAtom(node))
        return {};
    if (seen(node)) {
        m_writer.get(m_slots[node]);
        return {};
    }
    switch (m_graph.kind(node)) {
    case NodeKind::Str:
        m_writer.text(m_graph.text(node));
        put(node);
        break;
    case NodeKind::Bytes:
        saveBytes(m_graph.text(node));
        put(node);
        break;
    case NodeKind::ByteArray:
        saveByteArray(m_graph.text(node));
        put(node);
        break;
    case NodeKind::Tuple: saveTuple(node); break;
    case NodeKind::List:
        op(OpEmptyList);
        put(node);
        push(Task::ListBatch, node);
        break;
    case NodeKind::Dict:
        op(OpEmptyDict);
        put(node);
        push(Task::DictBatch, node);
        break;
    case NodeKind::Set: return saveSet(node, "set");
    case NodeKind::FrozenSet: return saveSet(node, "frozenset");
    case NodeKind::Global: return saveGlobal(node);
    case NodeKind::Call:
    case NodeKind::New: saveObject(node); break;
    case NodeKind::Persistent:
        pushOp(OpBinPersId);
        push(Task::Save, m_graph.pid(node).node);
        break;
    default:
        return makeError(ErrorCode::Unsupported,
                         "an out-of-band buffer cannot be written to a file");
    }
    return {};
}

Result<void> Emission::perform(const Task &task)
{
    switch (task.kind) {
    case Task::Save: return save(task.node);
    case Task::Op: m_writer.op(task.op); break;
    case Task::PutUnnamed: m_writer.put(); break;
    case Task::EndTuple: endTuple(task.node); break;
    case Task::EndSet:
        --m_openSets[task.node];
        endObject(task.node);
        break;
    case Task::EndObject: endObject(task.node); break;
    default: batch(task);
    }
    return {};
}

Result<std::string> Emission::run(NodeId root)
{
    op(OpProto);
    m_writer.op(2);
    pushOp(OpStop);
    push(Task::Save, root);
    while (!m_tasks.empty()) {
        const Task task = m_tasks.back();
        m_tasks.pop_back();
        LENS_CHECK(perform(task));
        if (m_writer.out().size() > limits::pickleBytes)
            return makeError(ErrorCode::Limit, "the pickle to write grows beyond 1 GiB");
    }
    return std::move(m_writer.out());
}

} // namespace

Result<std::string> Emitter::emit(NodeId root) const
{
    return Emission(m_graph, m_substitutes).run(root);
}

} // namespace lens::pickle
