// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"

#include <atomic>
#include <cstdint>

namespace lens {

// The thread that asked talks through this to the threads that work: progress in bytes one way,
// cancel the other. Shared by reference; every member is safe from any thread.
class Job
{
public:
    void cancel() { m_cancelled.store(true, std::memory_order_relaxed); }
    bool cancelled() const { return m_cancelled.load(std::memory_order_relaxed); }
    // Cancelled as an error, for LENS_CHECK at every block.
    Result<void> check() const;

    void setTotal(std::uint64_t bytes) { m_total.store(bytes, std::memory_order_relaxed); }
    void advance(std::uint64_t bytes) { m_done.fetch_add(bytes, std::memory_order_relaxed); }
    std::uint64_t total() const { return m_total.load(std::memory_order_relaxed); }
    std::uint64_t done() const { return m_done.load(std::memory_order_relaxed); }

private:
    std::atomic<bool> m_cancelled{false};
    std::atomic<std::uint64_t> m_total{0}, m_done{0};
};

inline Result<void> Job::check() const
{
    if (cancelled())
        return makeError(ErrorCode::Cancelled, "stopped as asked; nothing was changed");
    return {};
}

} // namespace lens
