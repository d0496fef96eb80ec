// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/edits.h"
#include "model/checkpoint/safety.h"
#include "model/checkpoint/summary.h"
#include "model/document/outline.h"
#include "model/document/planechoices.h"
#include "model/document/tensorstatistics.h"

#include <QObject>
#include <QUndoStack>

#include <memory>
#include <optional>
#include <vector>

namespace lens {

// What an open delivers: the snapshot and the rows made from it. Immutable and shared.
struct Snapshot
{
    CheckpointPtr checkpoint;
    std::shared_ptr<const Outline> outline;
    std::shared_ptr<const DeviceMap> devices; // as saved
    // The same with whole models as objects; null where the file has none.
    std::shared_ptr<const Outline> objectOutline;
    std::shared_ptr<const DeviceMap> objectDevices;
    std::vector<RatedGlobal> globals; // what Python would import
    std::string verdict;              // of those, one of the sentences of safety.h
    Summary summary;
};

// What moved in a document.
struct DocumentChange
{
    enum class Kind {
        Loaded,  // another snapshot: everything
        Devices, // the device tags of `sites`
        Rows,    // another outline of the same snapshot: nodes mean something else
        Statistics,
    };
    Kind kind = Kind::Loaded;
    std::vector<std::uint32_t> sites; // into Checkpoint::sites
};

// A tag that a save would write.
struct PendingChange
{
    std::uint32_t entry = 0; // where it is seen; the root for what no row shows
    std::string before, after;
    bool operator==(const PendingChange &) const = default;
};

// A checkpoint that is open: the immutable snapshot, the edits over it and their undo. The one
// signal says what moved. Lives on the main thread.
class Document final : public QObject
{
    Q_OBJECT

public:
    explicit Document(QObject *parent = nullptr);
    ~Document() override;

    void load(Snapshot snapshot);
    bool isLoaded() const { return m_snapshot.checkpoint != nullptr; }
    const Snapshot &snapshot() const { return m_snapshot; }
    const CheckpointPtr &checkpoint() const { return m_snapshot.checkpoint; }
    const std::shared_ptr<const Outline> &outline() const { return m_outline; }
    const std::vector<RatedGlobal> &globals() const { return m_snapshot.globals; }
    const std::string &verdict() const { return m_snapshot.verdict; }
    const Summary &summary() const { return m_snapshot.summary; }
    // With the pending edits.
    const DeviceMap &devices() const { return *m_devices; }
    const std::shared_ptr<const DeviceMap> &sharedDevices() const { return m_devices; }
    const std::shared_ptr<const DeviceMap> &savedDevices() const { return m_savedDevices; }
    // Over the snapshot, whatever was saved of them.
    const EditSet &edits() const { return m_edits; }
    // The file does not say yet what is shown.
    bool isModified() const { return m_edits != m_savedEdits; }
    // How whole models are shown; by their state dict after a load.
    bool hasModelViews() const { return m_snapshot.objectOutline != nullptr; }
    ModelView modelView() const { return m_view; }
    void setModelView(ModelView view);
    // As far as they were read; null before that.
    const std::shared_ptr<const TensorStatistics> &statistics() const { return m_statistics; }
    void setStatistics(std::shared_ptr<const TensorStatistics> statistics);
    bool isTensorChanged(std::uint32_t tensor) const;
    // The entries that nodes of the outline stand for, a group of names by its members; none for
    // the whole file.
    std::vector<std::uint32_t> entriesAt(const std::vector<std::uint32_t> &nodes) const;
    // Where shown and saved differ, in the order of the tree.
    const std::vector<PendingChange> &pendingChanges() const;
    // What a save wrote is what the file says from now on; the steps of undo stay.
    void markSaved(const EditSet &written);
    // One more step of undo that leads back to what the file says.
    void revert(const QString &text);

    // Where a person looks in each tensor; what shows values keeps to it.
    PlaneChoices &planes() { return m_planes; }
    QUndoStack &undoStack() { return m_undoStack; }
    // Applies `edit` as one step of undo. `text` names it for the person: "Change device to cpu".
    void push(RetagEdit edit, const QString &text);

Q_SIGNALS:
    void changed(const lens::DocumentChange &change);

private:
    friend class EditCommand;
    // Applies and returns the inverse.
    RetagEdit applyEdit(const RetagEdit &edit);
    std::vector<PendingChange> listPendingChanges() const;

    void takeOutline(ModelView view);

    Snapshot m_snapshot;
    ModelView m_view = ModelView::StateDict;
    std::shared_ptr<const Outline> m_outline;
    std::shared_ptr<const DeviceMap> m_devices, m_savedDevices;
    std::shared_ptr<const TensorStatistics> m_statistics;
    EditSet m_edits, m_savedEdits;
    PlaneChoices m_planes;
    mutable std::optional<std::vector<PendingChange>> m_pending; // once asked for
    QUndoStack m_undoStack;
};

} // namespace lens
