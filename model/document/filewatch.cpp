// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/filewatch.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileSystemWatcher>
#include <QThread>

#include <chrono>

using namespace std::chrono_literals;

namespace lens {
namespace {

constexpr auto patience = 500ms;
constexpr auto patienceWhileGone = 2s;
constexpr int looksForReplacement = 2;

QString fileText(const std::string &path)
{
    return QFile::decodeName(QByteArray::fromStdString(path));
}

bool isSameButTime(FileIdentity a, const FileIdentity &b)
{
    a.modifiedNs = b.modifiedNs;
    return a == b;
}

// The application waits for it at its end.
class WatcherThread final : public QThread
{
public:
    using QThread::QThread;
    ~WatcherThread() override
    {
        quit();
        wait();
    }
};

QThread *watcherThread()
{
    static QThread *const thread = [] {
        auto *made = new WatcherThread(QCoreApplication::instance());
        made->start();
        return made;
    }();
    return thread;
}

} // namespace

FileWatch::FileWatch(QObject *parent)
    : QObject(parent)
    , m_watcher(new QFileSystemWatcher)
{
    m_watcher->moveToThread(watcherThread());
    m_patience.setSingleShot(true);
    connect(m_watcher, &QFileSystemWatcher::fileChanged, this, [this] {
        m_looksLeft = looksForReplacement;
        check();
    });
    connect(&m_patience, &QTimer::timeout, this, &FileWatch::look);
    connect(&m_job, &LookJob::finished, this, &FileWatch::take);
}

FileWatch::~FileWatch() { m_watcher->deleteLater(); }

void FileWatch::watch(const std::string &path, const FileIdentity &identity,
                      const std::shared_ptr<const File> &opened)
{
    QMetaObject::invokeMethod(m_watcher, [watcher = m_watcher] {
        if (const auto files = watcher->files(); !files.isEmpty())
            watcher->removePaths(files);
    });
    m_patience.stop();
    m_job.abandon();
    m_looksLeft = 0;
    m_path = path;
    m_opened = opened;
    m_known = m_seen = identity;
    look();
    check(); // what happens before the platform watches it
}

void FileWatch::check()
{
    if (!m_path.empty())
        m_patience.start(patience);
}

void FileWatch::look()
{
    if (!m_path.empty())
        m_job.start(m_path, m_opened);
}

// Two looks that agree are a file that is complete, as far as anybody can tell.
void FileWatch::take(const std::optional<FileIdentity> &now)
{
    // Not for ever: an atomic replace ends the platform's watch of a path.
    if (now)
        QMetaObject::invokeMethod(m_watcher, [watcher = m_watcher, path = fileText(m_path)] {
            if (!watcher->files().contains(path))
                watcher->addPath(path);
        });
    const bool quiet = now == m_seen;
    m_seen = now;
    if (now != m_known && (!quiet || (!now && m_looksLeft-- > 0)))
        return m_patience.start(patience);
    // The platform does not tell of a file that comes back.
    if (!now)
        m_patience.start(patienceWhileGone);
    if (now == m_known)
        return;
    m_mayBeSame = now && m_known && isSameButTime(*now, *m_known);
    m_known = now;
    if (now)
        Q_EMIT replaced();
    else
        Q_EMIT removed();
}

} // namespace lens
