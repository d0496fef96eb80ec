// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/locator.h"
#include "model/items/comparerows.h"

namespace lens {

// A tab that the locator leads into: a checkpoint, or the rows of a comparison.
struct LocatorPlace
{
    QString title; // of its tab
    CheckpointPtr checkpoint = {};
    ReportItems findings = {};
    CompareRowsPtr compared = {};

    // Another object once something else is shown there.
    std::shared_ptr<const void> content() const;
    LocatorSourcePtr names() const;
    // What tells an item from others of the same name.
    QString detail(std::uint32_t item) const;
};

} // namespace lens
