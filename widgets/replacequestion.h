// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/latestjob.h"

#include <QPointer>
#include <QWidget>

#include <optional>

namespace lens {

class Prompts;

// What lies where something is to be written.
struct Place
{
    bool exists = false;
    bool isOwn = false; // the file that is open, links followed
};

// Asks whether the file at a path that a person chose may be replaced, where one lies there. A
// worker looks: a network that hangs must not hold the window, and whoever does not want to wait
// for it stops this at once. The prompts outlive it.
class ReplaceQuestion final : public LatestJob
{
    Q_OBJECT

public:
    struct Own
    {
        QString path = {};         // of the file that is open
        bool mayBeReplaced = true; // else that is not asked
    };
    // Nothing: it is not to be written.
    using Then = std::function<void(const std::optional<Place> &place)>;

    explicit ReplaceQuestion(Prompts &prompts, QObject *parent = nullptr);

    // Of several only the latest has an answer.
    void ask(QWidget *parent, const QString &path, const Own &own, Then then);
    void cancel() override;
    // By the person, before it had an answer.
    bool wasStopped() const { return m_stopped; }

protected:
    QThreadPool &pool() const override { return lookers(); }

private:
    void decide(const QString &path, const Place &place, const Own &own);

    Prompts &m_prompts;
    QPointer<QWidget> m_parent;
    Then m_then;
    bool m_stopped = false;
};

} // namespace lens
