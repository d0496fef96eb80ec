// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/file.h"
#include "model/document/latestjob.h"

#include <optional>
#include <string>

namespace lens {

// What lies at a path now. A file system that answers late keeps a worker waiting, not the window.
class LookJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(const std::string &path);

Q_SIGNALS:
    void finished(const std::optional<lens::FileIdentity> &now);

protected:
    QThreadPool &pool() const override { return lookers(); }
};

} // namespace lens
