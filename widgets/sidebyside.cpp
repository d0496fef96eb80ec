// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sidebyside.h"

#include "widgets/columnmemory.h"

#include <QEvent>

using namespace Qt::StringLiterals;

namespace lens {

SideBySide::SideBySide(Settings &settings, QWidget *parent)
    : QTreeWidget(parent)
{
    setObjectName(u"sideBySide"_s);
    setAccessibleName(tr("A and B side by side"));
    setColumnCount(3);
    setHeaderLabels({QString(), tr("A"), tr("B")});
    setRootIsDecorated(false);
    setItemsExpandable(false);
    setFrameShape(NoFrame);
    setWordWrap(true);
    setHorizontalScrollMode(ScrollPerPixel);
    header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    header()->setSectionResizeMode(1, QHeaderView::Stretch);
    header()->setSectionResizeMode(2, QHeaderView::Stretch);
    header()->setSectionsClickable(false);
    header()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 6);
    // Text wraps anew.
    connect(header(), &QHeaderView::sectionResized, this, [this] { scheduleDelayedItemsLayout(); });
    new ColumnMemory(*header(), settings, objectName());
}

void SideBySide::setFacts(const std::vector<SideFact> &facts)
{
    QFont bold = font();
    bold.setBold(true);
    clear();
    QList<QTreeWidgetItem *> items;
    for (const auto &[name, a, b] : facts) {
        auto *item = new QTreeWidgetItem({name, a, b});
        for (int column = 1; column <= 2 && a != b; ++column)
            item->setFont(column, bold);
        for (int column = 0; column < 3; ++column)
            item->setTextAlignment(column, Qt::AlignLeft | Qt::AlignTop);
        items << item;
    }
    addTopLevelItems(items);
    paintNames();
}

// Items keep a colour, not what it is for.
void SideBySide::paintNames()
{
    for (int i = 0; i < topLevelItemCount(); ++i)
        topLevelItem(i)->setForeground(0, palette().color(QPalette::PlaceholderText));
}

void SideBySide::changeEvent(QEvent *event)
{
    QTreeWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paintNames();
}

} // namespace lens
