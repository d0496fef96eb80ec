// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/filewait.h"

using namespace std::chrono_literals;

namespace lens {

FileWait::FileWait(QObject *parent)
    : QObject(parent)
{
    m_pulse.setInterval(1s);
    connect(&m_pulse, &QTimer::timeout, this, &FileWait::look);
    connect(&m_job, &LookJob::finished, this, &FileWait::take);
}

void FileWait::start(const std::string &path)
{
    stop();
    m_path = path;
    m_seen = m_tried = std::nullopt;
    m_pulse.start();
    look();
}

void FileWait::stop()
{
    m_pulse.stop();
    m_job.abandon();
}

// One after the other: looks that wait for an answer must not take every worker.
void FileWait::look()
{
    if (isWaiting() && !m_job.isRunning())
        m_job.start(m_path);
}

std::optional<std::uint64_t> FileWait::size() const
{
    return m_seen ? std::optional(m_seen->size) : std::nullopt;
}

void FileWait::take(const std::optional<FileIdentity> &now)
{
    const bool isQuiet = now && now == m_seen && now != m_tried;
    m_seen = now;
    if (isQuiet)
        m_tried = now;
    Q_EMIT looked();
    if (isQuiet)
        Q_EMIT quiet();
}

} // namespace lens
