// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/chosenrows.h"
#include "widgets/theme.h"

#include <QWidget>

#include <functional>
#include <vector>

namespace lens {

class JobStrip;
class LatestJob;
class Prompts;
class RowTable;
class Settings;

// What the panels of a document share. All of it outlives them.
struct PanelContext
{
    Document &document;
    Settings &settings;
    Prompts &prompts;
    JobStrip &jobs;
};

// The rows chosen in the tree, as nodes of the outline.
struct Selection
{
    std::uint32_t current = 0;        // the row with the focus; the file itself at first
    std::vector<std::uint32_t> nodes; // all of them in the order of the tree
};

// Something to look at in a loaded document: the whole file, or what is selected in its tree. Only
// the panel that is seen works (PanelTabs); a panel runs jobs of its own and knows no other panel.
class Panel : public QWidget
{
    Q_OBJECT

public:
    explicit Panel(const PanelContext &context, QWidget *parent = nullptr);

    // Comes when the panel is seen: after a load, and when the selection moved meanwhile.
    virtual void showSelection(const Selection &selection) = 0;
    // Another file or other rows: the nodes of what was shown mean nothing any more. What is to be
    // shown of them comes after.
    virtual void forgetSelection() {}
    // No job of this panel is running.
    virtual bool isSettled() const;
    // Columns and dividing lines as they were at first.
    virtual void resetLayout() {}
    // To the line of text that searches or filters what is shown; false: there is none.
    virtual bool startFilter() { return false; }
    // Asks where to write a picture, a table or a report of what is shown.
    virtual bool isExportable() const { return false; }
    virtual void exportView() {}
    // What the keys are for, where it is not what Tab reaches first.
    virtual QWidget *mainPart() const { return nullptr; }
    // What the commands of the window act on while this panel is in front: its current row and
    // those that are selected, where it has some.
    virtual bool hasChosenRows() const;
    virtual ChosenRows chosenRows() const;

Q_SIGNALS:
    void settled();
    void chosenRowsMoved();
    // "Go to": the tree shows this entry.
    void entryRequested(std::uint32_t entry);
    // The title of its tab: "Report 4".
    void titleChanged(const QString &title);
    // An outcome for the message bar.
    void said(lens::Tone tone, const QString &text);

protected:
    const PanelContext &context() const { return m_context; }
    Document &document() const { return m_context.document; }
    // Shows the progress of `job` under `name` ("Reading values") and waits for it to settle.
    void watch(LatestJob *job, const QString &name);
    // The commands of the window act on the rows of `table`, which has its model, and whose cells
    // in `column` have the entry of a row.
    void actOn(RowTable &table, int column = 0);
    // The tensor that a row is or refers to; noIndex for every other row.
    std::uint32_t tensorAt(std::uint32_t node) const;

private:
    std::uint32_t currentEntry() const;

    PanelContext m_context;
    std::vector<LatestJob *> m_jobs;
    const RowTable *m_rows = nullptr; // that commands act on
    int m_entryColumn = 0;
};

// A panel to be made: a row of the tables in panels.cpp.
struct PanelSpec
{
    const char *id; // stable: "histogram"
    QString title;
    std::function<Panel *(const PanelContext &)> make;
};

} // namespace lens
