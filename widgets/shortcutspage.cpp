// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shortcutspage.h"

#include "widgets/columnmemory.h"
#include "widgets/icons.h"
#include "widgets/keydialog.h"

#include <QHash>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

enum Column { ActionColumn, KeysColumn, DeliveredColumn, TipColumn, ColumnCount };
constexpr int idRole = Qt::UserRole;

bool holds(const QTreeWidgetItem &item, const QString &text)
{
    for (int column = 0; column < ColumnCount; ++column)
        if (item.text(column).contains(text, Qt::CaseInsensitive))
            return true;
    return false;
}

QString idOf(const QTreeWidgetItem &item) { return item.data(ActionColumn, idRole).toString(); }

QPushButton *makeButton(const QString &name, const QString &text, const QString &tip)
{
    auto *button = new QPushButton(text);
    button->setObjectName(name);
    button->setAccessibleName(QString(text).remove(u'&'));
    button->setToolTip(tip);
    return button;
}

} // namespace

ShortcutsPage::ShortcutsPage(Shortcuts &shortcuts, Settings &settings,
                             const std::vector<ShortcutRow> &rows, QWidget *parent)
    : Page(parent)
    , m_shortcuts(shortcuts)
    , m_line(new QLineEdit)
    , m_list(new QTreeWidget)
    , m_note(new QLabel)
    , m_change(makeButton(u"changeKey"_s, tr("&Change key…"),
                          tr("Give the selected action another key (Enter or F2 in the list)")))
    , m_reset(makeButton(u"resetKey"_s, tr("&Reset"),
                         tr("Give the selected action the key it was delivered with")))
    , m_resetAll(makeButton(u"resetAllKeys"_s, tr("Reset &all"),
                            tr("Give every action the key it was delivered with")))
{
    setObjectName(u"shortcutsPage"_s);
    m_line->setObjectName(u"shortcutsLine"_s);
    m_line->setAccessibleName(tr("Search the keys"));
    m_line->setPlaceholderText(tr("Search a key or what it does"));
    m_line->setClearButtonEnabled(true);
    m_line->installEventFilter(this);
    makeList();
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_line);
    layout->addWidget(m_list, 1);
    layout->addWidget(makeButtons());
    fill(rows);
    showKeys();
    for (const int column : {ActionColumn, KeysColumn, DeliveredColumn}) {
        m_list->resizeColumnToContents(column);
        m_list->setColumnWidth(column,
                               m_list->columnWidth(column) + fontMetrics().averageCharWidth() * 4);
    }
    new ColumnMemory(*m_list->header(), settings, m_list->objectName());
    m_line->setFocus(); // no proxy: Tab would pass by what is before it
    connect(m_line, &QLineEdit::textChanged, this, &ShortcutsPage::search);
    connect(&m_shortcuts, &Shortcuts::changed, this, &ShortcutsPage::showKeys);
}

void ShortcutsPage::makeList()
{
    m_list->setObjectName(u"shortcutsList"_s);
    m_list->setAccessibleName(tr("Keys and what they do; Enter changes a key"));
    m_list->setColumnCount(ColumnCount);
    m_list->setHeaderLabels({tr("Action"), tr("Keys"), tr("Delivered with"), tr("What it does")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setIndentation(fontMetrics().height());
    m_list->installEventFilter(this);
    connect(m_list, &QTreeWidget::itemDoubleClicked, this, &ShortcutsPage::change);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &ShortcutsPage::refreshButtons);
}

QWidget *ShortcutsPage::makeButtons()
{
    m_note->setObjectName(u"shortcutsNote"_s);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    connect(m_change, &QPushButton::clicked, this, &ShortcutsPage::change);
    connect(m_reset, &QPushButton::clicked, this, &ShortcutsPage::reset);
    connect(m_resetAll, &QPushButton::clicked, &m_shortcuts, &Shortcuts::resetAll);
    auto *part = new QWidget;
    auto *line = new QHBoxLayout(part);
    line->setContentsMargins(0, 0, 0, 0);
    for (QPushButton *button : {m_change, m_reset, m_resetAll})
        line->addWidget(button);
    line->addWidget(m_note, 1);
    return part;
}

QString ShortcutsPage::title() const { return tr("Keyboard shortcuts"); }

void ShortcutsPage::startFilter()
{
    m_line->setFocus(Qt::ShortcutFocusReason);
    m_line->selectAll();
}

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
        m_items.push_back(new QTreeWidgetItem(group, {row.action, row.keys, {}, row.tip}));
        m_items.back()->setData(ActionColumn, idRole, row.id);
    }
    m_list->expandAll();
}

