// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/closing.h"

#include "widgets/documentpage.h"
#include "widgets/prompts.h"

#include <QTimer>

namespace lens {

Closing::Closing(Prompts &prompts, QWidget &window)
    : QObject(&window)
    , m_prompts(prompts)
    , m_window(window)
{}

bool Closing::mayClose(const std::vector<DocumentPage *> &pages, std::function<void()> then)
{
    QStringList names;
    for (const DocumentPage *page : pages)
        if (page->isModified())
            names << page->title();
    m_waiting.clear();
    const auto answer = names.isEmpty() ? Unsaved::Discard : m_prompts.closing(&m_window, names);
    if (answer == Unsaved::Cancel)
        return false;
    m_save = answer == Unsaved::Save;
    for (DocumentPage *page : pages)
        if (!isDone(page))
            m_waiting.emplace_back(page);
    if (m_waiting.empty())
        return true;
    m_then = std::move(then);
    m_failed = nullptr;
    saveNext();
    return false;
}

bool Closing::isDone(const DocumentPage *page) const
{
    return !page || !(page->isWriting() || (m_save && page->isModified()));
}

// One after the other: a page without a file asks for a name.
void Closing::saveNext()
{
    while (!m_waiting.empty() && isDone(m_waiting.back()))
        m_waiting.pop_back();
    if (m_waiting.empty())
        return end();
    connect(m_waiting.back(), &DocumentPage::saveEnded, this, &Closing::saveEnded,
            static_cast<Qt::ConnectionType>(Qt::UniqueConnection));
    if (!m_waiting.back()->isWriting())
        m_waiting.back()->save();
}

void Closing::saveEnded(bool good)
{
    if (m_waiting.empty() || sender() != m_waiting.back())
        return;
    if (!good) {
        m_failed = m_waiting.back();
        m_then = nullptr;
        m_waiting.pop_back();
        // Whoever gave no name for one is not asked for the next.
        std::erase_if(m_waiting,
                      [](const auto &page) { return !page || page->filePath().isEmpty(); });
    }
    saveNext();
}

void Closing::end()
{
    if (m_failed)
        Q_EMIT failed(m_failed);
    else if (m_then) // not from within the page's own signal: it is about to be deleted
        QTimer::singleShot(0, this, std::exchange(m_then, nullptr));
}

} // namespace lens
