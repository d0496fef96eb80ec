// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace lens {

// A tab that tells how to use the program, and nothing of a file.
bool isHelp(const QWidget *page);

} // namespace lens
