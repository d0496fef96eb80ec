// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/page.h"

class QLabel;
class QLineEdit;
class QTextBrowser;

namespace lens {

// A tab with the manual, without its pictures: what they show is in front. A line searches all of it.
class ManualPage final : public Page
{
    Q_OBJECT

public:
    explicit ManualPage(QWidget *parent = nullptr);
    // By the name of its file without ".md": "compare".
    void showChapter(const QString &name);

    QString title() const override;
    QString place() const override { return title(); }
    QString statusLine() const override { return {}; }
    bool isSettled() const override { return true; }
    bool canFilter() const override { return true; }
    void startFilter() override;
    Spot spot() const override;
    void goTo(const Spot &spot) override { showChapter(QString::fromStdString(spot.part)); }

protected:
    void showEvent(QShowEvent *event) override;

private:
    void find(const QString &text);
    void findNext();
    bool findFromChapter(int chapter, const QString &text);

    QTextBrowser *m_text;
    QLineEdit *m_line;
    QLabel *m_note;
};

} // namespace lens
