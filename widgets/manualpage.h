// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/page.h"

#include <QTextDocument>

class QKeyEvent;
class QLabel;
class QLineEdit;
class QTextBrowser;

namespace lens {

// A tab with the manual, without its pictures: what they show is in front. A line searches all of
// it.
class ManualPage final : public Page
{
    Q_OBJECT

public:
    explicit ManualPage(QWidget *parent = nullptr);
    // By the name of its file without ".md": "compare"; from this heading on.
    void showChapter(const QString &name, const QString &heading = {});

    QString title() const override;
    QString place() const override { return title(); }
    QString statusLine() const override { return {}; }
    bool isSettled() const override { return true; }
    bool canFilter() const override { return true; }
    void startFilter() override;
    Spot spot() const override;
    void goTo(const Spot &spot) override;

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool takeKey(const QKeyEvent &key);
    void find(const QString &text);
    void findNext(QTextDocument::FindFlags flags = {});
    bool findInChapter(int chapter, const QString &text, QTextDocument::FindFlags flags);

    QTextBrowser *m_text;
    QLineEdit *m_line;
    QLabel *m_note;
    bool m_hasLeft = false; // by what is typed so far: each letter may find another chapter
};

} // namespace lens
