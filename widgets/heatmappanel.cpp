// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heatmappanel.h"

#include "model/document/heatcsv.h"
#include "model/document/jobs.h"
#include "model/document/plaintext.h"
#include "widgets/facts.h"
#include "widgets/heatmapcontrols.h"
#include "widgets/heattexts.h"
#include "widgets/icons.h"
#include "widgets/messagebar.h"
#include "widgets/planepicker.h"
#include "widgets/plots/heatmapplot.h"
#include "widgets/titlelabel.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include <utility>

using namespace Qt::StringLiterals;

namespace lens {
HeatmapPanel::HeatmapPanel(const PanelContext &context, QWidget *parent)
    : Panel(context, parent)
    , m_export(context)
    , m_title(new TitleLabel)
    , m_caption(new QLabel)
    , m_readout(new QLabel)
    , m_picker(new PlanePicker)
    , m_controls(new HeatmapControls)
    , m_plot(new HeatmapPlot)
    , m_bottom(makeBottom())
{
    setObjectName(u"heatmapPanel"_s);
    for (QLabel *label : {m_caption, m_readout}) {
        label->setTextFormat(label == m_caption ? Qt::RichText : Qt::PlainText);
        label->setWordWrap(true);
    }
    m_readout->setForegroundRole(QPalette::PlaceholderText);
    auto *layout = new QVBoxLayout(this);
    const int margin = fontMetrics().height() * 3 / 4;
    layout->setContentsMargins(margin, margin, margin, margin);
    for (QWidget *part : std::initializer_list<QWidget *>{m_title, m_picker, m_controls})
        layout->addWidget(part);
    layout->addWidget(m_plot, 1);
    layout->addWidget(m_caption);
    layout->addWidget(m_bottom);
    layout->addStretch(); // without a picture
    watch(&m_job, tr("Reading values"));
    watch(&m_partJob, tr("Reading values"));
    watch(&m_export.question(), tr("Exporting"));
    watch(&m_export, tr("Exporting"));
    connect(&m_export, &PictureExportJob::finished, this, &Panel::said);
    connect(&m_job, &HeatmapJob::finished, this, &HeatmapPanel::gridReady);
    connect(&m_partJob, &HeatPartJob::finished, this, &HeatmapPanel::partReady);
    connect(m_picker, &PlanePicker::planeChosen, this, &HeatmapPanel::choosePlane);
    connect(m_picker, &PlanePicker::refused, this,
            [this](const Error &error) { say(errorText(error)); });
    connect(m_picker, &PlanePicker::corrected, this, [this] { m_grid ? describe() : start(); });
    connect(m_controls, &HeatmapControls::scaleChanged, this, &HeatmapPanel::draw);
    connect(m_controls, &HeatmapControls::layoutChanged, this, &HeatmapPanel::start);
    connectPlot();
    showNothing({});
}

QWidget *HeatmapPanel::makeBottom()
{
    auto *box = new QWidget;
    auto *line = new QHBoxLayout(box);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_readout, 1);
    const auto add = [line](const QString &symbol, const QString &tip, const QString &name) {
        auto *button = new QToolButton;
        button->setIcon(icon(symbol));
        button->setObjectName(name);
        button->setToolTip(tip);
        button->setAccessibleName(tip);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        line->addWidget(button);
        return button;
    };
    connect(add(u"copy"_s, tr("Copy the picture"), u"copyHeatmap"_s), &QToolButton::clicked, this,
            &HeatmapPanel::copy);
    connect(add(u"export"_s, tr("Export as PNG, SVG, PDF or CSV…"), u"exportHeatmap"_s),
            &QToolButton::clicked, this, &HeatmapPanel::exportView);
    return box;
}

void HeatmapPanel::showSelection(const Selection &selection)
{
    m_title->setText(valuesTitle(document(), selection.current));
    const auto tensor = tensorAt(selection.current);
    if (tensor == noIndex)
        return showNothing(tr("Select a tensor to see its values in colours."));
    const Checkpoint &checkpoint = *document().checkpoint();
    m_index = tensorWithValues(checkpoint, tensor);
    const auto data = tensorData(checkpoint, checkpoint.tensors[m_index]);
    if (!data)
        return showNothing(errorText(data.error()));
    m_tensor = *data;
    m_plane = document().planes().of(m_index, m_tensor->shape);
    m_picker->setShape(m_tensor->shape, m_plane);
    for (QWidget *part : std::initializer_list<QWidget *>{m_picker, m_controls, m_plot, m_bottom})
        part->show();
    m_isSameTensor = false;
    start();
}

void HeatmapPanel::forgetSelection()
{
    m_job.abandon();
    m_partJob.abandon();
    m_tensor.reset();
    m_grid.reset();
    m_part.reset();
}

