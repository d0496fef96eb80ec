// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/checkpoint/checkpoint.h"
#include "model/checkpoint/edits.h"
#include "model/checkpoint/statedict.h"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace lens {

// What a row of the tree stands for, itself and everything below. Tensors shown again elsewhere
// (refs) count once, at their first showing.
struct Totals
{
    std::uint64_t tensors = 0;
    std::uint64_t parameters =
        0;                    // elements of tensors; parts of a sparse tensor are not counted again
    std::uint64_t bytes = 0;  // of those elements, as if each tensor were stored alone
    std::uint64_t dtypes = 0; // bit DType
};

// What a person should notice about a row, as bits.
enum RowMark : std::uint8_t {
    SharedMark = 1,   // another tensor has the same storage
    RepeatedMark = 2, // the very object of a row before
    BrokenMark = 4,   // the bytes of the tensor cannot be read
    FindingMark = 8,  // a warning or error names this row
    ChangedMark = 16, // an edit is pending; the outline knows nothing of it
};

// A row of the tree: an entry, or the part of dotted names that several entries share ("layer1").
struct OutlineNode
{
    std::string_view label; // part of a key; empty: the entry's step says it
    std::uint32_t entry = noIndex;
    std::uint32_t parent = noIndex;
    std::uint32_t firstChild = 0, childCount = 0; // children lie side by side
};

// How a whole model (torch.nn.Module) is shown.
enum class ModelView : std::uint8_t {
    StateDict, // the names that its state_dict() has
    Object,    // the attributes that are in the file
};

// The rows of the tree in the order they are shown: dict entries by natural order of their names,
// "layer1.conv.weight" below "layer1" and "conv", everything else as in the file. A group with one
// child is joined with it. Immutable, made on a worker thread, shared with the document's snapshot.
// Node 0 is the root; a parent has a smaller number than its children.
class Outline
{
public:
    static Result<Outline> build(const Checkpoint &checkpoint, ModelView view = ModelView::Object,
                                 const Job *job = nullptr);

    std::uint32_t size() const { return static_cast<std::uint32_t>(m_nodes.size()); }
    const OutlineNode &node(std::uint32_t id) const { return m_nodes[id]; }
    const Totals &totals(std::uint32_t id) const { return m_totals[id]; }
    std::uint32_t row(std::uint32_t id) const;
    // Of RowMark, of the row itself.
    unsigned marks(std::uint32_t id) const { return m_marks[id]; }
    // What the rows below it have of BrokenMark and FindingMark.
    unsigned marksInside(std::uint32_t id) const { return m_inside[id]; }
    // The node of an entry; of one that has no row, that of the nearest entry around it.
    std::uint32_t nodeOf(std::uint32_t entry) const { return m_nodeOf[entry]; }
    // The entry that `id` is, or, for a group of names, the dict that it is part of.
    std::uint32_t enclosingEntry(std::uint32_t id) const;
    // Some whole model is shown by its state dict.
    bool hidesObjects() const { return !m_models.empty(); }
    bool isStateDict(std::uint32_t id) const; // such a model
    bool hasRow(std::uint32_t entry) const { return node(nodeOf(entry)).entry == entry; }
    // Of the state dict that a row is in because its model is shown so: the model's entry and the
    // name there; noIndex for every other row.
    NamedEntry nameInStateDict(std::uint32_t id) const;
    // The steps from the root with slashes between them, as Checkpoint::pathText; names of groups
    // and of state dicts as they are shown.
    std::string pathText(const Checkpoint &checkpoint, std::uint32_t id) const;

private:
    friend class OutlineBuilder;
    std::vector<OutlineNode> m_nodes;
    std::vector<Totals> m_totals;
    std::vector<std::uint8_t> m_marks, m_inside;
    std::vector<std::uint32_t> m_nodeOf;
    std::vector<std::uint32_t> m_models; // nodes of those shown by their state dict, in order
    std::deque<std::vector<NamedEntry>> m_stateDicts; // labels are parts of these names
};

// The device tags of tensors and groups with the pending edits applied.
class DeviceMap
{
public:
    DeviceMap() = default;
    DeviceMap(const Checkpoint &checkpoint, const Outline &outline, const EditSet &edits);

    const std::string &tagOf(std::uint32_t tensor) const { return m_tags[m_tagOf[tensor]]; }
    // Distinct tags at or below a node, at most `limit` of them, in order of appearance.
    std::vector<std::string> tagsBelow(std::uint32_t node, std::size_t limit) const;

private:
    void readTags(const Checkpoint &checkpoint, const EditSet &edits);

    // Tags past the 63rd share the last bit: no machine has that many kinds of device.
    static constexpr std::uint32_t maskBits = 64;
    std::vector<std::string> m_tags;
    std::vector<std::uint32_t> m_tagOf; // by tensor
    std::vector<std::uint64_t> m_masks; // by node
};

// All dtypes in a Totals::dtypes mask, in the order of their numbers.
std::vector<DType> dtypesIn(std::uint64_t mask);

} // namespace lens
