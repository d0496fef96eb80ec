// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/document.h"
#include "model/document/jobs.h"
#include "widgets/messagebar.h"
#include "widgets/page.h"

class QLabel;
class QStackedWidget;

namespace lens {

class EntryTree;
class HistogramPanel;
class JobStrip;
class PanelTabs;
class ParametersPage;
class Prompts;
class Settings;

// A tab: one document, opened and saved here, and the panels that show it (panels.h).
class DocumentPage final : public Page
{
    Q_OBJECT

public:
    DocumentPage(Settings &settings, Prompts &prompts, JobStrip &jobs, QWidget *parent = nullptr);

    void open(const QString &path);
    void openSample();
    // The entry a person names, once the file is open; a wrong name is said in the message bar.
    void selectPath(const QString &path);
    void saveForDevice();
    // By its id in panels.h: "histogram".
    void showPanel(std::string_view id);
    void copyPath();

    const Document &document() const { return m_document; }
    EntryTree &tree();
    HistogramPanel &histogram();
    QString filePath() const { return m_path; }
    QString title() const override { return m_title; }
    QString place() const override { return m_path; }
    QString statusLine() const override;
    bool isSettled() const override;

private:
    QWidget *makeFailure();
    void startOpening(const QString &path, const QString &title);
    void opened(const Result<Snapshot> &result);
    void fail(const Error &error);
    void selectEntry(std::uint32_t entry);
    void settle();
    void startSaving(const RetagEdit &edit, const QString &destination, Overwrite overwrite);
    void saved(const Result<SaveOutcome> &result);
    void announce();
    bool announceFinding();

    Prompts &m_prompts;
    Document m_document;
    OpenJob m_openJob;
    SaveJob m_saveJob;
    QString m_path, m_title, m_wantedPath;

    MessageBar *m_messages;
    QStackedWidget *m_stack;
    QLabel *m_waiting, *m_failure;
    PanelTabs *m_panels;
    ParametersPage *m_parameters;
};

} // namespace lens