// Another panel may have moved to another plane meanwhile.
void HeatmapPanel::showEvent(QShowEvent *event)
{
    Panel::showEvent(event);
    if (!m_tensor)
        return;
    const Plane plane = document().planes().of(m_index, m_tensor->shape);
    if (plane == m_plane)
        return;
    m_picker->setPlane(plane);
    choosePlane(plane);
}

void HeatmapPanel::choosePlane(const Plane &plane)
{
    if (!m_tensor)
        return;
    m_plane = plane;
    document().planes().set(m_index, plane);
    start();
}

void HeatmapPanel::start()
{
    if (!m_tensor)
        return;
    const auto tiles = tilesFor(m_plane, m_tensor->shape, mostHeatCells);
    const bool isTiled = tiles && m_controls->layoutWanted() == HeatLayout::Tiles;
    m_controls->setTilesPossible(tiles.has_value());
    m_picker->setShownAxes(isTiled ? wholeAxes(*tiles, m_tensor->shape) : std::vector<int>());
    // The last picture stays until the next is there; it is only marked as old.
    say(tr("Reading values…"));
    m_plot->setEnabled(false);
    m_partJob.abandon();
    m_job.start(*m_tensor, m_plane, m_controls->layoutWanted());
}

void HeatmapPanel::gridReady(const Result<HeatGridPtr> &result)
{
    m_part.reset();
    m_wanted.reset();
    m_partError.clear();
    m_pointed = {-1, -1};
    m_readout->clear();
    m_plot->setEnabled(true);
    if (result && !(*result)->cells.empty())
        return showGrid(*result);
    m_grid.reset();
    m_plot->clear();
    m_controls->showNoEnds();
    say(result ? tr("The tensor has no elements.") : lookErrorText(result.error()));
}

// The next slice is seen where the last was.
void HeatmapPanel::showGrid(const HeatGridPtr &grid)
{
    const bool isNextSlice = std::exchange(m_isSameTensor, true) && m_grid &&
                             m_plane.rows == m_gridPlane.rows &&
                             m_plane.columns == m_gridPlane.columns && m_grid->part == grid->part;
    m_grid = grid;
    m_gridPlane = m_plane;
    if (!isNextSlice)
        m_view = HeatView(grid->planeRows, grid->planeColumns);
    m_readout->setText(
        tr("Point at a cell to read it. The wheel zooms, a double click shows all."));
    draw();
    readPart();
}

QString HeatmapPanel::captionText() const
{
    QString text = sizeText(drawn(), m_view, m_gridPlane, m_tensor->shape);
    if (!m_plot->areTilesApart())
        text += tilesTogetherText();
    if (!m_partError.isEmpty())
        text += u"; "_s + m_partError;
    const QString special = specialText(m_grid->totals);
    if (special.isEmpty())
        return text;
    const bool isAll = m_view == HeatView(m_grid->planeRows, m_grid->planeColumns);
    return (isAll ? tr("%1; %2, in magenta") : tr("%1; %2 in all, in magenta")).arg(text, special);
}

void HeatmapPanel::draw()
{
    if (!m_grid)
        return;
    m_plot->show(m_grid, m_controls->scaleFor(drawn()), m_part);
    m_plot->setView(m_view);
    describe();
    showCell();
}

void HeatmapPanel::describe()
{
    // While another is read, that is what is said.
    if (m_job.isRunning())
        return;
    say(captionText());
    describeCell();
}

// For those who walk through the cells and do not see them.
void HeatmapPanel::describeCell()
{
    const QString cell = m_pointed.first < 0 ? QString() : m_readout->text() + u'\n';
    m_plot->setAccessibleDescription(cell + m_said);
}

void HeatmapPanel::say(const QString &caption)
{
    if (caption == m_said)
        return;
    m_said = caption;
    m_caption->setText(withColouredMarks(caption, HeatmapPlot::specialColour()));
}

void HeatmapPanel::showNothing(const QString &reason)
{
    forgetSelection();
    m_plot->clear();
    for (QWidget *part : std::initializer_list<QWidget *>{m_picker, m_controls, m_plot, m_bottom})
        part->hide();
    m_readout->clear();
    say(reason);
}

void HeatmapPanel::copy()
{
    if (m_grid)
        QApplication::clipboard()->setPixmap(m_plot->picture());
}

void HeatmapPanel::exportView()
{
    if (!m_grid)
        return said(Tone::Note, tr("There is no heatmap to export."));
    PictureSource source;
    source.name = fileNameFrom(m_title->text()) + "_heatmap"_L1;
    source.write = [this](PictureFormat format, QIODevice &device) {
        return m_plot->write(format, device);
    };
    source.csv = [this] {
        return QByteArray::fromStdString(heatCsv(shownGrid(m_view, *m_grid, m_part.get()), m_view));
    };
    m_export.start(this, source);
}

QString HeatmapPanel::readout() const { return m_readout->text(); }

} // namespace lens
