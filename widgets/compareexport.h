// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/latestjob.h"
#include "model/items/comparemodel.h"

namespace lens {

// Writes a comparison into a file. The ending of its name decides: .csv and .html hold the rows as
// they are listed, in their order; else it is JSON, the same as of `ckptlens-cli diff --json`, with
// `--all` while rows that are the same are shown.
class CompareExportJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(CompareListing listing, const QString &path);

Q_SIGNALS:
    void finished(const lens::Result<void> &result, const QString &path);
};

} // namespace lens
