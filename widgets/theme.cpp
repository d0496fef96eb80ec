// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme.h"

#include "widgets/edgestyle.h"

#include <QApplication>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

struct Shades
{
    QRgb window, base, alternate, button, text, faint, disabled, line, accent, link;
};

constexpr Shades lightShades{0xFFF5F6F7, 0xFFFFFFFF, 0xFFF7F9FB, 0xFFECEEF0, 0xFF1F2328,
                             0xFF686F77, 0xFF8A9199, 0xFFC4CAD0, 0xFF2F6FB3, 0xFF1F5FA8};
constexpr Shades darkShades{0xFF2E3237, 0xFF1B1E21, 0xFF212428, 0xFF3C4147, 0xFFE4E7EA,
                            0xFF9FA6AE, 0xFF7C848C, 0xFF8A9198, 0xFF3A76B8, 0xFF7AB4F0};

QPalette paletteOf(const Shades &shades)
{
    QPalette palette(QColor::fromRgb(shades.button), QColor::fromRgb(shades.window));
    const auto set = [&palette](QPalette::ColorRole role, QRgb colour) {
        palette.setColor(role, QColor::fromRgb(colour));
    };
    set(QPalette::Window, shades.window);
    set(QPalette::Base, shades.base);
    set(QPalette::AlternateBase, shades.alternate);
    set(QPalette::ToolTipBase, shades.base);
    set(QPalette::Button, shades.button);
    set(QPalette::Mid, shades.line);
    for (const auto role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        set(role, shades.text);
    set(QPalette::PlaceholderText, shades.faint);
    set(QPalette::Highlight, shades.accent);
    set(QPalette::HighlightedText, 0xFFFFFFFF);
    set(QPalette::Link, shades.link);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor::fromRgb(shades.disabled));
    return palette;
}

} // namespace

void applyTheme(ThemeChoice theme)
{
    // What the platform gave, kept from before the first change.
    static const QPalette platformPalette = QApplication::palette();
    static const bool isFusion = QApplication::style()->name() == "fusion"_L1;
    if (theme != ThemeChoice::System || isFusion)
        QApplication::setStyle(new EdgeStyle);
    if (theme == ThemeChoice::System) {
        QApplication::setPalette(platformPalette);
        return;
    }
    QApplication::setPalette(paletteOf(theme == ThemeChoice::Dark ? darkShades : lightShades));
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() <
           palette.color(QPalette::WindowText).lightness();
}

QColor toneColour(const QPalette &palette, Tone tone)
{
    const bool dark = isDark(palette);
    switch (tone) {
    case Tone::Note: return dark ? 0xFF7AB4F0 : 0xFF1F5FA8;
    case Tone::Warning: return dark ? 0xFFE3B341 : 0xFF8A5A00;
    case Tone::Error: return dark ? 0xFFFF8078 : 0xFFB3261E;
    case Tone::Changed: return dark ? 0xFF7FCB8B : 0xFF1B6E2E;
    }
    return palette.color(QPalette::WindowText);
}

QColor toneBackground(const QPalette &palette, Tone tone)
{
    const QColor mark = toneColour(palette, tone), window = palette.color(QPalette::Window);
    const auto mix = [](int a, int b) { return a + (b - a) * 15 / 100; };
    return {mix(window.red(), mark.red()), mix(window.green(), mark.green()),
            mix(window.blue(), mark.blue())};
}

} // namespace lens
