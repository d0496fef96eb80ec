// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/failure.h"
#include "model/document/filewait.h"
#include "widgets/panel.h"

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace lens {

class FailureReport;

// What is seen instead of a file that could not be opened: what it is, what to do, and as much of
// it as there is to show.
class FailurePage final : public QWidget
{
    Q_OBJECT

public:
    explicit FailurePage(const PanelContext &context, QWidget *parent = nullptr);
    // Gives the keys to what can be done about it.
    void focusMainPart();

    // Why the file at `path` could not be opened, or that a person stopped that; an empty path is
    // no file. A wait goes on while it may still help.
    void say(const QString &title, const std::string &path, const Error &error);
    // The file was opened, or it is another one's turn.
    void leave();
    bool isSettled() const;
    void resetLayout();

Q_SIGNALS:
    void againRequested();
    // The file that is waited for stopped growing: it may be complete.
    void completed();
    void said(lens::Tone tone, const QString &text);
    void settled();

protected:
    void changeEvent(QEvent *event) override;

private:
    QPushButton *makeButton(const QString &name, const QString &iconName, const QString &text);
    void makeButtons();
    void makeLines();
    void showFailure(const Failure &failure);
    void setWaiting(bool on);
    void showWaiting();
    void paintMark();

    std::string m_path;
    FailureJob m_job;
    FileWait m_wait;
    QString m_command;
    bool m_wasStopped = false; // by a person; the file may be sound
    QLabel *m_mark, *m_text, *m_state;
    QPushButton *m_again, *m_watch, *m_showLines, *m_copyCommand, *m_copy;
    QPlainTextEdit *m_lines;
    FailureReport *m_report;
};

} // namespace lens
