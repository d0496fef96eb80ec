// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/bytesource.h"
#include "model/base/dtype.h"
#include "model/pickle/graph.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lens {

inline constexpr std::uint32_t noIndex = 0xFFFFFFFF;

// Bytes that tensors look at. One persistent id key, however many tensors and ids name it.
struct Storage
{
    std::string key;
    DType dtype = DType::UInt8; // of the storage class; UInt8 for UntypedStorage
    bool untyped = false;
    std::string location;     // device tag as saved: "cpu", "cuda:1"
    std::uint64_t numel = 0;  // elements of dtype, as the persistent id says
    std::uint64_t nbytes = 0; // numel * itemsize
    SourcePtr bytes; // null when the record is missing; may be shorter or longer than nbytes
    bool bigEndian = false;
    std::string member;       // record of the container
    std::uint64_t offset = 0; // bytes from the start of the file, or of the member when inflated
};

// clang-format off
enum class Layout : std::uint8_t {
    Strided, SparseCoo, SparseCsr, SparseCsc, SparseBsr, SparseBsc, Jagged
};
// clang-format on
std::string_view name(Layout layout); // "strided", "sparse_coo"

struct Quantization
{
    bool perChannel = false;
    double scale = 1;
    std::int64_t zeroPoint = 0;
    std::int64_t axis = 0;
    pickle::NodeId scales = pickle::noNode; // per channel: tensor nodes
    pickle::NodeId zeroPoints = pickle::noNode;
};

// A tensor as the file describes it; geometry was checked against the storage before it got here
// unless `broken` says why it could not be.
struct Tensor
{
    DType dtype = DType::Undefined;
    Layout layout = Layout::Strided;
    bool requiresGrad = false;
    bool parameter = false; // nn.Parameter
    bool numpy = false;
    bool meta = false; // no storage by design
    bool conj = false, neg = false;
    std::vector<std::int64_t> shape, stride; // in elements (values for packed dtypes)
    std::int64_t storageOffset = 0;          // in elements
    std::uint32_t storage = noIndex;         // into Checkpoint::storages
    std::string device;                      // as saved
    std::string type; // Python type: "torch.Tensor", "torch.nn.parameter.Parameter"
    std::optional<Quantization> quantization;
    // A tensor built around others: sparse "indices"/"values", "_local_tensor", scales of qtensors.
    std::vector<std::pair<std::string, pickle::Ref>> parts;
    std::string broken; // why its bytes must not be read; empty when sound

    std::uint64_t numel() const;  // product of shape; checked at build, never overflows
    std::uint64_t nbytes() const; // of the logical elements
};

// All that a numbers pass needs, sound by construction: every index reached through shape and
// stride lies inside `bytes`.
struct TensorData
{
    DType dtype = DType::Undefined;
    std::vector<std::int64_t> shape, stride; // elements; packed dtypes: see valuesPerItem
    std::int64_t offset = 0;                 // elements from the start of bytes
    SourcePtr bytes;
    bool swap = false; // elements are big endian
    bool conj = false, neg = false;
    bool quantized = false;
    double scale = 1; // per tensor; per channel below
    std::int64_t zeroPoint = 0;
    std::int64_t axis = -1; // >= 0: per channel
    std::vector<double> scales, zeroPoints;

    std::uint64_t numel() const;
};

} // namespace lens
