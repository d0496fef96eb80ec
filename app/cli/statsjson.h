// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/engine/numbers.h"
#include "model/json/jsonwriter.h"

// Fields of one element of "tensors", inside an object that the caller opened.
namespace lens::cli {

// null for each: the tensor has no numbers.
void writeNoNumbers(JsonWriter &json);
void writeStatistics(JsonWriter &json, const engine::Statistics &statistics);
void writeHistogram(JsonWriter &json, const std::optional<engine::Histogram> &histogram);

} // namespace lens::cli
