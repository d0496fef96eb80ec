// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/document.h"

#include <QUndoCommand>

namespace lens {

// The only undo command there is: an edit turns into its inverse each time it is applied.
class EditCommand final : public QUndoCommand
{
public:
    EditCommand(Document &document, RetagEdit edit, const QString &text)
        : QUndoCommand(text)
        , m_document(document)
        , m_edit(std::move(edit))
    {}
    void undo() override { m_edit = m_document.applyEdit(m_edit); }
    void redo() override { m_edit = m_document.applyEdit(m_edit); }

private:
    Document &m_document;
    RetagEdit m_edit;
};

Document::Document(QObject *parent)
    : QObject(parent)
    , m_devices(std::make_shared<DeviceMap>())
{}

void Document::load(Snapshot snapshot)
{
    m_undoStack.clear();
    m_edits = {};
    m_snapshot = std::move(snapshot);
    m_devices = m_snapshot.devices;
    Q_EMIT changed({DocumentChange::Kind::Loaded, {}});
}

void Document::push(RetagEdit edit, const QString &text)
{
    if (!edit.devices.empty())
        m_undoStack.push(new EditCommand(*this, std::move(edit), text));
}

RetagEdit Document::applyEdit(const RetagEdit &edit)
{
    auto inverse = apply(m_edits, edit);
    m_devices = std::make_shared<DeviceMap>(*checkpoint(), *outline(), m_edits);
    DocumentChange change{DocumentChange::Kind::Devices, {}};
    for (const auto &[site, tag] : edit.devices)
        change.sites.push_back(site);
    Q_EMIT changed(change);
    return inverse;
}

bool Document::isTensorChanged(std::uint32_t tensor) const
{
    return !m_edits.empty() && m_devices->tagOf(tensor) != m_snapshot.devices->tagOf(tensor);
}

} // namespace lens
