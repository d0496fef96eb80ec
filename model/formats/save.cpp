// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/save.h"

#include "model/base/fileidentity.h"
#include "model/formats/destination.h"
#include "model/formats/fileattributes.h"
#include "model/formats/planwriter.h"
#include "model/formats/systemerror.h"
#include "model/formats/temporaryfile.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace lens {

namespace {

Result<void> checkAllowed(const Destination &destination, const SaveRequest &request)
{
    if (destination.old && request.overwrite == Overwrite::No)
        return makeError(ErrorCode::Conflict, "exists already")
            .in(destination.path)
            .advise("Choose another name, or add --force to replace it.");
    if (!request.origin)
        return {};
    LENS_CHECK(request.origin->checkUnchanged());
    return checkStillOrigin(destination, *request.origin, request.lastSave);
}

// After a failed fsync the kernel has dropped the bytes it could not write: there is no second try.
Result<void> syncFile(int descriptor)
{
    if (::fsync(descriptor) == 0)
        return {};
    return systemError("the disk did not take the new file", errno)
        .advise("The old file is as it was; check the disk, or save to another one.");
}

Result<void> runCheck(const TemporaryFile &temporary, const SaveRequest &request)
{
    if (!request.check)
        return {};
    auto checked = request.check(temporary.readablePath());
    if (!checked)
        return std::move(checked).error().in("the new file, read again before it replaces the old");
    return {};
}

// Taken before the file has its name: whatever lies there later is compared with this.
Result<FileIdentity> identityOf(const TemporaryFile &temporary)
{
    struct stat status = {};
    if (::fstat(temporary.descriptor(), &status) != 0)
        return systemError("the new file cannot be examined", errno);
    return lens::identityOf(status);
}

// The new name is only as lasting as the folder that lists it.
void syncDirectory(const std::string &directory, std::vector<std::string> &warnings)
{
    const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0 || ::fsync(descriptor) != 0)
        warnings.push_back("saved, but the disk did not confirm that it will last a power cut: " +
                           std::generic_category().message(errno));
    if (descriptor >= 0)
        ::close(descriptor);
}

std::vector<std::string> linkWarnings(const Destination &destination)
{
    if (!destination.old || destination.old->st_nlink < 2)
        return {};
    return {"the file had " + std::to_string(destination.old->st_nlink) +
            " names (hard links); the others keep the old content"};
}

} // namespace

Result<SaveOutcome> save(const SavePlan &plan, const SaveRequest &request, Job &job)
{
    LENS_ASSIGN(const Destination destination, resolveDestination(request.destination));
    LENS_CHECK(checkAllowed(destination, request));
    LENS_CHECK(checkSpace(destination, writtenBytes(plan)));
    LENS_ASSIGN(TemporaryFile temporary, TemporaryFile::create(destination));

    SaveOutcome outcome{destination.path, plan.size(), linkWarnings(destination), {}};
    job.setTotal(outcome.bytes);
    LENS_CHECK(writePlan(plan, temporary.descriptor(), job));
    if (destination.old)
        LENS_CHECK(keepAttributes(destination.path, *destination.old, temporary.descriptor(),
                                  outcome.warnings));
    LENS_CHECK(syncFile(temporary.descriptor()));
    LENS_ASSIGN(outcome.identity, identityOf(temporary));
    LENS_CHECK(runCheck(temporary, request));
    LENS_CHECK(job.check());

    LENS_CHECK(checkAllowed(destination, request));
    LENS_CHECK(checkStillSame(destination));
    LENS_CHECK(temporary.publish(destination));
    syncDirectory(destination.directory, outcome.warnings);
    return outcome;
}

} // namespace lens
