// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/moments.h"

#include "model/checkpoint/walk.h"
#include "model/document/jobs.h"
#include "model/engine/numbers.h"

#include <limits>

namespace lens {
namespace {

// A moment whose numbers are wanted.
struct MomentPlace
{
    std::size_t row = 0;
    bool second = false;
    std::uint32_t entry = noIndex;
};

std::vector<MomentPlace> momentsOf(const OptimizerTable &table)
{
    std::vector<MomentPlace> places;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const OptimizerRow &row = table.rows[i];
        if (row.first != noIndex)
            places.push_back({i, false, row.first});
        if (row.second != noIndex)
            places.push_back({i, true, row.second});
    }
    return places;
}

// As PyTorch has them: NaN makes both none. The statistics leave out what is not finite.
MomentNumbers momentNumbers(const MomentPlace &place, const engine::Statistics &statistics)
{
    using Limits = std::numeric_limits<double>;
    const bool isFinite = statistics.finite == statistics.numel;
    MomentNumbers found{place.row,      place.second,   statistics.l2,
                        statistics.min, statistics.max, isFinite};
    if (statistics.nan > 0)
        found.l2 = found.max = Limits::quiet_NaN();
    else if (!isFinite)
        found.l2 = Limits::infinity();
    return found;
}

Result<void> readMoments(const Checkpoint &checkpoint, const std::vector<MomentPlace> &places,
                         Stream<MomentNumbers> &stream, Job &job)
{
    std::vector<TensorData> tensors;
    std::vector<std::size_t> placeOf; // of each of them
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const Entry &entry = shown(checkpoint, places[i].entry);
        if (entry.kind != EntryKind::Tensor)
            continue;
        const Tensor &tensor = checkpoint.tensors[tensorWithValues(checkpoint, entry.index)];
        auto data = tensorData(checkpoint, tensor);
        if (!data)
            continue;
        bytes += tensor.nbytes();
        tensors.push_back(*std::move(data));
        placeOf.push_back(i);
    }
    job.setTotal(bytes);
    return engine::numbersOfEach(
        tensors, {}, job, [&](std::size_t at, const Result<engine::Numbers> &numbers) {
            if (numbers)
                stream.put(momentNumbers(places[placeOf[at]], numbers->statistics));
        });
}

} // namespace

MomentsJob::MomentsJob(QObject *parent)
    : LatestJob(parent)
{
    connect(this, &LatestJob::progressed, this, &MomentsJob::takeFound);
}

void MomentsJob::start(CheckpointPtr checkpoint, OptimizerTablePtr table)
{
    m_stream = std::make_shared<Stream<MomentNumbers>>();
    LatestJob::start([=, this, stream = m_stream](Job &job) -> Report {
        return [this, result = readMoments(*checkpoint, momentsOf(*table), *stream, job)] {
            takeFound();
            Q_EMIT finished(result);
        };
    });
}

void MomentsJob::takeFound()
{
    const auto numbers = m_stream->take();
    if (!numbers.empty())
        Q_EMIT found(numbers);
}

} // namespace lens
