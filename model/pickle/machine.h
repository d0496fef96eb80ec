// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/checked.h"
#include "model/base/findinglist.h"
#include "model/base/limits.h"
#include "model/pickle/memo.h"
#include "model/pickle/reader.h"
#include "model/pickle/token.h"

#include <array>
#include <bit>
#include <unordered_map>

namespace lens::pickle {

// The pickle machine without the calls: a stack of references, marks, a memo. A handler returns
// false after fail(); the loop then stops and the reading keeps what was seen before.
class Machine
{
public:
    Machine(Graph &graph, std::string_view bytes, const Job *job)
        : m_graph(graph)
        , m_bytes(bytes)
        , m_job(job)
    {}

    StreamReading run()
    {
        while (!m_stopped && step()) {
        }
        m_reading.anomalies = m_anomalies.take();
        return std::move(m_reading);
    }

private:
    using Handler = bool (Machine::*)(const Token &);
    static const std::array<Handler, 256> handlers;
    static std::array<Handler, 256> makeHandlers();

    struct Mark
    {
        std::size_t height = 0;
        std::uint32_t at = 0;
    };

    bool step();
    bool withinBudget(const Token &token);
    void checkFrame(const Token &token);

    bool fail(ErrorCode code, std::string message, std::uint64_t at)
    {
        m_reading.error = makeError(code, std::move(message)).at(at);
        return false;
    }
    bool underflow(const Token &token)
    {
        return fail(ErrorCode::Corrupt, "the pickle takes more from its stack than it put there",
                    token.at);
    }
    void anomaly(const char *id, Severity severity, std::string text, const Token &token)
    {
        m_anomalies.add(id, severity, std::move(text), {}, token.at);
    }

    // Entries above the topmost mark: a handler may take no others.
    std::size_t available() const
    {
        return m_stack.size() - (m_marks.empty() ? 0 : m_marks.back().height);
    }
    Ref &top() { return m_stack.back(); }
    Ref pop()
    {
        const Ref ref = m_stack.back();
        m_stack.pop_back();
        return ref;
    }
    bool push(NodeId node, std::uint64_t at)
    {
        m_stack.push_back({node, static_cast<std::uint32_t>(at)});
        return true;
    }
    bool popMark(const Token &token, Mark &mark)
    {
        if (m_marks.empty())
            return fail(ErrorCode::Corrupt, "the pickle closes a group that it did not open",
                        token.at);
        mark = m_marks.back();
        m_marks.pop_back();
        return true;
    }
    std::span<const Ref> above(const Mark &mark) const
    {
        return std::span(m_stack).subspan(mark.height);
    }

    // Plain values.
    bool nothing(const Token &) { return true; }
    bool proto(const Token &token);
    bool frame(const Token &token);
    bool none(const Token &token) { return push(m_graph.none(), token.at); }
    bool boolean(const Token &token)
    {
        return push(m_graph.boolean(token.op == OpNewTrue), token.at);
    }
    bool fixedInt(const Token &token) { return push(m_graph.addInt(token.number), token.at); }
    bool longBytes(const Token &token);
    bool textInteger(const Token &token);
    bool textReal(const Token &token);
    bool binReal(const Token &token)
    {
        const auto bits = byteSwapped(static_cast<std::uint64_t>(token.number));
        return push(m_graph.addFloat(std::bit_cast<double>(bits)), token.at);
    }
    bool unicode(const Token &token);
    bool rawUnicode(const Token &token);
    bool python2String(const Token &token);
    bool quotedString(const Token &token);
    bool pushPython2(std::string_view raw, const Token &token);
    bool byteString(const Token &token);
    bool outOfBand(const Token &token);
    bool extension(const Token &token);

    // Stack and memo.
    bool mark(const Token &token);
    bool dropTop(const Token &token);
    bool dropMark(const Token &token);
    bool duplicate(const Token &token);
    bool put(const Token &token);
    bool get(const Token &token);
    bool memoIndex(const Token &token, std::uint64_t &index);

    // Containers.
    bool empty(const Token &token);
    bool fromMark(const Token &token);
    bool smallTuple(const Token &token);
    bool appendOne(const Token &token);
    bool appendMany(const Token &token);
    bool addTo(Ref target, std::span<const Ref> items, const Token &token);

    // Objects.
    bool globalLine(const Token &token);
    bool stackGlobal(const Token &token);
    bool pushGlobal(std::string_view module, std::string_view name, const Token &token,
                    bool dynamic);
    bool call(const Token &token);
    bool newObjectEx(const Token &token);
    bool isNewObjectEx(Ref callable, Ref args) const;
    bool pushNewObjectEx(std::span<const Ref> parts, Ref callable);
    bool inst(const Token &token);
    bool obj(const Token &token);
    bool build(const Token &token);
    bool persistentText(const Token &token);
    bool persistent(const Token &token);
    bool stop(const Token &token);
    void noteUse(Ref callable, bool GlobalUse::*use);

    Graph &m_graph;
    std::string_view m_bytes;
    const Job *m_job;
    StreamReading m_reading;
    FindingList m_anomalies;
    std::vector<Ref> m_stack;
    std::vector<Mark> m_marks;
    Memo m_memo;
    std::unordered_map<NodeId, std::size_t> m_useOf;
    std::uint64_t m_frameEnd = 0;
    bool m_stopped = false;
};

} // namespace lens::pickle
