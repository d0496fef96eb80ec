// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/page.h"

#include <vector>

class QLineEdit;
class QTreeWidget;

namespace lens {

// A key and what it does.
struct ShortcutRow
{
    QString group, action, keys, tip;
};

// A tab that lists the keys of the program by menu, with a line to search them.
class ShortcutsPage final : public Page
{
    Q_OBJECT

public:
    explicit ShortcutsPage(const std::vector<ShortcutRow> &rows, QWidget *parent = nullptr);

    QString title() const override;
    QString place() const override { return title(); }
    QString statusLine() const override { return {}; }
    bool isSettled() const override { return true; }

private:
    void fill(const std::vector<ShortcutRow> &rows);
    void search(const QString &text);

    QLineEdit *m_line;
    QTreeWidget *m_list;
};

} // namespace lens
