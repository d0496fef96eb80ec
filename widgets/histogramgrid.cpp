// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/histogramgrid.h"

#include "model/document/plaintext.h"
#include "model/items/histogramsmodel.h"
#include "widgets/histogramcaption.h"
#include "widgets/messagebar.h"
#include "widgets/theme.h"

#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QString number(double value) { return plainText(shortDouble(value, 3)); }

double heightOf(double count, bool logarithmic) { return logarithmic ? std::log1p(count) : count; }

// The steps of the bins from the lower left to the lower right corner.
QPolygonF outlineOf(const engine::Histogram &bins, const QRectF &area, double highest,
                    bool logarithmic)
{
    const double width = area.width() / static_cast<double>(bins.counts.size());
    QPolygonF steps{area.bottomLeft()};
    for (std::size_t bin = 0; bin < bins.counts.size(); ++bin) {
        const double count = static_cast<double>(bins.counts[bin]);
        const double top = area.bottom() - area.height() * heightOf(count, logarithmic) / highest;
        const double left = area.left() + width * static_cast<double>(bin);
        steps << QPointF(left, top) << QPointF(left + width, top);
    }
    return steps << area.bottomRight();
}

QPolygonF curveOf(const std::vector<double> &counts, const QRectF &area, double highest,
                  bool logarithmic)
{
    const double width = area.width() / static_cast<double>(counts.size());
    QPolygonF curve;
    for (std::size_t bin = 0; bin < counts.size(); ++bin)
        curve << QPointF(area.left() + width * (static_cast<double>(bin) + 0.5),
                         area.bottom() -
                             area.height() * heightOf(counts[bin], logarithmic) / highest);
    return curve;
}

// What a small picture has no place for, as short as it gets.
QString warning(const engine::Statistics &statistics)
{
    QStringList parts;
    if (statistics.nan)
        parts << u"%1 NaN"_s.arg(plainText(grouped(statistics.nan)));
    if (const auto infinite = statistics.positiveInf + statistics.negativeInf)
        parts << u"%1 Inf"_s.arg(plainText(grouped(infinite)));
    return parts.join(u" "_s);
}

} // namespace

class HistogramGrid::Delegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    bool logarithmic = false, normal = false;
    bool onPaper = false; // no selection
    QSize cell;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return cell;
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const auto &model = static_cast<const HistogramsModel &>(*index.model());
        const int line = option.fontMetrics.height(), gap = line / 3;
        const QRect card = option.rect.adjusted(gap, gap, -gap, -gap);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        drawCard(*painter, option, card);
        const QRect inside = card.adjusted(gap, gap, -gap, -gap);
        painter->setPen(option.palette.color(QPalette::Text));
        const QString name = index.data().toString();
        painter->drawText(inside, Qt::AlignTop | Qt::AlignLeft | Qt::TextSingleLine,
                          option.fontMetrics.elidedText(name, Qt::ElideMiddle, inside.width()));
        drawRead(*painter, option, inside.adjusted(0, line + gap, 0, 0), model, index.row());
        painter->restore();
    }

private:
    void drawCard(QPainter &painter, const QStyleOptionViewItem &option, const QRect &card) const
    {
        const bool chosen = option.state.testFlag(QStyle::State_Selected) && !onPaper;
        const QColor base = option.palette.color(QPalette::Base);
        const QColor text = option.palette.color(QPalette::Text);
        painter.setBrush(base);
        painter.setPen(chosen ? QPen(option.palette.color(QPalette::Highlight), 2)
                              : QPen(mixed(text, base, 0.8), 1));
        painter.drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    }

    void drawRead(QPainter &painter, const QStyleOptionViewItem &option, const QRect &area,
                  const HistogramsModel &model, int row) const
    {
        const auto &read = model.read(row);
        if (read && *read && (*read)->histogram && !(*read)->histogram->counts.empty())
            return drawNumbers(painter, option, area, **read, model.choice().magnitudes);
        QString reason = u"…"_s;
        if (read)
            reason = *read ? whyNotDrawn((*read)->statistics) : lookErrorText(read->error());
        painter.setPen(option.palette.color(QPalette::PlaceholderText));
        painter.drawText(area, Qt::AlignCenter | Qt::TextWordWrap, reason);
    }

    void drawNumbers(QPainter &painter, const QStyleOptionViewItem &option, const QRect &area,
                     const engine::Numbers &numbers, bool magnitudes) const
    {
        const engine::Histogram &bins = *numbers.histogram;
        const int line = option.fontMetrics.height();
        const QRectF plot = QRectF(area).adjusted(0, 0, 0, -line - line / 4);
        const auto most = *std::max_element(bins.counts.begin(), bins.counts.end());
        const double highest = std::max(heightOf(static_cast<double>(most), logarithmic), 1e-9);
        const QColor accent = option.palette.color(QPalette::Highlight);
        painter.setPen(QPen(accent, 1));
        painter.setBrush(mixed(accent, option.palette.color(QPalette::Base), 0.6));
        painter.drawPolygon(outlineOf(bins, plot, highest, logarithmic));
        if (normal) {
            painter.setClipRect(plot);
            painter.setPen(QPen(option.palette.color(QPalette::Text), 1.2, Qt::DotLine));
            painter.setBrush(Qt::NoBrush);
            painter.drawPolyline(curveOf(normalCounts(bins, numbers.statistics, magnitudes), plot,
                                         highest, logarithmic));
            painter.setClipping(false);
        }
        drawEnds(painter, option, area, numbers);
    }

    void drawEnds(QPainter &painter, const QStyleOptionViewItem &option, const QRect &area,
                  const engine::Numbers &numbers) const
    {
        const auto &edges = numbers.histogram->edges;
        const int bottom = Qt::AlignBottom | Qt::TextSingleLine;
        painter.setPen(mixed(option.palette.color(QPalette::Text),
                             option.palette.color(QPalette::Base), 0.25));
        painter.drawText(area, bottom | Qt::AlignLeft, number(edges.front()));
        painter.drawText(area, bottom | Qt::AlignRight, number(edges.back()));
        painter.setPen(toneColour(option.palette, Tone::Error));
        painter.drawText(area, bottom | Qt::AlignHCenter, warning(numbers.statistics));
    }
};

