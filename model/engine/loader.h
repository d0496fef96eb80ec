// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"

namespace lens::engine {

class Engine;

// The engine on LibTorch. The first call loads the module, which takes up to a second: call from a
// worker thread where a person waits. Later calls, from any thread, give the same answer at once.
// Looked for at $CKPTLENS_ENGINE, beside the program, and in the library folder of the
// installation. Unsupported when it is nowhere, with advice on how to install it.
Result<Engine *> loadEngine();

} // namespace lens::engine
