// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/document.h"

#include <QUndoCommand>

#include <utility>

namespace lens {

// The only undo command there is. What it leads to is handed in with each call of it.
class EditCommand final : public QUndoCommand
{
public:
    EditCommand(Document &document, EditStepPtr step, const QString &text)
        : QUndoCommand(text)
        , m_document(document)
        , m_step(std::move(step))
    {}
    void undo() override { m_document.take(m_document.m_handedIn); }
    void redo() override { m_document.take(m_document.m_handedIn); }
    const EditStepPtr &step() const { return m_step; }

private:
    Document &m_document;
    EditStepPtr m_step;
};

Document::Document(QObject *parent)
    : QObject(parent)
{}

// A stack that dies empties itself and tells everybody; by then its views are half gone.
Document::~Document() { m_undoStack.blockSignals(true); }

void Document::load(Snapshot snapshot)
{
    m_undoStack.clear();
    m_planes.clear();
    m_statistics = nullptr;
    m_found = nullptr;
    m_snapshot = std::move(snapshot);
    m_path = checkpoint()->path;
    m_fileBytes.reset();
    if (const auto &source = checkpoint()->source)
        m_fileBytes = source->size();
    m_edited = nullptr;
    m_known.clear();
    const auto none = std::make_shared<EditSet>();
    takeRows(ModelView::StateDict, makeEdited(editBase(ModelView::StateDict), none, none));
    Q_EMIT changed({DocumentChange::Kind::Loaded, {}});
}

void Document::takeRows(ModelView view, const EditedPtr &edited)
{
    m_view = view;
    m_outline = showsObjects(view) ? m_snapshot.objectOutline : m_snapshot.outline;
    m_edited = edited;
    know(edited->now);
    if (m_found)
        m_found = onRows(m_found);
}

// It may have been found before the rows became others.
FoundRowsPtr Document::onRows(const FoundRowsPtr &found) const
{
    return found->outline() == outline()
               ? found
               : std::make_shared<const FoundRows>(found->entries(), outline());
}

void Document::setFile(std::string path, std::uint64_t bytes)
{
    if (path == m_path && bytes == m_fileBytes)
        return;
    m_path = std::move(path);
    m_fileBytes = bytes;
    Q_EMIT changed({DocumentChange::Kind::File, {}});
}

void Document::setStatistics(std::shared_ptr<const TensorStatistics> statistics)
{
    m_statistics = std::move(statistics);
    Q_EMIT changed({DocumentChange::Kind::Statistics, {}});
}

void Document::setFound(const FoundRowsPtr &found)
{
    m_found = onRows(found);
    Q_EMIT changed({DocumentChange::Kind::Findings, {}});
}

unsigned Document::marks(std::uint32_t node) const
{
    return outline()->marks(node) | (m_found ? m_found->marks(node) : 0u);
}

unsigned Document::marksInside(std::uint32_t node) const
{
    return outline()->marksInside(node) | (m_found ? m_found->marksInside(node) : 0u);
}

void Document::showAs(ModelView view, const EditedPtr &edited,
                      std::shared_ptr<const TensorStatistics> statistics)
{
    m_statistics = std::move(statistics);
    takeRows(view, edited);
    Q_EMIT changed({DocumentChange::Kind::Rows, {}});
}

const std::shared_ptr<const ShownRows> &Document::allRows() const
{
    return showsObjects(m_view) ? m_snapshot.objectRows : m_snapshot.rows;
}

EditBase Document::editBase(ModelView view) const
{
    const bool objects = showsObjects(view);
    EditBase base{checkpoint(), objects ? m_snapshot.objectOutline : m_snapshot.outline,
                  objects ? m_snapshot.objectDevices : m_snapshot.devices,
                  view == m_view ? m_edited : nullptr};
    for (const auto &known : m_known)
        if (auto edits = known.lock())
            base.known.push_back(std::move(edits));
    return base;
}

// Who compares with it keeps it alive.
void Document::know(const EditSetPtr &edits)
{
    std::erase_if(m_known, [&](const auto &known) {
        const auto other = known.lock();
        return !other || other == edits;
    });
    m_known.push_back(edits);
}

EditStepPtr Document::undoneStep() const
{
    const int at = m_undoStack.index() - 1;
    return at < 0 ? nullptr : static_cast<const EditCommand *>(m_undoStack.command(at))->step();
}

EditStepPtr Document::redoneStep() const
{
    const auto *next = static_cast<const EditCommand *>(m_undoStack.command(m_undoStack.index()));
    return next ? next->step() : nullptr;
}

void Document::pushTo(const EditedPtr &next, const EditStepPtr &step, const QString &text)
{
    m_handedIn = next;
    m_undoStack.push(new EditCommand(*this, step, text));
    m_handedIn = nullptr;
}

void Document::undoTo(const EditedPtr &next)
{
    m_handedIn = next;
    m_undoStack.undo();
    m_handedIn = nullptr;
}

void Document::redoTo(const EditedPtr &next)
{
    m_handedIn = next;
    m_undoStack.redo();
    m_handedIn = nullptr;
}

void Document::savedTo(const EditedPtr &next)
{
    if (!next->isModified())
        m_undoStack.setClean();
    take(next);
}

void Document::take(EditedPtr next)
{
    m_edited = std::move(next);
    know(m_edited->now);
    Q_EMIT changed({DocumentChange::Kind::Devices, m_edited->moved});
}

bool Document::isTensorChanged(std::uint32_t tensor) const
{
    return isModified() && devices().tagOf(tensor) != m_edited->savedDevices->tagOf(tensor);
}

std::vector<std::uint32_t> Document::entriesAt(const std::vector<std::uint32_t> &nodes) const
{
    std::vector<std::uint32_t> entries, waiting = nodes;
    while (!waiting.empty()) {
        const auto &row = outline()->node(waiting.back());
        waiting.pop_back();
        if (row.entry == 0)
            return {};
        if (row.entry != noIndex)
            entries.push_back(row.entry);
        else
            for (std::uint32_t i = 0; i < row.childCount; ++i)
                waiting.push_back(row.firstChild + i);
    }
    return entries;
}

} // namespace lens
