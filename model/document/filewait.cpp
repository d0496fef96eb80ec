// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/filewait.h"

#include "model/base/fileidentity.h"

#include <chrono>

using namespace std::chrono_literals;

namespace lens {

FileWait::FileWait(QObject *parent)
    : QObject(parent)
{
    m_pulse.setInterval(1s);
    connect(&m_pulse, &QTimer::timeout, this, &FileWait::look);
    connect(&m_watch, &FileWatch::replaced, this, &FileWait::quiet);
}

void FileWait::start(const std::string &path)
{
    m_path = path;
    m_watch.watch(path, {}); // whatever lies there is news
    m_pulse.start();
    look();
}

void FileWait::stop()
{
    m_pulse.stop();
    m_watch.watch({}, {});
}

void FileWait::look()
{
    const auto now = identityAt(m_path);
    m_size = now ? std::optional(now->size) : std::nullopt;
    m_watch.check();
    Q_EMIT looked();
}

} // namespace lens
