// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

// What one file may cost. A limit that a real checkpoint meets is too low: raise it here.
namespace lens::limits {

// A zip directory of two million records is 200 MB; the largest sharded optimizers have 10^5.
inline constexpr std::uint64_t zipEntries = 2'000'000;
inline constexpr std::uint64_t zipDirectoryBytes = 256ull << 20;
// data.pkl of 200,000 tensors is 60 MB; token offsets in the graph are 32 bit.
inline constexpr std::uint64_t pickleBytes = 1ull << 30;
// A deflated data.pkl may claim any size: torch's own never is deflated.
inline constexpr std::uint64_t inflatedPickleBytes = 256ull << 20;
// 50,000 tensors take about two million opcodes.
inline constexpr std::uint64_t pickleOpcodes = 200'000'000;
inline constexpr std::uint64_t pickleNodes = 40'000'000;
// 64 KiB of two's complement is far beyond any use.
inline constexpr std::uint64_t longBytes = 64 * 1024;
// Python reads no longer integers from text: the time to do so grows with the square.
inline constexpr std::uint64_t textDigits = 4300;
// Documents inside documents (_load_from_bytes): torch never nests them more than once.
inline constexpr int nestedDocuments = 3;
// Pickles one behind another in a bare file: one an epoch, one an object. Each costs a record.
inline constexpr std::uint64_t pickleSequence = 10'000;
// Entries listed from one file, refs not followed. A shared subtree is listed once.
inline constexpr std::uint64_t entries = 40'000'000;
// Deepest entry that is listed; Python's own pickler stops at a recursion of about 1,000.
inline constexpr std::uint32_t entryDepth = 10'000;
// Elements of a tensor that are counted or compared one by one: 4 TB of float32. Overlapping
// strides can claim 2^63 of a small storage.
inline constexpr std::uint64_t countedElements = 1ull << 40;
// Rank of a tensor: torch stops at 64 for most operations.
inline constexpr std::uint64_t tensorRank = 64;
// The safetensors reference implementation's own limit.
inline constexpr std::uint64_t safetensorsHeader = 100'000'000;
// What the LibTorch engine may hold of one tensor: an expanded or sparse one can claim any size.
inline constexpr std::uint64_t engineBytes = 4ull << 30;
// Singular values of a 4096 x 4096 matrix take half a minute and cannot be cancelled.
inline constexpr std::uint64_t matrixElements = 4096ull * 4096;
// An error line that a person can still read.
inline constexpr std::uint64_t messageBytes = 2048;

} // namespace lens::limits
