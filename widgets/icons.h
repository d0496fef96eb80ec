// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>

namespace lens {

// One of our own single-colour symbols (resources/icons), drawn in the colour of the text it stands
// beside, so that it fits light, dark and disabled without a second drawing.
QIcon icon(const QString &name);
// The same in a fixed colour.
QIcon icon(const QString &name, const QColor &colour);

} // namespace lens
