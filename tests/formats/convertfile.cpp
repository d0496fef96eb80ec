// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a checkpoint again: the program that conversionoracle.py drives.
// Usage: convertfile IN OUT same|zip|legacy|safetensors [--objects] [TAG | FROM=TO]...
// Prints "loss: ..." and "note: ..." lines; exit code 2 with the reason on stderr.
#include "model/formats/format.h"
#include "model/formats/save.h"

#include <cstdio>
#include <string>

using namespace lens;

namespace {

RetagRequest retagRequest(int argc, char **argv)
{
    RetagRequest request;
    for (int i = 4; i < argc; ++i) {
        const std::string argument = argv[i];
        const std::size_t equals = argument.find('=');
        if (argument == "--objects")
            request.deviceObjects = true;
        else if (equals == std::string::npos)
            request.all = argument;
        else
            request.map[argument.substr(0, equals)] = argument.substr(equals + 1);
    }
    return request;
}

Result<Conversion> plan(const Checkpoint &checkpoint, const EditSet &edits,
                        const std::string &target)
{
    if (target == "same") {
        Conversion conversion;
        LENS_ASSIGN(conversion.plan, planSave(checkpoint, edits));
        return conversion;
    }
    const TargetFormat format = target == "zip"      ? TargetFormat::Zip
                                : target == "legacy" ? TargetFormat::Legacy
                                                     : TargetFormat::Safetensors;
    return planConversion(checkpoint, edits, format, "archive");
}

Result<void> convert(int argc, char **argv)
{
    LENS_ASSIGN(const CheckpointPtr checkpoint, openCheckpoint(argv[1]));
    EditSet edits;
    if (argc > 4) {
        LENS_ASSIGN(const RetagPlan retag, planRetag(*checkpoint, retagRequest(argc, argv)));
        apply(edits, retag.edit);
    }
    LENS_ASSIGN(const Conversion conversion, plan(*checkpoint, edits, argv[3]));
    for (const std::string &line : conversion.loss)
        std::printf("loss: %s\n", line.c_str());
    for (const std::string &line : conversion.notes)
        std::printf("note: %s\n", line.c_str());
    Job job;
    SaveRequest request{argv[2], Overwrite::Yes, checkpoint->file, {}};
    request.check = [](const std::string &path) -> Result<void> {
        LENS_CHECK(openCheckpoint(path));
        return {};
    };
    LENS_CHECK(save(conversion.plan, request, job));
    return {};
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    const auto done = convert(argc, argv);
    if (!done)
        std::fprintf(stderr, "%s\n", done.error().text().c_str());
    return done ? 0 : 2;
}
