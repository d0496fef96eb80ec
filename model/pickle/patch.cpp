// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/pickle/patch.h"

#include "model/base/checked.h"
#include "model/pickle/literals.h"
#include "model/pickle/stringtoken.h"
#include "model/pickle/token.h"

#include <deque>
#include <optional>
#include <unordered_map>

namespace lens::pickle {

namespace {

using Edits = std::map<std::uint32_t, std::string>;

// A string that is known to be on top of the stack or in a memo slot: the token that pushed it in
// the old stream, and the one that pushed it in the new.
struct KnownString
{
    std::string_view before, now;
    bool changed() const { return before != now; }
};

Error invalid(const Token &token, const char *why)
{
    return makeError(ErrorCode::InvalidEdit, why).at(token.at);
}

bool isPut(std::uint8_t op)
{
    return op == OpPut || op == OpBinPut || op == OpLongBinPut || op == OpMemoize;
}

bool isGet(std::uint8_t op) { return op == OpGet || op == OpBinGet || op == OpLongBinGet; }

std::uint64_t slotOf(const Token &token)
{
    if (token.op != OpGet && token.op != OpPut)
        return static_cast<std::uint32_t>(token.number);
    return parseMemoNumber(token.text).value_or(0); // the pickle was read before it is patched
}

// Puts the top of the stack into the slot that `get` reads.
std::string putLike(const Token &get)
{
    const std::uint64_t slot = slotOf(get);
    if (get.op == OpGet)
        return std::string(1, char(OpPut)).append(std::to_string(slot)) + '\n';
    std::string put(1, static_cast<char>(slot < 256 ? OpBinPut : OpLongBinPut));
    char number[4];
    storeLittle(number, static_cast<std::uint32_t>(slot));
    return put.append(number, slot < 256 ? 1 : 4);
}

// One walk over a stream that copies it with its edits.
class Patcher
{
public:
    Patcher(std::string_view stream, const Edits &texts, const Edits &tokens, const Edits &bytes)
        : m_stream(stream)
        , m_texts(texts)
        , m_tokens(tokens)
        , m_bytes(bytes)
    {}
    Result<std::string> run();

private:
    Result<void> step(const Token &token);
    Result<void> defineString(const Token &token);
    Result<void> reuse(const Token &token, const std::optional<KnownString> &known);
    void putInMemo(const Token &token);
    void openFrame(const Token &token);
    void closeFrame(std::uint64_t at);
    void write(std::string_view bytes) { m_out.append(bytes); }
    std::string_view sourceOf(const Token &token) const
    {
        return m_stream.substr(token.at, token.next - token.at);
    }
    Result<std::string_view> madeToken(std::uint8_t op, const std::string &utf8);
    // The edit at this token, counted as met.
    const std::string *edit(const Edits &edits, const Token &token);

