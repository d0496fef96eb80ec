// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What stands behind the keys of a filter line. All text is in lower case.
namespace lens {

// ASCII letters only: the rest of a name is compared as it is.
std::string lowerCase(std::string_view text);
// "10M" as 10 * unit²; nothing for what is no number.
std::optional<double> numberWithUnit(std::string_view text, double unit);
// As bits: the dtype of that name ("f16", "bfloat16"), or all that begin so ("float", "int8").
std::uint64_t dtypesNamed(const std::string &text);
// "[64, 3, 7, 7]", "64×3" and "64,3" as shapes are compared: "64x3".
std::string shapePattern(std::string_view text);

} // namespace lens
