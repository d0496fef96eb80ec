// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/locatormodel.h"

#include <QStyledItemDelegate>

namespace lens {

// How a row of the locator looks: icons, and quiet words for what only tells rows apart.
class LocatorDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    LocatorDelegate(const LocatorModel &model, QObject *parent);
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;

private:
    const LocatorModel &m_model;
};

} // namespace lens
