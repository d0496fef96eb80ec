// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/elements.h"

#include "model/base/dtype.h"
#include "model/base/text.h"
#include "model/engine/numbers.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace lens::cli {

namespace {

constexpr std::uint64_t blockElements = 4096;
// Empty lists in a tensor of no elements: a shape may name any number of them.
constexpr std::uint64_t mostEmptyLists = 1'000'000;

enum class Sort { Real, Complex, Integer, LongInteger, Bool };

Sort sortOf(const TensorData &tensor)
{
    const DTypeInfo &type = info(tensor.dtype);
    switch (type.dtypeClass) {
    case DTypeClass::Complex: return Sort::Complex;
    case DTypeClass::Bool: return Sort::Bool;
    case DTypeClass::Integer: return type.itemSize == 8 ? Sort::LongInteger : Sort::Integer;
    default: return Sort::Real;
    }
}

// Decodes elements in row-major order, a block at a time. 64-bit integers come as text, because a
// double would round them.
class ElementReader
{
public:
    explicit ElementReader(const TensorData &tensor)
        : m_tensor(tensor)
        , m_sort(sortOf(tensor))
        , m_width(m_sort == Sort::Complex ? 2 : 1)
        , m_numel(tensor.numel())
    {}

    Sort sort() const { return m_sort; }
    Result<void> moveTo(std::uint64_t index)
    {
        if (m_sort == Sort::LongInteger) {
            LENS_ASSIGN(m_text, engine::elementText(m_tensor, index));
            return {};
        }
        if (index >= m_first + m_values.size() / m_width || index < m_first) {
            const std::uint64_t count = std::min(blockElements, m_numel - index);
            LENS_ASSIGN(m_values, engine::values(m_tensor, index, count));
            m_first = index;
        }
        m_at = (index - m_first) * m_width;
        return {};
    }
    const std::string &text() const { return m_text; }
    double value(std::size_t component = 0) const { return m_values[m_at + component]; }

private:
    const TensorData &m_tensor;
    Sort m_sort;
    std::size_t m_width;
    std::uint64_t m_numel, m_first = 0;
    std::vector<double> m_values;
    std::size_t m_at = 0;
    std::string m_text;
};

void writeElement(JsonWriter &json, const ElementReader &element)
{
    switch (element.sort()) {
    case Sort::LongInteger: return json.decimal(element.text());
    case Sort::Integer: return json.integer(static_cast<std::int64_t>(element.value()));
    case Sort::Bool: return json.boolean(element.value() != 0);
    case Sort::Real: return json.real(element.value());
    case Sort::Complex: break;
    }
    json.beginArray();
    json.real(element.value());
    json.real(element.value(1));
    json.endArray();
}

// The shortest digits that give the same number in the element's own precision.
std::string realText(double value, unsigned bytes)
{
    if (bytes >= 8 || !std::isfinite(value))
        return reprDouble(value);
    char buffer[32];
    const auto end =
        std::to_chars(buffer, buffer + sizeof buffer, static_cast<float>(value)).ptr;
    std::string text(buffer, end);
    if (text.find_first_of(".e") == std::string::npos)
        text += ".0";
    return text;
}

std::string elementText(const ElementReader &element, DType dtype)
{
    const unsigned bytes = info(dtype).componentSize;
    switch (element.sort()) {
    case Sort::LongInteger: return element.text();
    case Sort::Integer: return std::to_string(static_cast<std::int64_t>(element.value()));
    case Sort::Bool: return element.value() != 0 ? "True" : "False";
    case Sort::Real: return realText(element.value(), bytes);
    case Sort::Complex: break;
    }
    const std::string imaginary = realText(element.value(1), bytes);
    const bool hasSign = imaginary[0] == '-';
    return '(' + realText(element.value(), bytes) + (hasSign ? "" : "+") + imaginary + "j)";
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
        const bool tooMany = tensor.numel() == 0 &&
                             static_cast<std::uint64_t>(extent) > mostEmptyLists / lists;
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
