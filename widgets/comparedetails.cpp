// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/comparedetails.h"

#include "model/document/magnitudes.h"
#include "model/document/plaintext.h"
#include "model/items/deltasmodel.h"
#include "widgets/captionedplot.h"
#include "widgets/columnmemory.h"
#include "widgets/comparefacts.h"
#include "widgets/compareheatmaps.h"
#include "widgets/histogramcaption.h"
#include "widgets/messagebar.h"
#include "widgets/numberheader.h"
#include "widgets/sidebyside.h"
#include "widgets/titlelabel.h"

#include <QCheckBox>
#include <QLabel>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QString count(std::uint64_t value) { return plainText(grouped(value)); }

std::uint32_t indexOf(const CheckpointPtr &side, const Tensor *tensor)
{
    return tensor ? static_cast<std::uint32_t>(tensor - side->tensors.data()) : noIndex;
}

QString deltasCaption(const engine::Deltas &found)
{
    QStringList parts{CompareDetails::tr("%1 changed").arg(count(found.drawn + found.notFinite))};
    if (found.notFinite)
        parts << CompareDetails::tr("%1 of them NaN or Inf, not drawn").arg(count(found.notFinite));
    if (found.unchanged)
        parts << CompareDetails::tr("%1 unchanged, not drawn").arg(count(found.unchanged));
    if (found.drawn)
        parts << (found.areDistances ? CompareDetails::tr("mean |Δ| %1")
                                     : CompareDetails::tr("mean %1"))
                     .arg(plainText(shortDouble(found.mean, 3)));
    return parts.join(u" · "_s);
}

// What a histogram has no place for, where there is anything.
QString undrawn(const QString &side, const engine::Numbers &numbers)
{
    const engine::Statistics &found = numbers.statistics;
    return found.nan + found.positiveInf + found.negativeInf == 0
               ? QString()
               : CompareDetails::tr(" · of %1 %2").arg(side, lens::undrawn({numbers}, false));
}

} // namespace

CompareDetails::CompareDetails(const CompareModel &model, Settings &settings, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_title(new TitleLabel)
    , m_status(new QLabel)
    , m_views(new QTabBar)
    , m_logarithmic(new QCheckBox(tr("Loga&rithmic counts")))
    , m_both(new CaptionedPlot(tr("A and B")))
    , m_delta(new CaptionedPlot(tr("Δ = B − A")))
    , m_tables(new QTabWidget)
    , m_sides(new SideBySide(settings))
    , m_largest(new DeltasModel(this))
    , m_largestTable(new QTableView)
    , m_numbers(makeNumbers())
    , m_heatmaps(new CompareHeatmaps)
{
    setObjectName(u"compareDetails"_s);
    m_status->setObjectName(u"compareStatus"_s);
    m_status->setTextFormat(Qt::PlainText);
    m_status->setWordWrap(true);
    m_status->setTextInteractionFlags(Qt::TextSelectableByMouse);
    const int margin = fontMetrics().height() / 2;
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(margin / 2);
    layout->addLayout(makeHeading());
    layout->addWidget(m_status);
    layout->addWidget(m_numbers, 1);
    layout->addWidget(m_heatmaps, 1);
    connect(m_views, &QTabBar::currentChanged, this, &CompareDetails::chooseView);
    connect(m_logarithmic, &QCheckBox::toggled, this, [this](bool on) {
        setLogarithmic(on);
        Q_EMIT logarithmicChanged(on);
    });
    connect(&m_histogramJob, &HistogramPairJob::finished, this, &CompareDetails::histogramsReady);
    connect(&m_deltasJob, &DeltasJob::finished, this, &CompareDetails::deltasReady);
    new ColumnMemory(*m_largestTable->horizontalHeader(), settings, m_largestTable->objectName());
    showRow(-1);
}

QLayout *CompareDetails::makeHeading()
{
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setObjectName(u"compareTitle"_s);
    m_views->setObjectName(u"compareViews"_s);
    m_views->setAccessibleName(tr("Views of the selected row"));
    m_views->setDrawBase(false);
    m_views->setExpanding(false);
    m_views->insertTab(NumbersView, tr("Num&bers"));
    m_views->insertTab(HeatmapsView, tr("Heat&maps"));
    m_logarithmic->setObjectName(u"compareLogarithmic"_s);
    m_logarithmic->setAccessibleName(tr("Logarithmic counts"));
    auto *heading = new QHBoxLayout;
    heading->setSpacing(fontMetrics().height());
    heading->addWidget(m_title, 1);
    heading->addWidget(m_logarithmic);
    heading->addWidget(m_views);
    return heading;
}

QWidget *CompareDetails::makeNumbers()
{
    auto *box = new QWidget;
    auto *columns = new QHBoxLayout(box);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(fontMetrics().height());
    columns->addWidget(m_both, 4);
    columns->addWidget(m_delta, 4);
    columns->addWidget(makeTables(), 5);
    return box;
}

QWidget *CompareDetails::makeTables()
{
    m_largestTable->setObjectName(u"largestDifferences"_s);
    m_largestTable->setAccessibleName(tr("Largest differences"));
    m_largestTable->setModel(m_largest);
    m_largestTable->setHorizontalHeader(new NumberHeader(m_largestTable));
    m_largestTable->setItemDelegate(new NumberDelegate(m_largestTable));
    m_largestTable->setSelectionBehavior(QTableView::SelectRows);
    m_largestTable->setShowGrid(false);
    m_largestTable->setWordWrap(false);
    m_largestTable->setTabKeyNavigation(false);
    m_largestTable->setFrameShape(QFrame::NoFrame);
    m_largestTable->verticalHeader()->hide();
    m_largestTable->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_largestTable->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 4 / 3);
    // Complex values take all the room there is.
    m_largestTable->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    for (const int side : {DeltasModel::AColumn, DeltasModel::BColumn})
        m_largestTable->horizontalHeader()->setSectionResizeMode(side, QHeaderView::Stretch);
    m_tables->setObjectName(u"compareTables"_s);
    m_tables->setAccessibleName(tr("Tables of the selected row"));
    m_tables->tabBar()->setAccessibleName(tr("Tables of the selected row"));
    m_tables->setDocumentMode(true);
    m_tables->insertTab(SidesTable, m_sides, tr("S&ide by side"));
    m_tables->insertTab(LargestTable, m_largestTable, tr("Largest &differences"));
    connect(m_tables, &QTabWidget::currentChanged, this, [this](int table) {
        if (m_areTensors)
            m_table = table;
    });
    return m_tables;
}

