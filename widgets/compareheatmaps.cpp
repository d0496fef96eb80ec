// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compareheatmaps.h"

#include "model/document/heatscale.h"
#include "widgets/messagebar.h"
#include "widgets/planepicker.h"
#include "widgets/plots/heatmapplot.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QLabel *plainLabel()
{
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    return label;
}

} // namespace

CompareHeatmaps::CompareHeatmaps(QWidget *parent)
    : QWidget(parent)
    , m_picker(new PlanePicker(PlanePicker::Form::Narrow))
    , m_span(new QComboBox)
    , m_tiles(new QCheckBox(tr("&Kernels as tiles")))
    , m_readout(plainLabel())
    , m_caption(plainLabel())
    , m_again(new QPushButton(tr("Read again")))
    , m_controls(makeControls())
    , m_pictures(makePictures())
{
    setObjectName(u"compareHeatmaps"_s);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(fontMetrics().height());
    layout->addWidget(m_controls);
    layout->addWidget(m_pictures, 1);
    layout->addWidget(m_caption, 1);
    connect(&m_job, &HeatPairJob::finished, this, &CompareHeatmaps::ready);
    connect(&m_partJob, &HeatPairPartJob::finished, this, &CompareHeatmaps::partReady);
    connect(m_picker, &PlanePicker::planeChosen, this, [this](const Plane &plane) {
        m_plane = plane;
        start();
    });
    connect(m_picker, &PlanePicker::refused, this,
            [this](const Error &error) { say(errorText(error)); });
    connect(m_picker, &PlanePicker::corrected, this,
            [this] { m_isCurrent ? showCell() : say({}); });
    connect(m_span, &QComboBox::activated, this, &CompareHeatmaps::draw);
    connect(m_tiles, &QCheckBox::toggled, this, &CompareHeatmaps::start);
    connect(m_again, &QPushButton::clicked, this, &CompareHeatmaps::start);
    showNothing({});
}

QWidget *CompareHeatmaps::makeControls()
{
    m_span->setObjectName(u"compareSpan"_s);
    m_span->setAccessibleName(tr("Ends of the colours"));
    m_span->setToolTip(tr("Values beyond the ends get the last colour"));
    m_span->addItem(tr("1 to 99 %"), static_cast<int>(HeatSpan::Robust));
    m_span->addItem(tr("all values"), static_cast<int>(HeatSpan::All));
    m_tiles->setObjectName(u"compareTiles"_s);
    m_tiles->setAccessibleName(tr("Kernels as tiles"));
    m_tiles->setToolTip(tr("The kernels of a convolution side by side"));
    m_tiles->setChecked(true);
    m_readout->setObjectName(u"compareReadout"_s);
    m_readout->setTextFormat(Qt::RichText);
    m_readout->setMinimumHeight(fontMetrics().lineSpacing() * 4);
    m_again->setObjectName(u"compareAgain"_s);
    m_again->setAccessibleName(tr("Read the values again"));
    auto *label = new QLabel(tr("R&ange:"));
    label->setBuddy(m_span);
    auto *line = new QHBoxLayout;
    line->addWidget(label);
    line->addWidget(m_span);
    line->addWidget(m_tiles);
    line->addStretch(1);
    auto *box = new QWidget;
    auto *lines = new QVBoxLayout(box);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->addWidget(m_picker);
    lines->addLayout(line);
    lines->addWidget(m_readout, 1);
    lines->addWidget(m_again, 0, Qt::AlignLeft);
    // As wide as it may be, whatever is in it: the pictures stay in their place from tensor to
    // tensor.
    lines->addItem(new QSpacerItem(widestControls(), 0, QSizePolicy::Preferred));
    return box;
}

int CompareHeatmaps::widestControls() const { return fontMetrics().averageCharWidth() * 62; }

void CompareHeatmaps::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_controls->setMaximumWidth(std::min(widestControls(), width() * 2 / 5));
}

// One of them takes the keys: a person walks through all three at once.
QFrame *CompareHeatmaps::makePictures()
{
    auto *box = new QFrame;
    box->setObjectName(u"comparePictures"_s);
    box->setAccessibleName(tr("Heatmaps of A, the difference and B"));
    box->setToolTip(tr("The wheel zooms and dragging moves all three; a double click shows all. "
                       "Arrows walk, + and − zoom, Shift and an arrow moves, 0 shows all."));
    box->setFocusPolicy(Qt::WheelFocus);
    box->installEventFilter(this);
    auto *line = new QHBoxLayout(box);
    const int frame = style()->pixelMetric(QStyle::PM_FocusFrameHMargin) + 1;
    line->setContentsMargins(frame, frame, frame, frame);
    QFont bold = font();
    bold.setBold(true);
    for (std::size_t i = 0; i < PictureCount; ++i) {
        QLabel *heading = m_headings[i] = plainLabel();
        heading->setFont(bold);
        auto *plot = m_plots[i] = new HeatmapPlot(HeatmapPlot::Detail::Small);
        // Less than its numbers want: three of them are to fit a small window.
        plot->setMinimumSize(fontMetrics().averageCharWidth() * 16, fontMetrics().height() * 9);
        auto *column = new QVBoxLayout;
        column->addWidget(heading);
        column->addWidget(plot, 1);
        line->addLayout(column, 1);
        connectPicture(*plot);
    }
    nameDifference(HeatPair::Difference::Signed);
    return box;
}

