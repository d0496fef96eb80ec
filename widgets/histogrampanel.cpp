// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/histogrampanel.h"

#include "model/document/jobs.h"
#include "model/document/plaintext.h"
#include "model/document/tensorrows.h"
#include "model/items/histogramsmodel.h"
#include "widgets/facts.h"
#include "widgets/histogramcaption.h"
#include "widgets/histogramcontrols.h"
#include "widgets/histogramgrid.h"
#include "widgets/histogramoptions.h"
#include "widgets/messagebar.h"
#include "widgets/plots/histogramplot.h"
#include "widgets/titlelabel.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace lens {

HistogramPanel::HistogramPanel(const PanelContext &context, QWidget *parent)
    : Panel(context, parent)
    , m_export(context)
    , m_title(new TitleLabel)
    , m_caption(new QLabel)
    , m_readout(new QLabel)
    , m_controls(new HistogramControls(context.settings))
    , m_options(new HistogramOptions(context.settings))
    , m_overlay(new HistogramOverlay(context.settings))
    , m_multiples(new HistogramsModel(this))
    , m_grid(new HistogramGrid(*m_multiples))
    , m_views(new QStackedWidget)
{
    setObjectName(u"histogramPanel"_s);
    prepareLabels();
    m_views->addWidget(m_overlay);
    m_views->addWidget(m_grid);
    auto *layout = new QVBoxLayout(this);
    const int margin = fontMetrics().height() * 3 / 4;
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->addWidget(m_title);
    layout->addWidget(m_controls);
    layout->addWidget(m_views, 1);
    layout->addWidget(m_caption);
    layout->addWidget(m_readout);
    layout->addWidget(m_options);
    watch(&m_overlay->job(), tr("Reading values"));
    watch(&m_multiples->job(), tr("Reading values"));
    watch(&m_export.question(), tr("Exporting"));
    watch(&m_export, tr("Exporting"));
    connect(&m_export, &PictureExportJob::finished, this, &Panel::said);
    connectControls();
    connectOptions();
    connectGrid();
}

