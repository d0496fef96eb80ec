// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/window/commandline.h"

namespace lens {

class MainWindow;
class Prompts;

// Shows what a command line asks for, in one window or in several; the first one.
MainWindow &showWindows(const CommandLine &line, Settings &settings, Prompts &prompts);

} // namespace lens
