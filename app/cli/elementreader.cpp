// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/elementreader.h"

#include "model/base/dtype.h"
#include "model/base/text.h"
#include "model/engine/numbers.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace lens::cli {

namespace {

constexpr std::uint64_t blockElements = 4096;

Sort sortOf(const TensorData &tensor)
{
    const DTypeInfo &type = info(tensor.dtype);
    if (tensor.dtype == DType::Float4E2M1FNx2)
        return Sort::Pair;
    switch (type.dtypeClass) {
    case DTypeClass::Complex: return Sort::Complex;
    case DTypeClass::Bool: return Sort::Bool;
    case DTypeClass::Integer: return type.itemSize == 8 ? Sort::LongInteger : Sort::Integer;
    default: return Sort::Real;
    }
}

// The shortest digits that give the same number in the element's own precision.
std::string realText(double value, unsigned bytes)
{
    if (bytes >= 8 || !std::isfinite(value))
        return reprDouble(value);
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, static_cast<float>(value)).ptr;
    std::string text(buffer, end);
    if (text.find_first_of(".e") == std::string::npos)
        text += ".0";
    return text;
}

} // namespace

ElementReader::ElementReader(const TensorData &tensor)
    : m_tensor(tensor)
    , m_sort(sortOf(tensor))
    , m_width(m_sort == Sort::Complex || m_sort == Sort::Pair ? 2 : 1)
    , m_numel(tensor.numel())
{}

Result<void> ElementReader::moveTo(std::uint64_t index)
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
std::string elementText(const ElementReader &element, DType dtype)
{
    const unsigned bytes = info(dtype).componentSize;
    switch (element.sort()) {
    case Sort::LongInteger: return element.text();
    case Sort::Integer: return std::to_string(static_cast<std::int64_t>(element.value()));
    case Sort::Bool: return element.value() != 0 ? "True" : "False";
    case Sort::Real: return realText(element.value(), bytes);
    case Sort::Pair:
        return '(' + realText(element.value(), bytes) + ", " + realText(element.value(1), bytes) +
               ')';
    case Sort::Complex: break;
    }
    // As Python shows a complex number: "(1+2j)", "3j".
    const auto part = [&](double value) {
        std::string text = realText(value, bytes);
        return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
    };
    const std::string imaginary = part(element.value(1));
    if (element.value() == 0 && !std::signbit(element.value()))
        return imaginary + 'j';
    const std::string_view sign = imaginary.starts_with('-') ? "" : "+";
    return ('(' + part(element.value())).append(sign) + imaginary + "j)";
}

} // namespace lens::cli
