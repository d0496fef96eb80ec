// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

namespace lens {

// What can be typed into the filter line, as examples that can be taken.
class FilterHelp final : public QFrame
{
    Q_OBJECT

public:
    explicit FilterHelp(QWidget *parent = nullptr);

Q_SIGNALS:
    void chosen(const QString &example);
};

} // namespace lens
