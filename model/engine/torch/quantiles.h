// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/engine/engine.h"

namespace lens::engine {

// Engine::quantiles; may throw what LibTorch throws.
Result<Quantiles> quantilesOf(const TensorData &tensor, std::span<const double> probabilities,
                              Job &job);

} // namespace lens::engine
