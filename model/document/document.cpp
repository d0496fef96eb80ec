// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/document.h"

#include "model/checkpoint/retagscope.h"

#include <QUndoCommand>

#include <algorithm>
#include <unordered_map>

namespace lens {

namespace {

const std::string &tagOf(const Checkpoint &checkpoint, const EditSet &edits, std::uint32_t site)
{
    const auto edit = edits.devices.find(site);
    return edit == edits.devices.end() ? checkpoint.sites[site].tag : edit->second;
}

// The sites that two edit sets do not agree about.
std::vector<std::uint32_t> differingSites(const EditSet &a, const EditSet &b)
{
    std::vector<std::uint32_t> sites;
    const auto differs = [](const auto &edit, const EditSet &other) {
        const auto found = other.devices.find(edit.first);
        return found == other.devices.end() || found->second != edit.second;
    };
    for (const auto &edit : a.devices)
        if (differs(edit, b))
            sites.push_back(edit.first);
    for (const auto &edit : b.devices)
        if (!a.devices.contains(edit.first))
            sites.push_back(edit.first);
    return sites;
}

// Changed sites by what shows them. A storage that several tensors read has a site for each.
class ChangedPlaces
{
public:
    ChangedPlaces(const Checkpoint &checkpoint, const std::vector<std::uint32_t> &sites)
        : m_checkpoint(checkpoint)
        , m_taken(checkpoint.sites.size())
    {
        for (const auto index : sites) {
            const DeviceSite &site = checkpoint.sites[index];
            const auto tensor = checkpoint.tensorOf.find(site.owner);
            const bool first = site.kind == DeviceSite::Kind::Storage
                                   ? m_ofStorage.emplace(site.storage, index).second
                               : tensor != checkpoint.tensorOf.end()
                                   ? m_ofTensor.emplace(tensor->second, index).second
                                   : m_ofOwner.emplace(site.owner, index).second;
            if (first)
                m_sites.push_back(index);
        }
        m_ofStorage.erase(noIndex);
    }

    // The changed site that decides about an entry; noIndex for an unchanged one.
    std::uint32_t take(const Entry &entry)
    {
        const Tensor *tensor = m_checkpoint.tensor(entry);
        auto site = entry.kind == EntryKind::Storage ? valueOf(m_ofStorage, entry.index)
                    : entry.kind == EntryKind::Ref   ? noIndex
                    : tensor                         ? valueOf(m_ofTensor, entry.index)
                                                     : valueOf(m_ofOwner, entry.node);
        if (tensor && site == noIndex)
            site = valueOf(m_ofStorage, tensor->storage);
        if (site != noIndex)
            m_taken[site] = true;
        return site;
    }
    // Those that no entry took.
    std::vector<std::uint32_t> unseen() const
    {
        std::vector<std::uint32_t> sites;
        for (const auto site : m_sites)
            if (!m_taken[site])
                sites.push_back(site);
        std::ranges::sort(sites);
        return sites;
    }

private:
    using SiteOf = std::unordered_map<std::uint32_t, std::uint32_t>;
    static std::uint32_t valueOf(const SiteOf &sites, std::uint32_t key)
    {
        const auto found = sites.find(key);
        return found == sites.end() ? noIndex : found->second;
    }

