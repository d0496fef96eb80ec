// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/temporaryfile.h"

#include "model/formats/systemerror.h"

#include <cerrno>
#include <climits>
#include <cstdio>
#include <fcntl.h>
#include <random>
#include <unistd.h>
#include <utility>

namespace lens {

namespace {

constexpr int nameAttempts = 16;

// A new file gets what the umask and the folder allow. One that replaces another stays private
// until it has the other's permissions.
mode_t firstMode(const Destination &destination) { return destination.old ? 0600 : 0666; }

std::string partPath(const Destination &destination)
{
    std::random_device random;
    std::string tail(1, '.');
    tail += std::to_string(::getpid()) + '.' + std::to_string(random()) + ".part";
    const std::string name = destination.name.substr(0, NAME_MAX - 1 - tail.size());
    return destination.directory + "/." + name + tail;
}

std::string descriptorPath(int descriptor) { return "/proc/self/fd/" + std::to_string(descriptor); }

Error cannotCreate(const Destination &destination, int number)
{
    return systemError("cannot create a file in this folder", number)
        .in(destination.directory)
        .advise("Save to another folder; a file is never overwritten in place.");
}

// -1 where the file system or the kernel has no nameless files, or /proc is not there to name them.
int openNameless(const Destination &destination)
{
    const int descriptor = ::open(destination.directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC,
                                  firstMode(destination));
    if (descriptor < 0 || ::access(descriptorPath(descriptor).c_str(), R_OK) == 0)
        return descriptor;
    ::close(descriptor);
    return -1;
}

// `use` makes something at a fresh name and says whether it worked; a taken name is tried again.
template <typename Use>
bool atFreshName(const Destination &destination, std::string &path, Use use)
{
    for (int attempt = 0; attempt < nameAttempts; ++attempt) {
        path = partPath(destination);
        if (use(path))
            return true;
        if (errno != EEXIST)
            return false;
    }
    return false;
}

// Gives the file at `from` the name `to` unless that is taken.
bool moveWithoutReplacing(const std::string &from, const std::string &to)
{
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
    // Network file systems do not know the flag; link() refuses a taken name everywhere.
    return ::link(from.c_str(), to.c_str()) == 0 && ::unlink(from.c_str()) == 0;
}

bool linkNameless(int descriptor, const std::string &path)
{
    return ::linkat(AT_FDCWD, descriptorPath(descriptor).c_str(), AT_FDCWD, path.c_str(),
                    AT_SYMLINK_FOLLOW) == 0;
}

Error cannotPublish(const Destination &destination, int number)
{
    if (number == EEXIST)
        return makeError(ErrorCode::Conflict, "another program wrote this file during the save")
            .in(destination.path)
            .advise("Save under another name.");
    return systemError("cannot put the new file in place", number).in(destination.path);
}

} // namespace

Result<TemporaryFile> TemporaryFile::create(const Destination &destination)
{
    if (const int nameless = openNameless(destination); nameless >= 0)
        return TemporaryFile(nameless, {});
    int descriptor = -1;
    std::string path;
    const bool made = atFreshName(destination, path, [&](const std::string &fresh) {
        descriptor =
            ::open(fresh.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, firstMode(destination));
        return descriptor >= 0;
    });
    if (!made)
        return cannotCreate(destination, errno);
    return TemporaryFile(descriptor, std::move(path));
}

TemporaryFile::TemporaryFile(TemporaryFile &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_path(std::exchange(other.m_path, {}))
{}

TemporaryFile::~TemporaryFile()
{
    if (!m_path.empty())
        ::unlink(m_path.c_str());
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

std::string TemporaryFile::readablePath() const
{
    return m_path.empty() ? descriptorPath(m_descriptor) : m_path;
}

// rename() needs a name to move; a kill between this and the rename is the one that leaves a file.
Result<void> TemporaryFile::giveName(const Destination &destination)
{
    std::string path;
    const bool linked = atFreshName(destination, path, [&](const std::string &fresh) {
        return linkNameless(m_descriptor, fresh);
    });
    if (!linked)
        return cannotPublish(destination, errno);
    m_path = std::move(path);
    return {};
}

Result<void> TemporaryFile::publish(const Destination &destination)
{
    bool published = false;
    if (!destination.old) {
        published = m_path.empty() ? linkNameless(m_descriptor, destination.path)
                                   : moveWithoutReplacing(m_path, destination.path);
    } else {
        if (m_path.empty())
            LENS_CHECK(giveName(destination));
        published = std::rename(m_path.c_str(), destination.path.c_str()) == 0;
    }
    if (!published)
        return cannotPublish(destination, errno);
    m_path.clear();
    return {};
}

} // namespace lens
