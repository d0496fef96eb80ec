// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/lookjob.h"

#include <QObject>
#include <QTimer>

#include <optional>
#include <string>

class QFileSystemWatcher;

namespace lens {

// Notices that another program wrote, replaced or removed a file. Says so once for each new state,
// and only when the file has stopped growing, so that nobody opens half of it. Workers look at it,
// and a thread of its own asks the platform to watch it, only where it answered: a network that
// hangs must not hold the window.
class FileWatch final : public QObject
{
    Q_OBJECT

public:
    explicit FileWatch(QObject *parent = nullptr);
    ~FileWatch() override;

    // Watches `path`, which is known to be `identity`, and with it the file that is read from. An
    // empty path watches nothing.
    void watch(const std::string &path, const FileIdentity &identity,
               const std::shared_ptr<const File> &opened = nullptr);
    // Nobody had written into the file that is read from, at the last look.
    bool isUnchanged() const { return m_job.isUnchanged(); }
    // Of what was replaced: only the time is another, so that it may hold the same.
    bool mayBeSame() const { return m_mayBeSame; }
    // Nobody looks, and nobody is about to.
    bool isQuiet() const { return !m_patience.isActive() && !isLooking(); }
    bool isLooking() const { return m_job.isRunning(); }
    // Looks again soon; for a window that comes to the front.
    void check();

Q_SIGNALS:
    void replaced(); // other content lies there
    void removed();

private:
    void look();
    void take(const std::optional<FileIdentity> &now);

    QFileSystemWatcher *m_watcher; // lives on the thread of all of them
    QTimer m_patience;             // until the file is quiet
    LookJob m_job;
    int m_looksLeft = 0; // while an atomic replace may be under way: until a file is gone
    bool m_mayBeSame = false;
    std::string m_path;
    std::shared_ptr<const File> m_opened;
    std::optional<FileIdentity> m_known; // what the person knows of
    std::optional<FileIdentity> m_seen;  // at the last look
};

} // namespace lens
