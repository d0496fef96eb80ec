// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jobstrip.h"

#include "model/document/latestjob.h"
#include "model/document/plaintext.h"
#include "widgets/icons.h"

#include <QHBoxLayout>
#include <QLabel>
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

} // namespace

JobStrip::JobStrip(QWidget *parent)
    : QWidget(parent)
    , m_text(new QLabel(this))
    , m_bar(new QProgressBar(this))
    , m_cancel(new QToolButton(this))
{
    setObjectName(u"jobStrip"_s);
    m_text->setTextFormat(Qt::PlainText);
    m_bar->setTextVisible(false);
    m_bar->setFixedSize(fontMetrics().averageCharWidth() * 16, fontMetrics().height() * 2 / 3);
    m_bar->setAccessibleName(tr("Progress"));
    m_cancel->setObjectName(u"cancelJob"_s);
    m_cancel->setIcon(icon(u"close"_s));
    m_cancel->setAutoRaise(true);
    m_cancel->setToolTip(tr("Stop this (Esc)"));
    m_cancel->setAccessibleName(tr("Stop the running job"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    for (QWidget *widget : {static_cast<QWidget *>(m_text), static_cast<QWidget *>(m_bar),
                            static_cast<QWidget *>(m_cancel)})
        layout->addWidget(widget);
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_patience, &QTimer::timeout, this, [this] { setVisible(!m_running.empty()); });
    connect(m_cancel, &QToolButton::clicked, this, &JobStrip::cancelShown);
    hide();
}

void JobStrip::watch(LatestJob *job, const QString &name)
{
    connect(job, &LatestJob::runningChanged, this,
            [this, job, name](bool running) { running ? begin(job, name) : end(job); });
    connect(job, &LatestJob::progressed, this, &JobStrip::refresh);
    connect(job, &QObject::destroyed, this, [this, job] { end(job); });
    if (job->isRunning())
        begin(job, name);
}

bool JobStrip::cancelShown()
{
    if (m_running.empty() || !m_running.back().job)
        return false;
    m_running.back().job->cancel();
    return true;
}

void JobStrip::begin(LatestJob *job, const QString &name)
{
    m_running.push_back({job, name});
    if (isHidden() && !m_patience.isActive())
        m_patience.start();
    refresh();
}

void JobStrip::end(LatestJob *job)
{
    // A job that is being destroyed has cleared its pointer already.
    std::erase_if(m_running, [job](const Running &r) { return !r.job || r.job == job; });
    if (m_running.empty()) {
        m_patience.stop();
        hide();
    }
    refresh();
}

void JobStrip::refresh()
{
    if (m_running.empty() || !m_running.back().job)
        return;
    const auto &[job, name] = m_running.back();
    const auto done = job->bytesDone(), total = job->bytesTotal();
    m_bar->setRange(0, total ? barSteps : 0);
    if (!total) {
        m_text->setText(name);
        return;
    }
    m_bar->setValue(static_cast<int>(static_cast<double>(std::min(done, total)) /
                                     static_cast<double>(total) * barSteps));
    m_text->setText(
        tr("%1: %2 of %3").arg(name, plainText(humanBytes(done)), plainText(humanBytes(total))));
}

} // namespace lens