HistogramGrid::HistogramGrid(HistogramsModel &model, QWidget *parent)
    : QListView(parent)
    , m_model(model)
    , m_delegate(new Delegate(this))
{
    setObjectName(u"histogramGrid"_s);
    setAccessibleName(tr("Histograms of the tensors of the group"));
    setModel(&model);
    setItemDelegate(m_delegate);
    setViewMode(IconMode);
    setMovement(Static);
    setResizeMode(Adjust);
    setUniformItemSizes(true);
    setFrameShape(NoFrame);
    setVerticalScrollMode(ScrollPerPixel);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // the columns depend on the width
    setMouseTracking(true);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &HistogramGrid::tellVisible);
    connect(&model, &QAbstractItemModel::modelReset, this, &HistogramGrid::fitCells);
    connect(this, &QListView::entered, this,
            [this](const QModelIndex &index) { Q_EMIT rowPointedAt(index.row()); });
    connect(this, &QListView::activated, this,
            [this](const QModelIndex &index) { Q_EMIT rowChosen(index.row()); });
}

void HistogramGrid::setLogarithmic(bool on)
{
    m_delegate->logarithmic = on;
    viewport()->update();
}

void HistogramGrid::setNormal(bool on)
{
    m_delegate->normal = on;
    viewport()->update();
}

// As many columns as fit, over the whole width.
void HistogramGrid::fitCells()
{
    const QSize least(fontMetrics().averageCharWidth() * 28, fontMetrics().height() * 9);
    const int width = viewport()->width() - 1;
    m_delegate->cell = {width / std::max(width / least.width(), 1), least.height()};
    setGridSize(m_delegate->cell);
    tellVisible();
}

void HistogramGrid::tellVisible()
{
    const int height = std::max(gridSize().height(), 1);
    const int columns = std::max(viewport()->width() / std::max(gridSize().width(), 1), 1);
    const int first = verticalScrollBar()->value() / height * columns;
    const int rows = viewport()->height() / height + 2;
    if (isVisible())
        m_model.setVisible(first, first + rows * columns - 1);
}

void HistogramGrid::resizeEvent(QResizeEvent *event)
{
    QListView::resizeEvent(event);
    fitCells();
}

void HistogramGrid::showEvent(QShowEvent *event)
{
    QListView::showEvent(event);
    fitCells();
}

void HistogramGrid::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    if (current.isValid())
        Q_EMIT rowPointedAt(current.row());
}

void HistogramGrid::drawOnPaper(QPainter &painter)
{
    const QPalette screen = palette();
    setPalette(paperPalette());
    m_delegate->onPaper = true;
    viewport()->render(&painter, {}, {}, QWidget::DrawWindowBackground);
    m_delegate->onPaper = false;
    setPalette(screen);
}

QPixmap HistogramGrid::picture()
{
    return pictureOf(viewport()->size(), [this](QPainter &painter) { drawOnPaper(painter); });
}

bool HistogramGrid::write(PictureFormat format, QIODevice &device)
{
    return drawPicture(
        viewport()->size(), [this](QPainter &painter) { drawOnPaper(painter); }, format, device);
}

} // namespace lens
