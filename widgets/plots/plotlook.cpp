// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/plotlook.h"

#include <QEvent>
#include <QPdfWriter>
#include <QSvgGenerator>

#include <qcustomplot.h>

#include <algorithm>

namespace lens {
namespace {

constexpr double sharpness = 2; // pixels of a picture for one of the screen

// Draws on a page and says whether the device took it.
using DrawOn = std::function<bool(QPaintDevice &)>;

// The library has no method for this: its painter on a paint device of Qt.
bool drawVectors(QCustomPlot &plot, QPaintDevice &page)
{
    QCPPainter painter;
    if (!painter.begin(&page))
        return false;
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    painter.setMode(QCPPainter::pmNonCosmetic);
    plot.toPainter(&painter, plot.width(), plot.height());
    return painter.end();
}

bool drawSvg(const QSize &size, const DrawOn &draw, QIODevice &device)
{
    QSvgGenerator page;
    page.setOutputDevice(&device);
    page.setSize(size);
    page.setViewBox(QRect(QPoint(), size));
    return draw(page);
}

bool drawPdf(const QSize &size, const DrawOn &draw, QIODevice &device)
{
    constexpr int dotsPerInch = 96; // a point of the page is a pixel of the screen
    QPdfWriter page(&device);
    page.setResolution(dotsPerInch);
    page.setPageSize(QPageSize(QSizeF(size) / dotsPerInch, QPageSize::Inch));
    page.setPageMargins({});
    return draw(page);
}

bool savePng(const QPixmap &picture, QIODevice &device)
{
    return !picture.isNull() && picture.save(&device, "PNG");
}

// A line above the axes, of this height.
QCPLayoutInset *roomAbove(QCustomPlot &plot, int height)
{
    QCPLayoutGrid *grid = plot.plotLayout();
    if (grid->rowCount() == 1) {
        grid->insertRow(0);
        grid->setRowSpacing(0);
        auto *room = new QCPLayoutInset;
        // The library lays out what is at the right one pixel too far.
        room->setAutoMargins(QCP::msNone);
        room->setMargins({0, 0, 1, 0});
        grid->addElement(0, 0, room);
    }
    auto *room = static_cast<QCPLayoutInset *>(grid->element(0, 0));
    room->setMinimumSize(0, height);
    room->setMaximumSize(QWIDGETSIZE_MAX, height);
    return room;
}

} // namespace

bool changesLook(const QEvent &event)
{
    return event.type() == QEvent::PaletteChange || event.type() == QEvent::FontChange ||
           event.type() == QEvent::EnabledChange;
}

QColor mixed(const QColor &a, const QColor &b, double share)
{
    const auto mix = [share](int x, int y) { return static_cast<int>(x + (y - x) * share); };
    return {mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue())};
}

void colourAxis(QCPAxis &axis, const QPalette &look, const QFont &font)
{
    const QColor base = look.color(QPalette::Base), text = look.color(QPalette::Text);
    const QColor line = mixed(text, base, 0.5), label = mixed(text, base, 0.2);
    axis.setBasePen(line);
    axis.setTickPen(line);
    axis.setSubTickPen(line);
    axis.setTickLabelColor(label);
    axis.setLabelColor(label);
    axis.setTickLabelFont(font);
    axis.setLabelFont(font);
    axis.grid()->setPen(mixed(text, base, 0.85));
    axis.grid()->setZeroLinePen(mixed(text, base, 0.85));
}

void applyLook(QCustomPlot &plot, const QPalette &look, const QFont &font)
{
    const QColor base = look.color(QPalette::Base), text = look.color(QPalette::Text);
    plot.setBackground(base);
    for (auto *axis : {plot.xAxis, plot.yAxis, plot.xAxis2, plot.yAxis2})
        colourAxis(*axis, look, font);
    QColor veil = base;
    veil.setAlphaF(0.8F);
    plot.legend->setBrush(veil);
    plot.legend->setBorderPen(mixed(text, base, 0.75));
    plot.legend->setTextColor(mixed(text, base, 0.2));
    plot.legend->setFont(font);
}

