// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shortcutspage.h"

#include <QHash>
#include <QHeaderView>
#include <QLineEdit>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

enum Column { ActionColumn, KeysColumn, TipColumn, ColumnCount };

bool holds(const QTreeWidgetItem &item, const QString &text)
{
    for (int column = 0; column < ColumnCount; ++column)
        if (item.text(column).contains(text, Qt::CaseInsensitive))
            return true;
    return false;
}

} // namespace

ShortcutsPage::ShortcutsPage(const std::vector<ShortcutRow> &rows, QWidget *parent)
    : Page(parent)
    , m_line(new QLineEdit)
    , m_list(new QTreeWidget)
{
    setObjectName(u"shortcutsPage"_s);
    m_line->setObjectName(u"shortcutsLine"_s);
    m_line->setAccessibleName(tr("Search the keys"));
    m_line->setPlaceholderText(tr("Search a key or what it does"));
    m_line->setClearButtonEnabled(true);
    m_list->setObjectName(u"shortcutsList"_s);
    m_list->setAccessibleName(tr("Keys and what they do"));
    m_list->setColumnCount(ColumnCount);
    m_list->setHeaderLabels({tr("Action"), tr("Keys"), tr("What it does")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setIndentation(fontMetrics().height());
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_line);
    layout->addWidget(m_list, 1);
    fill(rows);
    for (const int column : {ActionColumn, KeysColumn}) {
        m_list->resizeColumnToContents(column);
        m_list->setColumnWidth(column,
                               m_list->columnWidth(column) + fontMetrics().averageCharWidth() * 4);
    }
    m_line->setFocus(); // no proxy: Tab would pass by what is before it
    connect(m_line, &QLineEdit::textChanged, this, &ShortcutsPage::search);
}

QString ShortcutsPage::title() const { return tr("Keyboard shortcuts"); }

void ShortcutsPage::fill(const std::vector<ShortcutRow> &rows)
{
    QHash<QString, QTreeWidgetItem *> groups;
    for (const ShortcutRow &row : rows) {
        QTreeWidgetItem *&group = groups[row.group];
        if (!group) {
            group = new QTreeWidgetItem(m_list, {row.group});
            QFont bold = font();
            bold.setBold(true);
            group->setFont(ActionColumn, bold);
            group->setFlags(Qt::ItemIsEnabled);
            // The first row gives all of them their height.
            group->setSizeHint(ActionColumn, QSize(0, fontMetrics().height() * 3 / 2));
            group->setFirstColumnSpanned(true);
        }
        new QTreeWidgetItem(group, {row.action, row.keys, row.tip});
    }
    m_list->expandAll();
}

void ShortcutsPage::search(const QString &text)
{
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        QTreeWidgetItem *group = m_list->topLevelItem(i);
        bool any = false;
        for (int row = 0; row < group->childCount(); ++row) {
            const bool found = holds(*group->child(row), text.trimmed());
            group->child(row)->setHidden(!found);
            any = any || found;
        }
        group->setHidden(!any);
    }
}

} // namespace lens
