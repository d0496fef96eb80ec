// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/plotlook.h"

#include <QListView>

namespace lens {

class HistogramsModel;

// Small histograms side by side, each on axes of its own, those in view read as they come.
class HistogramGrid final : public QListView
{
    Q_OBJECT

public:
    explicit HistogramGrid(HistogramsModel &model, QWidget *parent = nullptr);
    void setLogarithmic(bool on);
    void setNormal(bool on);
    // What is in view, in the colours of paper.
    QPixmap picture();
    bool write(PictureFormat format, QIODevice &device);

Q_SIGNALS:
    void rowPointedAt(int row);
    void rowChosen(int row);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    class Delegate;
    void fitCells();
    void tellVisible();
    void drawOnPaper(QPainter &painter);

    HistogramsModel &m_model;
    Delegate *m_delegate;
};

} // namespace lens
