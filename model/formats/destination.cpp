// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/destination.h"

#include "model/base/fileidentity.h"
#include "model/base/text.h"
#include "model/formats/systemerror.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <sys/statvfs.h>

namespace lens {

namespace fs = std::filesystem;

namespace {

// Room for the file system's own bookkeeping of the new file.
constexpr std::uint64_t spaceMargin = 1 << 20;
constexpr int maxLinks = 40; // as Linux itself

std::optional<struct stat> statOf(const std::string &path)
{
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0)
        return std::nullopt;
    return status;
}

bool isContentHash(const std::string &name)
{
    const auto isHex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    return (name.size() == 40 || name.size() == 64) && std::all_of(name.begin(), name.end(), isHex);
}

// ".../models--owner--name/snapshots/..." and ".../blobs/...": the Hugging Face cache's layout.
bool isInHubCache(const fs::path &path)
{
    bool inRepository = false;
    for (const fs::path &part : path) {
        const std::string name = part.string();
        if (inRepository && (name == "snapshots" || name == "blobs"))
            return true;
        inRepository = name.starts_with("models--") || name.starts_with("datasets--") ||
                       name.starts_with("spaces--");
    }
    return false;
}

// The path behind all symlinks; what it names need not exist.
Result<fs::path> followLinks(fs::path path)
{
    std::error_code error;
    for (int links = 0; fs::is_symlink(path, error); ++links) {
        if (links == maxLinks)
            return makeError(ErrorCode::Io, "the symbolic link goes in circles")
                .in(path.string())
                .advise("Save under another name.");
        const fs::path target = fs::read_symlink(path, error);
        if (error)
            return systemError("cannot follow the symbolic link", error.value()).in(path.string());
        path = target.is_absolute() ? target : path.parent_path() / target;
    }
    return path;
}

Result<void> checkReplaceable(const Destination &destination)
{
    if (!destination.old || S_ISREG(destination.old->st_mode))
        return {};
    const bool folder = S_ISDIR(destination.old->st_mode);
    return makeError(ErrorCode::Io, folder ? "is a folder" : "is not a regular file")
        .in(destination.path)
        .advise(folder ? "Name a file in it." : "Save to a file of its own.");
}

bool isSameFile(const fs::path &a, const fs::path &b)
{
    std::error_code error;
    return fs::weakly_canonical(a, error) == fs::weakly_canonical(b, error);
}

bool sameState(const struct stat &a, const struct stat &b)
{
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
           a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

} // namespace

std::optional<std::string> overwriteGuard(const std::string &path)
{
    std::error_code error;
    const fs::path absolute = fs::absolute(path, error).lexically_normal();
    const auto target = followLinks(absolute);
    const bool linkedBlob = target && *target != absolute && isContentHash(target->filename());
    if (!linkedBlob && !isInHubCache(absolute) &&
        !(target && isInHubCache(target->lexically_normal())))
        return std::nullopt;
    return "the file belongs to a cache that other programs share by its content hash";
}

Result<Destination> resolveDestination(const std::string &path)
{
    if (auto reason = overwriteGuard(path))
        return makeError(ErrorCode::Conflict, *reason)
            .in(path)
            .advise("Save to another folder; the cache is left as it is.");
    LENS_ASSIGN(const fs::path target, followLinks(path));
    Destination destination;
    destination.path = target.string();
    destination.directory = target.has_parent_path() ? target.parent_path().string() : ".";
    destination.name = target.filename().string();
    destination.old = statOf(destination.path);
    if (destination.name.empty() || destination.name == "." || destination.name == "..")
        return makeError(ErrorCode::Io, "is not the name of a file")
            .in(path)
            .advise("Name a file in this folder.");
    LENS_CHECK(checkReplaceable(destination));
    return destination;
}

Result<void> checkStillOrigin(const Destination &destination, const File &origin,
                              const std::optional<SavedFile> &lastSave)
{
    const bool ours = lastSave && isSameFile(destination.path, lastSave->path);
    if (!ours && !isSameFile(destination.path, origin.path()))
        return {};
    const auto now = statOf(destination.path);
    if (now &&
        (ours ? identityOf(*now) == lastSave->identity
              : now->st_dev == origin.identity().device && now->st_ino == origin.identity().inode))
        return {};
    return makeError(ErrorCode::Conflict, now ? "another file took its place since it was opened"
                                              : "the file is gone since it was opened")
        .in(destination.path)
        .advise("Save under another name, or open the file again.");
}

Result<void> checkStillSame(const Destination &destination)
{
    const auto now = statOf(destination.path);
    if (now.has_value() == destination.old.has_value() &&
        (!now || sameState(*now, *destination.old)))
        return {};
    return makeError(ErrorCode::Conflict, "another program wrote this file during the save")
        .in(destination.path)
        .advise("Save under another name.");
}

Result<void> checkSpace(const Destination &destination, std::uint64_t bytes)
{
    struct statvfs space = {};
    if (::statvfs(destination.directory.c_str(), &space) != 0)
        return systemError("cannot save there", errno)
            .in(destination.directory)
            .advise("Make the folder first, or save to another one.");
    const std::uint64_t free = std::uint64_t(space.f_bavail) * space.f_frsize;
    if (space.f_blocks == 0 || free >= bytes + spaceMargin)
        return {};
    return makeError(ErrorCode::Io, "not enough room: needs " + humanBytes(bytes) + ", " +
                                        humanBytes(free) + " free")
        .in(destination.directory)
        .advise("Free some space or save to another disk.");
}

} // namespace lens
