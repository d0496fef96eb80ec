// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"
#include "model/json/jsonwriter.h"

#include <span>

// Entries as the contract's "Entries" has them, for every command that prints one.
namespace lens {

void writeSteps(JsonWriter &json, std::span<const Step> steps);
void writePath(JsonWriter &json, const Checkpoint &checkpoint, std::uint32_t entry);
void writeShape(JsonWriter &json, std::span<const std::int64_t> shape);
// All fields of an entry but its path, inside an object that the caller opened.
void writeEntryFields(JsonWriter &json, const Checkpoint &checkpoint, std::uint32_t entry);
// The value of a scalar; null for what has none.
void writeValue(JsonWriter &json, const Checkpoint &checkpoint, std::uint32_t entry);

} // namespace lens