    std::string_view m_stream;
    const Edits &m_texts, &m_tokens, &m_bytes;
    std::size_t m_met = 0;
    std::string m_out;
    std::deque<std::string> m_made; // what KnownString views point to, beside the stream
    std::optional<KnownString> m_top;
    std::unordered_map<std::uint64_t, std::optional<KnownString>> m_memo;
    // The open frame: where its length lies in m_out, where it ends in m_stream, its old length.
    struct Frame
    {
        std::size_t lengthAt = 0;
        std::uint64_t start = 0, end = 0;
    };
    std::optional<Frame> m_frame;
};

const std::string *Patcher::edit(const Edits &edits, const Token &token)
{
    const auto found = edits.find(static_cast<std::uint32_t>(token.at));
    if (found == edits.end())
        return nullptr;
    ++m_met;
    return &found->second;
}

Result<std::string_view> Patcher::madeToken(std::uint8_t op, const std::string &utf8)
{
    LENS_ASSIGN(std::string token, stringToken(op, utf8));
    return std::string_view(m_made.emplace_back(std::move(token)));
}

Result<void> Patcher::defineString(const Token &token)
{
    m_top = KnownString{sourceOf(token), sourceOf(token)};
    if (const std::string *text = edit(m_texts, token)) {
        LENS_ASSIGN(m_top->now, madeToken(token.op, *text));
    }
    write(m_top->now);
    return {};
}

// A GET or DUP. Where it would bring what this place is not to hold, the string is written out: the
// old one also into the slot, so that later places that keep the old text share one object again;
// the new one into no slot, which leaves the numbers of the memo alone.
Result<void> Patcher::reuse(const Token &token, const std::optional<KnownString> &known)
{
    const std::string *text = edit(m_texts, token);
    m_top = known;
    if (!known) {
        if (text)
            return invalid(token, "there is no string at this place");
        write(sourceOf(token));
        return {};
    }
    std::string_view want = known->before;
    if (text) {
        LENS_ASSIGN(want, madeToken(static_cast<std::uint8_t>(known->before[0]), *text));
    }
    if (want == known->now) {
        write(sourceOf(token));
        return {};
    }
    m_top->now = want;
    write(want);
    if (!text && isGet(token.op)) {
        write(putLike(token));
        m_memo[slotOf(token)] = m_top;
    }
    return {};
}

void Patcher::putInMemo(const Token &token)
{
    m_memo[token.op == OpMemoize ? m_memo.size() : slotOf(token)] = m_top;
    write(sourceOf(token));
}

void Patcher::openFrame(const Token &token)
{
    closeFrame(token.at);
    m_frame =
        Frame{m_out.size() + 1, token.next, token.next + static_cast<std::uint64_t>(token.number)};
    write(sourceOf(token));
}

// A frame grows by what the tokens that begin in it grew by.
void Patcher::closeFrame(std::uint64_t at)
{
    if (!m_frame)
        return;
    const std::uint64_t written = m_out.size() - (m_frame->lengthAt + 8);
    const std::uint64_t growth = written - (at - m_frame->start); // modulo 2^64, may shrink
    storeLittle(m_out.data() + m_frame->lengthAt, m_frame->end - m_frame->start + growth);
    m_frame.reset();
}

Result<void> Patcher::step(const Token &token)
{
    if (m_frame && token.at >= m_frame->end)
        closeFrame(token.at);
    if (const std::string *bytes = edit(m_tokens, token)) {
        m_top.reset();
        write(*bytes);
    } else if (const std::string *payload = edit(m_bytes, token)) {
        if (!isStringOpcode(token.op) && !isBytesOpcode(token.op))
            return invalid(token, "there are no bytes at this place");
        LENS_ASSIGN(const std::string made, bytesToken(token.op, *payload));
        m_top.reset();
        write(made);
    } else if (isStringOpcode(token.op)) {
        return defineString(token);
    } else if (isGet(token.op)) {
        const auto slot = m_memo.find(slotOf(token));
        return reuse(token, slot == m_memo.end() ? std::nullopt : slot->second);
    } else if (token.op == OpDup) {
        return reuse(token, m_top);
    } else if (isPut(token.op)) {
        putInMemo(token);
    } else if (token.op == OpFrame) {
        openFrame(token);
    } else {
        if (token.op != OpProto)
            m_top.reset();
        write(sourceOf(token));
    }
    return {};
}

Result<std::string> Patcher::run()
{
    m_out.reserve(m_stream.size() + m_stream.size() / 8);
    std::uint64_t at = 0;
    for (bool stopped = false; !stopped;) {
        LENS_ASSIGN(const Token token, tokenAt(m_stream, at));
        LENS_CHECK(step(token));
        at = token.next;
        stopped = token.op == OpStop;
    }
    closeFrame(at);
    if (m_met != m_texts.size() + m_tokens.size() + m_bytes.size())
        return makeError(ErrorCode::InvalidEdit, "a place to change is not in the pickle");
    write(m_stream.substr(at));
    return std::move(m_out);
}

// The token that put into the memo what the GET at each place of `edits` reads: that is where bytes
// lie. Places that are no GET stay as they are.
Result<Edits> atDefinitions(std::string_view stream, const Edits &edits)
{
    Edits moved;
    std::unordered_map<std::uint64_t, std::uint64_t> definitions;
    std::uint64_t top = 0;
    for (std::uint64_t at = 0;;) {
        LENS_ASSIGN(const Token token, tokenAt(stream, at));
        const auto slot = isGet(token.op) ? definitions.find(slotOf(token)) : definitions.end();
        if (isPut(token.op))
            definitions[token.op == OpMemoize ? definitions.size() : slotOf(token)] = top;
        else
            top = slot == definitions.end() ? token.at : slot->second;
        if (const auto found = edits.find(static_cast<std::uint32_t>(token.at));
            found != edits.end())
            moved[static_cast<std::uint32_t>(top)] = found->second;
        if (token.op == OpStop)
            break;
        at = token.next;
    }
    if (moved.size() != edits.size())
        return makeError(ErrorCode::InvalidEdit, "bytes to change are not in the pickle, or twice");
    return moved;
}

} // namespace

void Patch::setText(std::uint32_t at, std::string utf8) { m_texts[at] = std::move(utf8); }

void Patch::replaceToken(std::uint32_t at, std::string bytes) { m_tokens[at] = std::move(bytes); }

void Patch::setBytes(std::uint32_t at, std::string bytes) { m_bytes[at] = std::move(bytes); }

Result<std::string> Patch::apply(std::string_view stream) const
{
    if (m_bytes.empty())
        return Patcher(stream, m_texts, m_tokens, m_bytes).run();
    LENS_ASSIGN(const Edits bytes, atDefinitions(stream, m_bytes));
    return Patcher(stream, m_texts, m_tokens, bytes).run();
}

} // namespace lens::pickle
