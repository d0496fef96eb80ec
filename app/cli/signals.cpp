// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/signals.h"

#include <atomic>
#include <csignal>

namespace lens::cli {

namespace {

std::atomic<Job *> runningJob{nullptr};
std::atomic<int> stoppedBy{SIGINT};
static_assert(std::atomic<Job *>::is_always_lock_free && std::atomic<int>::is_always_lock_free,
              "a signal handler may only touch lock-free atomics");

void stop(int signal)
{
    stoppedBy = signal;
    runningJob.load()->cancel();
}

void handle(int signal, void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigaction(signal, &action, nullptr);
}

} // namespace

void installSignals(Job &job)
{
    runningJob = &job;
    for (const int signal : {SIGINT, SIGHUP, SIGTERM})
        handle(signal, stop);
    handle(SIGPIPE, SIG_IGN);
    handle(SIGXFSZ, SIG_IGN);
}

int cancelledExitCode() { return 128 + stoppedBy; }

} // namespace lens::cli
