// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <cstdint>
#include <string>

namespace lens {

// Where a person is in a page: in which part of it, and at which row.
struct Spot
{
    std::string part, path; // of a row as it is shown
    // In the tree of a document: its entry or the one that it is part of, and how models are shown.
    std::string entryPath = {};
    bool asObjects = false;
    std::uint32_t row = 0; // where it was: looked at first
    bool operator==(const Spot &other) const
    {
        return part == other.part && path == other.path && asObjects == other.asObjects;
    }
};

// A tab of the window. What it shows is its own; the window asks only this of it.
class Page : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    virtual QString title() const = 0;
    // Where what it shows lies, for the tool tip of the tab.
    virtual QString place() const = 0;
    // One line of facts for the status bar; empty until there is something to say.
    virtual QString statusLine() const = 0;
    // Something is shown that no file has yet.
    virtual bool isModified() const { return false; }
    // Nothing that this page waits for is running.
    virtual bool isSettled() const = 0;

    // Gives the keys to what it shows, where there is something.
    virtual void focusMainPart() {}
    // Not from somebody who types elsewhere in the window, or walks along its tabs.
    bool mayTakeKeys() const;
    // A line of text in it searches or filters what it shows.
    virtual bool canFilter() const { return false; }
    virtual void startFilter() {}
    // Asks where to write what is shown, or says that it is not exported.
    virtual bool canExport() const { return false; }
    virtual void exportView() {}
    // Where to come back to; what is not there any more is not gone to.
    virtual Spot spot() const { return {}; }
    virtual void goTo(const Spot &) {}
    // Columns and dividing lines as they were at first.
    virtual void resetLayout() {}
    // A file dropped on a line of text is to be opened too, not to be typed there.
    void leaveDropsToWindow();

Q_SIGNALS:
    void stateChanged(); // loaded, failed or edited
    void settled();
    // Something leads to another spot: this one is worth coming back to.
    void leaving();
    void openRequested(const QString &path);
    // The file at `path` was opened or written, and is to be found again.
    void fileUsed(const QString &path);
};

} // namespace lens