    const Checkpoint &m_checkpoint;
    SiteOf m_ofStorage, m_ofTensor, m_ofOwner;
    std::vector<std::uint32_t> m_sites;
    std::vector<bool> m_taken; // by site
};

} // namespace

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
    , m_savedDevices(m_devices)
{}

// A stack that dies empties itself and tells everybody; by then its views are half gone.
Document::~Document() { m_undoStack.blockSignals(true); }

void Document::load(Snapshot snapshot)
{
    m_undoStack.clear();
    m_edits = m_savedEdits = {};
    m_planes.clear();
    m_statistics = nullptr;
    m_pending.reset();
    m_snapshot = std::move(snapshot);
    takeOutline(ModelView::StateDict);
    Q_EMIT changed({DocumentChange::Kind::Loaded, {}});
}

void Document::takeOutline(ModelView view)
{
    const bool objects = view == ModelView::Object && hasModelViews();
    m_view = view;
    m_outline = objects ? m_snapshot.objectOutline : m_snapshot.outline;
    const auto opened = objects ? m_snapshot.objectDevices : m_snapshot.devices;
    const auto with = [&](const EditSet &edits) {
        return edits.empty() ? opened
                             : std::make_shared<const DeviceMap>(*checkpoint(), *outline(), edits);
    };
    m_savedDevices = with(m_savedEdits);
    m_devices = isModified() ? with(m_edits) : m_savedDevices;
    if (m_statistics) {
        auto statistics = std::make_shared<TensorStatistics>(*m_statistics);
        statistics->addUp(*checkpoint(), *outline());
        m_statistics = std::move(statistics);
    }
}

void Document::setStatistics(std::shared_ptr<const TensorStatistics> statistics)
{
    m_statistics = std::move(statistics);
    Q_EMIT changed({DocumentChange::Kind::Statistics, {}});
}

void Document::setModelView(ModelView view)
{
    if (view == m_view || !hasModelViews())
        return;
    takeOutline(view);
    Q_EMIT changed({DocumentChange::Kind::Rows, {}});
}

void Document::push(RetagEdit edit, const QString &text)
{
    if (!edit.devices.empty())
        m_undoStack.push(
            new EditCommand(*this, withoutNoise(*checkpoint(), std::move(edit)), text));
}

void Document::markSaved(const EditSet &written)
{
    const DocumentChange change{DocumentChange::Kind::Devices,
                                differingSites(m_savedEdits, written)};
    m_savedEdits = written;
    m_pending.reset();
    m_savedDevices = written == m_edits
                         ? m_devices
                         : std::make_shared<DeviceMap>(*checkpoint(), *outline(), written);
    if (!isModified())
        m_undoStack.setClean();
    Q_EMIT changed(change);
}

void Document::revert(const QString &text)
{
    RetagEdit back;
    for (const auto site : differingSites(m_edits, m_savedEdits))
        back.devices[site] = tagOf(*checkpoint(), m_savedEdits, site);
    push(std::move(back), text);
}

RetagEdit Document::applyEdit(const RetagEdit &edit)
{
    auto inverse = apply(m_edits, edit);
    m_pending.reset();
    m_devices = std::make_shared<DeviceMap>(*checkpoint(), *outline(), m_edits);
    DocumentChange change{DocumentChange::Kind::Devices, {}};
    for (const auto &[site, tag] : edit.devices)
        change.sites.push_back(site);
    Q_EMIT changed(change);
    return inverse;
}

bool Document::isTensorChanged(std::uint32_t tensor) const
{
    return m_devices != m_savedDevices && m_devices->tagOf(tensor) != m_savedDevices->tagOf(tensor);
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

const std::vector<PendingChange> &Document::pendingChanges() const
{
    if (!m_pending)
        m_pending = listPendingChanges();
    return *m_pending;
}

std::vector<PendingChange> Document::listPendingChanges() const
{
    std::vector<PendingChange> changes;
    if (!isModified())
        return changes;
    ChangedPlaces places(*checkpoint(), differingSites(m_savedEdits, m_edits));
    const auto add = [&](std::uint32_t entry, std::uint32_t site) {
        changes.push_back(
            {entry, tagOf(*checkpoint(), m_savedEdits, site), tagOf(*checkpoint(), m_edits, site)});
    };
    for (std::uint32_t node = 0; node < outline()->size(); ++node) {
        const auto entry = outline()->node(node).entry;
        if (entry == noIndex)
            continue;
        if (const auto site = places.take(checkpoint()->entry(entry)); site != noIndex)
            add(entry, site);
    }
    for (const auto site : places.unseen())
        add(0, site);
    return changes;
}

} // namespace lens