void CompareDetails::showRow(std::ptrdiff_t row)
{
    m_row = row;
    m_pair.reset();
    m_histogramJob.abandon();
    m_deltasJob.abandon();
    m_largest->setElements({});
    if (row < 0) {
        m_title->setText({});
        setStatus(tr("Select a row to see both sides."));
        m_sides->setFacts({});
        m_heatmaps->showNothing({});
        return showTensors(false);
    }
    const CompareRow &pair = m_model.row(static_cast<std::size_t>(row)).row;
    const Tensor *a = tensorOf(*m_model.a(), pair.a), *b = tensorOf(*m_model.b(), pair.b);
    refresh();
    showTensors(a || b);
    if (a || b)
        return startJobs(a, b);
    m_heatmaps->showNothing({});
}

void CompareDetails::showTensors(bool areTensors)
{
    m_areTensors = areTensors;
    m_views->setVisible(areTensors);
    m_both->setVisible(areTensors);
    m_delta->setVisible(areTensors);
    m_tables->setTabVisible(LargestTable, areTensors);
    m_tables->setVisible(m_row >= 0);
    if (areTensors)
        m_tables->setCurrentIndex(m_table);
    chooseView();
}

// What is no tensor has no heatmaps; the view that was chosen comes back with the next that has.
void CompareDetails::chooseView()
{
    const bool areHeatmaps = m_areTensors && m_views->currentIndex() == HeatmapsView;
    m_logarithmic->setVisible(m_areTensors && !areHeatmaps);
    m_numbers->setVisible(!areHeatmaps);
    m_heatmaps->setVisible(areHeatmaps);
}

QString CompareDetails::whyNoDifference(const Tensor *a, const Tensor *b) const
{
    const CompareRow &row = m_model.row(static_cast<std::size_t>(m_row)).row;
    if (row.a == noIndex || row.b == noIndex)
        return row.a == noIndex ? tr("Only B has it.") : tr("Only A has it.");
    if (!a || !b)
        return tr("Only one side is a tensor.");
    return a->shape != b->shape ? tr("Tensors of different shapes have no difference.") : QString();
}

