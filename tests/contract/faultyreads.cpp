// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/faultyreads.h"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <sys/syscall.h>
#include <unistd.h>

namespace lens::test {

namespace {

std::optional<FaultyReads::Fault> active;
int firstFaulty = 0, reads = 0, faults = 0;

// What the faulty read gives instead; nothing when it is to read `size` bytes really.
std::optional<ssize_t> faulty(std::size_t &size)
{
    if (!active || reads++ < firstFaulty)
        return std::nullopt;
    if (active == FaultyReads::Interrupted && reads % 2 == 0)
        return std::nullopt;
    ++faults;
    switch (*active) {
    case FaultyReads::Short: size = std::min<std::size_t>(size, 1); return std::nullopt;
    case FaultyReads::Interrupted: errno = EINTR; return -1;
    case FaultyReads::Failing: errno = EIO; return -1;
    case FaultyReads::Ended: return 0;
    }
    return std::nullopt;
}

ssize_t readAt(int descriptor, void *out, std::size_t size, off_t offset)
{
    const auto instead = faulty(size);
    return instead ? *instead : ::syscall(SYS_pread64, descriptor, out, size, offset);
}

} // namespace

FaultyReads::FaultyReads(Fault fault, int from)
{
    active = fault;
    firstFaulty = from;
    reads = faults = 0;
}

FaultyReads::~FaultyReads() { active.reset(); }

int FaultyReads::met() const { return faults; }

} // namespace lens::test

// The linker takes this one for every call in the program; the C library's own is not used.
extern "C" ssize_t pread(int descriptor, void *out, std::size_t size, off_t offset)
{
    return lens::test::readAt(descriptor, out, size, offset);
}
