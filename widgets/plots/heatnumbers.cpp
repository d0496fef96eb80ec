// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heatnumbers.h"

#include "model/document/heatscale.h"
#include "model/document/plaintext.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr int mostDigits = 4, fewestDigits = 2;
constexpr std::int64_t most = 5000; // so many are drawn in 30 ms
constexpr double size = 0.85;       // of the letters at the axes
constexpr double grey = 0.179;      // as light from black as from white

// As contrast is measured: from 0, black, to 1, white.
double lightness(const QColor &colour)
{
    const auto linear = [](double part) {
        return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
}

} // namespace

HeatNumbers::HeatNumbers(QCustomPlot &plot, QCPColorMap &map)
    : QCPLayerable(&plot, u"main"_s)
    , m_map(map)
{}

void HeatNumbers::setGrid(const HeatGridPtr &grid, bool magnitude)
{
    m_magnitude = magnitude;
    m_grid = grid && grid->isOfElements() ? grid : nullptr;
}

void HeatNumbers::applyDefaultAntialiasingHint(QCPPainter *painter) const
{
    painter->setAntialiasing(true);
}

QRect HeatNumbers::clipRect() const { return m_map.keyAxis()->axisRect()->rect(); }

QRectF HeatNumbers::placeOf(const CellRange &element) const
{
    const auto at = [](const QCPAxis *axis, std::int64_t index) {
        return axis->coordToPixel(static_cast<double>(index) - 0.5);
    };
    const QCPAxis *x = m_map.keyAxis(), *y = m_map.valueAxis();
    return {QPointF(at(x, element.column), at(y, element.row)),
            QPointF(at(x, element.column + element.columns), at(y, element.row + element.rows))};
}

// Of the cells of the grid.
CellRange HeatNumbers::seen() const
{
    const auto part = [](const QCPRange &range, std::int64_t from, std::int64_t length) {
        const auto first = static_cast<std::int64_t>(std::floor(range.lower + 0.5)) - from;
        const auto end = static_cast<std::int64_t>(std::ceil(range.upper + 0.5)) - from;
        return std::pair(std::clamp<std::int64_t>(first, 0, length),
                         std::clamp<std::int64_t>(end, 0, length));
    };
    const auto [top, bottom] =
        part(m_map.valueAxis()->range(), m_grid->part.row, m_grid->part.rows);
    const auto [left, right] =
        part(m_map.keyAxis()->range(), m_grid->part.column, m_grid->part.columns);
    return {top, left, bottom - top, right - left};
}

QFont HeatNumbers::letters() const
{
    QFont font = m_map.keyAxis()->tickLabelFont();
    font.setPointSizeF(font.pointSizeF() * size);
    return font;
}

// Only those that have room; none where more than so many have not.
QList<HeatNumbers::Number> HeatNumbers::numbers(const CellRange &cells, int digits,
                                                qsizetype mostWithout) const
{
    const QFontMetricsF metrics(letters());
    QList<Number> result;
    for (std::int64_t row = cells.row; row < cells.row + cells.rows; ++row)
        for (std::int64_t column = cells.column; column < cells.column + cells.columns; ++column) {
            const HeatCell &one = m_grid->at(row, column);
            if (!one.finite)
                continue;
            const QString text = plainText(shortDouble(one.sum, digits));
            const QRectF place = placeOf(m_grid->elementsOf({row, column}));
            if (metrics.horizontalAdvance(text) + metrics.averageCharWidth() / 2 <= place.width())
                result.append({place, text, valueOf(one, m_magnitude)});
            else if (--mostWithout < 0)
                return {};
        }
    return result;
}

QList<HeatNumbers::Number> HeatNumbers::numbers() const
{
    const QFontMetricsF metrics(letters());
    const CellRange cells = seen();
    const QSizeF cell = placeOf({0, 0, 1, 1}).size();
    if (cell.height() < metrics.height() || cell.width() < metrics.horizontalAdvance(u"00"_s) ||
        cells.rows * cells.columns > most)
        return {};
    qsizetype all = 0;
    for (std::int64_t row = cells.row; row < cells.row + cells.rows; ++row)
        for (std::int64_t column = cells.column; column < cells.column + cells.columns; ++column)
            all += m_grid->at(row, column).finite;
    for (int digits = mostDigits; digits > fewestDigits; --digits)
        if (auto result = numbers(cells, digits, 0); !result.isEmpty())
            return result;
    return numbers(cells, fewestDigits, all / 4);
}

void HeatNumbers::draw(QCPPainter *painter)
{
    if (!m_grid)
        return;
    QCPColorGradient gradient = m_map.gradient();
    const QCPRange range = m_map.dataRange();
    const QRectF inside(clipRect());
    painter->setFont(letters());
    for (const auto &[place, text, colour] : numbers()) {
        const double drawn = std::clamp(colour, range.lower, range.upper);
        const double light = lightness(QColor::fromRgb(gradient.color(drawn, range)));
        painter->setPen(light > grey ? Qt::black : Qt::white);
        // A part of a number is another number.
        if (inside.contains(place) ||
            inside.contains(painter->boundingRect(place, Qt::AlignCenter, text)))
            painter->drawText(place, Qt::AlignCenter, text);
    }
}

} // namespace lens
