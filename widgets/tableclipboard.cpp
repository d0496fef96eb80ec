// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tableclipboard.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>

using namespace Qt::StringLiterals;

namespace lens {

void copyTable(const TableTexts &table)
{
    if (table.isEmpty())
        return;
    auto *data = new QMimeData;
    data->setText(table.text());
    data->setHtml(table.html());
    data->setData(u"text/csv"_s, table.csv());
    QGuiApplication::clipboard()->setMimeData(data);
}

void yieldToNewerCopies(LatestJob &copying)
{
    QObject::connect(QGuiApplication::clipboard(), &QClipboard::dataChanged, &copying,
                     &LatestJob::abandon);
}

} // namespace lens
