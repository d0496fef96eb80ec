// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/bytesource.h"

#include <mutex>
#include <optional>
#include <string>

namespace lens {

// What tells one state of a file from another.
struct FileIdentity
{
    std::uint64_t device = 0, inode = 0, size = 0;
    std::int64_t modifiedNs = 0;
    bool operator==(const FileIdentity &) const = default;
};

// A regular file open for reading, as a ByteSource over pread. Never mapped: a run that rewrites
// the file would kill a mapped reader with SIGBUS. Directories, FIFOs and devices are refused
// without hanging. Short reads, and reads of a file that was written over, are errors.
class File final : public ByteSource, public std::enable_shared_from_this<File>
{
public:
    static Result<std::shared_ptr<const File>> open(const std::string &path);
    ~File() override;
    File(const File &) = delete;
    File &operator=(const File &) = delete;

    std::uint64_t size() const override { return m_identity.size; }
    Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override;
    std::optional<FileRange> fileRange() const override;

    int descriptor() const { return m_descriptor; }
    const std::string &path() const { return m_path; }
    const FileIdentity &identity() const { return m_identity; }
    // Ok while the open descriptor still shows what open() saw; Conflict otherwise.
    Result<void> checkUnchanged() const;
    // The first read that the operating system did not carry out; ok while all were. Who looks for
    // a mark and cannot read there takes the file for damaged: this says what really happened.
    Result<void> checkReadable() const;

private:
    File(int descriptor, std::string path, FileIdentity identity);
    Error failedRead(Error error) const;

    int m_descriptor;
    std::string m_path;
    FileIdentity m_identity;
    mutable std::mutex m_mutex;
    mutable std::optional<Error> m_failure; // under m_mutex
};

} // namespace lens
