// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace lens {

class FilterCompleter;
class SavedFilters;

// The line above the tree: what is typed into it, how much that finds, and what is wrong with it.
// Knows nothing of what a filter means.
class FilterLine final : public QWidget
{
    Q_OBJECT

public:
    explicit FilterLine(QWidget *parent = nullptr);

    QString text() const;
    // As if typed, but told at once.
    void setText(const QString &text);
    void startTyping(); // all of it selected
    // The last word was not told yet.
    bool isWaiting() const { return m_wait.isActive(); }

    void showFound(quint32 found, quint32 items, bool filtered);
    // Empty: nothing is wrong.
    void showProblem(const QString &problem);
    SavedFilters &saved() { return *m_saved; }
    // Whole parts of a line: "dtype:float32".
    void setCompletions(const QStringList &completions);

Q_SIGNALS:
    void textMoved(const QString &text); // when typing pauses
    void left();                         // the person goes on to what was found

protected:
    void changeEvent(QEvent *event) override;

private:
    void goOn();
    void tell();
    void showHelp();
    void paintMark();

    QLineEdit *m_line;
    QLabel *m_count, *m_mark, *m_problem;
    SavedFilters *m_saved;
    QToolButton *m_help;
    FilterCompleter *m_completer;
    QTimer m_wait;
};

} // namespace lens
