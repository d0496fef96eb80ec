// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/histogrampanel.h"

#include "model/document/plaintext.h"
#include "model/document/settings.h"
#include "model/items/binsmodel.h"
#include "widgets/facts.h"
#include "widgets/histogramcaption.h"
#include "widgets/histogramcontrols.h"
#include "widgets/icons.h"
#include "widgets/messagebar.h"
#include "widgets/pictureexport.h"
#include "widgets/plots/histogramplot.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace lens {

HistogramPanel::HistogramPanel(const PanelContext &context, QWidget *parent)
    : Panel(context, parent)
    , m_title(new QLabel)
    , m_caption(new QLabel)
    , m_readout(new QLabel)
    , m_controls(new HistogramControls(context.settings))
    , m_logarithmic(new QCheckBox(tr("&Logarithmic counts")))
    , m_normal(new QCheckBox(tr("Nor&mal curve")))
    , m_asTable(new QCheckBox(tr("As &table")))
    , m_pin(new QCheckBox(tr("&Pin")))
    , m_plot(new HistogramPlot(HistogramPlot::Detail::Full))
    , m_bins(new BinsModel(this))
    , m_table(new QTableView)
{
    setObjectName(u"histogramPanel"_s);
    prepareLabels();
    auto *layout = new QVBoxLayout(this);
    const int margin = fontMetrics().height() * 3 / 4;
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->addWidget(m_title);
    layout->addWidget(m_controls);
    layout->addWidget(makeView(), 1);
    layout->addWidget(m_caption);
    layout->addWidget(m_readout);
    layout->addWidget(makeBottom());
    watch(&m_job, tr("Reading values"));
    connect(&m_job, &HistogramJob::finished, this, &HistogramPanel::numbersReady);
    connect(m_controls, &HistogramControls::choiceChanged, this, &HistogramPanel::start);
    connect(m_plot, &HistogramPlot::hovered, this, &HistogramPanel::showBin);
    connect(m_plot, &HistogramPlot::rangeDragged, m_controls, &HistogramControls::setCustom);
    connect(m_plot, &HistogramPlot::resetRequested, m_controls, &HistogramControls::leaveCustom);
    setLogarithmic(context.settings.logarithmicCounts());
    m_normal->setChecked(context.settings.normalCurve());
    showBin(-1);
}

