// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <vector>

class QLabel;
class QProgressBar;
class QToolButton;

namespace lens {

class LatestJob;

// What is running, how far it is, and a button that stops it. Hidden while nothing runs longer than
// a moment; of several jobs the one that began last is shown, the others are in a menu. What cannot
// be stopped is not shown.
class JobStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit JobStrip(QWidget *parent = nullptr);
    // Watches `job` for as long as it lives. `name` is what it does: "Saving x.pth".
    void watch(LatestJob *job, const QString &name);
    // Of the button: what it does, and the key that does the same.
    void setStopTip(const QString &tip);
    // Whether there is anything to stop.
    bool isRunning() const { return !m_running.empty(); }
    // Stops the job that is shown; false when nothing runs.
    bool cancelShown();

Q_SIGNALS:
    void runningChanged(bool running);

private:
    struct Running
    {
        QPointer<LatestJob> job;
        QString name;
        QElapsedTimer since;
    };
    void begin(LatestJob *job, const QString &name);
    void end(LatestJob *job);
    void refresh();
    void listOthers();
    QString progressText(const Running &running) const;

    std::vector<Running> m_running;
    QTimer m_patience;
    QLabel *m_text;
    QProgressBar *m_bar;
    QToolButton *m_cancel, *m_others;
};

} // namespace lens
