// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qcustomplot.h>

#include <cmath>

namespace lens {

// Ticks of a logarithmic axis. Where it spans too little for powers of ten the library would set
// them at equal steps, which run together at the upper end.
class CountTicker final : public QCPAxisTickerLog
{
protected:
    QVector<double> createTickVector(double step, const QCPRange &range) override
    {
        m_isShort = range.upper < range.lower * shortAxis;
        setSubTickCount(m_isShort ? 0 : 8);
        return m_isShort ? steps(range) : QCPAxisTickerLog::createTickVector(step, range);
    }
    QString getTickLabel(double tick, const QLocale &locale, QChar format, int precision) override
    {
        return m_isShort ? locale.toString(tick, 'g', 4)
                         : QCPAxisTickerLog::getTickLabel(tick, locale, format, precision);
    }

private:
    static constexpr double shortAxis = 40; // from end to end: the library's 1.6 decades
    // 1, 2, 5, 10, …; as far from each other as so many of them are at least. The end of the axis
    // has none: it stands for no values.
    QVector<double> steps(const QCPRange &range) const
    {
        const double apart = std::pow(range.upper / range.lower, 1.0 / (tickCount() + 1));
        QVector<double> ticks;
        double power = std::pow(10, std::floor(std::log10(range.lower)));
        for (; power <= range.upper; power *= 10)
            for (const double tick : {power, 2 * power, 5 * power})
                if (tick > range.lower && tick <= range.upper &&
                    (ticks.isEmpty() || tick >= ticks.last() * apart))
                    ticks << tick;
        return ticks;
    }

    bool m_isShort = false;
};

} // namespace lens
