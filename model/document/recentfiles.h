// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/latestjob.h"

#include <QDateTime>
#include <QStringList>

#include <optional>
#include <vector>

namespace lens {

class Settings;

// A file that was open before.
struct RecentFile
{
    QString path;
    // As far as it was looked at; nothing while that is under way.
    struct State
    {
        bool exists = false;
        std::uint64_t bytes = 0;
        QDateTime modified;
    };
    std::optional<State> state;
};

// The files that were open, the latest first, remembered in the settings, which outlive this. What
// is known of them is looked up on a worker thread: a network that hangs must not hold the window.
class RecentFiles final : public LatestJob
{
    Q_OBJECT

public:
    static constexpr qsizetype capacity = 12;

    explicit RecentFiles(Settings &settings, QObject *parent = nullptr);

    const std::vector<RecentFile> &files() const { return m_files; }
    void add(const QString &path);
    void forget(const QString &path);
    void forgetAll();
    // Looks again whether they are there.
    void refresh();

Q_SIGNALS:
    void changed();

protected:
    QThreadPool &pool() const override { return lookers(); }

private:
    void set(const QStringList &paths);

    Settings &m_settings;
    std::vector<RecentFile> m_files;
};

} // namespace lens
