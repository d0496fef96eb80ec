// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/report.h"
#include "widgets/panel.h"

namespace lens {

// Writes a report into a file that a person chooses. The ending of its name decides: HTML, JSON,
// else Markdown. An old file stays whole until the new one is complete.
class ReportExportJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    Unit unit() const override { return Unit::Findings; }
    // Asks where; nothing happens when the person thought better of it.
    void start(const PanelContext &context, QWidget *parent, lens::Report report);

Q_SIGNALS:
    // How it ended, for the message bar.
    void finished(lens::Tone tone, const QString &text);
};

} // namespace lens
