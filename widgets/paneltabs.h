// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panel.h"

#include <QTabWidget>

#include <string_view>

namespace lens {

// Panels behind tabs. The one in front is told of the selection at once, the others when they come
// to the front, so that nothing is computed that nobody looks at.
class PanelTabs final : public QTabWidget
{
    Q_OBJECT

public:
    PanelTabs(const std::vector<PanelSpec> &specs, const PanelContext &context,
              QWidget *parent = nullptr);

    void setSelection(const Selection &selection);
    // Brings a panel to the front; false when there is none of this name.
    bool showPanel(std::string_view id);
    bool isInFront(std::string_view id) const; // and seen
    // What has the keys after a panel that had them is turned away.
    void setBeside(QWidget *widget) { m_beside = widget; }
    // Gives the keys to what the panel in front shows.
    void focusFront();
    Panel *front() const;
    std::string frontId() const;
    Panel *panel(std::string_view id) const;
    bool isSettled() const;
    void resetLayout();

Q_SIGNALS:
    void settled();
    // Of the panel in front, also because it is another one.
    void chosenRowsMoved();
    void entryRequested(std::uint32_t entry);
    void said(lens::Tone tone, const QString &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Tab
    {
        std::string id;
        Panel *panel;
        bool stale;
    };
    void update();
    void turned();

    std::vector<Tab> m_tabs;
    Selection m_selection;
    QWidget *m_beside = nullptr;
    bool m_hadFocus = false; // the panel that is turned away
    bool m_selected = false; // nothing is shown before the first selection
};

} // namespace lens
