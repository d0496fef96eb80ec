// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/progress.h"

#include "model/base/text.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <unistd.h>

namespace lens::cli {

using namespace std::chrono_literals;

Progress::Progress(const Context &context, std::string label)
    : m_job(context.job)
    , m_label(std::move(label))
{
    if (!context.options.quiet && isatty(STDERR_FILENO))
        m_thread = std::thread([this] { run(); });
}

Progress::~Progress()
{
    if (!m_thread.joinable())
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_finished = true;
    }
    m_done.notify_one();
    m_thread.join();
}

void Progress::run()
{
    std::unique_lock lock(m_mutex);
    bool shown = false;
    auto pause = 500ms;
    while (!m_done.wait_for(lock, pause, [this] { return m_finished; })) {
        const std::uint64_t total = m_job.total(), done = std::min(m_job.done(), total);
        if (total == 0)
            continue;
        std::fprintf(stderr, "\r\x1b[K%s %3.0f %%  %s of %s", m_label.c_str(),
                     100.0 * static_cast<double>(done) / static_cast<double>(total),
                     humanBytes(done).c_str(), humanBytes(total).c_str());
        shown = true;
        pause = 100ms;
    }
    if (shown)
        std::fputs("\r\x1b[K", stderr);
}

std::uint64_t tensorBytes(const Checkpoint &checkpoint)
{
    std::uint64_t bytes = 0;
    for (const Entry &entry : checkpoint.entries) {
        if (const Tensor *tensor = checkpoint.tensor(entry);
            tensor && tensorData(checkpoint, *tensor))
            bytes += tensor->nbytes();
    }
    return bytes;
}

} // namespace lens::cli
