// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/edits.h"
#include "model/checkpoint/safety.h"
#include "model/checkpoint/summary.h"
#include "model/document/outline.h"

#include <QObject>
#include <QUndoStack>

#include <memory>
#include <vector>

namespace lens {

// What an open delivers: the snapshot and the rows made from it. Immutable and shared.
struct Snapshot
{
    CheckpointPtr checkpoint;
    std::shared_ptr<const Outline> outline;
    std::shared_ptr<const DeviceMap> devices; // as saved
    std::vector<RatedGlobal> globals;         // what Python would import
    std::string verdict;                      // of those, one of the sentences of safety.h
    Summary summary;
};

// What moved in a document.
struct DocumentChange
{
    enum class Kind {
        Loaded,  // another snapshot: everything
        Devices, // the device tags of `sites`
    };
    Kind kind = Kind::Loaded;
    std::vector<std::uint32_t> sites; // into Checkpoint::sites
};

// A checkpoint that is open: the immutable snapshot, the edits over it and their undo. The one
// signal says what moved. Lives on the main thread.
class Document final : public QObject
{
    Q_OBJECT

public:
    explicit Document(QObject *parent = nullptr);

    void load(Snapshot snapshot);
    bool isLoaded() const { return m_snapshot.checkpoint != nullptr; }
    const CheckpointPtr &checkpoint() const { return m_snapshot.checkpoint; }
    const std::shared_ptr<const Outline> &outline() const { return m_snapshot.outline; }
    const std::vector<RatedGlobal> &globals() const { return m_snapshot.globals; }
    const std::string &verdict() const { return m_snapshot.verdict; }
    const Summary &summary() const { return m_snapshot.summary; }
    // With the pending edits.
    const DeviceMap &devices() const { return *m_devices; }
    const EditSet &edits() const { return m_edits; }
    bool isTensorChanged(std::uint32_t tensor) const;

    QUndoStack &undoStack() { return m_undoStack; }
    // Applies `edit` as one step of undo. `text` names it for the person: "Change device to cpu".
    void push(RetagEdit edit, const QString &text);

Q_SIGNALS:
    void changed(const lens::DocumentChange &change);

private:
    friend class EditCommand;
    // Applies and returns the inverse.
    RetagEdit applyEdit(const RetagEdit &edit);

    Snapshot m_snapshot;
    std::shared_ptr<const DeviceMap> m_devices;
    EditSet m_edits;
    QUndoStack m_undoStack;
};

} // namespace lens
