// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/elements.h"

#include "app/cli/elementreader.h"

#include <algorithm>

namespace lens::cli {

namespace {

// Empty lists in a tensor of no elements: a shape may name any number of them.
constexpr std::uint64_t mostEmptyLists = 1'000'000;

void writeElement(JsonWriter &json, const ElementReader &element)
{
    switch (element.sort()) {
    case Sort::LongInteger: return json.decimal(element.text());
    case Sort::Integer: return json.integer(static_cast<std::int64_t>(element.value()));
    case Sort::Bool: return json.boolean(element.value() != 0);
    case Sort::Real: return json.real(element.value());
    case Sort::Pair:
    case Sort::Complex: break;
    }
    json.beginArray();
    json.real(element.value());
    json.real(element.value(1));
    json.endArray();
}

// Nested lists by their shape: tells when lists open and close around the row-major elements.
class Nesting
{
public:
    explicit Nesting(std::span<const std::int64_t> shape)
        : m_sizes(shape.size(), 1)
    {
        std::uint64_t size = 1;
        for (std::size_t axis = shape.size(); axis-- > 0;)
            m_sizes[axis] = size *= static_cast<std::uint64_t>(shape[axis]);
    }
    std::uint64_t elements() const { return m_sizes.empty() ? 1 : m_sizes.front(); }
    std::size_t depth() const { return m_sizes.size(); }
    std::size_t opening(std::uint64_t index) const { return multiples(index); }
    std::size_t closing(std::uint64_t index) const { return multiples(index + 1); }

private:
    // How many of the nested lists begin at this element.
    std::size_t multiples(std::uint64_t index) const
    {
        return static_cast<std::size_t>(
            std::count_if(m_sizes.begin(), m_sizes.end(),
                          [index](std::uint64_t size) { return index % size == 0; }));
    }
    std::vector<std::uint64_t> m_sizes; // elements of one list at each depth
};

// The shape down to the first axis without extent: below it every list is empty.
std::span<const std::int64_t> nonEmptyAxes(const TensorData &tensor)
{
    const auto zero = std::find(tensor.shape.begin(), tensor.shape.end(), 0);
    return {tensor.shape.begin(), zero};
}

Result<Nesting> nestingOf(const TensorData &tensor)
{
    std::uint64_t lists = 1;
    for (const std::int64_t extent : nonEmptyAxes(tensor)) {
        const bool tooMany =
            tensor.numel() == 0 && static_cast<std::uint64_t>(extent) > mostEmptyLists / lists;
        if (tooMany)
            return makeError(ErrorCode::Limit, "a tensor of no elements would take too many lists")
                .advise("Take a part of it with --slice.");
        lists *= static_cast<std::uint64_t>(extent);
    }
    return Nesting(nonEmptyAxes(tensor));
}

// Calls open(), element(index) and close() in the order of nested lists.
template <typename Open, typename Element, typename Close>
Result<void> walk(const Nesting &nesting, Job &job, Open open, Element element, Close close)
{
    for (std::uint64_t index = 0; index < nesting.elements(); ++index) {
        LENS_CHECK(job.check());
        open(nesting.opening(index), index);
        LENS_CHECK(element(index));
        close(nesting.closing(index));
    }
    return {};
}

} // namespace

Result<void> writeElements(Context &context, const TensorData &tensor)
{
    LENS_ASSIGN(const Nesting nesting, nestingOf(tensor));
    JsonWriter &json = context.json;
    ElementReader reader(tensor);
    const bool empty = tensor.numel() == 0;
    const auto open = [&](std::size_t lists, std::uint64_t) {
        for (std::size_t i = 0; i < lists; ++i)
            json.beginArray();
    };
    const auto close = [&](std::size_t lists) {
        for (std::size_t i = 0; i < lists; ++i)
            json.endArray();
    };
    const auto element = [&](std::uint64_t index) -> Result<void> {
        if (empty) {
            json.beginArray();
            json.endArray();
            return {};
        }
        LENS_CHECK(reader.moveTo(index));
        writeElement(json, reader);
        return {};
    };
    return walk(nesting, context.job, open, element, close);
}

Result<void> printElements(Context &context, const TensorData &tensor)
{
    LENS_ASSIGN(const Nesting nesting, nestingOf(tensor));
    Output &out = context.out;
    ElementReader reader(tensor);
    const auto open = [&](std::size_t lists, std::uint64_t index) {
        if (index > 0 && lists == 0)
            out << ", ";
        if (index > 0 && lists > 0) {
            out << ",\n";
            out.pad(nesting.depth() - lists);
        }
        for (std::size_t i = 0; i < lists; ++i)
            out << '[';
    };
    const auto close = [&](std::size_t lists) {
        for (std::size_t i = 0; i < lists; ++i)
            out << ']';
    };
    const bool empty = tensor.numel() == 0;
    const auto element = [&](std::uint64_t index) -> Result<void> {
        if (empty) {
            out << "[]";
            return {};
        }
        LENS_CHECK(reader.moveTo(index));
        out << elementText(reader, tensor.dtype);
        return {};
    };
    LENS_CHECK(walk(nesting, context.job, open, element, close));
    out << '\n';
    return {};
}

void writeOnlyElement(JsonWriter &json, const Checkpoint &checkpoint, const Tensor &tensor)
{
    const auto data = tensorData(checkpoint, tensor);
    if (!data || data->numel() != 1)
        return json.null();
    ElementReader reader(*data);
    if (reader.moveTo(0))
        writeElement(json, reader);
    else
        json.null();
}

} // namespace lens::cli
