// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/pickle/reader.h"

#include "model/base/text.h"
#include "model/pickle/literals.h"
#include "model/pickle/machine.h"

namespace lens::pickle {

namespace {

constexpr int newestProtocol = 5;

bool isAscii(std::string_view text)
{
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        if (loadLittle<std::uint64_t>(text.data() + i) & 0x8080808080808080ull)
            return false;
    }
    for (; i < text.size(); ++i) {
        if (text[i] & 0x80)
            return false;
    }
    return true;
}

} // namespace

std::array<Machine::Handler, 256> Machine::makeHandlers()
{
    std::array<Handler, 256> table{};
    const auto set = [&table](std::initializer_list<int> ops, Handler handler) {
        for (int op : ops)
            table[static_cast<std::size_t>(op)] = handler;
    };
    set({OpProto}, &Machine::proto);
    set({OpFrame}, &Machine::frame);
    set({OpNone}, &Machine::none);
    set({OpNewTrue, OpNewFalse}, &Machine::boolean);
    set({OpBinInt, OpBinInt1, OpBinInt2}, &Machine::fixedInt);
    set({OpLong1, OpLong4}, &Machine::longBytes);
    set({OpInt, OpLong}, &Machine::textInteger);
    set({OpFloat}, &Machine::textReal);
    set({OpBinFloat}, &Machine::binReal);
    set({OpBinUnicode, OpShortBinUnicode, OpBinUnicode8}, &Machine::unicode);
    set({OpUnicode}, &Machine::rawUnicode);
    set({OpBinString, OpShortBinString}, &Machine::python2String);
    set({OpString}, &Machine::quotedString);
    set({OpBinBytes, OpShortBinBytes, OpBinBytes8, OpByteArray8}, &Machine::byteString);
    set({OpNextBuffer, OpReadOnlyBuffer}, &Machine::outOfBand);
    set({OpExt1, OpExt2, OpExt4}, &Machine::extension);
    set({OpMark}, &Machine::mark);
    set({OpPop}, &Machine::dropTop);
    set({OpPopMark}, &Machine::dropMark);
    set({OpDup}, &Machine::duplicate);
    set({OpPut, OpBinPut, OpLongBinPut, OpMemoize}, &Machine::put);
    set({OpGet, OpBinGet, OpLongBinGet}, &Machine::get);
    set({OpEmptyTuple, OpEmptyList, OpEmptyDict, OpEmptySet}, &Machine::empty);
    set({OpTuple, OpList, OpDict, OpFrozenSet}, &Machine::fromMark);
    set({OpTuple1, OpTuple2, OpTuple3}, &Machine::smallTuple);
    set({OpAppend, OpSetItem}, &Machine::appendOne);
    set({OpAppends, OpSetItems, OpAddItems}, &Machine::appendMany);
    set({OpGlobal}, &Machine::globalLine);
    set({OpStackGlobal}, &Machine::stackGlobal);
    set({OpReduce, OpNewObj}, &Machine::call);
    set({OpNewObjEx}, &Machine::newObjectEx);
    set({OpInst}, &Machine::inst);
    set({OpObj}, &Machine::obj);
    set({OpBuild}, &Machine::build);
    set({OpPersId}, &Machine::persistentText);
    set({OpBinPersId}, &Machine::persistent);
    set({OpStop}, &Machine::stop);
    return table;
}

const std::array<Machine::Handler, 256> Machine::handlers = Machine::makeHandlers();

bool Machine::step()
{
    auto token = tokenAt(m_bytes, m_reading.end);
    if (!token) {
        m_reading.error = std::move(token).error();
        return false;
    }
    if (!withinBudget(*token))
        return false;
    checkFrame(*token);
    m_reading.end = token->next;
    return (this->*handlers[token->op])(*token);
}

bool Machine::withinBudget(const Token &token)
{
    const std::uint64_t count = ++m_reading.opcodes;
    if (count > limits::pickleOpcodes || m_graph.size() > limits::pickleNodes)
        return fail(ErrorCode::Limit, "the pickle holds more objects than this program reads",
                    token.at);
    if (count % 65536 == 0 && m_job && m_job->cancelled()) {
        m_reading.error = m_job->check().error();
        return false;
    }
    return true;
}

void Machine::checkFrame(const Token &token)
{
    if (token.at < m_frameEnd && token.next > m_frameEnd) {
        anomaly("pickle.frame-crossed", Severity::Warning,
                "an opcode crosses the end of its frame: readers may disagree on what follows",
                token);
        m_frameEnd = 0;
    }
}

bool Machine::proto(const Token &token)
{
    if (token.number > newestProtocol)
        return fail(ErrorCode::Unsupported,
                    "pickle protocol " + std::to_string(token.number) +
                        " is not known (Python writes 0 to 5): the file is damaged, or newer "
                        "than this program",
                    token.at);
    if (token.at != 0)
        anomaly("pickle.late-protocol", Severity::Note, "a protocol opcode that is not the first",
                token);
    m_reading.protocol = static_cast<int>(token.number);
    return true;
}

