// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/checked.h"
#include "model/base/text.h"
#include "model/checkpoint/interpreter.h"
#include "model/checkpoint/tensorreader.h"
#include "model/pickle/python2.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>

namespace lens {

using pickle::NodeId;
using pickle::NodeKind;
using pickle::Ref;

namespace {

class NoStorages final : public StorageResolver
{
    void locate(Storage &) override {}
};

// How a str or bytes lies in the file.
struct StoredText
{
    std::string_view text;
    bool isLatin1 = false; // UTF-8 of what are bytes
};

// Reading values needs the same eyes as building. Only those members of Interpreter are used that
// leave the checkpoint as it is.
class Values
{
public:
    explicit Values(const Checkpoint &checkpoint)
        : m_i(const_cast<Checkpoint &>(checkpoint), m_none)
        , c(checkpoint)
    {}

    ScalarValue of(const Entry &entry);
    // Of a str or bytes, without a copy.
    StoredText stored(const Entry &entry);
    std::string type(const Entry &entry);

private:
    void number(NodeId node, ScalarValue &value);
    std::optional<Ref> bytesOf(NodeId node);
    void numpyScalar(NodeId node, ScalarValue &value);
    double real(Ref ref) const;
    std::string globalName(NodeId node) const { return pickle::modernName(c.graph.global(node)); }
    std::string objectType(NodeId node);
    std::string calledClass(NodeId node);
    std::optional<std::string> madeClass(NodeId call);

