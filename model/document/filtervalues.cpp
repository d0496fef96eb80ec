// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/filtervalues.h"

#include "model/base/dtype.h"

#include <charconv>
#include <cmath>

namespace lens {
namespace {

// "f16", "fp16", "i8", "bf16" as torch spells them; anything else unchanged.
std::string fullDTypeName(const std::string &text)
{
    static constexpr std::pair<std::string_view, std::string_view> prefixes[] = {
        {"bfp", "bfloat"}, {"bf", "bfloat"}, {"fp", "float"}, {"f", "float"},  {"i", "int"},
        {"u", "uint"},     {"c", "complex"}, {"qi", "qint"},  {"qu", "quint"}, {"s", "int"},
    };
    for (const auto &[prefix, full] : prefixes) {
        const bool isShort = text.starts_with(prefix) && text.size() > prefix.size() &&
                             text[prefix.size()] >= '0' && text[prefix.size()] <= '9';
        if (isShort)
            return std::string(full) + text.substr(prefix.size());
    }
    return text;
}

} // namespace

std::string lowerCase(std::string_view text)
{
    std::string result(text);
    for (char &c : result)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return result;
}

std::optional<double> numberWithUnit(std::string_view text, double unit)
{
    static constexpr std::string_view units = "kmgt";
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || !std::isfinite(number))
        return {};
    std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
    if (!rest.empty() && units.find(rest[0]) != units.npos) {
        number *= std::pow(unit, static_cast<double>(units.find(rest[0]) + 1));
        rest.remove_prefix(1);
    }
    const bool isUnit = rest.empty() || rest == "b" || rest == "ib";
    return isUnit ? std::optional(number) : std::nullopt;
}

std::uint64_t dtypesNamed(const std::string &text)
{
    if (text == "half" || text == "double" || text == "long" || text == "short")
        return std::uint64_t{1} << static_cast<unsigned>(*dtypeFromName(text));
    const auto full = fullDTypeName(text.starts_with("torch.") ? text.substr(6) : text);
    std::uint64_t beginning = 0;
    for (unsigned number = 0; number < 64; ++number) {
        const auto known = name(static_cast<DType>(number));
        const auto bit = std::uint64_t{1} << number;
        if (info(static_cast<DType>(number)).itemSize == 0)
            continue;
        if (lowerCase(known) == full)
            return bit;
        if (lowerCase(known).starts_with(full))
            beginning |= bit;
    }
    return beginning;
}

std::string shapePattern(std::string_view text)
{
    std::string pattern;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i).starts_with("×")) {
            pattern += 'x';
            ++i;
        } else if (text[i] == ',') {
            pattern += 'x';
        } else if (std::string_view("[]() ").find(text[i]) == std::string_view::npos) {
            pattern += text[i];
        }
    }
    return pattern;
}

} // namespace lens
