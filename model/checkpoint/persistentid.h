// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/tensor.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lens {

// The part of a storage that files of torch 0.2 to 1.5 name as a storage of its own. Both numbers
// are in elements of the storage class and may lie outside the storage: the caller checks.
struct StorageView
{
    std::string key;
    std::uint64_t offset = 0, numel = 0;
};

// What the persistent id of a storage says: ('storage', class, key, location, numel[, view]).
struct StorageId
{
    std::string key; // torch.package writes an int here
    DType dtype = DType::UInt8;
    bool untyped = false;
    std::string location;
    pickle::Ref locationAt; // the id itself when that is one text (protocol 0)
    std::uint64_t numel = 0, nbytes = 0;
    std::optional<StorageView> view;
};

// True for a tuple that begins with 'storage', and for the text that protocol 0 makes of it.
bool isStorageId(const pickle::Graph &graph, pickle::Ref pid);
// Corrupt, with what is wrong, when a part is missing, of the wrong type or too large.
Result<StorageId> storageId(const pickle::Graph &graph, pickle::Ref pid);
// The text of an id of protocol 0 with another location; nothing when it is no such text.
std::optional<std::string> textIdAt(std::string_view id, std::string_view location);
// The storage that an id describes; its bytes are yet to be found.
Storage storageNamed(const StorageId &id);
// Element type of a storage class by its exact name ("torch.FloatStorage",
// "torch.cuda.HalfStorage", "torch.storage.UntypedStorage"); nothing for any other class, whatever
// its name ends in.
std::optional<DType> dtypeOfStorageClass(pickle::GlobalName name);

} // namespace lens
