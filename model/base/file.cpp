// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/file.h"

#include "model/base/fileidentity.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace lens {

namespace {

// Linux moves at most 2 GiB less a page at once; asking for more only makes short reads.
constexpr std::size_t largestRead = 1u << 30;

Error ioError(const std::string &path, std::string what, int number)
{
    return makeError(ErrorCode::Io, std::move(what) + ": " + std::strerror(number)).in(path);
}

Error changedError(const std::string &path)
{
    return makeError(ErrorCode::Conflict, "the file changed on disk after it was opened")
        .in(path)
        .advise("Open it again.");
}

Error openError(const std::string &path, int number)
{
    if (number == ENOENT || number == ENOTDIR)
        return makeError(ErrorCode::Io, "there is no such file")
            .in(path)
            .advise("Check the path for typing errors.");
    if (number == EACCES || number == EPERM)
        return makeError(ErrorCode::Io, "reading this file is not permitted")
            .in(path)
            .advise("Ask its owner for read permission.");
    if (number == ENXIO)
        return makeError(ErrorCode::Io, "this is a socket or a device, not a regular file")
            .in(path)
            .advise("Copy its content to a file first.");
    if (number == EMFILE || number == ENFILE)
        return ioError(path, "too many files are open", number).advise("Close some and try again.");
    if (number == ELOOP)
        return makeError(ErrorCode::Io, "the symbolic link goes in circles")
            .in(path)
            .advise("Name the file itself.");
    return ioError(path, "the file cannot be opened", number);
}

Error notRegular(const std::string &path, mode_t mode)
{
    if (S_ISDIR(mode))
        return makeError(ErrorCode::Io, "this is a directory, not a file")
            .in(path)
            .advise("Open a file inside it.");
    const char *what = S_ISFIFO(mode)   ? "this is a named pipe (FIFO), not a regular file"
                       : S_ISSOCK(mode) ? "this is a socket, not a regular file"
                                        : "this is a device, not a regular file";
    return makeError(ErrorCode::Io, what).in(path).advise("Copy its content to a file first.");
}

int openRetrying(const char *path)
{
    int descriptor;
    do {
        // Without O_NONBLOCK a FIFO without a writer would hang here for ever.
        descriptor = ::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    } while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

// The descriptor is the caller's; what it shows must be a regular file.
Result<FileIdentity> checkedRegular(int descriptor, const std::string &path)
{
    struct stat status;
    if (::fstat(descriptor, &status) != 0)
        return ioError(path, "the file cannot be examined", errno);
    if (!S_ISREG(status.st_mode))
        return notRegular(path, status.st_mode);
    const int flags = ::fcntl(descriptor, F_GETFL);
    if (flags < 0 || ::fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK) != 0)
        return ioError(path, "the file cannot be prepared for reading", errno);
    return identityOf(status);
}

} // namespace

FileIdentity identityOf(const struct stat &status)
{
    return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
            status.st_mtim.tv_sec * 1'000'000'000LL + status.st_mtim.tv_nsec};
}

std::optional<FileIdentity> identityAt(const std::string &path)
{
    struct stat status;
    if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode))
        return std::nullopt;
    return identityOf(status);
}

File::File(int descriptor, std::string path, FileIdentity identity)
    : m_descriptor(descriptor)
    , m_path(std::move(path))
    , m_identity(identity)
{}

File::~File() { ::close(m_descriptor); }

Result<std::shared_ptr<const File>> File::open(const std::string &path)
{
    if (path.find('\0') != std::string::npos)
        return makeError(ErrorCode::Io, "a file name cannot hold a NUL character");
    const int descriptor = openRetrying(path.c_str());
    if (descriptor < 0)
        return openError(path, errno);
    auto identity = checkedRegular(descriptor, path);
    if (!identity) {
        ::close(descriptor);
        return std::move(identity).error();
    }
    return std::shared_ptr<const File>(new File(descriptor, path, *identity));
}

Result<void> File::read(std::uint64_t offset, std::span<std::byte> out) const
{
    if (offset > size() || out.size() > size() - offset)
        return makeError(ErrorCode::Truncated, "the file ends at byte " + std::to_string(size()) +
                                                   ", inside the " + std::to_string(out.size()) +
                                                   " bytes that are needed")
            .in(m_path)
            .at(offset);
    while (!out.empty()) {
        const ssize_t count = ::pread(m_descriptor, out.data(), std::min(out.size(), largestRead),
                                      static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failedRead(
                ioError(m_path, "reading failed", errno)
                    .at(offset)
                    .advise("The disk or the network may be at fault: copy the file elsewhere."));
        if (count == 0)
            return failedRead(changedError(m_path).at(offset));
        offset += static_cast<std::uint64_t>(count);
        out = out.subspan(static_cast<std::size_t>(count));
    }
    // Asked after the bytes were taken: whoever writes moves the time of the file before its bytes.
    if (auto unchanged = checkUnchanged(); !unchanged)
        return failedRead(std::move(unchanged).error());
    return {};
}

Error File::failedRead(Error error) const
{
    const std::lock_guard lock(m_mutex);
    if (!m_failure)
        m_failure = error;
    return error;
}

Result<void> File::checkReadable() const
{
    const std::lock_guard lock(m_mutex);
    if (m_failure)
        return *m_failure;
    return {};
}

std::optional<FileRange> File::fileRange() const
{
    return FileRange{shared_from_this(), 0, size()};
}

Result<void> File::checkUnchanged() const
{
    struct stat status;
    if (::fstat(m_descriptor, &status) != 0)
        return ioError(m_path, "the file cannot be examined", errno);
    if (identityOf(status) != m_identity)
        return changedError(m_path);
    return {};
}

} // namespace lens