    NoStorages m_none;
    Interpreter m_i;
    const Checkpoint &c;
};

double Values::real(Ref ref) const
{
    const NodeKind kind = c.graph.kind(ref.node);
    return kind == NodeKind::Float ? c.graph.floatValue(ref.node)
           : kind == NodeKind::Int ? static_cast<double>(c.graph.intValue(ref.node))
                                   : 0.0;
}

double halfToDouble(std::uint16_t bits)
{
    const int exponent = bits >> 10 & 31;
    const int mantissa = bits & 1023;
    const double sign = bits & 0x8000 ? -1 : 1;
    if (exponent == 31)
        return mantissa ? NAN : sign * INFINITY;
    return sign *
           (exponent ? std::ldexp(1024 + mantissa, exponent - 25) : std::ldexp(mantissa, -24));
}

double floatOfSize(const std::byte *bytes, unsigned size, bool swap)
{
    if (size == 2)
        return halfToDouble(swap ? loadBig<std::uint16_t>(bytes)
                                 : loadLittle<std::uint16_t>(bytes));
    if (size == 4)
        return std::bit_cast<float>(swap ? loadBig<std::uint32_t>(bytes)
                                         : loadLittle<std::uint32_t>(bytes));
    return std::bit_cast<double>(swap ? loadBig<std::uint64_t>(bytes)
                                      : loadLittle<std::uint64_t>(bytes));
}

std::uint64_t integerOfSize(const std::byte *bytes, unsigned size, bool swap)
{
    std::uint64_t value = 0;
    for (unsigned i = 0; i < size; ++i)
        value |= std::to_integer<std::uint64_t>(bytes[swap ? size - 1 - i : i]) << (8 * i);
    return value;
}

void Values::numpyScalar(NodeId node, ScalarValue &value)
{
    const auto args = m_i.tuple(c.graph.args(node));
    const auto type = numpyType(m_i, args[0]);
    const auto raw = m_i.bytes(args[1]);
    if (!type || !raw)
        return;
    const auto *bytes = reinterpret_cast<const std::byte *>(raw->data());
    const unsigned size = itemSize(type->dtype);
    const DTypeInfo &row = info(type->dtype);
    if (row.dtypeClass == DTypeClass::Float) {
        value.real = floatOfSize(bytes, size, type->bigEndian);
    } else if (row.dtypeClass == DTypeClass::Complex) {
        value.real = floatOfSize(bytes, size / 2, type->bigEndian);
        value.imaginary = floatOfSize(bytes + size / 2, size / 2, type->bigEndian);
    } else if (row.dtypeClass == DTypeClass::Bool) {
        value.truth = bytes[0] != std::byte{0};
    } else {
        const std::uint64_t bits = integerOfSize(bytes, size, type->bigEndian);
        const unsigned unused = 64 - 8 * size;
        const bool isSigned = row.name.starts_with("int");
        value.integer = isSigned ? static_cast<std::int64_t>(bits << unused) >> unused
                                 : static_cast<std::int64_t>(bits);
        value.bigInteger = !isSigned && bits > INT64_MAX;
        if (value.bigInteger)
            value.text = std::to_string(bits);
    }
}

void Values::number(NodeId node, ScalarValue &value)
{
    switch (c.graph.kind(node)) {
    case NodeKind::Bool: value.truth = c.graph.boolValue(node); return;
    case NodeKind::Int: value.integer = c.graph.intValue(node); return;
    case NodeKind::Float: value.real = c.graph.floatValue(node); return;
    case NodeKind::BigInt:
        value.bigInteger = true;
        value.text = decimalFromLittleEndian(c.graph.text(node));
        return;
    default: break;
    }
    const Known callable = m_i.knownCallable(node);
    const auto args = m_i.tuple(c.graph.args(node));
    if (callable == Known::NumpyScalar)
        return numpyScalar(node, value);
    if (callable == Known::ComplexClass && args.size() == 2) {
        value.real = real(args[0]);
        value.imaginary = real(args[1]);
    }
}

// Where its bytes are; nothing: it has none.
std::optional<Ref> Values::bytesOf(NodeId node)
{
    if (m_i.knownCallable(node) != Known::ByteArrayClass)
        return Ref{node, 0};
    const auto args = m_i.tuple(c.graph.args(node));
    return args.empty() ? std::nullopt : std::optional(args[0]);
}

StoredText Values::stored(const Entry &entry)
{
    if (entry.kind == EntryKind::Str)
        return {c.graph.text(entry.node)};
    const auto ref = bytesOf(entry.node);
    if (!ref || !*ref)
        return {};
    if (m_i.knownCallable(ref->node) != Known::CodecsEncode)
        return {m_i.bytes(*ref).value_or(std::string_view())};
    const auto args = m_i.tuple(c.graph.args(ref->node));
    return {args.empty() ? std::string_view() : m_i.string(args[0]).value_or(""), true};
}

ScalarValue Values::of(const Entry &entry)
{
    ScalarValue value;
    value.kind = entry.kind;
    const NodeId node = entry.node;
    switch (entry.kind) {
    case EntryKind::Bool:
    case EntryKind::Int:
    case EntryKind::Float:
    case EntryKind::Complex: number(node, value); break;
    case EntryKind::Str: value.text = c.graph.text(node); break;
    case EntryKind::Bytes:
        if (const auto ref = bytesOf(node))
            value.text = m_i.bytes(*ref).value_or(std::string_view());
        break;
    case EntryKind::Device: value.text = m_i.device({node, 0}).value_or(""); break;
    case EntryKind::Size:
        value.size = m_i.integers({node, 0}).value_or(std::vector<std::int64_t>());
        break;
    case EntryKind::DType:
        if (const auto dtype = m_i.dtype({node, 0}))
            value.text = name(*dtype);
        else if (const auto type = numpyType(m_i, {node, 0}))
            value.text = name(type->dtype);
        break;
    case EntryKind::Class:
        if (const auto known = c.classOf.find(node); known != c.classOf.end()) {
            value.text = globalName(known->second.node);
        } else if (c.graph.kind(node) == NodeKind::Global) {
            value.text = globalName(node);
        } else {
            value.text = calledClass(node);
        }
        break;
    default: break;
    }
    return value;
}

// getattr(class, 'name'), or a type by its name alone.
std::string Values::calledClass(NodeId node)
{
    const auto args = m_i.tuple(c.graph.args(node));
    if (m_i.knownCallable(node) == Known::Getattr)
        return globalName(args[0].node) + "." + std::string(*m_i.string(args[1]));
    const std::string_view name = *m_i.string(args[0]);
    return (name.ends_with("Type") ? "types." : "builtins.") + std::string(name);
}

// The class that a call makes, where the file holds its code instead of where it is imported from.
std::optional<std::string> Values::madeClass(NodeId call)
{
    if (m_i.knownCallable(call) != Known::ClassMaker)
        return std::nullopt;
    const auto args = m_i.tuple(c.graph.args(call));
    const auto name = args.size() > 1 ? m_i.string(args[1]) : std::nullopt;
    if (!name)
        return std::nullopt;
    // Python puts it first. Every row asks, so a hostile dict is not looked through.
    const auto held = args.size() > 3 ? c.graph.items(args[3].node) : std::span<const Ref>();
    for (std::size_t i = 0; i + 1 < std::min<std::size_t>(held.size(), 16); i += 2) {
        if (const auto module = m_i.string(held[i + 1]);
            module && m_i.string(held[i]) == "__module__")
            return std::string(*module) + "." + std::string(*name);
    }
    return std::string(*name);
}

std::string Values::objectType(NodeId node)
{
    const NodeKind kind = c.graph.kind(node);
    if (kind == NodeKind::Global)
        return m_i.known(node) == Known::Ellipsis ? "builtins.ellipsis"
                                                  : "builtins.NotImplementedType";
    if (kind != NodeKind::Call && kind != NodeKind::New)
        return kind == NodeKind::Extension ? "copyreg.extension" : "builtins.object";
    NodeId callable = c.graph.callable(node).node;
    const auto args = m_i.tuple(c.graph.args(node));
    if (m_i.known(callable) == Known::Reconstructor && !args.empty())
        callable = args[0].node;
    if (const auto known = c.classOf.find(callable); known != c.classOf.end())
        callable = known->second.node;
    if (c.graph.kind(callable) == NodeKind::Global)
        return globalName(callable);
    if (auto made = madeClass(callable))
        return *std::move(made);
    const Entry asClass{.step = {}, .node = callable, .kind = EntryKind::Class};
    const bool nestedClass =
        m_i.knownCallable(callable) == Known::Getattr &&
        m_i.tuple(c.graph.args(callable)).size() == 2 &&
        c.graph.kind(m_i.tuple(c.graph.args(callable))[0].node) == NodeKind::Global &&
        m_i.string(m_i.tuple(c.graph.args(callable))[1]);
    return nestedClass ? of(asClass).text : "builtins.object";
}

std::string Values::type(const Entry &entry)
{
    const NodeId node = entry.node;
    const NodeKind kind = c.graph.kind(node);
    const bool plain = kind != NodeKind::Call && kind != NodeKind::New;
    // A scalar of a dtype that is no number (datetime64) is an object.
    const bool numpy =
        !plain && entry.kind != EntryKind::Object && m_i.knownCallable(node) == Known::NumpyScalar;
    if (numpy)
        return "numpy." +
               std::string(name(numpyType(m_i, m_i.tuple(c.graph.args(node))[0])->dtype)) +
               (entry.kind == EntryKind::Bool ? "_" : "");
    switch (entry.kind) {
    case EntryKind::Tensor: return c.tensors[entry.index].type;
    case EntryKind::Storage: {
        const Storage &storage = c.storages[entry.index];
        return storage.untyped ? "torch.storage.UntypedStorage"
                               : "torch." + std::string(info(storage.dtype).storageClass);
    }
    case EntryKind::None: return "builtins.NoneType";
    case EntryKind::Size: return "torch.Size";
    case EntryKind::DType: return plain ? "torch.dtype" : "numpy.dtype";
    case EntryKind::Device: return "torch.device";
    case EntryKind::Class: return "builtins.type";
    case EntryKind::Bytes:
        return kind == NodeKind::ByteArray ||
                       (!plain && m_i.knownCallable(node) == Known::ByteArrayClass)
                   ? "builtins.bytearray"
                   : "builtins.bytes";
    case EntryKind::Dict:
    case EntryKind::List:
    case EntryKind::Tuple:
        return plain ? "builtins." + std::string(name(entry.kind)) : objectType(node);
    case EntryKind::Object: return objectType(node);
    default: return "builtins." + std::string(name(entry.kind));
    }
}

std::string sizeText(const std::vector<std::int64_t> &size)
{
    std::string text;
    for (std::int64_t extent : size)
        text += (text.empty() ? "" : ", ") + std::to_string(extent);
    return "(" + text + (size.size() == 1 ? ",)" : ")");
}

// What is left out of a text.
std::string sizeNote(std::uint64_t bytes) { return "… " + humanBytes(bytes); }

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

// The last one that begins at `at` or before.
std::size_t characterStart(std::string_view utf8, std::size_t at)
{
    while (at > 0 && continues(utf8[at]))
        --at;
    return at;
}

std::uint64_t characters(std::string_view utf8)
{
    return static_cast<std::uint64_t>(std::ranges::count_if(utf8, std::not_fn(continues)));
}

} // namespace

ScalarValue scalarValue(const Checkpoint &checkpoint, std::uint32_t entry)
{
    return Values(checkpoint).of(checkpoint.entries[checkpoint.resolved(entry)]);
}

std::string Checkpoint::typeName(std::uint32_t entry) const
{
    return Values(*this).type(entries[resolved(entry)]);
}

std::string valueText(const Checkpoint &checkpoint, std::uint32_t entry)
{
    const ScalarValue value = scalarValue(checkpoint, entry);
    switch (value.kind) {
    case EntryKind::None: return "None";
    case EntryKind::Bool: return value.truth ? "True" : "False";
    case EntryKind::Int: return value.bigInteger ? value.text : std::to_string(value.integer);
    case EntryKind::Float: return reprDouble(value.real);
    case EntryKind::Complex: return reprComplex(value.real, value.imaginary);
    case EntryKind::Str: return reprString(value.text);
    case EntryKind::Bytes: return reprBytes(value.text);
    case EntryKind::Size: return sizeText(value.size);
    default: return value.text;
    }
}

std::string valueText(const Checkpoint &checkpoint, std::uint32_t entry, std::size_t limit)
{
    const Entry &shown = checkpoint.entries[checkpoint.resolved(entry)];
    const bool isText = shown.kind == EntryKind::Str;
    if (!isText && shown.kind != EntryKind::Bytes)
        return valueText(checkpoint, entry);
    const StoredText stored = Values(checkpoint).stored(shown);
    if (stored.text.size() <= limit)
        return valueText(checkpoint, entry);
    if (!isText && !stored.isLatin1)
        return reprBytes(stored.text.substr(0, limit)) + sizeNote(stored.text.size());
    const std::string_view beginning = stored.text.substr(0, characterStart(stored.text, limit));
    if (isText)
        return reprString(beginning) + sizeNote(stored.text.size());
    std::string bytes;
    utf8ToLatin1(beginning, bytes);
    return reprBytes(bytes) + sizeNote(characters(stored.text));
}

} // namespace lens
