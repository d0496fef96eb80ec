// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/divider.h"

#include "model/document/settings.h"

namespace lens {

Divider::Divider(Qt::Orientation orientation, Settings &settings, const QString &name,
                 QWidget *parent)
    : QSplitter(orientation, parent)
    , m_settings(settings)
    , m_name(name)
{
    setObjectName(name + QStringLiteral("Divider"));
    setChildrenCollapsible(false);
    connect(this, &QSplitter::splitterMoved, this, [this] {
        m_chosen = true;
        m_settings.setDivider(m_name, saveState());
    });
}

void Divider::begin(const QList<int> &sizes)
{
    m_chosen = restoreState(m_settings.divider(m_name));
    suggest(sizes);
}

void Divider::suggest(const QList<int> &sizes)
{
    m_first = sizes;
    if (!m_chosen)
        setSizes(sizes);
}

void Divider::reset()
{
    m_chosen = false;
    setSizes(m_first);
}

} // namespace lens
