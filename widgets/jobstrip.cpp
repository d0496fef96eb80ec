// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jobstrip.h"

#include "model/document/latestjob.h"
#include "model/document/plaintext.h"
#include "widgets/icons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QToolButton>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace lens {
namespace {

// Shorter work would only flicker.
constexpr auto patience = 300ms;
constexpr int barSteps = 1000;
// Before that a rate says nothing yet.
constexpr double rateAfterSeconds = 2;

} // namespace

JobStrip::JobStrip(QWidget *parent)
    : QWidget(parent)
    , m_text(new QLabel(this))
    , m_bar(new QProgressBar(this))
    , m_cancel(new QToolButton(this))
    , m_others(new QToolButton(this))
{
    setObjectName(u"jobStrip"_s);
    m_text->setTextFormat(Qt::PlainText);
    m_bar->setTextVisible(false);
    m_bar->setFixedSize(fontMetrics().averageCharWidth() * 16, fontMetrics().height() * 2 / 3);
    m_bar->setAccessibleName(tr("Progress"));
    m_cancel->setObjectName(u"cancelJob"_s);
    m_cancel->setIcon(icon(u"close"_s));
    m_cancel->setAutoRaise(true);
    m_cancel->setToolTip(tr("Stop this"));
    m_cancel->setAccessibleName(tr("Stop the running job"));
    m_others->setObjectName(u"otherJobs"_s);
    m_others->setAutoRaise(true);
    m_others->setToolTip(tr("List what else is running, to stop it"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_text, m_bar, m_cancel, m_others})
        layout->addWidget(widget);
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_patience, &QTimer::timeout, this, [this] { setVisible(!m_running.empty()); });
    connect(m_cancel, &QToolButton::clicked, this, &JobStrip::cancelShown);
    connect(m_others, &QToolButton::clicked, this, &JobStrip::listOthers);
    hide();
}

void JobStrip::watch(LatestJob *job, const QString &name)
{
    connect(job, &LatestJob::runningChanged, this, [this, job, name](bool running) {
        if (!running)
            end(job);
        else if (job->canStop())
            begin(job, name);
    });
    connect(job, &LatestJob::progressed, this, &JobStrip::refresh);
    connect(job, &QObject::destroyed, this, [this, job] { end(job); });
    if (job->isRunning() && job->canStop())
        begin(job, name);
}

void JobStrip::setStopTip(const QString &tip) { m_cancel->setToolTip(tip); }

bool JobStrip::cancelShown()
{
    if (m_running.empty() || !m_running.back().job)
        return false;
    m_running.back().job->cancel();
    return true;
}

void JobStrip::begin(LatestJob *job, const QString &name)
{
    m_running.push_back({job, name, {}});
    m_running.back().since.start();
    if (isHidden() && !m_patience.isActive())
        m_patience.start();
    refresh();
    if (m_running.size() == 1)
        Q_EMIT runningChanged(true);
}

void JobStrip::end(LatestJob *job)
{
    // A job that is being destroyed has cleared its pointer already.
    const auto ended =
        std::erase_if(m_running, [job](const Running &r) { return !r.job || r.job == job; });
    refresh();
    if (!ended || isRunning())
        return;
    m_patience.stop();
    hide();
    Q_EMIT runningChanged(false);
}

void JobStrip::refresh()
{
    if (m_running.empty() || !m_running.back().job)
        return;
    const Running &latest = m_running.back();
    const auto done = latest.job->done(), total = latest.job->total();
    m_bar->setRange(0, total ? barSteps : 0);
    if (total)
        m_bar->setValue(static_cast<int>(static_cast<double>(std::min(done, total)) /
                                         static_cast<double>(total) * barSteps));
    m_text->setText(progressText(latest));
    m_others->setVisible(m_running.size() > 1);
    m_others->setText(tr("%1 more").arg(m_running.size() - 1));
}

void JobStrip::listOthers()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (std::size_t i = 0; i + 1 < m_running.size(); ++i)
        menu->addAction(icon(u"close"_s), tr("Stop %1").arg(progressText(m_running[i])), this,
                        [job = m_running[i].job] {
                            if (job)
                                job->cancel();
                        });
    menu->popup(m_others->mapToGlobal(QPoint(0, -menu->sizeHint().height())));
}

QString JobStrip::progressText(const Running &running) const
{
    const auto done = running.job->done(), total = running.job->total();
    if (!total)
        return running.name;
    if (const LatestJob::Unit unit = running.job->unit(); unit != LatestJob::Unit::Bytes)
        return (unit == LatestJob::Unit::Rows ? tr("%1: %2 of %3 rows")
                                              : tr("%1: %2 of %3 findings"))
            .arg(running.name, plainText(grouped(done)), plainText(grouped(total)));
    QString text =
        tr("%1: %2 of %3")
            .arg(running.name, plainText(humanBytes(done)), plainText(humanBytes(total)));
    const auto elapsed = static_cast<double>(running.since.elapsed()) / 1000;
    if (elapsed < rateAfterSeconds || !done || done > total)
        return text;
    const double rate = static_cast<double>(done) / elapsed;
    const auto left = static_cast<qint64>(static_cast<double>(total - done) / rate) + 1;
    return text + tr(", %1/s, %2 s left")
                      .arg(plainText(humanBytes(static_cast<std::uint64_t>(rate))))
                      .arg(left);
}

} // namespace lens
