// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/file.h"
#include "model/document/latestjob.h"

#include <optional>
#include <string>

namespace lens {

// What lies at a path now, and whether a file that is open is still what it was. A file system that
// answers late keeps a worker waiting, not the window.
class LookJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(const std::string &path, const std::shared_ptr<const File> &opened = nullptr);
    // Nobody had written into it at the last look.
    bool isUnchanged() const { return m_unchanged; }

Q_SIGNALS:
    void finished(const std::optional<lens::FileIdentity> &now);

protected:
    QThreadPool &pool() const override { return lookers(); }

private:
    bool m_unchanged = true;
};

} // namespace lens
