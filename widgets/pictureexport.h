// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panel.h"
#include "widgets/plots/plotlook.h"

namespace lens {

// What a view can be exported as.
struct PictureSource
{
    QString name; // suggested for the file, without its ending
    std::function<bool(PictureFormat, QIODevice &)> write;
    std::function<QByteArray()> csv;
};

struct ExportOutcome
{
    Tone tone;
    QString text;
};

// Asks for a file and writes PNG, SVG, PDF or CSV as its ending says; an old file stays whole until
// the new one is complete. Nothing when the person thought better of it.
std::optional<ExportOutcome> exportPicture(const PanelContext &context, QWidget *parent,
                                           const PictureSource &source);
// A path in a checkpoint as a file's name.
QString fileNameFrom(const QString &path);

} // namespace lens
