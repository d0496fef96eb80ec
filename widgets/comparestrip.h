// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/comparemodel.h"

#include <QWidget>

namespace lens {

// Where in both files the differences lie: all rows in file order from top to bottom, hidden ones
// too, as marks in the colours of their states. A click goes there.
class CompareStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit CompareStrip(const CompareModel &model, QWidget *parent = nullptr);
    QSize sizeHint() const override;

Q_SIGNALS:
    // An aligned row; the nearest that differs where the click was.
    void rowRequested(std::size_t row);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    std::vector<CompareState> marks() const;

    const CompareModel &m_model;
};

} // namespace lens
