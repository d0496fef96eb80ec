// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/filewatch.h"

#include "model/base/fileidentity.h"

#include <QFile>

#include <chrono>

using namespace std::chrono_literals;

namespace lens {
namespace {

constexpr auto patience = 500ms;
constexpr auto retryEvery = 200ms;
constexpr int retries = 10;

QString fileText(const std::string &path)
{
    return QFile::decodeName(QByteArray::fromStdString(path));
}

} // namespace

FileWatch::FileWatch(QObject *parent)
    : QObject(parent)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    m_retry.setSingleShot(true);
    m_retry.setInterval(retryEvery);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, [this] {
        m_retriesLeft = retries;
        addAgain();
        check();
    });
    connect(&m_patience, &QTimer::timeout, this, &FileWatch::look);
    connect(&m_retry, &QTimer::timeout, this, &FileWatch::addAgain);
}

void FileWatch::watch(const std::string &path, const FileIdentity &identity)
{
    if (!m_watcher.files().isEmpty())
        m_watcher.removePaths(m_watcher.files());
    m_patience.stop();
    m_retry.stop();
    m_path = path;
    m_known = m_seen = identity;
    if (!m_path.empty())
        m_watcher.addPath(fileText(m_path));
}

void FileWatch::check()
{
    if (!m_path.empty())
        m_patience.start();
}

void FileWatch::addAgain()
{
    const auto path = fileText(m_path);
    if (m_path.empty() || m_watcher.files().contains(path) || m_watcher.addPath(path))
        return;
    if (m_retriesLeft-- > 0)
        m_retry.start();
}

// Two looks that agree are a file that is complete, as far as anybody can tell.
void FileWatch::look()
{
    addAgain();
    const auto now = identityAt(m_path);
    if (now == m_known) {
        m_seen = now;
        return;
    }
    const bool quiet = now == m_seen;
    m_seen = now;
    if (!quiet || m_retry.isActive())
        return m_patience.start();
    m_known = now;
    if (now)
        Q_EMIT replaced();
    else
        Q_EMIT removed();
}

} // namespace lens
