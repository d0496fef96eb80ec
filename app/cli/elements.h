// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"
#include "model/checkpoint/tensor.h"

namespace lens::cli {

// The elements of a tensor as nested lists, streamed: what tolist() gives for JSON, and for people
// the shortest digits of the dtype with a line for each innermost list.
Result<void> writeElements(Context &context, const TensorData &tensor);
Result<void> printElements(Context &context, const TensorData &tensor);

// The one element of a tensor that has one, as JSON; null for any other.
void writeOnlyElement(JsonWriter &json, const Checkpoint &checkpoint, const Tensor &tensor);

} // namespace lens::cli
