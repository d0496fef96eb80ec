// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The objects a pickle builds, symbolically: nothing is imported, called or resolved. A node is a
// Python object with its identity; an edge knows at which byte of the stream it was written, so
// that an edit can touch that place and nothing else.
namespace lens::pickle {

using NodeId = std::uint32_t;
inline constexpr NodeId noNode = 0xFFFFFFFF;

enum class NodeKind : std::uint8_t {
    None,
    Bool,
    Int,    // fits int64
    BigInt, // text() is two's complement, little endian
    Float,
    Str, // text() is UTF-8, lone surrogates as CPython's "surrogatepass"
    Bytes,
    ByteArray,
    Tuple,
    List,
    Dict, // items() are key, value, key, value, … as written, duplicates kept
    Set,
    FrozenSet,
    Global, // a name that Python would import
    Call,   // REDUCE, INST, OBJ: callable(*args), then items and states
    New,    // NEWOBJ, NEWOBJ_EX: callable.__new__(callable, *args, **kwargs), then items and states
    Persistent, // pid() is what stands for the object
    Extension,  // a copyreg code, in intValue()
    Buffer,     // out-of-band buffer: never valid in a file
};

// An edge: the object, and the offset in its stream of the first opcode that pushed it (a BINGET
// when it was seen before). Offsets count from the start of the stream.
struct Ref
{
    NodeId node = noNode;
    std::uint32_t at = 0;
    explicit operator bool() const { return node != noNode; }
};

struct GlobalName
{
    std::string_view module, name; // as written; see python2.h for today's names
};

// What is said of a Call or New beside its class: filled by APPEND(S), SETITEM(S), ADDITEMS, BUILD.
struct ObjectExtra
{
    std::vector<Ref> listItems;
    std::vector<Ref> dictItems; // key, value, …
    std::vector<Ref> states;    // one a BUILD, in order
};

// Bytes that nodes point into. A copy keeps those of the first alive and adds its own.
class KeptBytes
{
public:
    KeptBytes() = default;
    KeptBytes(const KeptBytes &other)
        : m_held(std::make_shared<Held>(Held{other.m_held, {}}))
    {}
    KeptBytes(KeptBytes &&) noexcept = default;
    KeptBytes &operator=(KeptBytes other) noexcept
    {
        m_held = std::move(other.m_held);
        return *this;
    }

    std::string_view add(std::string bytes) { return m_held->bytes.emplace_back(std::move(bytes)); }
    std::shared_ptr<const void> owner() const { return m_held; }

private:
    struct Held
    {
        std::shared_ptr<const Held> before;
        std::deque<std::string> bytes;
    };
    std::shared_ptr<Held> m_held = std::make_shared<Held>();
};

class Graph
{
public:
    Graph();

    std::size_t size() const { return m_nodes.size(); }
    NodeKind kind(NodeId id) const { return m_nodes[id].kind; }

    bool boolValue(NodeId id) const { return m_nodes[id].integer != 0; }
    std::int64_t intValue(NodeId id) const { return m_nodes[id].integer; }
    double floatValue(NodeId id) const { return m_nodes[id].real; }
    // Str, Bytes, ByteArray, BigInt.
    std::string_view text(NodeId id) const;
    // A Str that Python 2 wrote as bytes (STRING, BINSTRING): its bytes as written. Else text().
    std::string_view rawText(NodeId id) const;
    bool isPython2String(NodeId id) const;
    GlobalName global(NodeId id) const;
    // Tuple, List, Set, FrozenSet: elements. Dict: key, value, …  Empty for everything else.
    std::span<const Ref> items(NodeId id) const;
    // Call, New.
    Ref callable(NodeId id) const;
    Ref args(NodeId id) const;                 // normally a Tuple
    Ref kwargs(NodeId id) const;               // NEWOBJ_EX only
    const ObjectExtra &extra(NodeId id) const; // empty when nothing was said
    // Persistent.
    Ref pid(NodeId id) const;

    // Building: by the reader, and by formats that have no pickle (safetensors).
    NodeId none() const { return 0; }
    NodeId boolean(bool value) const { return value ? 2 : 1; }
    NodeId emptyTuple() const { return 3; }
    NodeId addInt(std::int64_t value);
    NodeId addBigInt(std::string_view littleEndian);
    NodeId addFloat(double value);
    // The text must outlive the graph: hand it to keep() first when it is not in a kept buffer.
    NodeId addText(NodeKind kind, std::string_view text);
    NodeId addPython2String(std::string_view utf8, std::string_view raw);
    NodeId addGlobal(std::string_view module, std::string_view name);
    NodeId addContainer(NodeKind kind, std::span<const Ref> items);
    NodeId addObject(NodeKind kind, Ref callable, Ref args, Ref kwargs = {});
    NodeId addPersistent(Ref pid);
    NodeId addExtension(std::int64_t code);
    NodeId addBuffer();
    void append(NodeId container, std::span<const Ref> items);
    ObjectExtra &mutableExtra(NodeId object);

    // Keeps bytes alive as long as the graph; views on them may become text.
    std::string_view keep(std::string bytes) { return m_kept.add(std::move(bytes)); }
    // Shares what keep() holds, for sources that look at it and may outlive the graph.
    std::shared_ptr<const void> keeper() const { return m_kept.owner(); }

private:
    struct Node
    {
        NodeKind kind;
        bool python2 = false;
        std::uint32_t aux = 0; // object: index of its ObjectExtra + 1; container: capacity
        union {
            std::int64_t integer;
            double real;
            struct
            {
                const char *data;
                std::uint32_t size;
                std::uint32_t more; // python2: index into m_rawTexts; global: length of the module
            } text;
            struct
            {
                std::uint64_t first;
                std::uint32_t count;
            } range; // into m_refs
        };
    };
    NodeId add(Node node);

    std::vector<Node> m_nodes;
    std::vector<Ref> m_refs;
    std::deque<ObjectExtra> m_extras;
    KeptBytes m_kept;
    std::vector<std::string_view> m_rawTexts;
    std::vector<NodeId> m_smallInts; // 0..255: values without identity are shared
};

} // namespace lens::pickle
