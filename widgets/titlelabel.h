// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace lens {

// The large line on top of a panel that says what it shows, usually a path of a file. It takes the
// room there is, however long the path: what does not fit is left out in the middle and is in the
// tool tip, unless that is another; text() has all of it.
class TitleLabel final : public QLabel
{
    Q_OBJECT

public:
    explicit TitleLabel(QWidget *parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QString shown() const;
};

} // namespace lens
