// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

namespace lens {

// A name as one field of CSV: quoted, so that a comma in it parts nothing.
QByteArray csvField(const QString &name);
// A line of such names.
QByteArray csvHeader(const QStringList &names);

} // namespace lens
