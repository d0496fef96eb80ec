// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/safety.h"
#include "model/checkpoint/summary.h"
#include "model/document/edited.h"
#include "model/document/foundrows.h"
#include "model/document/planechoices.h"
#include "model/document/tensorstatistics.h"

#include <QObject>
#include <QUndoStack>

#include <memory>
#include <vector>

namespace lens {

struct ShownRows;

// What an open delivers: the snapshot and the rows made from it. Immutable and shared.
struct Snapshot
{
    CheckpointPtr checkpoint;
    std::shared_ptr<const Outline> outline;
    std::shared_ptr<const DeviceMap> devices; // as saved
    std::shared_ptr<const ShownRows> rows;    // all of them
    // The same with whole models as objects; null where the file has none.
    std::shared_ptr<const Outline> objectOutline;
    std::shared_ptr<const DeviceMap> objectDevices;
    std::shared_ptr<const ShownRows> objectRows;
    std::vector<RatedGlobal> globals; // what Python would import
    Verdict verdict;                  // of those
    Summary summary;
};

// What a document was opened for. For reading it is never changed and never written over.
enum class Access { Edit, Read };

// What moved in a document.
struct DocumentChange
{
    enum class Kind {
        Loaded,  // another snapshot: everything
        Devices, // the device tags of `sites`
        Rows,    // another outline of the same snapshot: nodes mean something else
        Statistics,
        Findings, // of the values
        File,     // it lies elsewhere from now on, or has another size
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
    ~Document() override;

    void load(Snapshot snapshot);
    bool isLoaded() const { return m_snapshot.checkpoint != nullptr; }
    const Snapshot &snapshot() const { return m_snapshot; }
    const CheckpointPtr &checkpoint() const { return m_snapshot.checkpoint; }
    // Of its file: where it was opened, or saved last.
    const std::string &path() const { return m_path; }
    // None: it was never one.
    const std::optional<std::uint64_t> &fileBytes() const { return m_fileBytes; }
    void setFile(std::string path, std::uint64_t bytes);
    // A load changes nothing of that.
    bool isReadOnly() const { return m_access == Access::Read; }
    void setAccess(Access access) { m_access = access; }
    const std::shared_ptr<const Outline> &outline() const { return m_outline; }
    const std::vector<RatedGlobal> &globals() const { return m_snapshot.globals; }
    const Verdict &verdict() const { return m_snapshot.verdict; }
    const Summary &summary() const { return m_snapshot.summary; }
    // All rows of the outline.
    const std::shared_ptr<const ShownRows> &allRows() const;
    // With the pending edits.
    const DeviceMap &devices() const { return *m_edited->devices; }
    const EditedPtr &edited() const { return m_edited; }
    // Over the snapshot, whatever was saved of them.
    const EditSet &edits() const { return *m_edited->now; }
    // The file does not say yet what is shown.
    bool isModified() const { return m_edited->isModified(); }
    // How whole models are shown; by their state dict after a load.
    bool hasModelViews() const { return m_snapshot.objectOutline != nullptr; }
    ModelView modelView() const { return m_view; }
    // The rows of `view`, with what `edited` and `statistics` say of them.
    void showAs(ModelView view, const EditedPtr &edited,
                std::shared_ptr<const TensorStatistics> statistics);
    // As far as they were read; null before that.
    const std::shared_ptr<const TensorStatistics> &statistics() const { return m_statistics; }
    void setStatistics(std::shared_ptr<const TensorStatistics> statistics);
    // What a check of the values named; null before the first.
    const FoundRowsPtr &found() const { return m_found; }
    void setFound(const FoundRowsPtr &found);
    // Of RowMark, of the outline and of what was found since.
    unsigned marks(std::uint32_t node) const;
    unsigned marksInside(std::uint32_t node) const;
    bool isTensorChanged(std::uint32_t tensor) const;
    // The entries that nodes of the outline stand for, a group of names by its members; none for
    // the whole file.
    std::vector<std::uint32_t> entriesAt(const std::vector<std::uint32_t> &nodes) const;
    // Where shown and saved differ, in the order of the tree.
    const std::vector<PendingChange> &pendingChanges() const { return m_edited->changes; }

    // Where a person looks in each tensor; what shows values keeps to it.
    PlaneChoices &planes() { return m_planes; }
    const QUndoStack &undoStack() const { return m_undoStack; }

    // In a large file a step takes a while: EditJob makes what it leads to from these, and hands
    // it in.
    EditBase editBase() const { return editBase(m_view); }
    EditBase editBase(ModelView view) const;
    EditStepPtr undoneStep() const; // null: nothing to undo
    EditStepPtr redoneStep() const;
    // `text` names the step for the person: "Change device to cpu".
    void pushTo(const EditedPtr &next, const EditStepPtr &step, const QString &text);
    void undoTo(const EditedPtr &next);
    void redoTo(const EditedPtr &next);
    // The file says something else from now on; the steps of undo stay.
    void savedTo(const EditedPtr &next);

Q_SIGNALS:
    void changed(const lens::DocumentChange &change);

private:
    friend class EditCommand;
    void take(EditedPtr next);
    bool showsObjects(ModelView view) const { return view == ModelView::Object && hasModelViews(); }
    void takeRows(ModelView view, const EditedPtr &edited);
    void know(const EditSetPtr &edits);
    FoundRowsPtr onRows(const FoundRowsPtr &found) const;

    Snapshot m_snapshot;
    std::string m_path;
    std::optional<std::uint64_t> m_fileBytes;
    Access m_access = Access::Edit;
    ModelView m_view = ModelView::StateDict;
    std::shared_ptr<const Outline> m_outline;
    std::shared_ptr<const TensorStatistics> m_statistics;
    FoundRowsPtr m_found;
    EditedPtr m_edited = std::make_shared<Edited>();
    EditedPtr m_handedIn;                              // while a step is taken
    std::vector<std::weak_ptr<const EditSet>> m_known; // edits that were shown, each once
    PlaneChoices m_planes;
    QUndoStack m_undoStack;
};

} // namespace lens
