// SPDX-License-Identifier: GPL-3.0-or-later
// Saves a copy of a file over another: the program under the fault injection of savefaults.py.
// Usage: savecopy FILE DESTINATION. Exit code 0 saved, 2 failed with the reason on stderr.
#include "model/formats/save.h"

#include <csignal>
#include <cstdio>

using namespace lens;

namespace {

// A head that is written and a body that is copied, as a retagged checkpoint has.
Result<SavePlan> planFor(const std::shared_ptr<const File> &file)
{
    constexpr std::uint64_t head = 100'000;
    const std::uint64_t written = std::min(head, file->size());
    LENS_ASSIGN(std::string bytes, file->readString(0, written));
    SavePlan plan;
    plan.bytes(std::move(bytes));
    plan.copy(file, written, file->size() - written);
    return plan;
}

Result<SaveOutcome> saveCopy(const char *from, const char *to)
{
    LENS_ASSIGN(const auto file, File::open(from));
    LENS_ASSIGN(const SavePlan plan, planFor(file));
    SaveRequest request{to, Overwrite::Yes, file, {}};
    request.check = [&](const std::string &path) -> Result<void> {
        LENS_ASSIGN(const auto written, File::open(path));
        if (written->size() != file->size())
            return makeError(ErrorCode::Corrupt, "the copy has another size");
        return {};
    };
    Job job;
    return save(plan, request, job);
}

} // namespace

int main(int argc, char **argv)
{
    std::signal(SIGXFSZ, SIG_IGN);
    if (argc != 3)
        return 2;
    const auto outcome = saveCopy(argv[1], argv[2]);
    if (!outcome) {
        std::fprintf(stderr, "%s\n", outcome.error().text().c_str());
        return 2;
    }
    for (const std::string &warning : outcome->warnings)
        std::fprintf(stderr, "warning: %s\n", warning.c_str());
    return 0;
}
