// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/document.h"
#include "model/document/jobs.h"
#include "widgets/messagebar.h"

#include <QWidget>

class QLabel;
class QSplitter;
class QStackedWidget;
class QTabWidget;

namespace lens {

class EntryTree;
class HistogramPanel;
class JobStrip;
class Prompts;
class Settings;
class SummaryPanel;
class TreeModel;

// A tab: one document with its tree, the pages beside it and the jobs that fill them. A further
// page is a panel added to the details and told of the selection.
class DocumentPage final : public QWidget
{
    Q_OBJECT

public:
    enum View { SummaryView, HistogramView };

    DocumentPage(Settings &settings, Prompts &prompts, JobStrip &jobs, QWidget *parent = nullptr);

    void open(const QString &path);
    void openSample();
    // The entry a person names, once the file is open; a wrong name is said in the message bar.
    void selectPath(const QString &path);
    void saveForDevice();
    void showView(View view);
    void copyPath();

    const Document &document() const { return m_document; }
    EntryTree &tree() { return *m_tree; }
    HistogramPanel &histogram() { return *m_histogram; }
    QString title() const { return m_title; }
    QString filePath() const { return m_path; }
    // Nothing that this page waits for is running.
    bool isSettled() const;

Q_SIGNALS:
    void stateChanged(); // loaded, failed or edited
    void settled();
    void openRequested(const QString &path);

private:
    QWidget *makeContent();
    QWidget *makeFailure();
    void startOpening(const QString &path, const QString &title);
    void opened(const Result<Snapshot> &result);
    void fail(const Error &error);
    void showNode(std::uint32_t node);
    void showTensor(std::uint32_t tensor, std::uint32_t node);
    void numbersReady(const Result<engine::Numbers> &result);
    void quantilesReady(const Result<engine::Quantiles> &result);
    void startSaving(const RetagEdit &edit, const QString &destination, Overwrite overwrite);
    void saved(const Result<SaveOutcome> &result);
    void announce();
    bool announceFinding();

    Settings &m_settings;
    Prompts &m_prompts;
    Document m_document;
    OpenJob m_openJob;
    NumbersJob m_numbersJob;
    QuantilesJob m_quantilesJob;
    SaveJob m_saveJob;
    std::uint32_t m_tensor = noIndex; // whose numbers are shown
    QString m_path, m_title, m_wantedPath;

    MessageBar *m_messages;
    QStackedWidget *m_stack;
    QLabel *m_waiting, *m_failure;
    QSplitter *m_splitter;
    TreeModel *m_model;
    EntryTree *m_tree;
    QTabWidget *m_details;
    SummaryPanel *m_summary;
    HistogramPanel *m_histogram;
};

} // namespace lens
