// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heattexts.h"

#include "model/document/plaintext.h"
#include "widgets/facts.h"

#include <QCoreApplication>
#include <QStringList>

#include <array>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("HeatmapPanel", text); }

QString count(std::uint64_t value) { return plainText(grouped(value)); }

QString number(double value) { return numberText(value, 6); }

// "3 NaN, 1 +Inf", each with its mark.
QString listed(std::uint64_t nan, std::uint64_t positive, std::uint64_t negative,
               std::array<const char *, 3> marks)
{
    QStringList parts;
    const std::tuple<std::uint64_t, QString, const char *> kinds[] = {
        {nan, u"NaN"_s, marks[0]},
        {positive, u"+Inf"_s, marks[1]},
        {negative, u"−Inf"_s, marks[2]}};
    for (const auto &[amount, name, mark] : kinds)
        if (amount)
            parts << count(amount) + u' ' + name + QString::fromUtf8(mark);
    return parts.join(", "_L1);
}

QString tilesText(const HeatTiles &tiles, const std::vector<std::int64_t> &shape)
{
    const auto extent = [&shape](int axis) {
        return axis < 0 ? 1 : shape[static_cast<std::size_t>(axis)];
    };
    const auto shown = static_cast<std::uint64_t>(tiles.down * tiles.across);
    const auto all = static_cast<std::uint64_t>(extent(tiles.downAxis) * extent(tiles.acrossAxis));
    const QString amount = shown == all ? count(all) : tr("%1 of %2").arg(count(shown), count(all));
    const QString kernels = all == 1 ? tr("1 kernel") : tr("%1 kernels").arg(amount);
    return tr("%1 of %2 × %3").arg(kernels).arg(tiles.height).arg(tiles.width);
}

constexpr QChar marks[] = {u'●', u'▲', u'▼'};

} // namespace

QString specialText(const HeatTotals &totals)
{
    return listed(totals.nan, totals.positiveInf, totals.negativeInf, {" ●", " ▲", " ▼"});
}

QString withColouredMarks(const QString &text, const QColor &colour)
{
    if (text.isEmpty())
        return {};
    QString rich = text.toHtmlEscaped();
    for (const QChar mark : marks)
        rich.replace(mark, u"<span style=\"color:%1\">%2</span>"_s.arg(colour.name()).arg(mark));
    return u"<div style=\"white-space:pre-wrap\">%1</div>"_s.arg(rich);
}

QString tilesTogetherText() { return tr(", too small to be set apart: zoom in"); }

QString cellText(const HeatCell &cell, bool isComplex)
{
    if (isComplex && cell.finite > 0)
        return u"|z| "_s + cellText(cell);
    const QString special = listed(cell.nan, cell.positiveInf, cell.negativeInf, {"", "", ""});
    if (cell.finite == 0)
        return special;
    if (cell.finite + cell.special() == 1)
        return number(cell.sum);
    const QString text = tr("mean %1, from %2 to %3, %4 values")
                             .arg(number(cell.sum / cell.finite), number(cell.low),
                                  number(cell.high), count(cell.finite + cell.special()));
    return special.isEmpty() ? text : u"%1, %2"_s.arg(text, special);
}

QString sizeText(const HeatGrid &grid, const HeatView &view, const Plane &plane,
                 const std::vector<std::int64_t> &shape)
{
    const QString magnitudes = grid.isComplex ? tr(", |z| of complex numbers") : QString();
    if (grid.tiles)
        return tilesText(*grid.tiles, shape) + magnitudes;
    QString text = grid.planeRows * grid.planeColumns == 1
                       ? tr("1 value")
                       : tr("%1 × %2 values").arg(grid.planeRows).arg(grid.planeColumns);
    if (isWrapped(plane) && grid.planeRows > 1)
        text = tr("%1 values in lines of %2")
                   .arg(count(static_cast<std::uint64_t>(
                            shape[static_cast<std::size_t>(plane.columns)])),
                        count(static_cast<std::uint64_t>(grid.planeColumns)));
    if (view != HeatView(grid.planeRows, grid.planeColumns))
        text += tr(", %1 × %2 in view")
                    .arg(std::ceil(view.rows().length))
                    .arg(std::ceil(view.columns().length));
    if (!grid.isOfElements())
        text += tr(", the mean of %1 × %2 in a cell").arg(grid.rowStep).arg(grid.columnStep);
    return text + magnitudes;
}

} // namespace lens
