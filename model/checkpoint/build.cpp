// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/build.h"

#include "model/checkpoint/entries.h"
#include "model/checkpoint/roles.h"

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
    reportAnomalies(checkpoint);
    checkpoint.roles = recognise(checkpoint);
    return {};
}

} // namespace lens
