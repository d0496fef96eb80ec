// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/plane.h"

#include "model/engine/numbers.h"

#include <algorithm>
#include <charconv>

namespace lens {
namespace {

using Shape = std::vector<std::int64_t>;

Error wrong(std::string message) { return makeError(ErrorCode::InvalidEdit, std::move(message)); }

Error wrongAxes(std::size_t given, const Shape &shape)
{
    return wrong("the tensor has " + std::to_string(shape.size()) +
                 (shape.size() == 1 ? " axis" : " axes") + ", not " + std::to_string(given));
}

// Some element that there is.
Shape exampleIndex(const Shape &shape)
{
    constexpr std::int64_t wanted[] = {3, 0, 2};
    Shape index;
    for (const std::int64_t size : shape)
        index.push_back(
            std::clamp<std::int64_t>(size - 1, 0, wanted[index.size() % std::size(wanted)]));
    return index;
}

std::string sliceAdvice(const Shape &shape)
{
    return "Write one index or ':' for each axis, for example " + exampleSlice(shape) + '.';
}

std::string indexAdvice(const Shape &shape)
{
    const std::string one = planeText({-1, -1, exampleIndex(shape)});
    return "Write one index for each axis, for example " + one + ", or the number of an element.";
}

std::vector<std::string_view> fields(std::string_view text)
{
    const auto trimmed = [](std::string_view part) {
        const auto first = part.find_first_not_of(" \t[]");
        if (first == std::string_view::npos)
            return std::string_view();
        return part.substr(first, part.find_last_not_of(" \t[]") - first + 1);
    };
    std::vector<std::string_view> out;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t to = std::min(text.find(',', from), text.size());
        out.push_back(trimmed(text.substr(from, to - from)));
        from = to + 1;
    }
    if (out.size() == 1 && out.front().empty())
        out.clear();
    return out;
}

Result<std::int64_t> indexFrom(std::string_view text, std::int64_t size)
{
    std::int64_t index = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
    if (error != std::errc() || end != text.data() + text.size())
        return wrong('"' + std::string(text) + "\" is no index");
    if (index < -size || index >= size)
        return wrong(std::string(text) + " lies outside an axis of " + std::to_string(size));
    return index < 0 ? index + size : index;
}

Result<Plane> readPlane(std::string_view text, const Shape &shape)
{
    const bool transposed = text.ends_with("transposed");
    if (transposed)
        text.remove_suffix(std::string_view("transposed").size());
    const auto parts = fields(text);
    if (parts.size() != shape.size())
        return wrongAxes(parts.size(), shape);
    Plane plane{-1, -1, Shape(shape.size(), 0)};
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
        if (parts[axis] != ":") {
            LENS_ASSIGN(plane.at[axis], indexFrom(parts[axis], shape[axis]));
        } else if (plane.rows >= 0) {
            return wrong("only two axes can be shown at once");
        } else {
            plane.rows = std::exchange(plane.columns, static_cast<int>(axis));
        }
    }
    if (transposed)
        std::swap(plane.rows, plane.columns);
    return plane;
}

Result<Shape> readIndex(std::string_view text, const Shape &shape)
{
    const auto parts = fields(text);
    if (parts.size() == 1 && shape.size() > 1) {
        std::int64_t numel = 1;
        for (const std::int64_t size : shape)
            numel *= size;
        LENS_ASSIGN(const std::int64_t element, indexFrom(parts.front(), numel));
        return indexOfElement(static_cast<std::uint64_t>(element), shape);
    }
    if (parts.size() != shape.size())
        return wrongAxes(parts.size(), shape);
    Shape index(shape.size(), 0);
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
        LENS_ASSIGN(index[axis], indexFrom(parts[axis], shape[axis]));
    }
    return index;
}

std::string rangeText(std::int64_t from, std::int64_t count)
{
    return std::to_string(from) + ':' + std::to_string(from + count);
}

} // namespace

