// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/csvfield.h"

using namespace Qt::StringLiterals;

namespace lens {

QByteArray csvField(const QString &name)
{
    return '"' + QString(name).replace(u'"', "\"\""_L1).toUtf8() + '"';
}

QByteArray csvHeader(const QStringList &names)
{
    QByteArray line;
    for (const QString &name : names)
        line += (line.isEmpty() ? "" : ",") + csvField(name);
    return line + '\n';
}

} // namespace lens
