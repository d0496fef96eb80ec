// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/jobs.h"
#include "model/items/comparemodel.h"
#include "widgets/compareexport.h"
#include "widgets/page.h"
#include "widgets/replacequestion.h"

#include <functional>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace lens {

class CompareBar;
class CompareDetails;
class CompareFilter;
class CompareList;
class Divider;
class JobStrip;
class MessageBar;
class Prompts;
class Settings;

// One side of a comparison: a file to open, or a checkpoint that is open already with its edits.
struct CompareSource
{
    QString path, title;
    CheckpointPtr checkpoint = {};
    EditSetPtr edits = {};
    QString state = {}; // where it is not just that file: "with unsaved changes"
    // What the tab that it was taken from shows now; nothing once that is closed.
    std::function<std::optional<CompareSource>()> shown = {};

    QString name() const; // with its state
};

// Gives them titles of which no two are alike, as far as they are of different files.
void tellApart(std::vector<CompareSource> &sources);

// A tab that shows two checkpoints side by side, aligned by name.
class ComparePage final : public Page
{
    Q_OBJECT

public:
    ComparePage(Settings &settings, Prompts &prompts, JobStrip &jobs, QWidget *parent = nullptr);

    void compare(CompareSource a, CompareSource b);
    // Of what its tabs show now and its files hold.
    void compareAgain();
    // A tab may show something else: says whether that is still what was compared.
    void followTabs();
    void swapSides();
    // To the next row that differs, or with -1 the one before.
    void stepDifference(int by);
    // The row of this entry of A, else of B, once the values are compared; even where rows of its
    // state are hidden.
    void selectPath(const QString &path) { m_asked = path; }
    // The aligned rows, of which some are listed; null while there is no list.
    CompareRowsPtr shownRows() const;
    // Selects this one of them, and the keys go there: what keeps it from the list is taken away.
    void goToRow(std::size_t row);
    // One of CompareDetails::pageNames().
    void showDetails(const QString &page);

    const CompareModel &model() const { return *m_model; }
    QString title() const override;
    QString place() const override;
    QString statusLine() const override;
    void focusMainPart() override;
    bool canFilter() const override { return true; }
    void startFilter() override;
    bool canExport() const override;
    void exportView() override;
    Spot spot() const override;
    void goTo(const Spot &spot) override;
    bool isSettled() const override;
    void resetLayout() override;

protected:
    void showEvent(QShowEvent *event) override;

private:
    enum StackPage { WaitingPage, ContentPage };
    enum BodyPage { NoticePage, RowsPage };

    struct Side : CompareSource
    {
        CheckpointPtr compared = {}; // once it is open
        std::uint32_t part = 0;      // that of it is compared; noIndex: to be found at its path
        std::string partPath = {};
    };

    static bool follow(Side &side);
    QWidget *makeWaiting();
    QWidget *makeContent();
    QWidget *makeList();
    void startOpening();
    void open(OpenJob &job, Side &side);
    void opened(Side &side, const Result<Snapshot> &result);
    void fail(const QString &reason);
    void sayWaiting(const QString &text, bool isOver = false);
    void start();
    void restart();
    void watch(JobStrip &jobs);
    void connectParts();
    void resume();
    void aligned(const CompareRowsPtr &rows);
    void compared(const std::vector<CompareJob::Row> &rows);
    void listed();
    void findAsked();
    void selectFirst();
    bool selectWanted();
    void reveal(std::size_t row);
    void finished(const Result<void> &result);
    void offerPrefix();
    void offerStateDicts();
    void offerParts(const PartRule &rule);
    void compareParts(const PartRule &rule);
    void leaveParts();
    void askForParts();
    void partsFound(const CompareRows &rows);
    void showParts();
    QString partOf(const Side &side, std::uint32_t entry, std::size_t limit) const;
    QString partsText(std::size_t limit) const;
    QString sideTitle(const Side &side) const;
    QString rowsTitle() const;
    void sayFailed(Error error);
    void sayStopped();
    void exported(const Result<void> &result, const QString &path, std::size_t rows,
                  std::size_t all);
    void sayExportStopped();
    void sayRefused(const QString &tolerance);
    QString sameText(std::uint64_t entries) const;
    void showCounts();
    void turn(QStackedWidget &stack, int page);
    void settle();

    Settings &m_settings;
    Prompts &m_prompts;
    Side m_a, m_b;
    std::optional<std::size_t> m_chosen; // stays listed while it is selected and no filter changes
    QString m_asked;                     // a path, until the rows are there
    QString m_wanted;                    // the name of the row to select
    bool m_mustShow = false;
    OpenJob m_openA, m_openB;
    CompareJob m_job;
    ReplaceQuestion m_question;
    CompareExportJob m_export;
    bool m_areParts = false;  // parts of both sides alone are compared
    CompareRequest m_request; // that was started last
    bool m_isAligned = false; // its rows are shown
    QString m_rowsTitle;      // what they compare, while others may be aligned
    engine::Tolerance m_rowsTolerance;
    bool m_isCompared = false; // until the first of them is selected
    bool m_isEndTold = false;
    CompareModel *m_model;

    MessageBar *m_messages, *m_outdated;
    QString m_outdatedText;           // also once it is closed
    QStackedWidget *m_stack, *m_body; // below the filter
    QLabel *m_notice, *m_waiting;
    QPushButton *m_again; // what failed
    Divider *m_rows;      // list and details
    CompareBar *m_bar;
    CompareFilter *m_filter;
    CompareList *m_list;
    CompareDetails *m_details;
};

} // namespace lens
