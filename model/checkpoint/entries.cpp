// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/entries.h"

#include "model/base/limits.h"
#include "model/base/text.h"
#include "model/checkpoint/objects.h"
#include "model/pickle/python2.h"

#include <cmath>

namespace lens {

using pickle::NodeId;
using pickle::NodeKind;
using pickle::Ref;

namespace {

// A key is a name: what is longer is cut, however often and deep a file repeats it.
constexpr std::size_t longestRepr = 1024;

struct Child
{
    Step step;
    Ref ref;
};

class Lister
{
public:
    Lister(Interpreter &interpreter, const Job *job)
        : m_i(interpreter)
        , c(interpreter.c)
        , m_job(job)
        , m_shown(c.graph.size(), noIndex)
    {}

    Result<void> run()
    {
        if (!c.root)
            return {};
        LENS_CHECK(enter({{}, c.root}, noIndex));
        while (!m_open.empty()) {
            Open &open = m_open.back();
            if (open.next == open.children.size()) {
                c.entries[open.entry].end = static_cast<std::uint32_t>(c.entries.size());
                m_open.pop_back();
                continue;
            }
            const Child child = open.children[open.next++];
            LENS_CHECK(enter(child, open.entry));
        }
        return {};
    }

private:
    struct Open
    {
        std::uint32_t entry;
        std::vector<Child> children;
        std::size_t next = 0;
    };

    Result<void> enter(const Child &child, std::uint32_t parent);
    Result<void> checkBudget();
    std::vector<Child> childrenOf(const ObjectView &view, Entry &entry);
    void addPairs(const ObjectView &view, std::vector<Child> &children);
    Step keyStep(NodeId key);
    Step numbered(Step step, std::unordered_map<std::string_view, int> &seen);
    std::string_view keep(std::string text) { return c.texts.emplace_back(std::move(text)); }

