// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/reporttables.h"

#include <QLabel>

using namespace Qt::StringLiterals;

namespace lens {

void showFindings(RowTable &table, FindingsModel &findings)
{
    table.setRows(&findings);
    table.sizeColumns({u"Warning wide"_s, u"generator/module.embed.weig"_s, {}});
}

void showGlobals(RowTable &table, GlobalsModel &globals)
{
    table.setRows(&globals);
    table.sizeColumns({u"dangerous"_s, {}, u"instantiated"_s, u"100,000"_s});
}

QLabel *heading(const QString &text)
{
    auto *label = new QLabel(text);
    QFont bold = label->font();
    bold.setBold(true);
    label->setFont(bold);
    return label;
}

} // namespace lens
