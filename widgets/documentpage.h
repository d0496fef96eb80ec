// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/document.h"
#include "model/document/editjob.h"
#include "model/document/filewatch.h"
#include "model/document/jobs.h"
#include "model/document/report.h"
#include "widgets/documentsaver.h"
#include "widgets/messagebar.h"
#include "widgets/page.h"
#include "widgets/panel.h"
#include "widgets/treememory.h"

#include <QPointer>

#include <optional>
#include <vector>

class QDialog;
class QLabel;
class QStackedWidget;

namespace lens {

class EntryTree;
class FailurePage;
class HistogramPanel;
class JobStrip;
class PanelTabs;
class ParametersPage;
class Prompts;
class RetagDialog;
class Settings;
class ValuesPanel;
struct RetagPlace;

// A tab: one document, opened and saved here, and the panels that show it (panels.h). They are made
// when there is a document to show; what is asked of them before is remembered or not done.
class DocumentPage final : public Page
{
    Q_OBJECT

public:
    DocumentPage(Settings &settings, Prompts &prompts, JobStrip &jobs, QWidget *parent = nullptr);

    void open(const QString &path);
    void openSample();
    // The same, but only has its name until openNow(): many tabs at once are read in turn.
    void openLater(const QString &path);
    void openNow();
    // What it is opened for; until it is saved elsewhere.
    void setAccess(Access access) { m_document.setAccess(access); }
    // What it is open for, where somebody wants the other.
    void sayAccess(Access wanted);
    // Takes it out of that row: it is read once it is seen.
    void postpone();
    bool isWaiting() const { return m_reading == Reading::InTurn; }
    bool isPostponed() const { return m_reading == Reading::WhenSeen; }
    bool isOpening() const { return m_openJob.isRunning(); }
    // The entry a person names, once the file is open; a wrong name is said in the message bar.
    void selectPath(const QString &path);
    void saveForDevice();
    // The commands below act on the rows in front, of the tree or of another page.
    bool hasChosenRows() const;
    // A dialog for them or the file; the edit can be undone.
    void changeDevice();
    void copyPaths();
    // As code that loads the current one; says why where there is none.
    void copyPython();
    // The page of the parameters.
    bool isTreeInFront() const;
    void undo() { m_edit.undo(); }
    void redo() { m_edit.redo(); }
    // Open, and no step of editing is being worked out: only from there does the next one begin.
    bool isReady() const { return m_document.isLoaded() && !m_edit.isBusy(); }
    // With an edit that is being worked out.
    void save();
    void saveAs();
    // Why what was changed meanwhile is not saved with the other tabs.
    void sayStillWriting();
    // Back to what the file says, as one more edit.
    void revert();
    // The file again as it lies on disk; asks when changes would be lost.
    void reload();
    // Looks whether the file is still the one that is shown.
    void checkFile() { m_watch.check(); }
    // Another tab wrote `file`: it may be the one that is shown. A worker looks.
    void replacedHere(const SavedFile &file);
    void selectEntry(std::uint32_t entry);
    // By its id in panels.h: "histogram".
    void showPanel(std::string_view id);
    // The same by its key or menu: where it is in front already, it gets the focus.
    void askPanel(std::string_view id);
    bool isPanelInFront(std::string_view id) const; // and seen

    const Document &document() const { return m_document; }
    Document &document() { return m_document; }
    // Once it is loaded: this and the panels below.
    EntryTree &tree();
    // Of its report, as far as it was made.
    const ReportItems &findings() const;
    ParametersPage &parameters() { return *m_parameters; }
    HistogramPanel &histogram();
    // To the next finding of the report (-1: the one before): its entry, else the report itself.
    void stepFinding(int by);
    // Brings it to the front.
    ValuesPanel &values();
    QString filePath() const { return m_saver.path(); }
    QString title() const override { return m_title; }
    // Until another file is shown: what tells it from others of its name. False: it was that.
    bool setTitle(const QString &title);
    QString place() const override { return filePath(); }
    QString statusLine() const override;
    void focusMainPart() override;
    bool canFilter() const override { return m_document.isLoaded(); }
    void startFilter() override;
    bool canExport() const override { return m_document.isLoaded(); }
    void exportView() override;
    Spot spot() const override;
    void goTo(const Spot &spot) override;
    bool isModified() const override { return m_document.isModified() || m_edit.isChanging(); }
    bool isSettled() const override;
    // A file of it: the document or a copy.
    bool isWriting() const { return m_saver.isRunning(); }
    void resetLayout() override;

Q_SIGNALS:
    // What the commands act on is another row.
    void chosenRowsMoved();
    // Nothing is read any more, whatever came of it.
    void openingEnded();
    // A person does not want to wait for the file.
    void openingStopped();
    // Whatever was written here, the document or a copy.
    void wrote(const lens::SavedFile &file);
    // What is open, with the file as it lies on disk now.
    void comparisonRequested();
    // What was to be written is over; `good`: it lies on disk.
    void saveEnded(bool good);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void connectParts();
    PanelContext panelContext() { return {m_document, m_settings, m_prompts, m_jobs}; }
    void makePanels(); // unless they are there
    void makeFailure();
    void startOpening(const QString &path, const QString &title);
    void openEnded(const Result<Snapshot> &result);
    void show(const Snapshot &snapshot);
    void fail(const Error &error);
    void reloadFailed(const Error &error);
    void stopReload();
    RetagPlace chosenPlace() const;
    void closeOnLoad(QDialog &dialog);
    void settle();
    void saved(const SaveOutcome &outcome);
    void saveRetagged(const RetagEditPtr &edit, const QString &text, const QString &destination,
                      const Place &place);
    void editEnded(bool done);
    void tellReplaced(bool afterSave);
    void lookedForReplaced(const std::optional<FileIdentity> &now);
    void sayReplaced(const QString &what);
    void withdrawHints();
    void fileRemoved();
    void takeKeys();
    void announce();
    bool announceFinding(const MessageAction &report);

    Settings &m_settings;
    Prompts &m_prompts;
    JobStrip &m_jobs;
    Document m_document;
    OpenJob m_openJob;
    EditJob m_edit;
    bool m_saveWanted = false; // once the edit is done
    bool m_replaced = false;   // the file, and nobody was told yet
    DocumentSaver m_saver;
    FileWatch m_watch;
    LookJob m_look;
    QPointer<RetagDialog> m_copying;         // for another device
    std::vector<FileIdentity> m_writtenHere; // by other tabs, until that look has an answer
    enum class Reading { Begun, InTurn, WhenSeen } m_reading = Reading::Begun;
    bool m_wantsFocus = false; // when it is seen first
    QString m_title, m_wantedPath;
    std::string m_wantedPanel;
    std::optional<TreeMemory> m_memory; // while the file is read again

    MessageBar *m_messages;
    QStackedWidget *m_stack;
    QLabel *m_waiting;
    FailurePage *m_failure = nullptr; // until something fails
    PanelTabs *m_panels = nullptr;    // before the first load
    ParametersPage *m_parameters = nullptr;
};

} // namespace lens