void placeLegend(QCustomPlot &plot, bool isShown)
{
    QCPLegend &legend = *plot.legend;
    legend.setVisible(isShown);
    QSize item(1, 1);
    int count = 0;
    for (int i = 0; i < legend.itemCount(); ++i)
        // The last line of a wrapped legend may have empty cells, which count as items.
        if (const QCPAbstractLegendItem *cell = legend.item(i)) {
            item = item.expandedTo(cell->minimumOuterSizeHint());
            ++count;
        }
    const int columns = std::max(plot.width() / (item.width() + legend.columnSpacing()) - 1, 1);
    const int lines = (count + columns - 1) / columns;
    const bool isAbove = isShown && lines * item.height() <= plot.height() / 4;
    legend.setWrap(isAbove ? columns : 0);
    legend.setFillOrder(isAbove ? QCPLegend::foColumnsFirst : QCPLegend::foRowsFirst);
    QCPLayoutInset *wanted = roomAbove(plot, isAbove ? legend.minimumOuterSizeHint().height() : 0);
    if (!isAbove)
        wanted = plot.axisRect()->insetLayout();
    if (legend.layout() == wanted)
        return;
    legend.layout()->take(&legend);
    wanted->addElement(&legend, Qt::AlignRight | Qt::AlignTop);
}

QPalette paperPalette()
{
    QPalette paper;
    paper.setColor(QPalette::Window, Qt::white);
    paper.setColor(QPalette::Base, Qt::white);
    paper.setColor(QPalette::WindowText, QColor(0x1F2328));
    paper.setColor(QPalette::Text, QColor(0x1F2328));
    paper.setColor(QPalette::Highlight, QColor(0x2F6FB3));
    return paper;
}

bool drawPicture(QCustomPlot &plot, PictureFormat format, QIODevice &device)
{
    if (format == PictureFormat::Png)
        return savePng(plot.toPixmap(plot.width(), plot.height(), sharpness), device);
    const auto draw = [&plot](QPaintDevice &page) { return drawVectors(plot, page); };
    return format == PictureFormat::Svg ? drawSvg(plot.size(), draw, device)
                                        : drawPdf(plot.size(), draw, device);
}

bool drawPicture(const QSize &size, const std::function<void(QPainter &)> &draw,
                 PictureFormat format, QIODevice &device)
{
    if (format == PictureFormat::Png)
        return savePng(pictureOf(size, draw), device);
    const auto drawOn = [&draw](QPaintDevice &page) {
        QPainter painter;
        if (!painter.begin(&page))
            return false;
        draw(painter);
        return painter.end();
    };
    return format == PictureFormat::Svg ? drawSvg(size, drawOn, device)
                                        : drawPdf(size, drawOn, device);
}

QPixmap pictureOf(const QSize &size, const std::function<void(QPainter &)> &draw)
{
    QPixmap picture((QSizeF(size) * sharpness).toSize());
    picture.setDevicePixelRatio(sharpness);
    picture.fill(Qt::white);
    QPainter painter(&picture);
    draw(painter);
    return picture;
}

namespace {

// A ticker sets about as many as it is asked for: where their steps are round.
int widthOfNumbers(const QCPAxis &axis)
{
    const QFontMetrics letters(axis.tickLabelFont());
    QVector<double> ticks;
    QVector<QString> numbers;
    axis.ticker()->generate(axis.range(), QLocale::c(), axis.numberFormat().at(0),
                            axis.numberPrecision(), ticks, nullptr, &numbers);
    int width = 0;
    for (const QString &number : numbers)
        width = std::max(width, letters.horizontalAdvance(number));
    return static_cast<int>(numbers.size()) * (width + 2 * letters.averageCharWidth());
}

} // namespace

void fitNumbers(QCustomPlot &plot)
{
    const QFontMetrics letters = plot.fontMetrics();
    const int across = plot.width() / (letters.averageCharWidth() * 12);
    const int up = plot.height() / (letters.height() * 2);
    int count = std::clamp(across, 2, 5);
    plot.xAxis->ticker()->setTickCount(count);
    while (count > 1 && widthOfNumbers(*plot.xAxis) > plot.width() * 3 / 4)
        plot.xAxis->ticker()->setTickCount(--count);
    plot.yAxis->ticker()->setTickCount(std::clamp(up, 2, 5));
}

} // namespace lens
