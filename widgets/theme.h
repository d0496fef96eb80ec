// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/settings.h"

#include <QColor>
#include <QPalette>

namespace lens {

// Light and Dark are Fusion with palettes of our own; System leaves what the platform gave.
void applyTheme(ThemeChoice theme);

// By lightness: the platform's own hint may disagree with its palette.
bool isDark(const QPalette &palette);

// A colour for text or a mark of this severity, readable on the window's background.
enum class Tone { Note, Warning, Error, Changed };
QColor toneColour(const QPalette &palette, Tone tone);
// A quiet background for the same.
QColor toneBackground(const QPalette &palette, Tone tone);

} // namespace lens