void CompareHeatmaps::nameDifference(HeatPair::Difference difference)
{
    const QString delta = difference == HeatPair::Difference::Signed     ? tr("Δ = B − A")
                          : difference == HeatPair::Difference::Distance ? tr("|Δ| = |B − A|")
                                                                         : tr("mean |Δ| of cells");
    const QString names[] = {tr("A"), delta, tr("B")};
    for (std::size_t i = 0; i < PictureCount; ++i) {
        m_headings[i]->setText(names[i]);
        m_plots[i]->setAccessibleName(names[i]);
    }
}

void CompareHeatmaps::showTensors(CheckpointPtr a, std::uint32_t tensorA, CheckpointPtr b,
                                  std::uint32_t tensorB)
{
    const auto &shape = a->tensors[tensorA].shape;
    if (shape != m_shape) {
        m_shape = shape;
        m_plane = firstPlane(shape);
        m_picker->setShape(m_shape, m_plane);
    }
    m_source = {std::move(a), std::move(b), tensorA, tensorB};
    start();
}

void CompareHeatmaps::showNothing(const QString &reason)
{
    m_source = {};
    m_job.abandon();
    forget(reason);
}

void CompareHeatmaps::forget(const QString &caption)
{
    m_isDue = m_isCurrent = false;
    m_partJob.abandon();
    m_pair.reset();
    m_part.reset();
    m_walked = m_hovered = {};
    for (HeatmapPlot *plot : m_plots)
        plot->clear();
    m_again->hide();
    say({});
    m_controls->setVisible(m_source.a != nullptr);
    m_pictures->hide();
    m_caption->setText(caption);
    m_caption->show();
}

void CompareHeatmaps::start()
{
    if (!m_source.a)
        return;
    // What runs is of another slice or tensor, even when the next is read only later.
    m_job.abandon();
    m_partJob.abandon();
    m_isDue = true;
    m_isCurrent = false;
    for (HeatmapPlot *plot : m_plots)
        plot->setEnabled(false);
    startIfSeen();
}

void CompareHeatmaps::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    startIfSeen();
}

void CompareHeatmaps::startIfSeen()
{
    if (!isVisible() || !std::exchange(m_isDue, false))
        return;
    m_tiles->setVisible(tilesFor(m_plane, m_shape, mostPairCells).has_value());
    m_controls->show();
    m_again->hide();
    if (!m_pair)
        m_caption->clear();
    say(tr("Reading values…"));
    m_job.start(m_source, m_plane, m_tiles->isChecked() ? HeatLayout::Tiles : HeatLayout::Plane);
}

void CompareHeatmaps::ready(const Result<HeatPairPtr> &result)
{
    if (result)
        return showPair(*result);
    if (result.error().code == ErrorCode::Cancelled)
        return stopped();
    forget(errorText(result.error()));
}

void CompareHeatmaps::stopped()
{
    m_again->show();
    say(m_pair ? tr("Stopped. The pictures are of what was shown before.")
               : tr("Stopped before the values were read."));
}

void CompareHeatmaps::showPair(const HeatPairPtr &pair)
{
    if (pair->a.cells.empty())
        return forget(tr("The tensors have no elements."));
    const bool isSameSize = m_pair && m_pair->plane == pair->plane &&
                            m_pair->a.planeRows == pair->a.planeRows &&
                            m_pair->a.planeColumns == pair->a.planeColumns;
    m_pair = pair;
    m_part.reset();
    m_wanted.reset();
    m_partError.clear();
    m_isCurrent = true;
    if (!isSameSize)
        m_view = HeatView(m_pair->a.planeRows, m_pair->a.planeColumns);
    m_caption->hide();
    m_pictures->show();
    m_walked = m_hovered = {};
    showCell();
    draw();
    readPart();
}

void CompareHeatmaps::draw()
{
    if (m_pair)
        nameDifference(shownPair().difference);
    m_drawn = 0;
    drawNext();
}

// One in each round of the event loop: the window answers in between.
void CompareHeatmaps::drawNext()
{
    if (!m_pair || m_drawn == m_plots.size())
        return;
    const auto span = static_cast<HeatSpan>(m_span->currentData().toInt());
    const auto grid = [this](const HeatPairPtr &pair) {
        const HeatGrid *grids[] = {&pair->a, &pair->delta, &pair->b};
        return HeatGridPtr(pair, grids[m_drawn]);
    };
    HeatmapPlot *plot = m_plots[m_drawn];
    plot->setEnabled(m_isCurrent);
    plot->show(grid(m_pair),
               m_drawn == Delta ? deltaScale(shownPair(), span)
                                : heatScale(shownPair().a, HeatColours::Automatic, span),
               m_part ? grid(m_part) : nullptr);
    plot->setView(m_view);
    plot->mark(shownElement().row, shownElement().column);
    ++m_drawn;
    QTimer::singleShot(0, this, &CompareHeatmaps::drawNext);
}

QString CompareHeatmaps::caption() const { return m_pair ? captionText() : m_caption->text(); }

QString CompareHeatmaps::readout() const { return m_said; }

} // namespace lens