    Interpreter &m_i;
    Checkpoint &c;
    const Job *m_job;
    std::vector<std::uint32_t> m_shown; // entry of the first showing, by node
    std::vector<Open> m_open;
};

Result<void> Lister::checkBudget()
{
    if (c.entries.size() >= limits::entries)
        return makeError(ErrorCode::Limit,
                         "the checkpoint lists more entries than this program reads");
    if (m_job && c.entries.size() % 65536 == 0)
        return m_job->check();
    return {};
}

Result<void> Lister::enter(const Child &child, std::uint32_t parent)
{
    LENS_CHECK(checkBudget());
    const auto index = static_cast<std::uint32_t>(c.entries.size());
    Entry entry;
    entry.step = child.step;
    entry.node = m_i.resolved(child.ref.node);
    entry.parent = parent;
    entry.end = index + 1;
    std::uint32_t &shown = m_shown[entry.node];
    if (shown != noIndex) {
        entry.kind = EntryKind::Ref;
        entry.target = shown;
        entry.length = c.entries[shown].length;
        c.entries.push_back(entry);
        return {};
    }
    const ObjectView view = viewOf(m_i, entry.node);
    entry.kind = view.kind;
    entry.index = view.index;
    if (hasIdentity(view.kind, view))
        shown = index;
    auto children = childrenOf(view, entry);
    if (index == 0 && c.constants)
        children.push_back({{StepKind::Repr, "constants", 0}, c.constants});
    c.entries.push_back(entry);
    if (!children.empty() && m_open.size() < limits::entryDepth)
        m_open.push_back({index, std::move(children)});
    else if (!children.empty())
        m_i.finding("pickle.too-deep", Severity::Warning,
                    "values nested deeper than this program lists; they are kept as they are",
                    child.ref);
    return {};
}

std::vector<Child> Lister::childrenOf(const ObjectView &view, Entry &entry)
{
    std::vector<Child> children;
    if (view.args)
        children.push_back({{StepKind::Repr, "args", 0}, view.args});
    if (view.kwargs)
        children.push_back({{StepKind::Repr, "kwargs", 0}, view.kwargs});
    const std::size_t before = children.size();
    for (std::size_t i = 0; i < view.list.size(); ++i)
        children.push_back({{StepKind::Index, {}, static_cast<std::int64_t>(i)}, view.list[i]});
    addPairs(view, children);
    entry.length = static_cast<std::uint32_t>(children.size() - before);
    std::unordered_map<std::string_view, std::size_t> names;
    for (const auto &[name, ref] : view.attributes) { // a later BUILD sets a name again
        const auto [same, isNew] = names.try_emplace(name, children.size());
        if (isNew)
            children.push_back({{StepKind::Attr, name, 0}, ref});
        else
            children[same->second].ref = ref;
    }
    for (Ref state : view.states)
        children.push_back({{StepKind::Repr, "state", 0}, state});
    return children;
}

// Keys that differ and read the same, as the parameters by which an optimizer keeps its state, are
// told apart by a number.
Step Lister::numbered(Step step, std::unordered_map<std::string_view, int> &seen)
{
    if (step.kind != StepKind::Repr || !step.text.starts_with('<'))
        return step;
    const int number = ++seen[step.text];
    if (number > 1)
        step.text = keep(std::string(step.text) + " (" + std::to_string(number) + ")");
    return step;
}

// The integer that a key equals: 1, True and 1.0 are one key.
std::optional<std::int64_t> wholeNumber(const pickle::Graph &graph, NodeId key)
{
    constexpr double exact = 0x1p53;
    switch (graph.kind(key)) {
    case NodeKind::Int: return graph.intValue(key);
    case NodeKind::Bool: return graph.boolValue(key);
    case NodeKind::Float: {
        const double value = graph.floatValue(key);
        if (value == std::trunc(value) && std::fabs(value) <= exact)
            return static_cast<std::int64_t>(value);
        return std::nullopt;
    }
    default: return std::nullopt;
    }
}

// Keys that are equal when their repr is. Others are told by what they hold, or by identity.
bool isKnownByRepr(const pickle::Graph &graph, NodeId key)
{
    switch (graph.kind(key)) {
    case NodeKind::None: return true;
    case NodeKind::Float: return !std::isnan(graph.floatValue(key));
    case NodeKind::BigInt:
    case NodeKind::Bytes:
    case NodeKind::Global: return graph.text(key).size() <= longestRepr; // else it is cut
    default: return false;
    }
}

// Python's dict: a key written twice keeps its first place and its last value; 1, 1.0 and True are
// one key.
void Lister::addPairs(const ObjectView &view, std::vector<Child> &children)
{
    // Of this dict alone: clearing a kept map costs as much as the largest dict it ever held.
    std::unordered_map<std::string_view, std::size_t> textKeys, reprKeys;
    std::unordered_map<std::int64_t, std::size_t> intKeys;
    std::unordered_map<std::string_view, int> objectKeys;
    for (const auto &[key, value] : view.pairs) {
        Step step = keyStep(key.node);
        const std::size_t place = children.size();
        std::size_t first = place;
        if (step.kind == StepKind::Key)
            first = textKeys.try_emplace(step.text, place).first->second;
        else if (const auto number = wholeNumber(c.graph, key.node))
            first = intKeys.try_emplace(*number, place).first->second;
        else if (isKnownByRepr(c.graph, key.node))
            first = reprKeys.try_emplace(step.text, place).first->second;
        else
            step = numbered(step, objectKeys);
        if (first == place)
            children.push_back({step, value});
        else
            children[first].ref = value;
    }
}

Step Lister::keyStep(NodeId key)
{
    key = m_i.resolved(key);
    const NodeKind kind = c.graph.kind(key);
    if (kind == NodeKind::Str)
        return {StepKind::Key, c.graph.text(key), 0};
    if (kind == NodeKind::Int)
        return {StepKind::Index, {}, c.graph.intValue(key)};
    return {StepKind::Repr, keep(reprOf(m_i, key)), 0};
}

std::string joinedReprs(Interpreter &interpreter, std::span<const Ref> items, int depth)
{
    std::string text;
    constexpr std::size_t most = 16; // a key is a name, not a data set
    std::size_t i = 0;
    for (; i < items.size() && i < most && text.size() < longestRepr; ++i)
        text += (i ? ", " : "") + reprOf(interpreter, items[i].node, depth + 1);
    return i < items.size() ? text + ", …" : text;
}

// The beginning of a text, in whole characters.
std::string_view beginning(std::string_view utf8)
{
    std::size_t end = std::min(utf8.size(), longestRepr);
    while (end < utf8.size() && end > 0 && (static_cast<unsigned char>(utf8[end]) & 0xC0) == 0x80)
        --end;
    return utf8.substr(0, end);
}

std::string reprOfClass(std::string_view name)
{
    if (name.starts_with("builtins."))
        name.remove_prefix(std::string_view("builtins.").size());
    return "<class '" + std::string(beginning(name)) + "'>";
}

std::string reprOfFrozenSet(Interpreter &interpreter, std::span<const Ref> items, int depth)
{
    return items.empty() ? "frozenset()"
                         : "frozenset({" + joinedReprs(interpreter, items, depth) + "})";
}

// "" for what is no value that Python would show by its content.
std::string reprOfValue(Interpreter &interpreter, NodeId node, int depth)
{
    const auto &graph = interpreter.c.graph;
    const ObjectView view = viewOf(interpreter, node);
    if (view.kind == EntryKind::FrozenSet)
        return reprOfFrozenSet(interpreter, view.list, depth);
    const auto args = interpreter.tuple(graph.args(node));
    if (view.kind == EntryKind::Size && args.size() == 1)
        return "torch.Size([" + joinedReprs(interpreter, graph.items(args[0].node), depth) + "])";
    const auto isFloat = [&](Ref ref) { return graph.kind(ref.node) == NodeKind::Float; };
    if (view.kind == EntryKind::Complex && args.size() == 2 && isFloat(args[0]) && isFloat(args[1]))
        return reprComplex(graph.floatValue(args[0].node), graph.floatValue(args[1].node));
    return {};
}

std::string reprOfObject(Interpreter &interpreter, NodeId node, int depth)
{
    const auto &graph = interpreter.c.graph;
    if (const auto device = interpreter.device({node, 0})) {
        const auto colon = device->find(':');
        return "device(type=" + reprString(device->substr(0, colon)) +
               (colon == std::string::npos ? ")" : ", index=" + device->substr(colon + 1) + ")");
    }
    if (const auto bytes = interpreter.bytes({node, 0}))
        return reprBytes(bytes->substr(0, 64));
    const std::uint32_t index = interpreter.tensorFor(node);
    if (index != noIndex) {
        const Tensor &tensor = interpreter.c.tensors[index];
        std::string shape;
        for (std::int64_t size : tensor.shape)
            shape += (shape.empty() ? "" : ", ") + std::to_string(size);
        return "<" + tensor.type + " " + std::string(name(tensor.dtype)) + " [" + shape + "]>";
    }
    if (std::string value = reprOfValue(interpreter, node, depth); !value.empty())
        return value;
    const NodeId callable = graph.callable(node).node;
    return graph.kind(callable) == NodeKind::Global
               ? "<" + pickle::modernName(graph.global(callable)) + " object>"
               : "<object>";
}

} // namespace

std::string reprOf(Interpreter &interpreter, NodeId node, int depth)
{
    const auto &graph = interpreter.c.graph;
    constexpr int deepest = 4;
    if (depth > deepest)
        return "…";
    switch (graph.kind(node)) {
    case NodeKind::None: return "None";
    case NodeKind::Bool: return graph.boolValue(node) ? "True" : "False";
    case NodeKind::Int: return std::to_string(graph.intValue(node));
    case NodeKind::BigInt: return decimalFromLittleEndian(graph.text(node));
    case NodeKind::Float: return reprDouble(graph.floatValue(node));
    case NodeKind::Str: return reprString(beginning(graph.text(node)));
    case NodeKind::Bytes:
    case NodeKind::ByteArray: return reprBytes(graph.text(node).substr(0, longestRepr));
    case NodeKind::Global:
        if (const auto dtype = interpreter.dtype({node, 0}))
            return "torch." + std::string(name(*dtype));
        return reprOfClass(pickle::modernName(graph.global(node)));
    case NodeKind::Tuple: {
        const auto items = graph.items(node);
        return "(" + joinedReprs(interpreter, items, depth) + (items.size() == 1 ? ",)" : ")");
    }
    case NodeKind::FrozenSet: return reprOfFrozenSet(interpreter, graph.items(node), depth);
    case NodeKind::Call:
    case NodeKind::New: return reprOfObject(interpreter, node, depth);
    default: return "<unhashable>";
    }
}

Result<void> listEntries(Interpreter &interpreter, const Job *job)
{
    return Lister(interpreter, job).run();
}

} // namespace lens
