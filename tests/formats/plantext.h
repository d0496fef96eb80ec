// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/formats/saveplan.h"

#include <string>

// The bytes a plan would write; empty when a source cannot be read.
inline std::string textOf(const lens::SavePlan &plan)
{
    std::string out;
    for (const auto &piece : plan.pieces) {
        if (const auto *bytes = std::get_if<std::string>(&piece)) {
            out += *bytes;
            continue;
        }
        const auto &copy = std::get<lens::CopyPiece>(piece);
        const auto bytes = copy.source->readString(copy.offset, copy.length);
        if (!bytes)
            return {};
        out += *bytes;
    }
    return out;
}
