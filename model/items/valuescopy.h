// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/tabletexts.h"
#include "model/items/valuetext.h"

namespace lens {

// Cells of a plane for another program. They are read: what is shown holds only those around it,
// and not all of their digits.
class ValuesCopyJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    // A line for each row that has cells. They lie in the plane and do not overlap.
    void start(const TensorData &tensor, const Plane &plane, std::vector<CellRange> cells,
               NumberFormat format);

Q_SIGNALS:
    void finished(const lens::Result<lens::TableTexts> &result);
};

} // namespace lens
