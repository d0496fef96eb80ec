// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"

#include <map>
#include <string>
#include <vector>

namespace lens {

// Sums over the tensors below one entry.
struct TensorTotals
{
    std::uint64_t tensors = 0;
    std::uint64_t elements = 0;
    std::uint64_t bytes = 0; // of their elements
};

// Totals of every entry, itself included: one for each of Checkpoint::entries. An object that is
// shown twice counts where it is shown first. Tensors that are made of other tensors (sparse,
// nested, wrappers) count by their parts' bytes and their own elements.
std::vector<TensorTotals> totals(const Checkpoint &checkpoint);

// The bytes of a tensor itself, in its own dtype: none for one that is made of other tensors.
std::uint64_t ownBytes(const Tensor &tensor);

// How many bytes of each of Checkpoint::storages some tensor looks at.
std::vector<std::uint64_t> usedBytes(const Checkpoint &checkpoint);

// How many bytes the tensors with these numbers have together that are stored only once.
std::uint64_t sharedBytes(const Checkpoint &checkpoint, const std::vector<std::uint32_t> &tensors);

struct Summary
{
    std::uint64_t tensors = 0;
    std::uint64_t parameters = 0;  // elements that training changes, as far as names and types tell
    std::uint64_t bytes = 0;       // of all tensors' elements
    std::uint64_t storedBytes = 0; // of all storages
    std::uint64_t usedBytes = 0;   // of the storages, what some tensor looks at
    std::map<std::string, std::uint64_t> bytesByDtype, bytesByDevice;
};
Summary summarise(const Checkpoint &checkpoint);

} // namespace lens
