// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/lookjob.h"

#include "model/base/fileidentity.h"

namespace lens {

void LookJob::start(const std::string &path)
{
    LatestJob::start([this, path](Job &job) -> Report {
        const auto now = job.cancelled() ? std::nullopt : identityAt(path);
        return [this, now] { Q_EMIT finished(now); };
    });
}

} // namespace lens
