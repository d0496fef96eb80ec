// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

#include <functional>
#include <vector>

class QWidget;

namespace lens {

class DocumentPage;
class Prompts;

// Asks once before pages with changes are closed, and closes them when they were saved. What is
// being written is waited for.
class Closing final : public QObject
{
    Q_OBJECT

public:
    Closing(Prompts &prompts, QWidget &window);
    // True: nothing stands in the way. False: the person said no, or `then` is called once every
    // page is saved; a save that fails or is stopped ends it.
    bool mayClose(const std::vector<DocumentPage *> &pages, std::function<void()> then);

private:
    bool isDone(const DocumentPage *page) const;
    void saveNext();
    void saveEnded(bool good);

    Prompts &m_prompts;
    QWidget &m_window;
    std::vector<QPointer<DocumentPage>> m_waiting;
    std::function<void()> m_then;
    bool m_save = false; // what was changed
};

} // namespace lens
