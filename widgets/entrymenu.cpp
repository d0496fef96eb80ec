// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/entrymenu.h"

#include "model/document/plaintext.h"
#include "model/items/roles.h"
#include "model/items/rowoffers.h"
#include "widgets/icons.h"
#include "widgets/rowmenu.h"

#include <QModelIndex>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr std::size_t shownBytes = 60; // of a path in a menu

// An ampersand in a name is no mnemonic.
QString menuText(const QString &text, const QString &part)
{
    const auto shown = plainText(part.toStdString(), shownBytes);
    return text.arg(QString(shown).replace(u'&', "&&"_L1));
}

} // namespace

EntryMenu::EntryMenu(const Document &document, const QModelIndex &index, QWidget *parent)
    : QMenu(parent)
{
    setObjectName(u"entryMenu"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    addTarget(document, index.data(EntryRole).toUInt());
    addFilters(filterOffers(document, index.data(NodeRole).toUInt(), index.column()));
    addSeparator();
    if (document.outline()->totals(index.data(NodeRole).toUInt()).tensors > 0) {
        addWindowActions(*this, {u"edit.changeDevice"_s});
        addSeparator();
    }
    addWindowActions(*this, {u"edit.copyPath"_s,
                             u"edit.copyTable"_s,
                             u"edit.copyPython"_s,
                             {},
                             u"view.expand"_s,
                             u"view.collapse"_s});
}

// The cell's own filter at once, the others a step away.
void EntryMenu::addFilters(const QStringList &offers)
{
    if (offers.isEmpty())
        return;
    const auto offer = [this](QMenu &menu, const QString &text, const QString &part) {
        QAction *action = menu.addAction(menuText(text, part));
        connect(action, &QAction::triggered, this, [this, part] { Q_EMIT filterChosen(part); });
        return action;
    };
    offer(*this, tr("&Filter by %1"), offers.first())->setIcon(lens::icon(u"filter"_s));
    if (offers.size() == 1)
        return;
    QMenu *more = addMenu(tr("Filter &by"));
    for (const QString &part : offers.mid(1))
        offer(*more, u"%1"_s, part);
}

void EntryMenu::addTarget(const Document &document, std::uint32_t entry)
{
    const Checkpoint &checkpoint = *document.checkpoint();
    if (entry == noIndex || checkpoint.entry(entry).kind != EntryKind::Ref)
        return;
    const auto target = checkpoint.entry(entry).target;
    QAction *go =
        addAction(menuText(tr("&Go to %1"), QString::fromStdString(checkpoint.pathText(target))));
    go->setIcon(lens::icon(u"reference"_s));
    connect(go, &QAction::triggered, this, [this, target] { Q_EMIT entryRequested(target); });
    addSeparator();
}

} // namespace lens