Plane firstPlane(const Shape &shape)
{
    const int axes = static_cast<int>(shape.size());
    Plane plane{axes > 1 ? axes - 2 : -1, axes - 1, Shape(shape.size(), 0)};
    if (axes < 3 || shape[axes - 2] > 1 || shape[axes - 1] > 1)
        return plane;
    // They would show a single element: the long ones do before them.
    std::vector<int> shown;
    for (const bool isLong : {true, false})
        for (int axis = axes; axis-- > 0 && shown.size() < 2;)
            if ((shape[axis] > 1) == isLong)
                shown.push_back(axis);
    std::ranges::sort(shown);
    plane.rows = shown.front();
    plane.columns = shown.back();
    return plane;
}

Plane planeAt(const Plane &plane, const Shape &index)
{
    Plane moved = plane;
    for (std::size_t axis = 0; axis < index.size(); ++axis) {
        const bool shown =
            static_cast<int>(axis) == plane.rows || static_cast<int>(axis) == plane.columns;
        moved.at[axis] = shown ? 0 : index[axis];
    }
    return moved;
}

std::string planeText(const Plane &plane)
{
    std::string text = "[";
    for (std::size_t axis = 0; axis < plane.at.size(); ++axis) {
        const bool shown =
            static_cast<int>(axis) == plane.rows || static_cast<int>(axis) == plane.columns;
        text += (axis ? ", " : "") + (shown ? ":" : std::to_string(plane.at[axis]));
    }
    return text + (plane.rows > plane.columns ? "] transposed" : "]");
}

std::string exampleSlice(const Shape &shape)
{
    const int axes = static_cast<int>(shape.size());
    const bool isPlane = axes > 2;
    return planeText({isPlane ? axes - 3 : -1, isPlane ? axes - 2 : axes - 1, exampleIndex(shape)});
}

Result<Plane> planeFromText(std::string_view text, const Shape &shape)
{
    auto plane = readPlane(text, shape);
    return plane ? plane : std::move(plane).error().advise(sliceAdvice(shape));
}

Shape indexOfElement(std::uint64_t element, const Shape &shape)
{
    Shape index(shape.size(), 0);
    for (std::size_t axis = shape.size(); axis-- > 0;) {
        const auto size = static_cast<std::uint64_t>(std::max<std::int64_t>(shape[axis], 1));
        index[axis] = static_cast<std::int64_t>(element % size);
        element /= size;
    }
    return index;
}

Result<Shape> indexFromText(std::string_view text, const Shape &shape)
{
    auto index = readIndex(text, shape);
    return index ? index : std::move(index).error().advise(indexAdvice(shape));
}

bool isWrapped(const Plane &plane) { return plane.rows < 0 && plane.columns >= 0; }

PlaneSize sizeOf(const Plane &plane, const Shape &shape)
{
    const auto extent = [&shape](int axis) {
        return axis < 0 ? 1 : shape[static_cast<std::size_t>(axis)];
    };
    const std::int64_t columns = extent(plane.columns);
    if (!isWrapped(plane))
        return {extent(plane.rows), columns};
    return {columns / wrap + (columns % wrap != 0), std::min(columns, wrap)};
}

Result<TensorData> cellsOf(const TensorData &tensor, const Plane &plane, const CellRange &cells)
{
    std::string slice = "[";
    for (int axis = 0; axis < static_cast<int>(tensor.shape.size()); ++axis) {
        const auto size = tensor.shape[static_cast<std::size_t>(axis)];
        slice += axis ? ", " : "";
        if (axis == plane.columns && isWrapped(plane))
            slice +=
                rangeText(cells.row * wrap, std::min(cells.rows * wrap, size - cells.row * wrap));
        else if (axis == plane.columns)
            slice += rangeText(cells.column, cells.columns);
        else if (axis == plane.rows)
            slice += rangeText(cells.row, cells.rows);
        else
            slice += std::to_string(plane.at[static_cast<std::size_t>(axis)]);
    }
    LENS_ASSIGN(TensorData part, engine::sliced(tensor, slice + "]"));
    if (plane.rows > plane.columns) {
        std::swap(part.shape[0], part.shape[1]);
        std::swap(part.stride[0], part.stride[1]);
        if (part.axis >= 0)
            part.axis = 1 - part.axis;
    }
    return part;
}

} // namespace lens
