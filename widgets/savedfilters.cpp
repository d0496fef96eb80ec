// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/savedfilters.h"

#include "widgets/icons.h"

#include <QMenu>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr qsizetype keptFilters = 20;

// An ampersand is no mnemonic.
QString menuText(const QString &filter) { return QString(filter).replace(u'&', "&&"_L1); }

} // namespace

SavedFilters::SavedFilters(QWidget *parent)
    : QToolButton(parent)
{
    setObjectName(u"savedFilters"_s);
    setIcon(lens::icon(u"star"_s));
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Saved filters"));
    setToolTip(accessibleName());
    setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(this);
    setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, &SavedFilters::fillMenu);
}

void SavedFilters::setFilters(const QStringList &filters) { m_filters = filters; }

void SavedFilters::setCurrent(const QString &filter) { m_current = filter.trimmed(); }

void SavedFilters::fillMenu()
{
    menu()->clear();
    const bool kept = m_filters.contains(m_current);
    QAction *change = menu()->addAction(kept ? tr("&Remove this filter") : tr("&Save this filter"));
    change->setEnabled(!m_current.isEmpty());
    connect(change, &QAction::triggered, this, kept ? &SavedFilters::remove : &SavedFilters::keep);
    menu()->addSeparator();
    for (const QString &filter : m_filters)
        connect(menu()->addAction(menuText(filter)), &QAction::triggered, this,
                [this, filter] { Q_EMIT chosen(filter); });
    if (m_filters.isEmpty())
        menu()->addAction(tr("None is saved yet"))->setEnabled(false);
}

void SavedFilters::keep()
{
    m_filters.prepend(m_current);
    m_filters = m_filters.mid(0, keptFilters);
    Q_EMIT filtersChanged(m_filters);
}

void SavedFilters::remove()
{
    m_filters.removeAll(m_current);
    Q_EMIT filtersChanged(m_filters);
}

} // namespace lens
