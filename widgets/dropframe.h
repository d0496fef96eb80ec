// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace lens {

// Lies over another widget while files are dragged across it, and says what dropping them does.
class DropFrame final : public QWidget
{
    Q_OBJECT

public:
    explicit DropFrame(QWidget &over);
    void showFor(qsizetype files);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget &m_over;
    QString m_text;
};

} // namespace lens
