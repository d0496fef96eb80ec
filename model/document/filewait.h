// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/filewatch.h"

namespace lens {

// Waits for a file that could not be read yet: says how large it is by now, and, each time it has
// stopped growing for a moment, that it is worth another try. The first time comes at once for a
// file that nobody writes: it may have been completed since the last try.
class FileWait final : public QObject
{
    Q_OBJECT

public:
    explicit FileWait(QObject *parent = nullptr);

    void start(const std::string &path);
    void stop();
    bool isWaiting() const { return m_pulse.isActive(); }
    // As last looked at; nothing while no file is there.
    std::optional<std::uint64_t> size() const { return m_size; }

Q_SIGNALS:
    void looked();
    void quiet();

private:
    void look();

    FileWatch m_watch;
    QTimer m_pulse; // not every file system tells of changes
    std::string m_path;
    std::optional<std::uint64_t> m_size;
};

} // namespace lens
