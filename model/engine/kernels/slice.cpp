// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/numbers.h"

#include <algorithm>
#include <charconv>

namespace lens::engine {

namespace {

// One axis' part of a slice. An index alone keeps no axis.
struct Part
{
    bool ellipsis = false, index = false;
    std::optional<std::int64_t> start, stop, step;
    std::string text;
};

Error wrong(std::string message)
{
    return makeError(ErrorCode::InvalidEdit, std::move(message))
        .advise("Write slices as Python does, for example [0:2, :, 3]");
}

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> out;
    for (std::size_t from = 0;;) {
        const std::size_t to = text.find(separator, from);
        out.push_back(trimmed(text.substr(from, to - from)));
        if (to == std::string_view::npos)
            return out;
        from = to + 1;
    }
}

Result<std::optional<std::int64_t>> number(std::string_view text)
{
    if (text.empty())
        return std::optional<std::int64_t>();
    const std::string_view digits = text.front() == '+' ? text.substr(1) : text;
    std::int64_t value = 0;
    const char *end = digits.data() + digits.size();
    const auto [rest, error] = std::from_chars(digits.data(), end, value);
    if (error != std::errc() || rest != end)
        return wrong("\"" + std::string(text) + "\" in the slice is not a whole number");
    return std::optional(value);
}

Result<Part> partOf(std::string_view text)
{
    Part part;
    part.text = text;
    part.ellipsis = text == "...";
    if (part.ellipsis)
        return part;
    const auto fields = split(text, ':');
    if (fields.size() > 3 || (fields.size() == 1 && text.empty()))
        return wrong("\"" + std::string(text) + "\" is not a slice of an axis");
    part.index = fields.size() == 1;
    std::optional<std::int64_t> *targets[] = {&part.start, &part.stop, &part.step};
    for (std::size_t i = 0; i < fields.size(); ++i) {
        LENS_ASSIGN(auto value, number(fields[i]));
        *targets[i] = value;
    }
    if (part.step && *part.step < 1)
        return wrong("the step of \"" + part.text +
                     "\" must be greater than zero, as torch has it");
    return part;
}

// One part per axis: what is left out, at the ellipsis or at the end, is taken whole.
Result<std::vector<Part>> partsOf(std::string_view slice, std::size_t rank)
{
    std::string_view inner = trimmed(slice);
    if (inner.starts_with('[') != inner.ends_with(']'))
        return wrong("the brackets of the slice do not match");
    if (inner.starts_with('['))
        inner = trimmed(inner.substr(1, inner.size() - 2));
    std::vector<Part> parts;
    auto fields = split(inner, ',');
    if (fields.back().empty()) // [], or the comma after the last
        fields.pop_back();
    for (const std::string_view field : fields) {
        LENS_ASSIGN(Part part, partOf(field));
        parts.push_back(std::move(part));
    }
    if (std::ranges::count_if(parts, &Part::ellipsis) > 1)
        return wrong("a slice has one ... at most");
    auto gap = std::ranges::find_if(parts, &Part::ellipsis);
    const std::size_t given = parts.size() - (gap != parts.end() ? 1 : 0);
    if (given > rank)
        return wrong("the slice has " + std::to_string(given) + " axes, the tensor has " +
                     std::to_string(rank));
    if (gap != parts.end())
        gap = parts.erase(gap);
    parts.insert(gap, rank - given, Part{});
    return parts;
}

std::int64_t bounded(std::int64_t position, std::int64_t size)
{
    return std::clamp<std::int64_t>(position < 0 ? position + size : position, 0, size);
}

// The scales and zero points that the steps along the channel axis leave.
void keepChannels(TensorData &out, std::int64_t start, std::int64_t count, std::int64_t step)
{
    std::vector<double> scales, zeroPoints;
    for (std::int64_t i = 0; i < count; ++i) {
        const auto channel = static_cast<std::size_t>(start + i * step);
        scales.push_back(out.scales.at(channel));
        zeroPoints.push_back(out.zeroPoints.at(channel));
    }
    out.scales = std::move(scales);
    out.zeroPoints = std::move(zeroPoints);
}

Result<void> applyIndex(TensorData &out, std::size_t axis, std::int64_t index,
                        std::string_view text)
{
    const std::int64_t size = out.shape[axis];
    if (index < -size || index >= size)
        return wrong("index " + std::string(text) + " is out of range for axis " +
                     std::to_string(axis) + " of size " + std::to_string(size));
    const std::int64_t position = index < 0 ? index + size : index;
    out.offset += position * out.stride[axis];
    if (out.axis == static_cast<std::int64_t>(axis))
        keepChannels(out, position, 1, 1);
    return {};
}

void applyRange(TensorData &out, std::size_t axis, const Part &part)
{
    const std::int64_t size = out.shape[axis], step = part.step.value_or(1);
    const std::int64_t start = bounded(part.start.value_or(0), size);
    const std::int64_t stop = std::max(start, bounded(part.stop.value_or(size), size));
    const std::int64_t count = stop == start ? 0 : (stop - start - 1) / step + 1;
    if (out.axis == static_cast<std::int64_t>(axis))
        keepChannels(out, start, count, step);
    out.shape[axis] = count;
    if (count > 0)
        out.offset += start * out.stride[axis];
    if (count > 1)
        out.stride[axis] *= step;
}

// Takes the axes away that an index named. A channel axis that is gone leaves one channel, which is
// the same from every axis.
void dropIndexed(TensorData &out, const std::vector<Part> &parts)
{
    for (std::size_t i = parts.size(); i-- > 0;) {
        if (!parts[i].index)
            continue;
        const auto at = static_cast<std::ptrdiff_t>(i);
        out.shape.erase(out.shape.begin() + at);
        out.stride.erase(out.stride.begin() + at);
        if (out.axis == at)
            out.axis = 0;
        else if (out.axis > at)
            --out.axis;
    }
}

} // namespace

Result<TensorData> sliced(const TensorData &tensor, std::string_view slice)
{
    LENS_ASSIGN(const std::vector<Part> parts, partsOf(slice, tensor.shape.size()));
    TensorData out = tensor;
    const auto axis = static_cast<std::size_t>(tensor.axis);
    if (tensor.axis >= 0 && (axis >= tensor.shape.size() ||
                             tensor.scales.size() != static_cast<std::size_t>(tensor.shape[axis]) ||
                             tensor.zeroPoints.size() != tensor.scales.size()))
        return makeError(ErrorCode::Corrupt, "scales and zero points of the channels do not match");
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].index)
            LENS_CHECK(applyIndex(out, i, *parts[i].start, parts[i].text));
        else
            applyRange(out, i, parts[i]);
    }
    dropIndexed(out, parts);
    return out;
}

} // namespace lens::engine
