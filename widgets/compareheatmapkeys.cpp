// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compareheatmaps.h"

#include "model/document/plaintext.h"
#include "widgets/heattexts.h"
#include "widgets/messagebar.h"
#include "widgets/plots/heatmapplot.h"

#include <QFrame>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QStyleOption>

#include <tuple>
#include <utility>

// How a person walks and zooms in three heatmaps, what is read for that, and what a cell says.

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr double nearer = 0.5, farther = 2;
constexpr double panShare = 0.25; // of what is seen

} // namespace

bool CompareHeatmaps::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_pictures && event->type() == QEvent::Paint && m_pictures->hasFocus())
        drawFocus();
    if (watched == m_pictures && m_isCurrent) {
        if (event->type() == QEvent::FocusIn && m_walked.row < 0)
            walk(0, 0);
        if (event->type() == QEvent::KeyPress) {
            const auto *key = static_cast<QKeyEvent *>(event);
            if (handleKey(key->key(), key->modifiers()))
                return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

// Below the pictures, so that it is seen around them.
void CompareHeatmaps::drawFocus()
{
    QStyleOptionFocusRect option;
    option.initFrom(m_pictures);
    QPainter painter(m_pictures);
    style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, m_pictures);
}

bool CompareHeatmaps::handleKey(int key, Qt::KeyboardModifiers modifiers)
{
    const int down = (key == Qt::Key_Down) - (key == Qt::Key_Up);
    const int right = (key == Qt::Key_Right) - (key == Qt::Key_Left);
    HeatView view = m_view;
    if (key == Qt::Key_Plus || key == Qt::Key_Equal) {
        zoom(nearer);
    } else if (key == Qt::Key_Minus) {
        zoom(farther);
    } else if (key == Qt::Key_0) {
        view.showAll();
        setView(view);
    } else if ((down || right) && modifiers == Qt::ShiftModifier) {
        view.move(down * panShare * view.rows().length, right * panShare * view.columns().length);
        setView(view);
    } else if (down || right) {
        walk(down, right);
    } else {
        return false;
    }
    return true;
}

// About the marked cell, else about the middle.
void CompareHeatmaps::zoom(double factor)
{
    HeatView view = m_view;
    const auto middle = [](std::int64_t from, std::int64_t length) {
        return static_cast<double>(from) + static_cast<double>(length) / 2;
    };
    if (const Element at = shownElement(); at.row >= 0) {
        const HeatGrid &grid = pairAt(at).a;
        const CellRange cell = grid.elementsOf(grid.cellOf(at.row, at.column));
        view.zoom(factor, middle(cell.row, cell.rows), middle(cell.column, cell.columns));
    } else {
        view.zoom(factor, view.rows().from + view.rows().length / 2,
                  view.columns().from + view.columns().length / 2);
    }
    setView(view);
}

// From the cell that is marked, whether by keys or by the pointer, else to the first that is seen.
// In steps of the part that is drawn, also out of it, where the next is not read yet.
void CompareHeatmaps::walk(std::int64_t rows, std::int64_t columns)
{
    const Element from = shownElement();
    if (from.row < 0) {
        std::tie(m_walked.row, m_walked.column) = m_view.first();
        return showCell();
    }
    const CellRange to = shownPair().a.beside({from.row, from.column}, rows, columns);
    m_walked = {to.row, to.column};
    m_hovered = {};
    showCell();
    HeatView view = m_view;
    view.reveal(to);
    setView(view);
}

void CompareHeatmaps::connectPicture(HeatmapPlot &plot)
{
    connect(&plot, &HeatmapPlot::hovered, this, &CompareHeatmaps::hover);
    connect(&plot, &HeatmapPlot::zoomed, this, [this](double factor, double row, double column) {
        HeatView view = m_view;
        view.zoom(factor, row, column);
        setView(view);
    });
    connect(&plot, &HeatmapPlot::tilesMoved, this, [this] {
        if (m_isCurrent)
            showCell();
    });
    connect(&plot, &HeatmapPlot::dragged, this, [this](double rows, double columns) {
        HeatView view = m_view;
        view.move(rows, columns);
        setView(view);
    });
    connect(&plot, &HeatmapPlot::resetRequested, this, [this] {
        HeatView view = m_view;
        view.showAll();
        setView(view);
    });
}

void CompareHeatmaps::applyView()
{
    for (HeatmapPlot *plot : m_plots)
        plot->setView(m_view);
}

void CompareHeatmaps::setView(const HeatView &view)
{
    if (!m_isCurrent || view == m_view)
        return;
    m_view = view;
    m_partError.clear();
    applyView();
    if (shownElement().row < 0)
        say(captionText());
    readPart();
}

// What is there stays until the next part is; all of the plane is there anyway.
void CompareHeatmaps::readPart()
{
    const auto last = std::exchange(m_wanted, partFor(m_view, m_pair->a, mostPairCells, m_wanted));
    if (m_wanted == last)
        return;
    if (m_wanted)
        return m_partJob.start(m_source, m_pair, *m_wanted);
    m_partJob.abandon();
    m_part.reset();
    showCell();
    draw();
}

// What did not come is asked for again when a person looks elsewhere.
void CompareHeatmaps::partReady(const Result<HeatPairPtr> &result)
{
    if (result) {
        m_part = *result;
        showCell();
        return draw();
    }
    m_wanted = m_part ? std::optional(m_part->a.part) : std::nullopt;
    if (result.error().code == ErrorCode::Cancelled)
        return;
    m_partError = errorText(result.error());
    say(captionText());
}

const HeatPair &CompareHeatmaps::pairAt(const Element &element) const
{
    return m_part && m_part->a.holds(element.row, element.column) ? *m_part : *m_pair;
}

CompareHeatmaps::Element CompareHeatmaps::shownElement() const
{
    return m_hovered.row >= 0 ? m_hovered : m_walked;
}

void CompareHeatmaps::hover(qint64 row, qint64 column)
{
    if (!m_isCurrent)
        return;
    m_hovered = {row, column};
    showCell();
}

void CompareHeatmaps::showCell()
{
    const Element at = shownElement();
    for (HeatmapPlot *plot : m_plots)
        plot->mark(at.row, at.column);
    const QString text = at.row < 0 ? QString() : cellsText(at);
    say(text.isEmpty() ? captionText() : text);
}

// Empty between two kernels.
QString CompareHeatmaps::cellsText(const Element &element) const
{
    const HeatPair &pair = pairAt(element);
    const auto [row, column] = pair.a.cellOf(element.row, element.column);
    const std::string place = heatPlace(pair.a, pair.plane, pair.shape, row, column);
    if (place.empty())
        return {};
    const HeatCell &difference = pair.delta.at(row, column);
    QString delta = cellText(difference);
    if (pair.difference == HeatPair::Difference::MeanDistance && difference.finite)
        delta += tr(", mean |Δ| %1").arg(plainText(shortDouble(valueOf(difference, true), 6)));
    const auto side = [&](const HeatGrid &grid) {
        return cellText(grid.at(row, column), grid.isComplex);
    };
    const bool isDistance = pair.a.isComplex || pair.b.isComplex;
    return u"%1\nA  %2\n%3  %4\nB  %5"_s.arg(plainText(place), side(pair.a),
                                             isDistance ? u"|Δ|"_s : u"Δ"_s, delta, side(pair.b));
}

void CompareHeatmaps::say(const QString &text)
{
    m_said = text;
    m_readout->setText(withColouredMarks(text, HeatmapPlot::specialColour()));
    m_pictures->setAccessibleDescription(text);
}

QString CompareHeatmaps::captionText() const
{
    const HeatPair &pair = shownPair();
    QString text =
        sizeText(pair.b.isComplex ? pair.b : pair.a, m_view, m_pair->plane, m_pair->shape);
    if (!m_plots[A]->areTilesApart())
        text += tilesTogetherText();
    const std::pair<HeatTotals, QString> sides[] = {
        {m_pair->a.totals, u"A"_s}, {m_pair->delta.totals, u"Δ"_s}, {m_pair->b.totals, u"B"_s}};
    for (const auto &[totals, name] : sides)
        if (const QString special = specialText(totals); !special.isEmpty())
            text += u"\n%1: %2"_s.arg(name, special);
    return m_partError.isEmpty() ? text : text + u'\n' + m_partError;
}

} // namespace lens
