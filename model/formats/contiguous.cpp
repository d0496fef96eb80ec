// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/contiguous.h"

#include "model/base/checked.h"
#include "model/formats/lazysources.h"

#include <algorithm>
#include <cstring>

namespace lens {

namespace {

// Reads that are this close are done as one: a system call costs about as much as copying so much.
constexpr std::uint64_t gapBytes = 4096;
constexpr std::uint64_t readBytes = 1 << 20;

struct Dimension
{
    std::uint64_t size = 1, stride = 1; // elements
};

// Dimensions of more than one element, those that lie like one merged: [2,3,4] without gaps is
// [24].
std::vector<Dimension> mergedDimensions(const TensorData &tensor)
{
    std::vector<Dimension> merged;
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
        const Dimension inner{static_cast<std::uint64_t>(tensor.shape[i]),
                              static_cast<std::uint64_t>(tensor.stride[i])};
        if (inner.size == 1)
            continue;
        if (!merged.empty() && merged.back().stride == inner.size * inner.stride)
            merged.back() = {merged.back().size * inner.size, inner.stride};
        else
            merged.push_back(inner);
    }
    return merged;
}

// Bytes of the storage that belong together in the new order.
struct Run
{
    std::uint64_t from = 0, length = 0, to = 0;
};

// Gathers a strided view. A read finds the runs it needs, sorts them by their place in the storage
// and reads neighbours at once, so that a transposed matrix is not read number by number.
class StridedSource final : public ByteSource
{
public:
    explicit StridedSource(const TensorData &tensor)
        : m_bytes(tensor.bytes)
        , m_item(info(tensor.dtype).itemSize)
        , m_start(static_cast<std::uint64_t>(tensor.offset) * m_item)
        , m_size(tensor.numel() * m_item)
        , m_dimensions(mergedDimensions(tensor))
    {
        if (m_dimensions.empty() || m_dimensions.back().stride != 1)
            return;
        m_run = m_dimensions.back().size * m_item;
        m_dimensions.pop_back();
    }
    std::uint64_t size() const override { return m_size; }
    Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override;

private:
    std::uint64_t runStart(std::uint64_t number) const;
    std::vector<Run> runs(std::uint64_t offset, std::uint64_t length) const;
    Result<void> gather(std::span<const Run> near, std::vector<std::byte> &buffer,
                        std::span<std::byte> out) const;

    const SourcePtr m_bytes;
    const std::uint64_t m_item, m_start, m_size;
    std::vector<Dimension> m_dimensions; // those over runs
    std::uint64_t m_run = m_item;        // bytes that lie together
};

// Where the run of this number begins in the storage, in bytes.
std::uint64_t StridedSource::runStart(std::uint64_t number) const
{
    std::uint64_t element = 0;
    for (std::size_t i = m_dimensions.size(); i-- > 0; number /= m_dimensions[i].size)
        element += number % m_dimensions[i].size * m_dimensions[i].stride;
    return m_start + element * m_item;
}

std::vector<Run> StridedSource::runs(std::uint64_t offset, std::uint64_t length) const
{
    std::vector<Run> found;
    for (std::uint64_t at = offset; at < offset + length;) {
        const std::uint64_t within = at % m_run;
        const std::uint64_t part = std::min(m_run - within, offset + length - at);
        found.push_back({runStart(at / m_run) + within, part, at - offset});
        at += part;
    }
    std::sort(found.begin(), found.end(),
              [](const Run &a, const Run &b) { return a.from < b.from; });
    return found;
}

// `near` lies in one stretch of the storage that is read at once.
Result<void> StridedSource::gather(std::span<const Run> near, std::vector<std::byte> &buffer,
                                   std::span<std::byte> out) const
{
    const std::uint64_t from = near.front().from;
    std::uint64_t end = from;
    for (const Run &run : near)
        end = std::max(end, run.from + run.length);
    buffer.resize(end - from);
    LENS_CHECK(m_bytes->read(from, buffer));
    for (const Run &run : near)
        std::memcpy(out.data() + run.to, buffer.data() + (run.from - from), run.length);
    return {};
}

Result<void> StridedSource::read(std::uint64_t offset, std::span<std::byte> out) const
{
    if (offset > m_size || out.size() > m_size - offset)
        return makeError(ErrorCode::Truncated, "bytes behind the end of a tensor");
    const auto found = runs(offset, out.size());
    std::vector<std::byte> buffer;
    for (std::size_t first = 0; first < found.size();) {
        std::size_t last = first + 1;
        std::uint64_t end = found[first].from + found[first].length;
        while (last < found.size() && found[last].from <= end + gapBytes &&
               found[last].from + found[last].length - found[first].from <= readBytes) {
            end = std::max(end, found[last].from + found[last].length);
            ++last;
        }
        LENS_CHECK(gather(std::span(found).subspan(first, last - first), buffer, out));
        first = last;
    }
    return {};
}

// Flips the signs that a conj or neg view stands for. `component` is one real number; the sign is
// the top bit of its last byte.
class SignedSource final : public ByteSource
{
public:
    SignedSource(SourcePtr bytes, unsigned component, bool complex, bool conj, bool neg)
        : m_bytes(std::move(bytes))
        , m_component(component)
        , m_flipReal(neg)
        , m_flipImaginary(complex ? conj != neg : neg)
    {}
    std::uint64_t size() const override { return m_bytes->size(); }
    Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override
    {
        LENS_CHECK(m_bytes->read(offset, out));
        const std::uint64_t first = (offset + m_component) / m_component * m_component - 1;
        for (std::uint64_t at = first; at < offset + out.size(); at += m_component)
            if (at / m_component % 2 ? m_flipImaginary : m_flipReal)
                out[at - offset] ^= std::byte{0x80};
        return {};
    }

private:
    const SourcePtr m_bytes;
    const unsigned m_component;
    const bool m_flipReal, m_flipImaginary;
};

} // namespace

Result<SourcePtr> contiguousBytes(const TensorData &tensor)
{
    const DTypeInfo &type = info(tensor.dtype);
    const auto dimensions = mergedDimensions(tensor);
    const bool dense = dimensions.empty() || (dimensions.size() == 1 && dimensions[0].stride == 1);
    SourcePtr bytes;
    if (tensor.numel() == 0)
        return memorySource({});
    if (dense) {
        LENS_ASSIGN(bytes, subSource(tensor.bytes,
                                     static_cast<std::uint64_t>(tensor.offset) * type.itemSize,
                                     tensor.numel() * type.itemSize));
    } else {
        bytes = std::make_shared<StridedSource>(tensor);
    }
    if (tensor.swap && type.componentSize > 1)
        bytes = std::make_shared<SwappedSource>(std::move(bytes), type.componentSize);
    if (tensor.conj || tensor.neg)
        bytes = std::make_shared<SignedSource>(std::move(bytes), type.componentSize,
                                               type.dtypeClass == DTypeClass::Complex, tensor.conj,
                                               tensor.neg);
    return bytes;
}

} // namespace lens
