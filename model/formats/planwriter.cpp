// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/planwriter.h"

#include "model/base/file.h"
#include "model/base/text.h"
#include "model/formats/systemerror.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lens {

namespace {

// One kernel copy, cancel and write-back step: long enough to keep a disk busy, short enough that
// cancelling is felt at once.
constexpr std::uint64_t copyBlock = 8 << 20;
constexpr std::uint64_t bufferBytes = 1 << 20;
// Shorter copies go through the buffer: many small tensors cost fewer system calls that way.
constexpr std::uint64_t smallCopy = 64 << 10;

struct Segment
{
    std::uint64_t offset = 0, length = 0;
};

// A file that was cut has no hole at its end; copying it as data finds that out.
bool reaches(int descriptor, std::uint64_t end)
{
    struct stat status = {};
    return ::fstat(descriptor, &status) == 0 && static_cast<std::uint64_t>(status.st_size) >= end;
}

// The first stretch of real data in `range` of the file; empty when the rest is a hole. A file
// system that knows no holes calls everything data.
Segment nextData(int descriptor, Segment range)
{
    const std::uint64_t end = range.offset + range.length;
    const off_t data = ::lseek(descriptor, static_cast<off_t>(range.offset), SEEK_DATA);
    if (data < 0)
        return errno == ENXIO && reaches(descriptor, end) ? Segment{end, 0} : range;
    const std::uint64_t start = std::min(static_cast<std::uint64_t>(data), end);
    const off_t hole = ::lseek(descriptor, data, SEEK_HOLE);
    const std::uint64_t stop = hole <= data ? end : std::min(static_cast<std::uint64_t>(hole), end);
    return {start, stop - start};
}

// The stretch of a file that `piece` copies, when it lies in one and is worth a kernel copy.
std::optional<FileRange> kernelRange(const CopyPiece &piece)
{
    if (piece.length < smallCopy)
        return std::nullopt;
    auto range = piece.source->fileRange();
    if (!range || piece.offset > range->length || piece.length > range->length - piece.offset)
        return std::nullopt;
    return FileRange{range->file, range->offset + piece.offset, piece.length};
}

bool kernelCannotCopy(int number)
{
    return number == EXDEV || number == EOPNOTSUPP || number == EINVAL || number == ENOSYS ||
           number == EBADF;
}

// Appends to a file; remembers how far it got.
class PlanWriter
{
public:
    PlanWriter(int descriptor, Job &job)
        : m_descriptor(descriptor)
        , m_job(job)
    {
        m_buffer.reserve(bufferBytes);
    }
    Result<void> write(const std::string &bytes) { return append(bytes.data(), bytes.size()); }
    Result<void> write(const CopyPiece &piece);
    Result<void> finish();

private:
    Result<void> append(const char *data, std::size_t size);
    Result<void> flush();
    Result<void> writeOut(const char *data, std::size_t size);
    Result<void> copyThroughBuffer(const ByteSource &source, Segment range);
    Result<void> copyByKernel(const FileRange &range);
    Result<void> copyData(const File &file, Segment data);
    Result<std::uint64_t> kernelCopy(const File &file, Segment block);
    Result<void> wrote(std::uint64_t bytes);
    Result<void> waitForDisk();
    Error cannotWrite(int number) const;

