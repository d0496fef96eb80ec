// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/shortcutspage.h"

namespace lens {

// The keys of single views, which no action has: they mean something only where the focus is. Those
// with an id are the same everywhere, so that no action may take them.
std::vector<ShortcutRow> viewKeys();
// "&Save as…" -> "Save as…"; "&&" is an ampersand.
QString withoutMnemonic(QString text);

} // namespace lens