// Of complex numbers there are only magnitudes and distances to be drawn.
void CompareDetails::nameNumbers(const Tensor *a, const Tensor *b)
{
    const bool isA = a && isComplex(a->dtype), isB = b && isComplex(b->dtype);
    m_isComplex = isA || isB;
    m_both->setComplex((isA || !a) && (isB || !b));
    m_delta->setTitle(m_isComplex ? tr("|Δ| = |B − A|") : tr("Δ = B − A"));
}

void CompareDetails::startJobs(const Tensor *a, const Tensor *b)
{
    const auto &numbers = m_model.row(static_cast<std::size_t>(m_row)).numbers;
    const auto tensorA = indexOf(m_model.a(), a), tensorB = indexOf(m_model.b(), b);
    nameNumbers(a, b);
    m_both->wait();
    m_histogramJob.start(m_model.a(), tensorA, m_model.b(), tensorB);
    if (const QString reason = whyNoDifference(a, b); !reason.isEmpty()) {
        m_heatmaps->showNothing(reason);
        return m_delta->showNothing(reason);
    }
    m_heatmaps->showTensors(m_model.a(), tensorA, m_model.b(), tensorB);
    if (numbers && numbers->changedCount == 0)
        return m_delta->showNothing(tr("No value differs."));
    m_delta->wait();
    m_deltasJob.start(m_model.a(), tensorA, m_model.b(), tensorB, numbers);
}

void CompareDetails::histogramsReady(const Result<HistogramPair> &result)
{
    if (!result)
        return m_both->showNothing(errorText(result.error()));
    m_pair = *result;
    refresh();
    const auto &a = result->a.histogram, &b = result->b.histogram;
    if (!a && !b)
        return m_both->showNothing(tr("There is no finite value to draw."));
    const QString rest = (m_isComplex ? tr(" · |z| of complex numbers") : QString()) +
                         undrawn(tr("A"), result->a) + undrawn(tr("B"), result->b);
    if (!a || !b)
        return m_both->draw({{a ? tr("A") : tr("B"), a ? *a : *b, {}, false}},
                            (a ? tr("A alone") : tr("B alone")) + rest);
    m_both->draw({{tr("A"), *a, {}, false}, {tr("B"), *b, {}, true}},
                 tr("A filled, B dashed, over the same %1 bins").arg(a->counts.size()) + rest);
}

void CompareDetails::deltasReady(const Result<TensorDeltas> &result)
{
    if (!result)
        return m_delta->showNothing(errorText(result.error()));
    const engine::Deltas &deltas = result->deltas;
    m_largest->setElements(result->largest, deltas.areDistances);
    if (result->largest.empty())
        return m_delta->showNothing(tr("No value differs."));
    if (deltas.histogram.counts.empty() || deltas.drawn == 0)
        return m_delta->showNothing(deltasCaption(deltas));
    m_delta->draw({{{}, deltas.histogram, {}, false}}, deltasCaption(deltas));
}

void CompareDetails::refresh()
{
    if (m_row < 0)
        return;
    const auto row = static_cast<std::size_t>(m_row);
    m_title->setText(m_model.name(row));
    setStatus(statusFact(m_model, row));
    m_sides->setFacts(sideFacts(m_model, row, m_pair));
}

// A layout does not know that lines wrap when it says how high it has to be.
void CompareDetails::setStatus(const QString &text)
{
    m_status->setText(text);
    m_status->setMinimumHeight(m_status->heightForWidth(m_status->width()));
}

void CompareDetails::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    setStatus(m_status->text());
}

void CompareDetails::setLogarithmic(bool on)
{
    m_logarithmic->setChecked(on);
    m_both->setLogarithmic(on);
    m_delta->setLogarithmic(on);
}

LatestJob &CompareDetails::heatmapJob() { return m_heatmaps->job(); }

LatestJob &CompareDetails::heatmapPartJob() { return m_heatmaps->partJob(); }

bool CompareDetails::isSettled() const
{
    return !m_histogramJob.isRunning() && !m_deltasJob.isRunning() &&
           !m_heatmaps->job().isRunning() && !m_heatmaps->partJob().isRunning();
}

} // namespace lens
