// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mutex>

namespace lens::engine {

// Memory of one thread that grows to what was asked for and is kept for the next piece.
class Buffer
{
public:
    // At least `bytes`, aligned for vectors; what was in it is lost when it grows.
    std::byte *room(std::uint64_t bytes);

private:
    struct Free
    {
        void operator()(std::byte *bytes) const { std::free(bytes); }
    };
    std::unique_ptr<std::byte, Free> m_bytes;
    std::uint64_t m_size = 0;
};

// What one thread works with.
struct Scratch
{
    Buffer first, second;               // items as read
    Buffer firstNumbers, secondNumbers; // a block of them decoded
    std::uint64_t keptOf = 0, kept = 0; // whose items stay in `first`, and up to which byte
};

// Items in order, each in pieces; the pieces go to the threads in that order, so a piece may wait
// for earlier pieces of its item.
class PieceWork
{
public:
    virtual ~PieceWork() = default;
    virtual std::size_t items() const = 0;
    // Called once per item, in order, from any thread: how many pieces it has, at least one.
    virtual std::size_t begin(std::size_t item) = 0;
    // Called once per piece, from any thread.
    virtual void run(std::size_t item, std::size_t piece, Scratch &scratch) = 0;
    // Called once per item, in order, from the thread that called runPieces(), after all its
    // pieces.
    virtual void finish(std::size_t item) = 0;
};

// Returns when all items are finished.
void runPieces(PieceWork &work);

// For measurements and tests: 0 means one thread per core.
void setThreads(unsigned threads);
// As many as runPieces() would start.
unsigned threads();
// What one thread may hold of tensors while two passes go over it.
std::uint64_t heldBytes();

// Lets pieces wait until `count` others are done.
class Gate
{
public:
    explicit Gate(std::size_t count)
        : m_left(count)
    {}
    void arrive();
    void wait();

private:
    std::mutex m_mutex;
    std::condition_variable m_opened;
    std::size_t m_left;
};

} // namespace lens::engine
