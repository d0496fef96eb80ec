// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/plane.h"

#include <unordered_map>

namespace lens {

// The plane that was last chosen of each tensor, the first one until then.
class PlaneChoices
{
public:
    Plane of(std::uint32_t tensor, const std::vector<std::int64_t> &shape) const
    {
        const auto found = m_planes.find(tensor);
        const bool known = found != m_planes.end() && found->second.at.size() == shape.size();
        return known ? found->second : firstPlane(shape);
    }
    void set(std::uint32_t tensor, const Plane &plane) { m_planes[tensor] = plane; }
    void clear() { m_planes.clear(); }

private:
    std::unordered_map<std::uint32_t, Plane> m_planes;
};

} // namespace lens
