// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/build.h"

#include "model/checkpoint/entries.h"
#include "model/checkpoint/roles.h"

#include <map>

namespace lens {

namespace {

// What the pickle reader saw becomes findings of the file.
void reportAnomalies(Checkpoint &checkpoint)
{
    for (const PickleStream &stream : checkpoint.streams) {
        for (Finding finding : stream.reading.anomalies) {
            finding.member = stream.member;
            finding.offset = stream.offset + finding.offset.value_or(0);
            checkpoint.findings.push_back(std::move(finding));
        }
    }
}

// The paths of findings, as long as they are not too many and too long: a file may nest 10,000
// dicts under long keys, and each finding in them would cost more than the one before. Without a
// path an entry still leads there.
class PathsWithinReason
{
public:
    explicit PathsWithinReason(const Checkpoint &checkpoint)
        : m_checkpoint(checkpoint)
    {}
    std::string of(std::uint32_t entry)
    {
        for (auto at = entry; at != 0 && m_left > 0; at = m_checkpoint.entries[at].parent)
            m_left -= static_cast<std::int64_t>(m_checkpoint.entries[at].step.text.size()) + 1;
        return m_left > 0 ? m_checkpoint.pathText(entry) : std::string();
    }

private:
    const Checkpoint &m_checkpoint;
    std::int64_t m_left = 64 << 20; // bytes
};

// A tensor is described before it is known where it is shown: only its place in a stream tells
// which finding is about it.
void nameBrokenTensors(const Interpreter &interpreter)
{
    Checkpoint &checkpoint = interpreter.c;
    if (interpreter.brokenTensors.empty())
        return;
    std::map<std::pair<std::string, std::optional<std::uint64_t>>, Finding *> findings;
    for (Finding &finding : checkpoint.findings) {
        if (finding.id == "tensor.out-of-range")
            findings[{finding.member, finding.offset}] = &finding;
    }
    PathsWithinReason paths(checkpoint);
    for (std::uint32_t i = 0; i < checkpoint.entries.size(); ++i) {
        if (checkpoint.entries[i].kind != EntryKind::Tensor)
            continue;
        const auto place = interpreter.brokenTensors.find(checkpoint.entries[i].index);
        if (place == interpreter.brokenTensors.end())
            continue;
        const std::uint32_t stream = interpreter.streamOf(place->second.node);
        if (stream == noIndex)
            continue;
        const PickleStream &in = checkpoint.streams[stream];
        const auto found = findings.find({in.member, in.offset + place->second.at});
        if (found == findings.end())
            continue;
        found->second->entry = i;
        found->second->path = paths.of(i);
    }
}

// Items set on a tensor change its values while PyTorch loads the file.
void reportItemsOnTensors(Interpreter &interpreter)
{
    const Checkpoint &checkpoint = interpreter.c;
    for (const auto &[node, index] : checkpoint.tensorOf) {
        const auto &extra = checkpoint.graph.extra(node);
        if (!extra.dictItems.empty() || !extra.listItems.empty())
            interpreter.finding("pickle.items-on-tensor", Severity::Error,
                                "the pickle writes into a tensor while it is loaded",
                                checkpoint.graph.callable(node));
    }
}

} // namespace

Result<void> buildCheckpoint(Checkpoint &checkpoint, StorageResolver &resolver, const Job *job)
{
    Interpreter interpreter(checkpoint, resolver);
    LENS_CHECK(interpreter.findStorages(job));
    interpreter.findDeviceSites();
    checkpoint.tensors.reserve(checkpoint.storages.size()); // one a storage, most often
    LENS_CHECK(listEntries(interpreter, job));
    reportItemsOnTensors(interpreter);
    interpreter.reportFindings();
    nameBrokenTensors(interpreter);
    reportAnomalies(checkpoint);
    checkpoint.roles = recognise(checkpoint);
    return {};
}

} // namespace lens
