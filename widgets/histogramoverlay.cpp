// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/histogramoverlay.h"

#include "model/document/magnitudes.h"
#include "model/items/binsmodel.h"
#include "widgets/columnmemory.h"
#include "widgets/histogramcaption.h"
#include "widgets/messagebar.h"
#include "widgets/plots/histogramplot.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QTableView>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QString whyNothing(const NumbersOfEach &numbers)
{
    if (!numbers.front())
        return lookErrorText(numbers.front().error());
    return whyNotDrawn(numbers.front()->statistics);
}

} // namespace

HistogramOverlay::HistogramOverlay(Settings &settings, QWidget *parent)
    : QStackedWidget(parent)
    , m_plot(new HistogramPlot(HistogramPlot::Detail::Full))
    , m_bins(new BinsModel(this))
    , m_table(new QTableView)
{
    prepareTable(settings);
    addWidget(m_plot);
    addWidget(m_table);
    connect(&m_job, &HistogramJob::finished, this, &HistogramOverlay::numbersReady);
    connect(m_plot, &HistogramPlot::hovered, this, &HistogramOverlay::showBin);
}

void HistogramOverlay::prepareTable(Settings &settings)
{
    m_table->setObjectName(u"histogramTable"_s);
    m_table->setAccessibleName(tr("Bins of the histogram"));
    m_table->setModel(m_bins);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    m_table->horizontalHeader()->setDefaultSectionSize(
        fontMetrics().horizontalAdvance(u"-1.23457e-05   "_s));
    new ColumnMemory(*m_table->horizontalHeader(), settings, m_table->objectName(),
                     ColumnMemory::Known::ByPlace);
    m_table->installEventFilter(this);
}

void HistogramOverlay::present(std::vector<Tensor> tensors, std::size_t rows,
                               const HistogramChoice &choice)
{
    m_rows = rows;
    m_choice = choice;
    m_asked.clear();
    std::vector<Result<TensorData>> data;
    for (Tensor &tensor : tensors) {
        m_asked << tensor.name;
        data.push_back(std::move(tensor.data));
    }
    // A pinned tensor that is selected as well is drawn once.
    m_pinAsked = m_pinned && !m_asked.contains(m_pinned->name);
    if (m_pinAsked) {
        m_asked.prepend(m_pinned->name);
        data.insert(data.begin(), m_pinned->data);
    }
    m_complexAsked = std::ranges::any_of(
        data, [](const auto &tensor) { return tensor && isComplex(tensor->dtype); });
    // The last picture stays until the next is there; it is only marked as old.
    m_plot->setEnabled(false);
    Q_EMIT captionChanged(tr("Reading values…"));
    m_job.start(std::move(data), choice);
}

void HistogramOverlay::numbersReady(const Result<NumbersOfEach> &result)
{
    if (!result)
        return clear(lookErrorText(result.error()));
    takeNumbers(*result);
    if (m_numbers.empty())
        return clear(whyNothing(*result));
    const auto &edges = m_numbers.front().histogram->edges;
    Q_EMIT rangeShown(edges.front(), edges.back());
    if (!HistogramPlot::canDraw(*m_numbers.front().histogram))
        return clear(tr("The values lie too far apart, or too close together, to be drawn. Choose "
                        "a custom range."));
    QString caption = m_rows > mostTensors ? tr("The first %1 tensors. ").arg(mostTensors) : u""_s;
    if (m_complexDrawn)
        caption += tr("Magnitudes of complex values. ");
    caption += histogramCaption(m_numbers, result->size() - m_numbers.size(), m_choice.magnitudes);
    m_plot->setAccessibleDescription(caption);
    m_plot->setEnabled(true);
    Q_EMIT captionChanged(caption);
    draw();
    showBin(-1);
}

// Those of them that can be drawn.
void HistogramOverlay::takeNumbers(const NumbersOfEach &all)
{
    m_numbers.clear();
    m_names.clear();
    m_pinDrawn = false;
    m_complexDrawn = m_complexAsked;
    m_magnitudesDrawn = m_choice.magnitudes;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!all[i] || !all[i]->histogram || all[i]->histogram->counts.empty())
            continue;
        m_pinDrawn |= i == 0 && m_pinAsked;
        m_numbers.push_back(*all[i]);
        m_names << m_asked[static_cast<qsizetype>(i)];
    }
    m_names = withoutCommonBeginning(m_names);
}

void HistogramOverlay::draw()
{
    std::vector<HistogramSeries> series;
    std::vector<engine::Histogram> histograms;
    for (std::size_t i = 0; i < m_numbers.size(); ++i) {
        const engine::Histogram &histogram = *m_numbers[i].histogram;
        const bool pinned = i == 0 && m_pinDrawn;
        const QString name = m_names[static_cast<qsizetype>(i)];
        histograms.push_back(histogram);
        series.push_back({pinned ? tr("%1 (pinned)").arg(name) : name, histogram, {}, pinned});
        if (m_normal)
            series.back().normal =
                normalCounts(histogram, m_numbers[i].statistics, m_magnitudesDrawn);
    }
    m_plot->setMagnitudes(m_magnitudesDrawn);
    m_plot->setComplex(m_complexDrawn);
    m_plot->setSeries(std::move(series));
    const QStringList headers{tr("From"), tr("To")};
    m_bins->show(std::move(histograms),
                 headers + (m_names.size() == 1 ? QStringList{tr("Count")} : m_names));
}

void HistogramOverlay::clear(const QString &reason)
{
    m_job.abandon();
    m_numbers.clear();
    m_names.clear();
    m_plot->clear();
    m_bins->show({}, {});
    Q_EMIT captionChanged(reason);
    showBin(-1);
}

void HistogramOverlay::showBin(int bin)
{
    if (m_numbers.empty())
        Q_EMIT readoutChanged({});
    else if (bin < 0 || bin >= std::ssize(m_numbers.front().histogram->counts))
        Q_EMIT readoutChanged(tr("Point at the plot to read a bin; drag to look closer."));
    else
        Q_EMIT readoutChanged(binReadout(m_numbers, m_names, static_cast<std::size_t>(bin)));
}

void HistogramOverlay::setNormal(bool on)
{
    m_normal = on;
    if (isDrawn())
        draw();
}

void HistogramOverlay::setTable(bool on)
{
    setCurrentWidget(on ? static_cast<QWidget *>(m_table) : m_plot);
}

void HistogramOverlay::copy()
{
    if (!isDrawn())
        return;
    if (isTable())
        QApplication::clipboard()->setText(QString::fromUtf8(csv()));
    else
        QApplication::clipboard()->setPixmap(m_plot->picture());
}

bool HistogramOverlay::write(PictureFormat format, QIODevice &device)
{
    return m_plot->write(format, device);
}

QByteArray HistogramOverlay::csv() const { return m_bins->csv(); }

bool HistogramOverlay::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        copy();
        return true;
    }
    return QStackedWidget::eventFilter(watched, event);
}

} // namespace lens
