// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/result.h"

namespace lens {

Error Error::in(std::string place) &&
{
    where = where.empty() ? std::move(place) : std::move(place) + ": " + where;
    return std::move(*this);
}

Error Error::at(std::uint64_t byteOffset) &&
{
    if (!offset)
        offset = byteOffset;
    return std::move(*this);
}

Error Error::advise(std::string whatToDo) &&
{
    if (advice.empty())
        advice = std::move(whatToDo);
    return std::move(*this);
}

std::string Error::text() const
{
    std::string line = where.empty() ? message : where + ": " + message;
    if (offset)
        line += " (at byte " + std::to_string(*offset) + ")";
    if (!advice.empty())
        line += (line.ends_with('.') ? " " : ". ") + advice;
    return line;
}

} // namespace lens
