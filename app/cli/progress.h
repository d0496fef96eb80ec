// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace lens::cli {

// A line on stderr that shows how far the job is, for as long as this object lives. Only on a
// terminal, not with --quiet, and only when the work takes long enough to wonder.
class Progress
{
public:
    Progress(const Context &context, std::string label);
    ~Progress();
    Progress(const Progress &) = delete;
    Progress &operator=(const Progress &) = delete;

private:
    void run();

    const Job &m_job;
    std::string m_label;
    std::mutex m_mutex;
    std::condition_variable m_done;
    bool m_finished = false;
    std::thread m_thread;
};

// Bytes of the elements of all tensors: what hashing them reads.
std::uint64_t tensorBytes(const Checkpoint &checkpoint);

} // namespace lens::cli
