// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panel.h"

namespace lens {

// The pages of a document: its parameters first, then what is said of the file as a whole.
std::vector<PanelSpec> filePanels();
// What is shown beside the tree of what is selected there.
std::vector<PanelSpec> detailPanels();

} // namespace lens
