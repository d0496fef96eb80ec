// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panel.h"

#include "model/document/latestjob.h"
#include "model/document/tensorrows.h"
#include "widgets/jobstrip.h"

#include <algorithm>

namespace lens {

Panel::Panel(const PanelContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
{
    connect(&document(), &Document::changed, this, [this](const DocumentChange &change) {
        if (change.kind == DocumentChange::Kind::Loaded ||
            change.kind == DocumentChange::Kind::Rows)
            forgetSelection();
    });
}

bool Panel::isSettled() const
{
    return std::ranges::none_of(m_jobs, [](const LatestJob *job) { return job->isRunning(); });
}

void Panel::watch(LatestJob *job, const QString &name)
{
    m_jobs.push_back(job);
    m_context.jobs.watch(job, name);
    // What it would report is of the file as it was.
    connect(&document(), &Document::changed, job, [job](const DocumentChange &change) {
        if (change.kind == DocumentChange::Kind::Loaded)
            job->abandon();
    });
    // A job that ends reports right after: its owner may start the next one then.
    connect(
        job, &LatestJob::runningChanged, this,
        [this] {
            if (isSettled())
                Q_EMIT settled();
        },
        Qt::QueuedConnection);
}

std::uint32_t Panel::tensorAt(std::uint32_t node) const
{
    return tensorOfRow(*document().checkpoint(), *document().outline(), node);
}

} // namespace lens
