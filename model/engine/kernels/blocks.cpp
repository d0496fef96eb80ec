// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/kernels/scan.h"
#include "model/engine/numbers.h"

#include <nettle/sha2.h>

namespace lens::engine {

namespace {

// A multiple of every item and of every packing.
constexpr std::uint64_t blockBytes = 1 << 20;

class Sha256
{
public:
    Sha256() { sha256_init(&m_state); }

    void add(std::span<const std::byte> bytes)
    {
        sha256_update(&m_state, bytes.size(), reinterpret_cast<const std::uint8_t *>(bytes.data()));
    }

    std::string hex()
    {
        std::uint8_t digest[SHA256_DIGEST_SIZE];
        sha256_digest(&m_state, sizeof digest, digest);
        std::string out;
        for (const std::uint8_t byte : digest) {
            out += "0123456789abcdef"[byte >> 4];
            out += "0123456789abcdef"[byte & 15];
        }
        return out;
    }

private:
    sha256_ctx m_state;
};

// The packed values of a dense tensor, which are its bytes.
TensorData packedBytes(const TensorData &tensor, unsigned perItem)
{
    TensorData out;
    out.dtype = DType::UInt8;
    const auto count = static_cast<std::int64_t>(rowMajor(tensor).count());
    out.shape = {(count + perItem - 1) / perItem};
    out.stride = {1};
    out.offset = tensor.offset / perItem;
    out.bytes = tensor.bytes;
    return out;
}

// Values one per byte become perItem to a byte, low bits first; returns the bytes.
std::uint64_t pack(std::byte *values, std::uint64_t count, unsigned perItem)
{
    const unsigned bits = 8 / perItem;
    for (std::uint64_t i = 0; i < count; i += perItem) {
        unsigned byte = 0;
        for (unsigned k = 0; k < perItem && i + k < count; ++k)
            byte |= std::to_integer<unsigned>(values[i + k]) << (k * bits);
        values[i / perItem] = std::byte(byte);
    }
    return (count + perItem - 1) / perItem;
}

// Makes what a conj or neg view promises true of the bytes.
void resolve(const TensorData &tensor, std::byte *bytes, std::uint64_t length)
{
    const DTypeInfo &type = info(tensor.dtype);
    const bool complex = type.dtypeClass == DTypeClass::Complex;
    if (tensor.conj && complex)
        negateFloats(bytes, length, type.componentSize, 1, 2);
    if (tensor.neg && (complex || type.dtypeClass == DTypeClass::Float))
        negateFloats(bytes, length, type.componentSize, 0, 1);
}

} // namespace

Result<void> forEachBlock(const TensorData &tensor, Job &job,
                          const std::function<Result<void>(std::span<const std::byte>)> &block)
{
    const DTypeInfo &type = info(tensor.dtype);
    if (!tensor.bytes)
        return makeError(ErrorCode::Truncated, "the record with the tensor's bytes is missing");
    if (type.itemSize == 0)
        return makeError(ErrorCode::Unsupported, "the dtype of the tensor is not known");
    const View view = rowMajor(tensor);
    if (type.valuesPerItem > 1 && view.contiguous() && tensor.offset % type.valuesPerItem == 0)
        return forEachBlock(packedBytes(tensor, type.valuesPerItem), job, block);
    BlockReader reader(view);
    const std::uint64_t count = view.count(), most = blockBytes / type.itemSize;
    Buffer buffer;
    for (std::uint64_t first = 0; first < count; first += most) {
        LENS_CHECK(job.check());
        const std::uint64_t length = std::min(most, count - first);
        std::byte *items = buffer.room(blockBytes);
        LENS_CHECK(reader.read(first, length, items));
        std::uint64_t bytes = length * type.itemSize;
        if (tensor.swap)
            swapBytes(items, bytes, type.componentSize);
        resolve(tensor, items, bytes);
        if (type.valuesPerItem > 1)
            bytes = pack(items, length, type.valuesPerItem);
        LENS_CHECK(block({items, bytes}));
        job.advance(bytes);
    }
    return {};
}

Result<std::string> sha256(const TensorData &tensor, Job &job)
{
    Sha256 hash;
    LENS_CHECK(forEachBlock(tensor, job, [&](std::span<const std::byte> bytes) -> Result<void> {
        hash.add(bytes);
        return {};
    }));
    return hash.hex();
}

Result<std::string> sha256(const ByteSource &bytes, Job &job)
{
    Sha256 hash;
    Buffer buffer;
    for (std::uint64_t at = 0; at < bytes.size(); at += blockBytes) {
        LENS_CHECK(job.check());
        const std::span<std::byte> block(buffer.room(blockBytes),
                                         std::min(blockBytes, bytes.size() - at));
        LENS_CHECK(bytes.read(at, block));
        hash.add(block);
        job.advance(block.size());
    }
    return hash.hex();
}

} // namespace lens::engine
