// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/replacequestion.h"

#include "widgets/prompts.h"

#include <QFileInfo>

#include <utility>

namespace lens {
namespace {

Place placeAt(const QString &path, const QString &own)
{
    const QFileInfo file(path);
    if (!file.exists())
        return {};
    const bool isOwn =
        !own.isEmpty() && QFileInfo(own).canonicalFilePath() == file.canonicalFilePath();
    return {true, isOwn};
}

} // namespace

ReplaceQuestion::ReplaceQuestion(Prompts &prompts, QObject *parent)
    : LatestJob(parent)
    , m_prompts(prompts)
{}

void ReplaceQuestion::ask(QWidget *parent, const QString &path, const Own &own, Then then)
{
    m_parent = parent;
    m_then = std::move(then);
    m_stopped = false;
    start([this, path, own](Job &job) -> Report {
        const Place place = job.cancelled() ? Place() : placeAt(path, own.path);
        return [this, path, place, own] { decide(path, place, own); };
    });
}

// The question has an event loop of its own: whoever asks may be gone by the answer.
void ReplaceQuestion::decide(const QString &path, const Place &place, const Own &own)
{
    const Then then = std::exchange(m_then, nullptr);
    const QPointer<ReplaceQuestion> self(this);
    const bool isRefused = place.isOwn && !own.mayBeReplaced;
    const bool goesOn = !place.exists || isRefused || m_prompts.mayReplace(m_parent, path);
    if (self)
        then(goesOn ? std::optional(place) : std::nullopt);
}

// Where nobody answers, the worker never ends.
void ReplaceQuestion::cancel()
{
    if (!isRunning())
        return;
    abandon();
    m_stopped = true;
    if (const Then then = std::exchange(m_then, nullptr))
        then(std::nullopt);
}

} // namespace lens