void ShortcutsPage::showKeys()
{
    for (QTreeWidgetItem *item : m_items) {
        const QString id = idOf(*item);
        if (id.isEmpty())
            continue;
        const QString delivered = keysText(m_shortcuts.delivered(id));
        item->setText(KeysColumn, keysText(m_shortcuts.keys(id)));
        item->setText(DeliveredColumn, !m_shortcuts.isChanged(id) ? QString()
                                       : delivered.isEmpty()      ? tr("no key")
                                                                  : delivered);
    }
    m_note->clear();
    refreshButtons();
}

QString ShortcutsPage::currentId() const
{
    const QTreeWidgetItem *item = m_list->currentItem();
    const QString id = item ? idOf(*item) : QString();
    return m_shortcuts.isFixed(id) ? QString() : id;
}

QString ShortcutsPage::nameOf(const QString &id) const
{
    for (const QTreeWidgetItem *item : m_items)
        if (idOf(*item) == id)
            return item->text(ActionColumn);
    return id;
}

void ShortcutsPage::refreshButtons()
{
    const QString id = currentId();
    m_change->setEnabled(!id.isEmpty());
    m_reset->setEnabled(m_shortcuts.isChanged(id));
    m_resetAll->setEnabled(m_shortcuts.isAnyChanged());
}

void ShortcutsPage::change()
{
    const QString id = currentId();
    if (id.isEmpty())
        return;
    auto *dialog = new KeyDialog(
        m_shortcuts, id, [this](const QString &of) { return nameOf(of); }, this);
    dialog->open();
}

// What it was delivered with may be another action's by now.
void ShortcutsPage::reset()
{
    const QString id = currentId();
    if (!m_shortcuts.reset(id))
        m_note->setText(tr("%1 is the key of “%2” now. Change that first, or reset all.")
                            .arg(keysText(m_shortcuts.delivered(id)),
                                 nameOf(m_shortcuts.holder(id, m_shortcuts.delivered(id)))));
}

bool ShortcutsPage::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (watched == m_list ? takeKeyOfList(key) : takeKeyOfLine(key))
            return true;
    }
    return Page::eventFilter(watched, event);
}

bool ShortcutsPage::takeKeyOfList(int key)
{
    if (key != Qt::Key_Return && key != Qt::Key_Enter && key != Qt::Key_F2)
        return false;
    change();
    return true;
}

// To what was found; where it is one alone, Return changes its key.
bool ShortcutsPage::takeKeyOfLine(int key)
{
    const bool isReturn = key == Qt::Key_Return || key == Qt::Key_Enter;
    if (!isReturn && key != Qt::Key_Down)
        return false;
    const auto isFound = [](const QTreeWidgetItem *item) { return !item->isHidden(); };
    const auto first = std::ranges::find_if(m_items, isFound);
    if (first == m_items.end())
        return true;
    m_list->setCurrentItem(*first);
    m_list->setFocus(Qt::OtherFocusReason);
    if (isReturn && std::ranges::count_if(m_items, isFound) == 1)
        change();
    return true;
}

void ShortcutsPage::search(const QString &text)
{
    bool isAnyFound = false;
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        QTreeWidgetItem *group = m_list->topLevelItem(i);
        bool any = false;
        for (int row = 0; row < group->childCount(); ++row) {
            const bool found = holds(*group->child(row), text.trimmed());
            group->child(row)->setHidden(!found);
            any = any || found;
        }
        group->setHidden(!any);
        isAnyFound = isAnyFound || any;
    }
    m_note->setText(isAnyFound ? QString() : tr("Nothing here holds this text."));
}

} // namespace lens
