// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/resources.h"

#include <QtGlobal>

// The macro declares a function of the global namespace.
static void initGlobal() { Q_INIT_RESOURCE(ckptlens); }

namespace lens {

void initResources() { initGlobal(); }

} // namespace lens