void HistogramPanel::prepareLabels()
{
    for (QLabel *label : {m_caption, m_readout}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_readout->setForegroundRole(QPalette::PlaceholderText);
    connect(m_overlay, &HistogramOverlay::captionChanged, m_caption, &QLabel::setText);
    connect(m_overlay, &HistogramOverlay::readoutChanged, m_readout, &QLabel::setText);
}

void HistogramPanel::connectControls()
{
    connect(m_controls, &HistogramControls::choiceChanged, this, [this] {
        if (isGrid())
            m_multiples->setChoice(m_controls->choice());
        else
            present();
    });
    connect(m_overlay, &HistogramOverlay::rangeShown, m_controls, &HistogramControls::setShown);
    connect(&plot(), &HistogramPlot::rangeDragged, m_controls, &HistogramControls::setCustom);
    connect(&plot(), &HistogramPlot::resetRequested, m_controls, &HistogramControls::leaveCustom);
}

void HistogramPanel::connectOptions()
{
    plot().setLogarithmic(m_options->isLogarithmic());
    m_grid->setLogarithmic(m_options->isLogarithmic());
    m_overlay->setNormal(m_options->hasNormal());
    m_grid->setNormal(m_options->hasNormal());
    connect(m_options, &HistogramOptions::logarithmicChanged, &plot(),
            &HistogramPlot::setLogarithmic);
    connect(m_options, &HistogramOptions::logarithmicChanged, m_grid,
            &HistogramGrid::setLogarithmic);
    connect(m_options, &HistogramOptions::normalChanged, m_overlay, &HistogramOverlay::setNormal);
    connect(m_options, &HistogramOptions::normalChanged, m_grid, &HistogramGrid::setNormal);
    connect(m_options, &HistogramOptions::tableChanged, m_overlay, &HistogramOverlay::setTable);
    connect(m_options, &HistogramOptions::tableChanged, m_readout, &QLabel::setHidden);
    connect(m_options, &HistogramOptions::pinChanged, this, &HistogramPanel::setPinned);
    connect(m_options, &HistogramOptions::overlayChanged, this, &HistogramPanel::present);
    connect(m_options, &HistogramOptions::copyWanted, this, &HistogramPanel::copy);
    connect(m_options, &HistogramOptions::exportWanted, this, &HistogramPanel::exportView);
}

void HistogramPanel::connectGrid()
{
    connect(m_grid, &HistogramGrid::rowPointedAt, this, &HistogramPanel::showRow);
    connect(m_multiples, &HistogramsModel::dataChanged, this, [this](const QModelIndex &changed) {
        if (changed.row() == m_grid->currentIndex().row())
            showRow(changed.row());
    });
    connect(m_grid, &HistogramGrid::rowChosen, this, [this](int row) {
        const auto node = m_rows[static_cast<std::size_t>(row)];
        Q_EMIT entryRequested(document().outline()->node(node).entry);
    });
}

void HistogramPanel::showSelection(const Selection &selection)
{
    const bool several = selection.nodes.size() > 1;
    m_rows =
        tensorRows(*document().checkpoint(), *document().outline(),
                   several ? selection.nodes : std::vector{selection.current}, mostSideBySide + 1);
    m_isGroup = !several && m_rows.size() > 1;
    m_title->setText(several ? tr("%1 rows").arg(selection.nodes.size())
                             : valuesTitle(document(), selection.current));
    present();
}

void HistogramPanel::forgetSelection()
{
    m_rows.clear();
    m_multiples->show({}, m_controls->choice());
}

HistogramOverlay::Tensor HistogramPanel::tensorShownAt(std::uint32_t node) const
{
    const Checkpoint &checkpoint = *document().checkpoint();
    const auto tensor = tensorWithValues(checkpoint, tensorAt(node));
    return {valuesTitle(document(), node), tensorData(checkpoint, checkpoint.tensors[tensor])};
}

void HistogramPanel::setPinned(bool on)
{
    if (on && !m_rows.empty())
        m_overlay->pin(tensorShownAt(m_rows.front()));
    else
        m_overlay->pin(std::nullopt);
    present();
}

bool HistogramPanel::isGrid() const { return m_isGroup && !m_options->isOverlay(); }

void HistogramPanel::present()
{
    m_options->setGroup(m_isGroup);
    m_options->setPinPossible(!isGrid() && (m_overlay->hasPinned() || !m_rows.empty()));
    m_views->setCurrentWidget(isGrid() ? static_cast<QWidget *>(m_grid) : m_overlay);
    m_readout->setVisible(isGrid() || !m_options->isTable());
    if (m_rows.empty())
        m_overlay->clear(tr("Select a tensor to see its values, or several to compare them."));
    else if (isGrid())
        showGrid();
    else
        showOverlay();
}

void HistogramPanel::showGrid()
{
    m_overlay->clear({});
    const std::size_t count = std::min(m_rows.size(), mostSideBySide);
    std::vector<HistogramsModel::Tensor> tensors;
    QStringList names;
    for (std::size_t row = 0; row < count; ++row) {
        HistogramOverlay::Tensor shown = tensorShownAt(m_rows[row]);
        names << shown.name;
        tensors.push_back({{}, m_rows[row], std::move(shown.data)});
    }
    names = withoutCommonBeginning(names);
    for (std::size_t row = 0; row < count; ++row)
        tensors[row].name = names[static_cast<qsizetype>(row)];
    m_multiples->show(std::move(tensors), m_controls->choice());
    const QString amount = m_rows.size() > mostSideBySide ? tr("The first %1 tensors").arg(count)
                                                          : tr("%1 tensors").arg(count);
    m_caption->setText(
        tr("%1, each on axes of its own; Enter or a double click selects one").arg(amount));
    m_readout->setText(tr("Point at a histogram to read its numbers."));
}

void HistogramPanel::showOverlay()
{
    std::vector<HistogramOverlay::Tensor> tensors;
    for (std::size_t row = 0; row < std::min(m_rows.size(), HistogramOverlay::mostTensors); ++row)
        tensors.push_back(tensorShownAt(m_rows[row]));
    m_overlay->present(std::move(tensors), m_rows.size(), m_controls->choice());
}

void HistogramPanel::showRow(int row)
{
    const auto &read = m_multiples->read(row);
    if (!read)
        return;
    const QString name = pathTitle(document(), m_rows[static_cast<std::size_t>(row)]);
    QString text = tr("no finite value to draw");
    if (!*read)
        text = lookErrorText(read->error());
    else if ((*read)->histogram && !(*read)->histogram->counts.empty())
        text = histogramCaption({**read}, 0, m_multiples->choice().magnitudes);
    m_readout->setText(u"%1: %2"_s.arg(name, text));
}

void HistogramPanel::copy()
{
    if (isGrid())
        QApplication::clipboard()->setPixmap(m_grid->picture());
    else
        m_overlay->copy();
}

void HistogramPanel::exportView()
{
    if (!isGrid() && !m_overlay->isDrawn())
        return said(Tone::Note, tr("There is no histogram to export."));
    PictureSource source;
    source.name = fileNameFrom(m_title->text()) + "_histogram"_L1;
    source.write = [this](PictureFormat format, QIODevice &device) {
        return isGrid() ? m_grid->write(format, device) : m_overlay->write(format, device);
    };
    source.csv = [this] {
        return isGrid() ? m_multiples->csv({tr("Tensor"), tr("From"), tr("To"), tr("Count")})
                        : m_overlay->csv();
    };
    m_export.start(this, source);
}

bool HistogramPanel::isLogarithmic() const { return m_options->isLogarithmic(); }

void HistogramPanel::setLogarithmic(bool on) { m_options->setLogarithmic(on); }

QString HistogramPanel::caption() const { return m_caption->text(); }

QString HistogramPanel::readout() const { return m_readout->text(); }

} // namespace lens
