// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/pickle/machine.h"

#include "model/base/text.h"
#include "model/pickle/literals.h"

namespace lens::pickle {

bool Machine::mark(const Token &token)
{
    m_marks.push_back({m_stack.size(), static_cast<std::uint32_t>(token.at)});
    return true;
}

bool Machine::dropTop(const Token &token)
{
    if (available() > 0)
        m_stack.pop_back();
    else if (!m_marks.empty())
        m_marks.pop_back();
    else
        return underflow(token);
    return true;
}

bool Machine::dropMark(const Token &token)
{
    Mark mark;
    if (!popMark(token, mark))
        return false;
    m_stack.resize(mark.height);
    return true;
}

bool Machine::duplicate(const Token &token)
{
    if (available() == 0)
        return underflow(token);
    return push(top().node, token.at);
}

bool Machine::memoIndex(const Token &token, std::uint64_t &index)
{
    index = static_cast<std::uint64_t>(token.number);
    if (token.op != OpPut && token.op != OpGet)
        return true;
    const auto number = parseMemoNumber(token.text);
    if (!number)
        return fail(ErrorCode::Corrupt, "text that is not a memo number", token.at);
    index = *number;
    return true;
}

bool Machine::put(const Token &token)
{
    std::uint64_t index = m_memo.size();
    if (token.op != OpMemoize && !memoIndex(token, index))
        return false;
    if (available() == 0)
        return underflow(token);
    m_memo.set(index, top().node);
    return true;
}

bool Machine::get(const Token &token)
{
    std::uint64_t index = 0;
    if (!memoIndex(token, index))
        return false;
    const NodeId node = m_memo.get(index);
    if (node == noNode)
        return fail(ErrorCode::Corrupt,
                    "memo " + std::to_string(index) + " is used before it is set", token.at);
    return push(node, token.at);
}

bool Machine::empty(const Token &token)
{
    if (token.op == OpEmptyTuple)
        return push(m_graph.emptyTuple(), token.at);
    const auto kind = token.op == OpEmptyList   ? NodeKind::List
                      : token.op == OpEmptyDict ? NodeKind::Dict
                                                : NodeKind::Set;
    return push(m_graph.addContainer(kind, {}), token.at);
}

bool Machine::fromMark(const Token &token)
{
    Mark mark;
    if (!popMark(token, mark))
        return false;
    const auto items = above(mark);
    if (token.op == OpDict && items.size() % 2)
        return fail(ErrorCode::Corrupt, "a dict with a key that has no value", token.at);
    const auto kind = token.op == OpTuple  ? NodeKind::Tuple
                      : token.op == OpList ? NodeKind::List
                      : token.op == OpDict ? NodeKind::Dict
                                           : NodeKind::FrozenSet;
    const NodeId node = m_graph.addContainer(kind, items);
    m_stack.resize(mark.height);
    return push(node, mark.at);
}

bool Machine::smallTuple(const Token &token)
{
    const std::size_t count = 1u + token.op - OpTuple1;
    if (available() < count)
        return underflow(token);
    const auto items = std::span<const Ref>(m_stack).last(count);
    const std::uint32_t at = items.front().at;
    const NodeId node = m_graph.addContainer(NodeKind::Tuple, items);
    m_stack.resize(m_stack.size() - count);
    return push(node, at);
}

bool Machine::addTo(Ref target, std::span<const Ref> items, const Token &token)
{
    const NodeKind kind = m_graph.kind(target.node);
    const bool pairs = token.op == OpSetItem || token.op == OpSetItems;
    const bool set = token.op == OpAddItems;
    if (pairs && items.size() % 2)
        return fail(ErrorCode::Corrupt, "a dict key that has no value", token.at);
    if (kind == NodeKind::Call || kind == NodeKind::New) {
        if (items.empty())
            return true;
        ObjectExtra &extra = m_graph.mutableExtra(target.node);
        auto &list = pairs ? extra.dictItems : extra.listItems;
        list.insert(list.end(), items.begin(), items.end());
        return true;
    }
    const NodeKind wanted = pairs ? NodeKind::Dict : set ? NodeKind::Set : NodeKind::List;
    if (kind != wanted)
        return fail(ErrorCode::Corrupt, "items are added to something that holds none", token.at);
    m_graph.append(target.node, items);
    return true;
}

bool Machine::appendOne(const Token &token)
{
    const std::size_t count = token.op == OpSetItem ? 2 : 1;
    if (available() < count + 1)
        return underflow(token);
    const auto items = std::span<const Ref>(m_stack).last(count);
    if (!addTo(m_stack[m_stack.size() - count - 1], items, token))
        return false;
    m_stack.resize(m_stack.size() - count);
    return true;
}

bool Machine::appendMany(const Token &token)
{
    Mark mark;
    if (!popMark(token, mark))
        return false;
    const std::size_t floor = m_marks.empty() ? 0 : m_marks.back().height;
    if (mark.height == floor)
        return underflow(token);
    if (!addTo(m_stack[mark.height - 1], above(mark), token))
        return false;
    m_stack.resize(mark.height);
    return true;
}

bool Machine::pushGlobal(std::string_view module, std::string_view name, const Token &token,
                         bool dynamic)
{
    if (!isUtf8WithSurrogates(module) || !isUtf8WithSurrogates(name))
        return fail(ErrorCode::Corrupt, "a name to import that is not UTF-8", token.at);
    const NodeId node = m_graph.addGlobal(module, name);
    m_useOf[node] = m_reading.globals.size();
    m_reading.globals.push_back(
        {node, static_cast<std::uint32_t>(token.at), false, false, dynamic});
    return push(node, token.at);
}

bool Machine::globalLine(const Token &token)
{
    return pushGlobal(token.text, token.text2, token, false);
}

bool Machine::stackGlobal(const Token &token)
{
    if (available() < 2)
        return underflow(token);
    const Ref name = pop();
    const Ref module = pop();
    const bool literal =
        m_graph.kind(name.node) == NodeKind::Str && m_graph.kind(module.node) == NodeKind::Str;
    if (!literal)
        anomaly("pickle.dynamic-import", Severity::Error,
                "a name to import that is computed instead of written", token);
    const bool done =
        literal ? pushGlobal(m_graph.text(module.node), m_graph.text(name.node), token, false)
                : pushGlobal("<computed>", "<computed>", token, true);
    top().at = module.at;
    return done;
}

void Machine::noteUse(Ref callable, bool GlobalUse::*use)
{
    if (const auto found = m_useOf.find(callable.node); found != m_useOf.end())
        m_reading.globals[found->second].*use = true;
}

bool Machine::call(const Token &token)
{
    if (available() < 2)
        return underflow(token);
    const bool reduce = token.op == OpReduce;
    const Ref args = pop();
    const Ref callable = pop();
    if (m_graph.kind(args.node) != NodeKind::Tuple)
        return fail(ErrorCode::Corrupt, "the arguments of a call are not a tuple", token.at);
    noteUse(callable, reduce ? &GlobalUse::called : &GlobalUse::instantiated);
    if (reduce && isNewObjectEx(callable, args))
        return pushNewObjectEx(m_graph.items(args.node), callable);
    const auto kind = reduce ? NodeKind::Call : NodeKind::New;
    return push(m_graph.addObject(kind, callable, args), callable.at);
}

// copyreg.__newobj_ex__(class, args, kwargs): what NEWOBJ_EX stands for, and all that protocols
// before 4 have for it.
bool Machine::isNewObjectEx(Ref callable, Ref args) const
{
    if (m_graph.kind(callable.node) != NodeKind::Global)
        return false;
    const auto [module, name] = m_graph.global(callable.node);
    const auto parts = m_graph.items(args.node);
    return name == "__newobj_ex__" && (module == "copyreg" || module == "copy_reg") &&
           parts.size() == 3 && m_graph.kind(parts[0].node) == NodeKind::Global &&
           m_graph.kind(parts[1].node) == NodeKind::Tuple &&
           m_graph.kind(parts[2].node) == NodeKind::Dict;
}

bool Machine::pushNewObjectEx(std::span<const Ref> parts, Ref callable)
{
    const Ref type = parts[0], args = parts[1], kwargs = parts[2];
    noteUse(type, &GlobalUse::instantiated);
    return push(m_graph.addObject(NodeKind::New, type, args, kwargs), callable.at);
}

bool Machine::newObjectEx(const Token &token)
{
    if (available() < 3)
        return underflow(token);
    const Ref kwargs = pop();
    const Ref args = pop();
    const Ref callable = pop();
    noteUse(callable, &GlobalUse::instantiated);
    return push(m_graph.addObject(NodeKind::New, callable, args, kwargs), callable.at);
}

bool Machine::inst(const Token &token)
{
    Mark mark;
    if (!popMark(token, mark))
        return false;
    const NodeId args = m_graph.addContainer(NodeKind::Tuple, above(mark));
    m_stack.resize(mark.height);
    if (!pushGlobal(token.text, token.text2, token, false))
        return false;
    const Ref callable = pop();
    noteUse(callable, &GlobalUse::called);
    return push(m_graph.addObject(NodeKind::Call, callable, {args, mark.at}), mark.at);
}

bool Machine::obj(const Token &token)
{
    Mark mark;
    if (!popMark(token, mark))
        return false;
    const auto items = above(mark);
    if (items.empty())
        return underflow(token);
    const Ref callable = items.front();
    const NodeId args = m_graph.addContainer(NodeKind::Tuple, items.subspan(1));
    m_stack.resize(mark.height);
    noteUse(callable, &GlobalUse::called);
    return push(m_graph.addObject(NodeKind::Call, callable, {args, mark.at}), mark.at);
}

bool Machine::build(const Token &token)
{
    if (available() < 2)
        return underflow(token);
    const Ref state = pop();
    const NodeKind kind = m_graph.kind(top().node);
    if (kind == NodeKind::Call || kind == NodeKind::New)
        m_graph.mutableExtra(top().node).states.push_back(state);
    else
        anomaly("pickle.state-on-plain", Severity::Warning,
                "a state is set on something that has none; it was left out", token);
    return true;
}

bool Machine::persistentText(const Token &token)
{
    const Ref pid{m_graph.addText(NodeKind::Str, m_graph.keep(latin1ToUtf8(token.text))),
                  static_cast<std::uint32_t>(token.at)};
    return push(m_graph.addPersistent(pid), token.at);
}

bool Machine::persistent(const Token &token)
{
    if (available() == 0)
        return underflow(token);
    const Ref pid = pop();
    return push(m_graph.addPersistent(pid), pid.at);
}

bool Machine::stop(const Token &token)
{
    if (available() == 0)
        return underflow(token);
    m_reading.root = pop();
    if (!m_stack.empty() || !m_marks.empty())
        anomaly("pickle.leftover-stack", Severity::Note,
                "objects are left over when the pickle stops", token);
    m_stopped = true;
    return true;
}

} // namespace lens::pickle
