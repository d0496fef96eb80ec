// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/elidedlabel.h"

namespace lens {

// The large line on top of a panel that says what it shows, usually a path of a file: cut in the
// middle.
class TitleLabel final : public ElidedLabel
{
    Q_OBJECT

public:
    explicit TitleLabel(QWidget *parent = nullptr);
};

} // namespace lens
