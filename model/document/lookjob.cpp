// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/lookjob.h"

#include "model/base/fileidentity.h"

namespace lens {

void LookJob::start(const std::string &path, const std::shared_ptr<const File> &opened)
{
    LatestJob::start([this, path, opened](Job &job) -> Report {
        const auto now = job.cancelled() ? std::nullopt : identityAt(path);
        const bool unchanged = job.cancelled() || !opened || opened->checkUnchanged();
        return [this, now, unchanged] {
            m_unchanged = unchanged;
            Q_EMIT finished(now);
        };
    });
}

} // namespace lens
