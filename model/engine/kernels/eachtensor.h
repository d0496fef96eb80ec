// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/engine/kernels/workers.h"

#include <functional>
#include <memory>
#include <unordered_map>

namespace lens::engine {

// Many items that each become a Task (TensorNumbers, TensorDifference) and then its result, handed
// over in order unless the job was cancelled. A file that changed is no matter of one item: that is
// not handed over, it ends the whole.
template <typename Task, typename Value>
class EachTensor final : public PieceWork
{
public:
    using Make = std::function<std::unique_ptr<Task>(std::size_t)>;
    using Done = std::function<void(std::size_t, Result<Value>)>;

    EachTensor(std::size_t items, Make make, const Done &done, const Job &job)
        : m_items(items)
        , m_make(std::move(make))
        , m_done(done)
        , m_job(job)
    {}

    std::size_t items() const override { return m_items; }

    std::size_t begin(std::size_t item) override
    {
        auto task = m_make(item);
        const std::size_t pieces = task->pieces();
        const std::lock_guard lock(m_mutex);
        m_underWay.emplace(item, std::move(task));
        return pieces;
    }

    void run(std::size_t item, std::size_t piece, Scratch &scratch) override
    {
        find(item).run(piece, scratch);
    }

    void finish(std::size_t item) override
    {
        if (!m_job.cancelled())
            handOver(item, find(item).result());
        const std::lock_guard lock(m_mutex);
        m_underWay.erase(item);
    }

    // Once all is run.
    Result<void> outcome() const
    {
        LENS_CHECK(m_job.check());
        return m_conflict;
    }

private:
    void handOver(std::size_t item, Result<Value> result)
    {
        if (result || result.error().code != ErrorCode::Conflict)
            m_done(item, std::move(result));
        else if (m_conflict)
            m_conflict = std::move(result).error();
    }

    Task &find(std::size_t item)
    {
        const std::lock_guard lock(m_mutex);
        return *m_underWay.at(item);
    }

    std::size_t m_items;
    Make m_make;
    const Done &m_done;
    const Job &m_job;
    Result<void> m_conflict;
    std::mutex m_mutex;
    std::unordered_map<std::size_t, std::unique_ptr<Task>> m_underWay;
};

} // namespace lens::engine
