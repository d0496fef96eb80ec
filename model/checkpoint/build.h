// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/checkpoint/checkpoint.h"

namespace lens {

// Names the bytes of storages: the one thing that differs between containers.
class StorageResolver
{
public:
    virtual ~StorageResolver() = default;
    // Fills bytes, bigEndian, member and offset of a storage whose key, dtype, location, numel and
    // nbytes are known. A missing record leaves bytes null and adds a finding itself or not at all.
    virtual void locate(Storage &storage) = 0;
    // A persistent id that is not a ('storage', …) tuple: true when handled (tar keys, modules).
    virtual bool resolveOther(Checkpoint &, pickle::NodeId, pickle::Ref) { return false; }
};

// From pickle graph to checkpoint: finds storages, tensors (checking every geometry), device sites,
// entries, then roles. `checkpoint` comes with graph, root and streams filled. What the format has
// already put into storageOf and tensorOf is taken as it is (keys of a document inside a document,
// and views of legacy files, do not name a storage by themselves); a call in innerRootOf is the
// object that it maps to. Device sites of persistent ids are found here for those storages too.
// Adds findings; an Error only for limits and cancel.
Result<void> buildCheckpoint(Checkpoint &checkpoint, StorageResolver &resolver, const Job *job);

} // namespace lens
