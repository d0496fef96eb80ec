// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qcustomplot.h>

namespace lens {

// Ticks at indices, between which there is nothing: no more of them than have room for their
// numbers beside, or above, each other.
class IndexTicker final : public QCPAxisTickerFixed
{
public:
    explicit IndexTicker(const QCPAxis &axis)
        : m_axis(axis)
    {
        setTickStep(1);
        setScaleStrategy(ssMultiples);
    }
    void generate(const QCPRange &range, const QLocale &locale, QChar format, int precision,
                  QVector<double> &ticks, QVector<double> *subTicks,
                  QVector<QString> *labels) override
    {
        for (int count = mostTicks; count > 0; --count) {
            setTickCount(count);
            QCPAxisTickerFixed::generate(range, locale, format, precision, ticks, subTicks, labels);
            if (!labels || fits(range, ticks, *labels))
                return;
        }
        // Of a few that still have none, the one that tells how long the axis is.
        ticks = {ticks.last()};
        *labels = {labels->last()};
    }

private:
    static constexpr int mostTicks = 5; // or a few more, where their steps are round

    bool fits(const QCPRange &range, const QVector<double> &ticks,
              const QVector<QString> &labels) const
    {
        const QFontMetrics letters(m_axis.tickLabelFont());
        const bool isAcross = m_axis.orientation() == Qt::Horizontal;
        const QSize room = m_axis.axisRect()->size();
        int longest = letters.height();
        if (isAcross)
            for (const QString &label : labels)
                longest = std::max(longest,
                                   letters.horizontalAdvance(label) + letters.averageCharWidth());
        const double pixels = (isAcross ? room.width() : room.height()) / range.size();
        return ticks.size() < 2 || (ticks[1] - ticks[0]) * pixels >= longest;
    }

    const QCPAxis &m_axis;
};

} // namespace lens
