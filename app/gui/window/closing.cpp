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
    std::vector<QPointer<DocumentPage>> modified;
    for (DocumentPage *page : pages) {
        if (!page->isModified())
            continue;
        modified.emplace_back(page);
        names << page->title();
    }
    m_waiting.clear();
    if (modified.empty())
        return true;
    const auto answer = m_prompts.closing(&m_window, names);
    if (answer != Unsaved::Save)
        return answer == Unsaved::Discard;
    m_waiting = std::move(modified);
    m_then = std::move(then);
    saveNext();
    return false;
}

// One after the other: a page without a file asks for a name.
void Closing::saveNext()
{
    while (!m_waiting.empty() && (!m_waiting.back() || !m_waiting.back()->isModified()))
        m_waiting.pop_back();
    if (m_waiting.empty())
        // Not from within the page's own signal: it is about to be deleted.
        return QTimer::singleShot(0, this, std::exchange(m_then, nullptr));
    connect(m_waiting.back(), &DocumentPage::saveEnded, this, &Closing::saveEnded,
            static_cast<Qt::ConnectionType>(Qt::UniqueConnection));
    m_waiting.back()->save();
}

void Closing::saveEnded(bool good)
{
    if (m_waiting.empty() || sender() != m_waiting.back())
        return;
    if (good)
        return saveNext();
    m_waiting.clear();
    m_then = nullptr;
}

} // namespace lens
