// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/file.h"
#include "model/base/finding.h"
#include "model/base/nodepath.h"
#include "model/checkpoint/tensor.h"
#include "model/pickle/reader.h"

#include <deque>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace lens {

enum class EntryKind : std::uint8_t {
    Tensor,
    Storage,
    Dict,
    List,
    Tuple,
    Set,
    FrozenSet,
    Int,
    Float,
    Complex,
    Bool,
    None,
    Str,
    Bytes,
    DType,
    Device,
    Size,
    Class,
    Object,
    Ref, // this very object was shown before, at Entry::target
};
std::string_view name(EntryKind kind); // "tensor", "frozenset", as cli.md spells them

// One line of the tree. Entries lie in one vector in file order, depth first, a parent before its
// children: the children of i are the entries from i+1 up to entries[i].end whose parent is i.
struct Entry
{
    Step step;
    pickle::NodeId node = pickle::noNode;
    std::uint32_t parent = noIndex;
    std::uint32_t end = 0;          // index behind the last descendant
    std::uint32_t index = noIndex;  // Tensor: into tensors; Storage: into storages
    std::uint32_t target = noIndex; // Ref: entry of the first showing
    std::uint32_t length = 0;       // containers: number of children that Python counts with len()
    EntryKind kind = EntryKind::None;
};

// A pickle of the file. A stream inside another's bytes (_load_from_bytes) names its parent.
struct PickleStream
{
    std::string member;       // "data.pkl"; empty for a file that is the pickle itself
    std::uint64_t offset = 0; // of the stream within member (within the file when member is empty)
    std::string_view bytes;   // kept by the graph
    pickle::StreamReading reading;
    std::uint32_t parent = noIndex;
    std::uint32_t parentAt = 0; // offset of the bytes token in the parent stream
    SourcePtr document;         // the inner document it is part of, else null; offset counts in it
};

// A place in a pickle that decides on which device something loads.
struct DeviceSite
{
    enum class Kind : std::uint8_t {
        Storage,   // location in a persistent id
        Rebuild,   // device string of a meta, XLA, NPU or wrapper rebuild
        Generator, // device of a torch.Generator
        Device,    // a torch.device object among user values (changed on request only)
        Spec,      // device of a DTensor spec or mesh (changed on request only)
    };
    Kind kind = Kind::Storage;
    std::uint32_t stream = 0;
    pickle::Ref text;                // the string token, or the args tuple of a torch.device call
    std::string tag;                 // as saved: "cuda:1"
    std::uint32_t storage = noIndex; // Kind::Storage
    pickle::NodeId owner = pickle::noNode; // the tensor, generator or device object
};

// A piece of program in the file, which nothing here runs.
struct CodeRecord
{
    std::string member; // "code/__torch__.py"
    std::uint64_t bytes = 0;
};

struct Role
{
    std::uint32_t entry = 0;
    std::string role;   // "state_dict", "optimizer", … as cli.md lists them
    std::string reason; // a plain sentence: what was seen
};

// What a format keeps of its container for saving; opaque to everybody else.
class Container
{
public:
    virtual ~Container() = default;
};

// A file as it was opened: immutable once built, shared by snapshot. No payload is in memory.
struct Checkpoint
{
    std::string path;
    std::string format; // "zip", "legacy", "tar", "pickle", "torchscript", "pt2", "safetensors"
    std::string writer; // "PyTorch 2.7 or later", as far as the container tells
    std::shared_ptr<const File> file;
    SourcePtr source; // the whole file
    std::shared_ptr<const Container> container;

    pickle::Graph graph;
    pickle::Ref root;
    // Of TorchScript: what its code calls CONSTANTS, the weights of a frozen model among them.
    // Shown last below the root, as ["constants"]. None when there are none.
    pickle::Ref constants;
    std::vector<PickleStream> streams; // [0] holds root, unless the format has no pickle
    std::vector<Storage> storages;
    std::vector<Tensor> tensors;
    std::vector<Entry> entries; // entries[0] is the root
    std::vector<DeviceSite> sites;
    std::vector<Role> roles;
    std::vector<Finding> findings;
    std::vector<CodeRecord> code;
    std::unordered_map<pickle::NodeId, std::uint32_t> tensorOf;  // by node
    std::unordered_map<pickle::NodeId, std::uint32_t> storageOf; // by persistent node
    std::unordered_map<pickle::NodeId, pickle::Ref> classOf;     // persistent ids of legacy modules
    std::unordered_map<pickle::NodeId, pickle::Ref>
        innerRootOf;               // _load_from_bytes calls: what they load
    std::deque<std::string> texts; // made texts that steps point to

    const Entry &entry(std::uint32_t i) const { return entries[i]; }
    const Tensor *tensor(const Entry &e) const
    {
        return e.kind == EntryKind::Tensor ? &tensors[e.index] : nullptr;
    }
    // Entry indices of the direct children, in order.
    std::vector<std::uint32_t> children(std::uint32_t entry) const;
    // Follows a Ref to what it shows; any other entry is itself.
    std::uint32_t resolved(std::uint32_t entry) const;
    // Direct child by str key or attribute name; noIndex when there is none. Refs are followed
    // first.
    std::uint32_t child(std::uint32_t entry, std::string_view name) const;
    // Steps from the root, root excluded.
    std::vector<Step> steps(std::uint32_t entry) const;
    std::string pathText(std::uint32_t entry) const;
    // Python type of an entry: "collections.OrderedDict", "builtins.int".
    std::string typeName(std::uint32_t entry) const;
};

using CheckpointPtr = std::shared_ptr<const Checkpoint>;

// The tensor's elements for a numbers pass. Error when it has none of its own (meta, sparse,
// nested, wrapper), when it is broken, or when its record is missing or short.
Result<TensorData> tensorData(const Checkpoint &checkpoint, const Tensor &tensor);

// The value of a scalar entry (Int, Float, Complex, Bool, Str, Bytes, DType, Device, Size, Class).
struct ScalarValue
{
    EntryKind kind = EntryKind::None;
    bool truth = false;
    std::int64_t integer = 0;
    std::string text;        // Str, DType, Device, Class; Int beyond 64 bits as decimal; Bytes raw
    bool bigInteger = false; // the integer is in text
    double real = 0, imaginary = 0;
    std::vector<std::int64_t> size; // Size
};
ScalarValue scalarValue(const Checkpoint &checkpoint, std::uint32_t entry);

// The value of a scalar entry as text: `0.001`, `'cpu'`, `(3, 4)`, `float32`, `True`.
std::string valueText(const Checkpoint &checkpoint, std::uint32_t entry);
// The same, but of a long str or bytes no more than about its first `limit` bytes are written; a
// "…" and its size follow: `'abc'… 4.8 MiB`. The rest is not looked at, but for that of bytes that
// are kept as a text of latin-1 letters (`_codecs.encode`): these are counted.
std::string valueText(const Checkpoint &checkpoint, std::uint32_t entry, std::size_t limit);

// The entry a person names: steps from the root, or, where it is unique, without its parents.
// Errors name near misses.
Result<std::uint32_t> findEntry(const Checkpoint &checkpoint, std::string_view path);

} // namespace lens