bool Machine::frame(const Token &token)
{
    const auto length = static_cast<std::uint64_t>(token.number);
    if (length > m_bytes.size() - token.next)
        return fail(ErrorCode::Truncated, "the pickle ends inside a frame", token.at);
    if (token.at < m_frameEnd)
        anomaly("pickle.frame-nested", Severity::Warning, "a frame inside a frame", token);
    m_frameEnd = token.next + length;
    return true;
}

bool Machine::longBytes(const Token &token)
{
    if (token.text.size() > limits::longBytes)
        return fail(ErrorCode::Limit, "an integer of more than 64 KiB", token.at);
    if (token.text.size() > 8)
        return push(m_graph.addBigInt(token.text), token.at);
    std::uint64_t value = !token.text.empty() && (token.text.back() & 0x80) ? ~0ull : 0;
    for (auto byte = token.text.rbegin(); byte != token.text.rend(); ++byte)
        value = value << 8 | static_cast<std::uint8_t>(*byte);
    return push(m_graph.addInt(static_cast<std::int64_t>(value)), token.at);
}

bool Machine::textInteger(const Token &token)
{
    if (token.text.size() > limits::textDigits)
        return fail(ErrorCode::Limit, "an integer of more than 4,300 digits", token.at);
    const auto literal = parseInteger(token.text, token.op == OpLong);
    if (!literal)
        return fail(ErrorCode::Corrupt, "text that is not an integer", token.at);
    if (!literal->isBool && !literal->decimal)
        anomaly("pickle.odd-integer", Severity::Note, "an integer in a form that no pickler writes",
                token);
    if (literal->isBool)
        return push(m_graph.boolean(literal->value != 0), token.at);
    if (literal->littleEndian.empty())
        return push(m_graph.addInt(literal->value), token.at);
    return push(m_graph.addBigInt(m_graph.keep(literal->littleEndian)), token.at);
}

bool Machine::textReal(const Token &token)
{
    const auto value = parseReal(token.text);
    if (!value)
        return fail(ErrorCode::Corrupt, "text that is not a floating point number", token.at);
    return push(m_graph.addFloat(*value), token.at);
}

bool Machine::unicode(const Token &token)
{
    if (!isAscii(token.text) && !isUtf8WithSurrogates(token.text))
        return fail(ErrorCode::Corrupt, "a string that is not UTF-8", token.at);
    return push(m_graph.addText(NodeKind::Str, token.text), token.at);
}

bool Machine::rawUnicode(const Token &token)
{
    return push(m_graph.addText(NodeKind::Str, m_graph.keep(parseRawUnicode(token.text))),
                token.at);
}

bool Machine::pushPython2(std::string_view raw, const Token &token)
{
    const bool utf8 = isAscii(raw) || isUtf8(raw);
    const std::string_view text = utf8 ? raw : m_graph.keep(latin1ToUtf8(raw));
    return push(m_graph.addPython2String(text, raw), token.at);
}

bool Machine::python2String(const Token &token) { return pushPython2(token.text, token); }

bool Machine::quotedString(const Token &token)
{
    auto bytes = parseQuoted(token.text);
    if (!bytes)
        return fail(ErrorCode::Corrupt, "a string without its quotes", token.at);
    return pushPython2(m_graph.keep(*std::move(bytes)), token);
}

bool Machine::byteString(const Token &token)
{
    const auto kind = token.op == OpByteArray8 ? NodeKind::ByteArray : NodeKind::Bytes;
    return push(m_graph.addText(kind, token.text), token.at);
}

bool Machine::outOfBand(const Token &token)
{
    anomaly("pickle.out-of-band", Severity::Error, "a buffer that no file can hold", token);
    if (token.op == OpReadOnlyBuffer)
        return available() > 0 || underflow(token);
    return push(m_graph.addBuffer(), token.at);
}

bool Machine::extension(const Token &token)
{
    if (token.number <= 0)
        return fail(ErrorCode::Corrupt, "an extension code that cannot exist", token.at);
    anomaly("pickle.extension", Severity::Warning,
            "an object named by a number that only the writer's program knew", token);
    return push(m_graph.addExtension(token.number), token.at);
}

StreamReading read(Graph &graph, std::string_view bytes, const Job *job)
{
    if (bytes.size() > limits::pickleBytes) {
        StreamReading reading;
        reading.error = makeError(ErrorCode::Limit, "a pickle longer than 1 GiB");
        return reading;
    }
    const auto first = static_cast<NodeId>(graph.size());
    StreamReading reading = Machine(graph, bytes, job).run();
    reading.firstNode = first;
    reading.endNode = static_cast<NodeId>(graph.size());
    return reading;
}

} // namespace lens::pickle
