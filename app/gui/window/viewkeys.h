// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/shortcutspage.h"

namespace lens {

// The keys of single views, which no action has: they mean something only where the focus is.
std::vector<ShortcutRow> viewKeys();
// "&Save as…" -> "Save as…"; "&&" is an ampersand.
QString withoutMnemonic(QString text);

} // namespace lens
