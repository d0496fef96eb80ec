// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/histogrampanel.h"

#include "model/document/plaintext.h"
#include "model/document/settings.h"
#include "widgets/facts.h"
#include "widgets/messagebar.h"
#include "widgets/plots/histogramplot.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QString number(double value) { return plainText(shortDouble(value)); }

QString count(std::uint64_t value) { return plainText(grouped(value)); }

QString values(std::uint64_t amount)
{
    return amount == 1 ? HistogramPanel::tr("1 value")
                       : HistogramPanel::tr("%1 values").arg(count(amount));
}

// What of a tensor a histogram has no place for.
QString undrawn(const engine::Numbers &numbers)
{
    const engine::Statistics &all = numbers.statistics;
    QStringList parts;
    const auto say = [&parts](std::uint64_t amount, const QString &what) {
        if (amount)
            parts << u"%1 %2"_s.arg(count(amount), what);
    };
    say(all.nan, u"NaN"_s);
    say(all.positiveInf, u"+Inf"_s);
    say(all.negativeInf, u"−Inf"_s);
    say(numbers.histogram->below, HistogramPanel::tr("below the range"));
    say(numbers.histogram->above, HistogramPanel::tr("above the range"));
    return parts.isEmpty() ? HistogramPanel::tr("every value is drawn")
                           : HistogramPanel::tr("not drawn: %1").arg(parts.join(", "_L1));
}

QString captionOf(const engine::Numbers &numbers)
{
    const auto &histogram = *numbers.histogram;
    return HistogramPanel::tr("%1 in %2 bins from %3 to %4; %5")
        .arg(values(numbers.statistics.finite), count(histogram.counts.size()),
             number(histogram.edges.front()), number(histogram.edges.back()), undrawn(numbers));
}

} // namespace

HistogramPanel::HistogramPanel(const PanelContext &context, QWidget *parent)
    : Panel(context, parent)
    , m_title(new QLabel)
    , m_caption(new QLabel)
    , m_readout(new QLabel)
    , m_logarithmic(new QCheckBox(tr("&Logarithmic counts")))
    , m_plot(new HistogramPlot(HistogramPlot::Detail::Full))
{
    setObjectName(u"histogramPanel"_s);
    m_logarithmic->setObjectName(u"logarithmicCounts"_s);
    m_logarithmic->setAccessibleName(tr("Logarithmic counts"));
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setBold(true);
    m_title->setFont(large);
    for (QLabel *label : {m_title, m_caption, m_readout})
        label->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    m_caption->setWordWrap(true);
    m_readout->setForegroundRole(QPalette::PlaceholderText);

    auto *bottom = new QHBoxLayout;
    bottom->addWidget(m_readout, 1);
    bottom->addWidget(m_logarithmic);
    auto *layout = new QVBoxLayout(this);
    const int margin = fontMetrics().height() * 3 / 4;
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->addWidget(m_title);
    layout->addWidget(m_plot, 1);
    layout->addWidget(m_caption);
    layout->addLayout(bottom);
    connect(m_logarithmic, &QCheckBox::toggled, m_plot, &HistogramPlot::setLogarithmic);
    connect(m_logarithmic, &QCheckBox::toggled, this,
            [this](bool on) { this->context().settings.setLogarithmicCounts(on); });
    connect(m_plot, &HistogramPlot::hovered, this, &HistogramPanel::showBin);
    setLogarithmic(context.settings.logarithmicCounts());
    watch(&m_numbersJob, tr("Reading values"));
    connect(&m_numbersJob, &NumbersJob::finished, this, &HistogramPanel::numbersReady);
    showBin(-1);
}

void HistogramPanel::showSelection(const Selection &selection)
{
    m_numbersJob.abandon();
    m_title->setText(pathTitle(document(), selection.current));
    const auto tensor = tensorAt(selection.current);
    if (tensor == noIndex)
        return showNothing(tr("Select a tensor to see its values."));
    showBusy();
    const Checkpoint &checkpoint = *document().checkpoint();
    engine::NumbersRequest request;
    request.bins = binsFor(checkpoint.tensors[tensor].numel());
    m_numbersJob.start(document().checkpoint(), tensorWithValues(checkpoint, tensor), request);
}

void HistogramPanel::numbersReady(const Result<engine::Numbers> &result)
{
    if (result)
        showNumbers(*result);
    else
        showNothing(errorText(result.error()));
}

void HistogramPanel::showNumbers(const engine::Numbers &numbers)
{
    if (!numbers.histogram || numbers.histogram->counts.empty())
        return showNothing(tr("No finite value to draw."));
    m_numbers = numbers;
    m_plot->setEnabled(true);
    m_plot->setHistogram(*numbers.histogram);
    m_caption->setText(captionOf(numbers));
    m_plot->setAccessibleDescription(m_caption->text());
    showBin(-1);
}

void HistogramPanel::showNothing(const QString &reason)
{
    m_numbers = {};
    m_plot->clear();
    m_caption->setText(reason);
    showBin(-1);
}

void HistogramPanel::showBusy()
{
    m_caption->setText(tr("Reading values…"));
    m_plot->setEnabled(false);
}

void HistogramPanel::showBin(int bin)
{
    const auto &histogram = m_numbers.histogram;
    if (!histogram || bin < 0 || bin >= static_cast<int>(histogram->counts.size())) {
        m_readout->setText(histogram ? tr("Point at the plot to read a bin.") : QString());
        return;
    }
    const auto at = static_cast<std::size_t>(bin);
    m_readout->setText(tr("%1 to %2: %3")
                           .arg(number(histogram->edges[at]), number(histogram->edges[at + 1]),
                                values(histogram->counts[at])));
}

bool HistogramPanel::isLogarithmic() const { return m_logarithmic->isChecked(); }

void HistogramPanel::setLogarithmic(bool on) { m_logarithmic->setChecked(on); }

QString HistogramPanel::caption() const { return m_caption->text(); }

} // namespace lens
