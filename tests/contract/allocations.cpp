// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/allocations.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> largest{0};

void *allocated(std::size_t size) noexcept
{
    if (size > largest.load(std::memory_order_relaxed))
        largest.store(size, std::memory_order_relaxed);
    return std::malloc(size > 0 ? size : 1);
}

} // namespace

namespace lens::test {

void resetLargestAllocation() { largest = 0; }
std::size_t largestAllocation() { return largest; }

} // namespace lens::test

// Replaces the operators of the whole program, as the language allows.
void *operator new(std::size_t size)
{
    if (void *memory = allocated(size))
        return memory;
    throw std::bad_alloc();
}
void *operator new(std::size_t size, const std::nothrow_t &) noexcept { return allocated(size); }
void operator delete(void *memory) noexcept { std::free(memory); }
void operator delete(void *memory, std::size_t) noexcept { std::free(memory); }
