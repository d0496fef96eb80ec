// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heatgradient.h"

namespace lens {
namespace {

constexpr QRgb special = 0xFFD020D0; // in no gradient, so that it stands out

// Blue and orange-red differ for every eye; the middle is the paper they are drawn on.
QCPColorGradient diverging(const QColor &middle)
{
    QCPColorGradient gradient;
    const bool dark = middle.lightness() < 128;
    gradient.setColorStopAt(0, QColor::fromRgb(dark ? 0xFF8FC7FF : 0xFF0B3C7D));
    gradient.setColorStopAt(0.25, QColor::fromRgb(dark ? 0xFF2F6FB3 : 0xFF5B9BD5));
    gradient.setColorStopAt(0.5, middle);
    gradient.setColorStopAt(0.75, QColor::fromRgb(dark ? 0xFFB5472A : 0xFFEC8B62));
    gradient.setColorStopAt(1, QColor::fromRgb(dark ? 0xFFFFC08F : 0xFF8A1C0C));
    return gradient;
}

// Lightness grows evenly from one end to the other.
QCPColorGradient sequential()
{
    QCPColorGradient gradient;
    gradient.setColorStopAt(0, QColor::fromRgb(0xFF141B41));
    gradient.setColorStopAt(0.25, QColor::fromRgb(0xFF2B4F81));
    gradient.setColorStopAt(0.5, QColor::fromRgb(0xFF2F8F8B));
    gradient.setColorStopAt(0.75, QColor::fromRgb(0xFF8CC560));
    gradient.setColorStopAt(1, QColor::fromRgb(0xFFFBF3A3));
    return gradient;
}

} // namespace

QCPColorGradient heatGradient(bool isDiverging, const QColor &middle)
{
    QCPColorGradient gradient = isDiverging ? diverging(middle) : sequential();
    gradient.setNanHandling(QCPColorGradient::nhNanColor);
    gradient.setNanColor(heatSpecialColour());
    return gradient;
}

QColor heatSpecialColour() { return QColor::fromRgb(special); }

} // namespace lens