    int m_descriptor;
    Job &m_job;
    std::uint64_t m_position = 0; // of the file, buffer excluded
    std::uint64_t m_started = 0;  // write-back was started up to here
    std::string m_buffer;
    bool m_kernelCopies = true;
};

Error PlanWriter::cannotWrite(int number) const
{
    return systemError("cannot write the new file", number)
        .advise("The old file is as it was; nothing is left of the new one.");
}

Result<void> PlanWriter::wrote(std::uint64_t bytes)
{
    m_position += bytes;
    m_job.advance(bytes);
    if (m_position - m_started >= copyBlock) {
        // Only a hint to begin early: what goes wrong with the data is reported by fsync.
        (void)::sync_file_range(m_descriptor, static_cast<off64_t>(m_started),
                                static_cast<off64_t>(m_position - m_started),
                                SYNC_FILE_RANGE_WRITE);
        m_started = m_position;
    }
    return m_job.check();
}

Result<void> PlanWriter::writeOut(const char *data, std::size_t size)
{
    while (size > 0) {
        const ssize_t done = ::pwrite(m_descriptor, data, size, static_cast<off_t>(m_position));
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return cannotWrite(done < 0 ? errno : ENOSPC);
        data += done;
        size -= static_cast<std::size_t>(done);
        LENS_CHECK(wrote(static_cast<std::uint64_t>(done)));
    }
    return {};
}

Result<void> PlanWriter::flush()
{
    LENS_CHECK(writeOut(m_buffer.data(), m_buffer.size()));
    m_buffer.clear();
    return {};
}

Result<void> PlanWriter::append(const char *data, std::size_t size)
{
    if (m_buffer.size() + size > bufferBytes)
        LENS_CHECK(flush());
    if (size > bufferBytes)
        return writeOut(data, size);
    m_buffer.append(data, size);
    return {};
}

Result<void> PlanWriter::copyThroughBuffer(const ByteSource &source, Segment range)
{
    while (range.length > 0) {
        if (m_buffer.size() == bufferBytes)
            LENS_CHECK(flush());
        const std::size_t used = m_buffer.size();
        const auto step = std::min<std::uint64_t>(range.length, bufferBytes - used);
        m_buffer.resize(used + step);
        LENS_CHECK(
            source.read(range.offset, std::as_writable_bytes(std::span(m_buffer).subspan(used))));
        range.offset += step;
        range.length -= step;
    }
    return {};
}

// How many bytes the kernel copied; 0 when it cannot and the buffer has to.
Result<std::uint64_t> PlanWriter::kernelCopy(const File &file, Segment block)
{
    if (!m_kernelCopies)
        return 0;
    off64_t from = static_cast<off64_t>(block.offset), to = static_cast<off64_t>(m_position);
    for (;;) {
        const ssize_t done =
            ::copy_file_range(file.descriptor(), &from, m_descriptor, &to, block.length, 0);
        if (done >= 0)
            return static_cast<std::uint64_t>(done);
        if (errno == EINTR)
            continue;
        if (!kernelCannotCopy(errno))
            return cannotWrite(errno);
        m_kernelCopies = false;
        return 0;
    }
}

Result<void> PlanWriter::copyData(const File &file, Segment data)
{
    while (data.length > 0) {
        const auto step = std::min(data.length, copyBlock);
        LENS_ASSIGN(const std::uint64_t done, kernelCopy(file, {data.offset, step}));
        if (done == 0) {
            LENS_CHECK(copyThroughBuffer(file, data));
            return flush();
        }
        LENS_CHECK(wrote(done));
        data.offset += done;
        data.length -= done;
    }
    return {};
}

Result<void> PlanWriter::copyByKernel(const FileRange &range)
{
    LENS_CHECK(flush());
    Segment rest{range.offset, range.length};
    while (rest.length > 0) {
        const Segment data = nextData(range.file->descriptor(), rest);
        const std::uint64_t hole = data.offset - rest.offset;
        LENS_CHECK(wrote(hole)); // left unwritten: a hole in the new file too
        LENS_CHECK(copyData(*range.file, data));
        rest.offset += hole + data.length;
        rest.length -= hole + data.length;
    }
    return {};
}

Result<void> PlanWriter::write(const CopyPiece &piece)
{
    if (const auto range = kernelRange(piece))
        return copyByKernel(*range);
    return copyThroughBuffer(*piece.source, {piece.offset, piece.length});
}

Result<void> PlanWriter::finish()
{
    LENS_CHECK(flush());
    // A hole at the very end has no byte written behind it.
    if (::ftruncate(m_descriptor, static_cast<off_t>(m_position)) != 0)
        return cannotWrite(errno);
    return waitForDisk();
}

// The fsync that follows has little left to do: it could not be cancelled. An error of the disk is
// told once, and here first.
Result<void> PlanWriter::waitForDisk()
{
    constexpr unsigned all =
        SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;
    for (std::uint64_t at = 0; at < m_position; at += copyBlock) {
        LENS_CHECK(m_job.check());
        const auto length = std::min(copyBlock, m_position - at);
        const bool failed = ::sync_file_range(m_descriptor, static_cast<off64_t>(at),
                                              static_cast<off64_t>(length), all) != 0;
        if (failed && (errno == EIO || errno == ENOSPC || errno == EDQUOT))
            return cannotWrite(errno);
    }
    return {};
}

std::uint64_t writtenBytes(const CopyPiece &piece)
{
    const auto range = kernelRange(piece);
    if (!range)
        return piece.length;
    std::uint64_t written = 0;
    for (Segment rest{range->offset, range->length}; rest.length > 0;) {
        const Segment data = nextData(range->file->descriptor(), rest);
        const std::uint64_t passed = data.offset + data.length - rest.offset;
        written += data.length;
        rest.offset += passed;
        rest.length -= passed;
    }
    return written;
}

std::uint64_t writtenBytes(const std::string &bytes) { return bytes.size(); }

} // namespace

Result<void> writePlan(const SavePlan &plan, int descriptor, Job &job)
{
    PlanWriter writer(descriptor, job);
    for (const auto &piece : plan.pieces)
        LENS_CHECK(std::visit([&](const auto &held) { return writer.write(held); }, piece));
    return writer.finish();
}

std::uint64_t writtenBytes(const SavePlan &plan)
{
    std::uint64_t written = 0;
    for (const auto &piece : plan.pieces)
        written += std::visit([](const auto &held) { return writtenBytes(held); }, piece);
    return written;
}

} // namespace lens
