// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/captionedplot.h"

#include "model/document/plaintext.h"

#include <QLabel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QString number(double value) { return plainText(shortDouble(value, 4)); }

} // namespace

CaptionedPlot::CaptionedPlot(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_plot(new HistogramPlot(HistogramPlot::Detail::Full))
    , m_heading(new QLabel)
    , m_line(new QLabel)
{
    QFont bold = font();
    bold.setBold(true);
    m_heading->setFont(bold);
    m_line->setForegroundRole(QPalette::PlaceholderText);
    m_line->setWordWrap(true);
    // Room for what is long, so that the plot does not move when it comes.
    m_line->setMinimumHeight(fontMetrics().lineSpacing() * 2);
    m_line->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    for (QLabel *label : {m_heading, m_line})
        label->setTextFormat(Qt::PlainText);
    setTitle(title);
    m_plot->setMinimumHeight(fontMetrics().height() * 8);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(fontMetrics().height() / 4);
    layout->addWidget(m_heading);
    layout->addWidget(m_plot, 1);
    layout->addWidget(m_line);
    connect(m_plot, &HistogramPlot::hovered, this, &CaptionedPlot::tell);
}

void CaptionedPlot::setTitle(const QString &title)
{
    m_heading->setText(title);
    m_plot->setAccessibleName(title);
}

void CaptionedPlot::draw(std::vector<HistogramSeries> series, const QString &caption)
{
    m_series = series;
    m_plot->setSeries(std::move(series));
    m_plot->setEnabled(true);
    setCaption(caption);
}

void CaptionedPlot::showNothing(const QString &reason)
{
    m_series.clear();
    m_plot->clear();
    m_plot->setEnabled(false);
    setCaption(reason);
}

void CaptionedPlot::wait()
{
    m_plot->setEnabled(false);
    setCaption(tr("Reading values…"));
}

void CaptionedPlot::setCaption(const QString &caption)
{
    m_caption = caption;
    m_line->setText(caption);
    m_plot->setAccessibleDescription(caption);
}

void CaptionedPlot::tell(int bin)
{
    if (bin < 0 || m_series.empty())
        return m_line->setText(m_caption);
    const auto at = static_cast<std::size_t>(bin);
    const auto &edges = m_series.front().histogram.edges;
    QString text = tr("%1 to %2").arg(number(edges[at]), number(edges[at + 1]));
    for (const HistogramSeries &one : m_series) {
        const QString count = plainText(grouped(one.histogram.counts[at]));
        text += u" · "_s +
                (one.name.isEmpty() ? tr("%1 values").arg(count) : u"%1 %2"_s.arg(one.name, count));
    }
    m_line->setText(text);
}

} // namespace lens
