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
    // page is saved. After a save that failed or was stopped nothing is closed; other files are
    // saved all the same.
    bool mayClose(const std::vector<DocumentPage *> &pages, std::function<void()> then);

Q_SIGNALS:
    // Nothing was closed because of this page, which says why.
    void failed(lens::DocumentPage *page);

private:
    bool isDone(const DocumentPage *page) const;
    void saveNext();
    void saveEnded(bool good);
    void end();

    Prompts &m_prompts;
    QWidget &m_window;
    std::vector<QPointer<DocumentPage>> m_waiting;
    QPointer<DocumentPage> m_failed;
    std::function<void()> m_then;
    bool m_save = false; // what was changed
};

} // namespace lens
