// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/lookjob.h"

#include <chrono>
#include <optional>
#include <string>

namespace lens {

// Waits for a file that could not be read yet: says how large it is by now, and, each time two
// looks agree, that it is worth another try. The first time comes at once for a file that nobody
// writes: it may have been completed since the last try.
class FileWait : public QObject
{
    Q_OBJECT

public:
    explicit FileWait(QObject *parent = nullptr);

    void setInterval(std::chrono::milliseconds interval) { m_pulse.setInterval(interval); }
    void start(const std::string &path);
    void stop();
    // Not only at the next interval; nothing while a look has no answer yet.
    void look();
    bool isWaiting() const { return m_pulse.isActive(); }
    // As last looked at; nothing while no file is there.
    std::optional<std::uint64_t> size() const;

Q_SIGNALS:
    void looked();
    void quiet();

private:
    void take(const std::optional<FileIdentity> &now);

    QTimer m_pulse; // not every file system tells of changes
    LookJob m_job;
    std::string m_path;
    std::optional<FileIdentity> m_seen, m_tried;
};

} // namespace lens
