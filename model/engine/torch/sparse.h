// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/engine/engine.h"

namespace lens::engine {

// Engine::dense; may throw what LibTorch throws.
Result<TensorData> denseOf(const SparseData &sparse, Job &job);

} // namespace lens::engine
