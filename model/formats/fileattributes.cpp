// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/fileattributes.h"

#include "model/formats/systemerror.h"

#include <cerrno>
#include <cstring>
#include <sys/xattr.h>
#include <unistd.h>

namespace lens {

namespace {

constexpr mode_t modeBits = 07777;

std::string attributeNames(const std::string &path)
{
    const ssize_t size = ::listxattr(path.c_str(), nullptr, 0);
    if (size <= 0)
        return {};
    std::string names(static_cast<std::size_t>(size), '\0');
    const ssize_t filled = ::listxattr(path.c_str(), names.data(), names.size());
    names.resize(filled > 0 ? static_cast<std::size_t>(filled) : 0);
    return names;
}

bool copyAttribute(const std::string &path, const char *name, int descriptor)
{
    const ssize_t size = ::getxattr(path.c_str(), name, nullptr, 0);
    if (size < 0)
        return false;
    std::string value(static_cast<std::size_t>(size), '\0');
    const ssize_t filled = ::getxattr(path.c_str(), name, value.data(), value.size());
    return filled >= 0 &&
           ::fsetxattr(descriptor, name, value.data(), static_cast<std::size_t>(filled), 0) == 0;
}

void keepExtended(const std::string &path, int descriptor, std::vector<std::string> &warnings)
{
    const std::string names = attributeNames(path);
    for (std::size_t at = 0; at < names.size(); at += std::strlen(names.c_str() + at) + 1) {
        const char *name = names.c_str() + at;
        if (!copyAttribute(path, name, descriptor))
            warnings.push_back(std::string("the extended attribute ") + name + " was not kept");
    }
}

void keepOwner(const struct stat &old, const struct stat &made, int descriptor,
               std::vector<std::string> &warnings)
{
    if (old.st_uid == made.st_uid && old.st_gid == made.st_gid)
        return;
    if (::fchown(descriptor, old.st_uid, old.st_gid) == 0)
        return;
    // The group alone may be given to any group one is in.
    const bool groupKept = ::fchown(descriptor, static_cast<uid_t>(-1), old.st_gid) == 0;
    warnings.push_back(groupKept ? "the owner was not kept" : "the owner and group were not kept");
}

} // namespace

Result<void> keepAttributes(const std::string &path, const struct stat &old, int descriptor,
                            std::vector<std::string> &warnings)
{
    struct stat made = {};
    if (::fstat(descriptor, &made) != 0)
        return systemError("cannot look at the new file", errno);
    keepOwner(old, made, descriptor, warnings);
    keepExtended(path, descriptor, warnings);
    // Last, because a change of owner clears set-id bits and a list changes the group bits.
    if (::fstat(descriptor, &made) != 0)
        return systemError("cannot look at the new file", errno);
    if ((made.st_mode & modeBits) == (old.st_mode & modeBits))
        return {};
    if (::fchmod(descriptor, old.st_mode & modeBits) != 0)
        return systemError("cannot keep the permissions", errno);
    return {};
}

} // namespace lens
