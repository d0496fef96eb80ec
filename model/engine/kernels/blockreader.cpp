// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/kernels/blockreader.h"

#include <algorithm>
#include <cstring>

namespace lens::engine {

namespace {

// What one read may fetch to pick elements from; also the room it takes.
constexpr std::uint64_t spanBytes = 1 << 20;
// Reading over a gap of this size costs less than a second system call.
constexpr std::uint64_t gapBytes = 8 << 10;

// Copies along one axis; the item size is known to the compiler.
template <std::size_t size>
void copyItems(const std::byte *from, std::uint64_t step, std::byte *to, std::uint64_t target,
               std::uint64_t count)
{
    for (std::uint64_t i = 0; i < count; ++i)
        std::memcpy(to + i * target * size, from + i * step * size, size);
}

using CopyItems = decltype(&copyItems<1>);

CopyItems copierOf(unsigned itemSize)
{
    switch (itemSize) {
    case 2: return copyItems<2>;
    case 4: return copyItems<4>;
    case 8: return copyItems<8>;
    case 16: return copyItems<16>;
    default: return copyItems<1>;
    }
}

// Counts through the axes [from, to) of `steps`, the last one fastest, calling step(source,
// target).
template <typename Steps, typename Function>
Result<void> odometer(const Steps &steps, std::size_t from, std::size_t to, Function step)
{
    std::vector<std::uint64_t> index(to - from, 0);
    std::uint64_t source = 0, target = 0;
    for (;;) {
        LENS_CHECK(step(source, target));
        std::size_t axis = to;
        while (axis > from) {
            const auto &turned = steps[--axis];
            source += turned.source;
            target += turned.target;
            if (++index[axis - from] < turned.size)
                break;
            source -= turned.source * turned.size;
            target -= turned.target * turned.size;
            index[axis - from] = 0;
            if (axis == from)
                return {};
        }
        if (to == from)
            return {};
    }
}

} // namespace

BlockReader::BlockReader(const View &view)
    : m_view(view)
    , m_contiguous(view.contiguous() && view.perItem == 1)
{}

Result<void> BlockReader::read(std::uint64_t first, std::uint64_t count, std::byte *out)
{
    if (m_contiguous)
        return m_view.bytes->read((m_view.offset + first) * m_view.itemSize,
                                  {out, count * m_view.itemSize});
    while (count > 0) {
        LENS_ASSIGN(const std::uint64_t done, readBox(first, count, out));
        first += done;
        count -= done;
        out += done * m_view.itemSize;
    }
    return {};
}

// The largest box that starts at `first` and holds at most `count` elements: whole inner axes, and
// some steps of the next one. Gives the elements read.
Result<std::uint64_t> BlockReader::readBox(std::uint64_t first, std::uint64_t count, std::byte *out)
{
    const std::vector<Axis> &axes = m_view.axes;
    std::uint64_t inner = 1, source = m_view.offset, rest = first, boxed = 1;
    Steps steps;
    bool open = true; // the box can still grow by whole axes
    for (std::size_t i = axes.size(); i-- > 0;) {
        const Axis &axis = axes[i];
        const std::uint64_t index = rest % axis.size;
        rest /= axis.size;
        source += index * axis.stride;
        if (!open)
            continue;
        const std::uint64_t rows = std::min(axis.size - index, count / inner);
        steps.insert(steps.begin(), {rows, axis.stride, inner});
        boxed = inner * rows;
        open = rows == axis.size;
        inner *= axis.size;
        open = open && count / inner > 0;
    }
    LENS_CHECK(copyBox(std::move(steps), source, out));
    return boxed;
}

// Takes the axes in memory order, so that one read serves as many elements as lie close together.
Result<void> BlockReader::copyBox(Steps steps, std::uint64_t source, std::byte *out)
{
    std::ranges::stable_sort(steps, std::ranges::greater(), &Step::source);
    const std::uint64_t item = m_view.itemSize;
    std::size_t from = steps.size();
    std::uint64_t span = 1; // elements from the first to the last of the inner axes
    while (from > 0) {
        const Step &step = steps[from - 1];
        if (step.source > span + gapBytes / item)
            break;
        const std::uint64_t fitting =
            step.source == 0 ? step.size : 1 + (spanBytes / item - span) / step.source;
        if (fitting < step.size) {
            // Only some steps of this axis fit one read: the axis is cut into parts of as many.
            const Step whole = step;
            for (std::uint64_t row = 0; row < whole.size; row += fitting) {
                Steps part = steps;
                part[from - 1].size = std::min(fitting, whole.size - row);
                const std::uint64_t at = source + row * whole.source;
                std::byte *to = out + row * whole.target * item;
                LENS_CHECK(odometer(part, 0, from - 1, [&](std::uint64_t s, std::uint64_t t) {
                    return copySpan(part, from - 1, at + s, to + t * item);
                }));
            }
            return {};
        }
        span += (step.size - 1) * step.source;
        --from;
    }
    return odometer(steps, 0, from, [&](std::uint64_t s, std::uint64_t t) {
        return copySpan(steps, from, source + s, out + t * item);
    });
}

// Reads what the axes from `from` on reach, at most spanBytes, and picks the elements.
Result<void> BlockReader::copySpan(const Steps &steps, std::size_t from, std::uint64_t source,
                                   std::byte *out)
{
    const std::uint64_t item = m_view.itemSize, packed = m_view.perItem;
    std::uint64_t last = source;
    for (std::size_t i = from; i < steps.size(); ++i)
        last += (steps[i].size - 1) * steps[i].source;
    const std::uint64_t begin = source / packed, end = last / packed + 1;
    LENS_ASSIGN(const std::byte *bytes, fetch(begin * item, (end - begin) * item));
    const Step run = from < steps.size() ? steps.back() : Step{1, 1, 1};
    const std::size_t outer = std::max(from, steps.empty() ? 0 : steps.size() - 1);
    const CopyItems copy = copierOf(m_view.itemSize);
    const unsigned bits = 8 / m_view.perItem, mask = (1u << bits) - 1;
    return odometer(steps, from, outer, [&](std::uint64_t s, std::uint64_t t) -> Result<void> {
        if (packed == 1) {
            copy(bytes + s * item, run.source, out + t * item, run.target, run.size);
            return {};
        }
        for (std::uint64_t i = 0; i < run.size; ++i) {
            const std::uint64_t value = source + s + i * run.source;
            const auto byte = std::to_integer<unsigned>(bytes[value / packed - begin]);
            out[t + i * run.target] = std::byte((byte >> (value % packed * bits)) & mask);
        }
        return {};
    });
}

Result<const std::byte *> BlockReader::fetch(std::uint64_t offset, std::uint64_t length)
{
    const std::uint64_t size = m_view.bytes->size();
    if (const std::byte *bytes = m_view.bytes->data();
        bytes && offset <= size && length <= size - offset)
        return bytes + offset;
    if (m_span.size() < length)
        m_span.resize(length);
    LENS_CHECK(m_view.bytes->read(offset, {m_span.data(), length}));
    return m_span.data();
}

} // namespace lens::engine
