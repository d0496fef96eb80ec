// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/report.h"
#include "widgets/panel.h"
#include "widgets/replacequestion.h"

namespace lens {

// Writes a report into a file that a person chooses. The ending of its name decides: HTML, JSON,
// else Markdown. An old file stays whole until the new one is complete.
class ReportExportJob final : public LatestJob
{
    Q_OBJECT

public:
    explicit ReportExportJob(const PanelContext &context, QObject *parent = nullptr);
    // Comes before it.
    LatestJob &question() { return m_question; }
    const LatestJob &question() const { return m_question; }
    Unit unit() const override { return Unit::Findings; }
    // Asks where; nothing happens when the person thought better of it.
    void start(QWidget *parent, const lens::Report &report);

Q_SIGNALS:
    // How it ended, for the message bar.
    void finished(lens::Tone tone, const QString &text);

private:
    void write(const QString &path, const lens::Report &report);

    Prompts &m_prompts;
    ReplaceQuestion m_question;
};

} // namespace lens