void HistogramPanel::prepareLabels()
{
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setBold(true);
    m_title->setFont(large);
    for (QLabel *label : {m_title, m_caption, m_readout}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_readout->setForegroundRole(QPalette::PlaceholderText);
}

QWidget *HistogramPanel::makeView()
{
    m_table->setObjectName(u"histogramTable"_s);
    m_table->setAccessibleName(tr("Bins of the histogram"));
    m_table->setModel(m_bins);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    m_table->horizontalHeader()->setDefaultSectionSize(
        fontMetrics().horizontalAdvance(u"-1.23457e-05   "_s));
    m_table->installEventFilter(this);
    auto *views = new QWidget;
    m_views = new QStackedLayout(views);
    m_views->addWidget(m_plot);
    m_views->addWidget(m_table);
    return views;
}

QToolButton *HistogramPanel::button(const QString &symbol, const QString &tip)
{
    auto *made = new QToolButton;
    made->setIcon(icon(symbol));
    made->setToolTip(tip);
    made->setAccessibleName(tip);
    made->setAutoRaise(true);
    made->setFocusPolicy(Qt::TabFocus);
    return made;
}

QWidget *HistogramPanel::makeBottom()
{
    auto *bottom = new QWidget;
    auto *line = new QHBoxLayout(bottom);
    line->setContentsMargins(0, 0, 0, 0);
    m_logarithmic->setObjectName(u"logarithmicCounts"_s);
    m_normal->setObjectName(u"normalCurve"_s);
    m_normal->setToolTip(tr("The normal distribution of the same mean and deviation, dotted"));
    m_asTable->setObjectName(u"histogramAsTable"_s);
    m_pin->setObjectName(u"pinHistogram"_s);
    m_pin->setToolTip(tr("Keep this tensor on the plot beside whatever is selected next"));
    for (QCheckBox *box : {m_logarithmic, m_normal, m_asTable, m_pin}) {
        box->setAccessibleName(QString(box->text()).remove(u'&'));
        line->addWidget(box);
    }
    line->addStretch(1);
    QToolButton *copyButton = button(u"copy"_s, tr("Copy the picture or the table"));
    QToolButton *exportButton = button(u"export"_s, tr("Export as PNG, SVG, PDF or CSV…"));
    exportButton->setObjectName(u"exportHistogram"_s);
    line->addWidget(copyButton);
    line->addWidget(exportButton);
    connect(copyButton, &QToolButton::clicked, this, &HistogramPanel::copy);
    connect(exportButton, &QToolButton::clicked, this, &HistogramPanel::exportView);
    connect(m_logarithmic, &QCheckBox::toggled, m_plot, &HistogramPlot::setLogarithmic);
    connect(m_logarithmic, &QCheckBox::toggled, this,
            [this](bool on) { this->context().settings.setLogarithmicCounts(on); });
    connect(m_normal, &QCheckBox::toggled, this, [this](bool on) {
        this->context().settings.setNormalCurve(on);
        draw();
    });
    connect(m_asTable, &QCheckBox::toggled, this, &HistogramPanel::showTable);
    connect(m_pin, &QCheckBox::toggled, this, &HistogramPanel::setPinned);
    return bottom;
}

// The tensors chosen, or those of a group that is chosen alone.
std::vector<std::uint32_t> HistogramPanel::nodesToShow(const Selection &selection) const
{
    std::vector<std::uint32_t> chosen, tensors;
    chosen = selection.nodes.size() > 1 ? selection.nodes : std::vector{selection.current};
    const Outline &outline = *document().outline();
    std::vector<std::uint32_t> open(chosen.rbegin(), chosen.rend());
    while (!open.empty() && tensors.size() <= mostOverlaid) {
        const std::uint32_t node = open.back();
        open.pop_back();
        if (tensorAt(node) != noIndex) {
            if (std::ranges::find(tensors, node) == tensors.end())
                tensors.push_back(node);
            continue;
        }
        const OutlineNode &group = outline.node(node);
        for (std::uint32_t child = group.childCount; child-- > 0;)
            open.push_back(group.firstChild + child);
    }
    return tensors;
}

HistogramPanel::Shown HistogramPanel::shownAt(std::uint32_t node) const
{
    const Checkpoint &checkpoint = *document().checkpoint();
    const auto tensor = tensorWithValues(checkpoint, tensorAt(node));
    return {pathTitle(document(), node), tensorData(checkpoint, checkpoint.tensors[tensor])};
}

void HistogramPanel::showSelection(const Selection &selection)
{
    auto nodes = nodesToShow(selection);
    m_omitted.clear();
    if (nodes.size() > mostOverlaid) {
        nodes.resize(mostOverlaid);
        m_omitted = tr("The first %1 tensors. ").arg(mostOverlaid);
    }
    m_shown.clear();
    for (const std::uint32_t node : nodes)
        m_shown.push_back(shownAt(node));
    m_title->setText(selection.nodes.size() > 1 ? tr("%1 rows").arg(selection.nodes.size())
                                                : pathTitle(document(), selection.current));
    start();
}

void HistogramPanel::setPinned(bool on)
{
    if (on && !m_shown.empty())
        m_pinned = m_shown.front();
    else
        m_pinned.reset();
    start();
}

void HistogramPanel::start()
{
    m_job.abandon();
    m_pin->setEnabled(m_pinned || !m_shown.empty());
    if (m_shown.empty())
        return showNothing(tr("Select a tensor to see its values, or several to compare them."));
    std::vector<Result<TensorData>> data;
    m_asked.clear();
    // A pinned tensor that is selected as well is drawn once.
    m_pinAsked = m_pinned && std::ranges::none_of(m_shown, [this](const Shown &shown) {
                     return shown.name == m_pinned->name;
                 });
    if (m_pinAsked) {
        data.push_back(m_pinned->data);
        m_asked << m_pinned->name;
    }
    for (const Shown &shown : m_shown) {
        data.push_back(shown.data);
        m_asked << shown.name;
    }
    // The last picture stays until the next is there; it is only marked as old.
    m_caption->setText(tr("Reading values…"));
    m_plot->setEnabled(false);
    m_job.start(std::move(data), m_controls->choice());
}

void HistogramPanel::numbersReady(const Result<NumbersOfEach> &result)
{
    if (!result)
        return showNothing(errorText(result.error()));
    m_numbers.clear();
    m_names.clear();
    for (std::size_t i = 0; i < result->size(); ++i) {
        const auto &numbers = (*result)[i];
        if (!numbers || !numbers->histogram || numbers->histogram->counts.empty())
            continue;
        m_pinDrawn = i == 0 ? m_pinAsked : m_pinDrawn && !m_numbers.empty();
        m_numbers.push_back(*numbers);
        m_names << m_asked[static_cast<qsizetype>(i)];
    }
    if (m_numbers.empty())
        return showNothing(!result->front() ? errorText(result->front().error())
                                            : tr("No finite value to draw."));
    const auto &edges = m_numbers.front().histogram->edges;
    m_controls->setShown(edges.front(), edges.back());
    m_names = withoutCommonBeginning(m_names);
    const std::size_t unreadable = result->size() - m_numbers.size();
    m_caption->setText(m_omitted + histogramCaption(m_numbers, unreadable));
    m_plot->setAccessibleDescription(m_caption->text());
    m_plot->setEnabled(true);
    draw();
    showBin(-1);
}

void HistogramPanel::draw()
{
    std::vector<HistogramSeries> series;
    std::vector<engine::Histogram> histograms;
    for (std::size_t i = 0; i < m_numbers.size(); ++i) {
        const auto &histogram = *m_numbers[i].histogram;
        const bool pinned = i == 0 && m_pinDrawn;
        const QString name = m_names[static_cast<qsizetype>(i)];
        histograms.push_back(histogram);
        series.push_back({pinned ? tr("%1 (pinned)").arg(name) : name, histogram, {}, pinned});
        if (m_normal->isChecked())
            series.back().normal = normalCounts(histogram, m_numbers[i].statistics);
    }
    m_plot->setSeries(std::move(series));
    m_bins->show(std::move(histograms), tableHeaders());
}

QStringList HistogramPanel::tableHeaders() const
{
    QStringList headers{tr("From"), tr("To")};
    return headers + (m_names.size() == 1 ? QStringList{tr("Count")} : m_names);
}

void HistogramPanel::showTable(bool on)
{
    m_views->setCurrentWidget(on ? static_cast<QWidget *>(m_table) : m_plot);
    m_readout->setVisible(!on);
}

void HistogramPanel::showNothing(const QString &reason)
{
    m_numbers.clear();
    m_names.clear();
    m_plot->clear();
    m_bins->show({}, {});
    m_caption->setText(reason);
    showBin(-1);
}

void HistogramPanel::showBin(int bin)
{
    if (m_numbers.empty() || bin < 0 ||
        bin >= static_cast<int>(m_numbers.front().histogram->counts.size())) {
        m_readout->setText(m_numbers.empty()
                               ? QString()
                               : tr("Point at the plot to read a bin; drag to look closer."));
        return;
    }
    m_readout->setText(binReadout(m_numbers, m_names, static_cast<std::size_t>(bin)));
}

void HistogramPanel::copy()
{
    if (m_numbers.empty())
        return;
    if (!m_asTable->isChecked())
        return QApplication::clipboard()->setPixmap(m_plot->picture());
    QApplication::clipboard()->setText(QString::fromUtf8(m_bins->csv()));
}

void HistogramPanel::exportView()
{
    if (m_numbers.empty())
        return said(Tone::Note, tr("There is no histogram to export."));
    PictureSource source;
    source.name = fileNameFrom(m_title->text()) + "_histogram"_L1;
    source.write = [this](PictureFormat format, QIODevice &device) {
        return m_plot->write(format, device);
    };
    source.csv = [this] { return m_bins->csv(); };
    if (const auto outcome = exportPicture(context(), this, source))
        Q_EMIT said(outcome->tone, outcome->text);
}

bool HistogramPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        copy();
        return true;
    }
    return Panel::eventFilter(watched, event);
}

bool HistogramPanel::isLogarithmic() const { return m_logarithmic->isChecked(); }

void HistogramPanel::setLogarithmic(bool on) { m_logarithmic->setChecked(on); }

QString HistogramPanel::caption() const { return m_caption->text(); }

} // namespace lens
