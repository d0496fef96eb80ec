// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/document.h"
#include "model/document/latestjob.h"
#include "model/engine/engine.h"
#include "model/engine/numbers.h"
#include "model/formats/save.h"

#include <array>

// What takes longer than a frame, each as a job whose latest request wins.
namespace lens {

// A file or bytes into a snapshot.
class OpenJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(const std::string &path);
    void start(SourcePtr source, const std::string &name);
    // What a save of it as `name` would write.
    void start(CheckpointPtr checkpoint, EditSetPtr edits, const std::string &name);

Q_SIGNALS:
    void finished(const lens::Result<lens::Snapshot> &result);

private:
    void startWith(std::function<Result<CheckpointPtr>(const Job &)> open);
};

// The statistics and the histogram of one tensor.
class NumbersJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(CheckpointPtr checkpoint, std::uint32_t tensor,
               const engine::NumbersRequest &request);

Q_SIGNALS:
    void finished(const lens::Result<lens::engine::Numbers> &result);
};

// Median and percentiles of one tensor, by the engine on LibTorch, which the first request loads.
class QuantilesJob final : public LatestJob
{
    Q_OBJECT

public:
    static constexpr std::array probabilities{0.01, 0.05, 0.5, 0.95, 0.99};

    using LatestJob::LatestJob;
    void start(CheckpointPtr checkpoint, std::uint32_t tensor);

Q_SIGNALS:
    void finished(const lens::Result<lens::engine::Quantiles> &result);
};

// The sha256 of the elements of one tensor, as the terminal program gives it.
class HashJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(CheckpointPtr checkpoint, std::uint32_t tensor);

Q_SIGNALS:
    void finished(const lens::Result<std::string> &result);
};

// The snapshot with edits into a file, by the save protocol; the finished file is opened and its
// entries and device tags compared before it takes its place.
class SaveJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    // With `more` where that is given. Origin and check of the request are filled in here.
    void start(CheckpointPtr checkpoint, EditSetPtr edits, SaveRequest request,
               RetagEditPtr more = nullptr);
    // Nobody had written into the file that it copied from when it ended.
    bool isUnchanged() const { return m_unchanged; }

Q_SIGNALS:
    void finished(const lens::Result<lens::SaveOutcome> &result, const lens::EditSetPtr &written);

private:
    bool m_unchanged = true;
};

// Bins that show the shape of so many values: Rice's rule, twice the cube root of the count, so
// that few values do not draw only noise; 16 to 256.
int binsFor(std::uint64_t values);
// Where the numbers of a tensor lie: in itself, or in the stored values of a sparse, nested or
// distributed one.
std::uint32_t tensorWithValues(const Checkpoint &checkpoint, std::uint32_t tensor);

// An opened checkpoint with all that the window needs of it; for worker threads.
Result<Snapshot> makeSnapshot(CheckpointPtr checkpoint, const Job *job = nullptr);

} // namespace lens
