// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/paneltabs.h"

#include <QAbstractButton>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QEvent>

#include <algorithm>
#include <utility>

namespace lens {
namespace {

bool takesKeys(const QWidget *widget)
{
    return widget->isVisible() && widget->isEnabled() && widget->focusPolicy() & Qt::TabFocus;
}

// The keys that walk through rows change what these say.
bool isChoice(const QWidget *widget)
{
    return qobject_cast<const QComboBox *>(widget) ||
           qobject_cast<const QAbstractSpinBox *>(widget) ||
           qobject_cast<const QAbstractSlider *>(widget);
}

} // namespace

PanelTabs::PanelTabs(const std::vector<PanelSpec> &specs, const PanelContext &context,
                     QWidget *parent)
    : QTabWidget(parent)
{
    setDocumentMode(true);
    for (const PanelSpec &spec : specs) {
        Panel *panel = spec.make(context);
        addTab(panel, spec.title);
        m_tabs.push_back({spec.id, panel, true});
        panel->installEventFilter(this);
        connect(panel, &Panel::settled, this, &PanelTabs::settled);
        connect(panel, &Panel::entryRequested, this, &PanelTabs::entryRequested);
        connect(panel, &Panel::said, this, &PanelTabs::said);
        connect(panel, &Panel::chosenRowsMoved, this, [this, panel] {
            if (panel == front())
                Q_EMIT chosenRowsMoved();
        });
        connect(panel, &Panel::titleChanged, this,
                [this, panel](const QString &title) { setTabText(indexOf(panel), title); });
    }
    connect(this, &QTabWidget::currentChanged, this, &PanelTabs::turned);
    connect(this, &QTabWidget::currentChanged, this, &PanelTabs::chosenRowsMoved);
}

void PanelTabs::setSelection(const Selection &selection)
{
    m_selection = selection;
    m_selected = true;
    for (Tab &tab : m_tabs)
        tab.stale = true;
    update();
}

void PanelTabs::update()
{
    const auto front = std::ranges::find(m_tabs, currentWidget(), &Tab::panel);
    if (!m_selected || front == m_tabs.end() || !front->stale)
        return;
    front->stale = false;
    front->panel->showSelection(m_selection);
}

bool PanelTabs::showPanel(std::string_view id)
{
    Panel *wanted = panel(id);
    if (wanted)
        setCurrentWidget(wanted);
    return wanted;
}

bool PanelTabs::isInFront(std::string_view id) const
{
    return isVisible() && currentWidget() && currentWidget() == panel(id);
}

// Before Qt takes the focus from the panel that is turned away.
bool PanelTabs::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Hide)
        m_hadFocus = front()->isHidden() && front()->isAncestorOf(window()->focusWidget());
    return QTabWidget::eventFilter(watched, event);
}

// Qt gives it to the first control that comes, whatever a key does to that, or to a tab bar.
void PanelTabs::turned()
{
    update();
    if (!std::exchange(m_hadFocus, false))
        return;
    const QWidget *focus = window()->focusWidget();
    if (m_beside)
        m_beside->setFocus(Qt::OtherFocusReason);
    else if (!front()->isAncestorOf(focus) || isChoice(focus) ||
             (front()->mainPart() && qobject_cast<const QAbstractButton *>(focus)))
        focusFront();
}

void PanelTabs::focusFront()
{
    const Panel *front = this->front();
    QWidget *part = front->mainPart();
    if (part && takesKeys(part))
        return part->setFocus(Qt::ShortcutFocusReason);
    for (part = front->nextInFocusChain(); part != front; part = part->nextInFocusChain())
        if (front->isAncestorOf(part) && takesKeys(part) && !isChoice(part))
            return part->setFocus(Qt::ShortcutFocusReason);
}

Panel *PanelTabs::front() const { return static_cast<Panel *>(currentWidget()); }

std::string PanelTabs::frontId() const
{
    const auto at = std::ranges::find(m_tabs, front(), &Tab::panel);
    return at == m_tabs.end() ? std::string() : at->id;
}

Panel *PanelTabs::panel(std::string_view id) const
{
    const auto found = std::ranges::find(m_tabs, id, &Tab::id);
    return found == m_tabs.end() ? nullptr : found->panel;
}

void PanelTabs::resetLayout()
{
    for (const Tab &tab : m_tabs)
        tab.panel->resetLayout();
}

bool PanelTabs::isSettled() const
{
    return std::ranges::all_of(m_tabs, [](const Tab &tab) { return tab.panel->isSettled(); });
}

} // namespace lens
