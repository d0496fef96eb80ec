// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lens::test {

// What the operating system does to pread, in this program alone, while one of these lives.
class FaultyReads
{
public:
    enum Fault {
        Short,       // every read gives one byte
        Interrupted, // every other read is interrupted by a signal
        Failing,     // from the n-th read on: the disk is broken
        Ended,       // from the n-th read on: the file has become shorter
    };
    explicit FaultyReads(Fault fault, int from = 0);
    ~FaultyReads();
    FaultyReads(const FaultyReads &) = delete;
    FaultyReads &operator=(const FaultyReads &) = delete;

    // How many reads met the fault.
    int met() const;
};

} // namespace lens::test
