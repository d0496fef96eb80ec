// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/report.h"
#include "widgets/panel.h"
#include "widgets/replacequestion.h"

#include <deque>

namespace lens {

// Writes a report into a file that a person chooses. The ending of its name decides: HTML, JSON,
// else Markdown. An old file stays whole until the new one is complete. What is asked for meanwhile
// comes after it.
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
    void start(QWidget *parent, lens::Report report);

Q_SIGNALS:
    // How it ended, for the message bar.
    void finished(lens::Tone tone, const QString &text);

private:
    struct Asked
    {
        QPointer<QWidget> parent;
        QString path;
        lens::Report report;
    };

    void begin();
    void write();
    void end();
    void end(lens::Tone tone, const QString &text);

    std::deque<Asked> m_asked; // the first is looked at or written
    Prompts &m_prompts;
    ReplaceQuestion m_question;
};

} // namespace lens
