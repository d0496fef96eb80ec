// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"

#include <span>
#include <string>
#include <string_view>

namespace lens::cli {

// "[128, 784]"
std::string shapeText(std::span<const std::int64_t> shape);
// "collections.OrderedDict" -> "OrderedDict"
std::string_view shortTypeName(std::string_view type);
// Containers whose length Python counts.
bool hasItems(EntryKind kind);
// One entry in a few words: "float32 [128, 784]", "OrderedDict of 6", "0.001".
std::string brief(const Checkpoint &checkpoint, std::uint32_t entry);

} // namespace lens::cli
