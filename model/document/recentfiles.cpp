// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/recentfiles.h"

#include "model/document/settings.h"

#include <QFileInfo>

#include <algorithm>

namespace lens {
namespace {

RecentFile::State lookedUp(const QString &path)
{
    const QFileInfo info(path);
    if (!info.isFile())
        return {};
    return {true, static_cast<std::uint64_t>(info.size()), info.lastModified()};
}

} // namespace

RecentFiles::RecentFiles(Settings &settings, QObject *parent)
    : LatestJob(parent)
    , m_settings(settings)
{
    for (const auto &path : m_settings.recentFiles())
        m_files.push_back({path, {}});
    refresh();
}

void RecentFiles::add(const QString &path)
{
    QStringList paths = m_settings.recentFiles();
    paths.removeAll(path);
    paths.prepend(path);
    set(paths.mid(0, capacity));
}

void RecentFiles::forget(const QString &path)
{
    QStringList paths = m_settings.recentFiles();
    paths.removeAll(path);
    set(paths);
}

void RecentFiles::forgetAll() { set({}); }

void RecentFiles::set(const QStringList &paths)
{
    m_settings.setRecentFiles(paths);
    std::vector<RecentFile> files;
    for (const auto &path : paths) {
        const auto known = std::ranges::find(m_files, path, &RecentFile::path);
        files.push_back(known == m_files.end() ? RecentFile{path, {}} : *known);
    }
    m_files = std::move(files);
    Q_EMIT changed();
    refresh();
}

void RecentFiles::refresh()
{
    start([this, files = m_files](Job &job) mutable -> Report {
        for (RecentFile &file : files)
            if (!job.cancelled())
                file.state = lookedUp(file.path);
        return [this, files] {
            m_files = files;
            Q_EMIT changed();
        };
    });
}

} // namespace lens
