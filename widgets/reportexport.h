// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/report.h"
#include "widgets/panel.h"

#include <optional>

namespace lens {

// How an export ended, for the message bar.
struct ReportOutcome
{
    Tone tone;
    QString text;
};

// Asks for a file and writes the report as its ending says: HTML, JSON, else Markdown. An old file
// stays whole until the new one is complete. Nothing when the person thought better of it.
std::optional<ReportOutcome> exportReport(const PanelContext &context, QWidget *parent,
                                          const Report &report);

} // namespace lens
