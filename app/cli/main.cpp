// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/signals.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

namespace lens::cli {

namespace {

struct Runner
{
    std::string_view name;
    Result<int> (*run)(Context &);
};

constexpr std::array runners{
    Runner{"info", runInfo},       Runner{"ls", runLs},       Runner{"get", runGet},
    Runner{"stats", runStats},     Runner{"scan", runScan},   Runner{"optimizer", runOptimizer},
    Runner{"verify", runVerify},   Runner{"remap", runRemap}, Runner{"diff", runDiff},
    Runner{"convert", runConvert},
};

// As no-color.org asks; the option of the command line is stronger.
bool wantsColor(ColorMode mode)
{
    if (mode != ColorMode::Auto)
        return mode == ColorMode::Always;
    const char *refused = std::getenv("NO_COLOR");
    const char *terminal = std::getenv("TERM");
    return !(refused && *refused) && isatty(STDOUT_FILENO) && terminal &&
           std::string_view(terminal) != "dumb";
}

Result<int> runCommand(Context &context)
{
    for (const Runner &runner : runners) {
        if (runner.name == context.options.command)
            return runner.run(context);
    }
    return makeError(ErrorCode::Internal, "no such command: " + context.options.command);
}

// What was printed before an error stays; an error of the printing itself comes second.
int run(Context &context)
{
    const Result<int> code = runCommand(context);
    const Result<void> flushed = context.out.flush();
    if (context.job.cancelled())
        return cancelledExitCode();
    if (!code || !flushed) {
        complain(code ? flushed.error() : code.error());
        return Trouble;
    }
    return *code;
}

} // namespace

} // namespace lens::cli

int main(int argc, char **argv)
{
    using namespace lens::cli;
    const auto parsed = parseOptions(argc, argv);
    if (const auto *early = std::get_if<EarlyExit>(&parsed)) {
        std::FILE *stream = early->code == 0 ? stdout : stderr;
        const bool written =
            std::fputs(early->text.c_str(), stream) >= 0 && std::fflush(stream) == 0;
        return written ? early->code : Trouble;
    }
    static lens::Job job; // outlives every signal
    installSignals(job);
    const Options &options = std::get<Options>(parsed);
    Output out(STDOUT_FILENO);
    Context context{options, out, job, !options.json && wantsColor(options.color)};
    const int code = run(context);
    // Everything is written. Freeing the millions of small parts of a large checkpoint takes longer
    // than listing them did, so that is left to the system.
    std::fflush(nullptr);
    std::_Exit(code);
}
