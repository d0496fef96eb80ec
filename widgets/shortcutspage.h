// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/shortcuts.h"
#include "widgets/page.h"

#include <vector>

class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace lens {

class Settings;

// A key and what it does.
struct ShortcutRow
{
    QString group, action;
    QString keys; // of what has none in Shortcuts
    QString tip;
    QString id = {}; // in Shortcuts; empty: not there
};

// A tab that lists the keys of the program by menu, with a line to search them, and changes them.
class ShortcutsPage final : public Page
{
    Q_OBJECT

public:
    ShortcutsPage(Shortcuts &shortcuts, Settings &settings, const std::vector<ShortcutRow> &rows,
                  QWidget *parent = nullptr);

    QString title() const override;
    QString place() const override { return title(); }
    QString statusLine() const override { return {}; }
    bool isSettled() const override { return true; }
    bool canFilter() const override { return true; }
    void startFilter() override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeList();
    QWidget *makeButtons();
    void fill(const std::vector<ShortcutRow> &rows);
    void showKeys();
    void refreshButtons();
    void search(const QString &text);
    bool takeKeyOfLine(int key);
    bool takeKeyOfList(int key);
    // Of the current row, where its key can be changed.
    QString currentId() const;
    QString nameOf(const QString &id) const;
    void change();
    void reset();

    Shortcuts &m_shortcuts;
    std::vector<QTreeWidgetItem *> m_items; // of keys
    QLineEdit *m_line;
    QTreeWidget *m_list;
    QLabel *m_note;
    QPushButton *m_change, *m_reset, *m_resetAll;
};

} // namespace lens
