// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/findinglist.h"
#include "model/formats/zipcontainer.h"

#include <functional>

namespace lens {

// Gives the persistent ids among the nodes from `first` on storages of their own, one for each key:
// for pickles whose keys mean other records than those of the main pickle. `locate` finds the
// bytes.
void placeStorages(Checkpoint &checkpoint, pickle::NodeId first,
                   const std::function<void(Storage &)> &locate);

// Reads the pickles of an archive into a checkpoint.
class ZipStreams
{
public:
    ZipStreams(Checkpoint &checkpoint, ZipContainer &container, FindingList &findings,
               const Job *job)
        : m_checkpoint(checkpoint)
        , m_container(container)
        , m_findings(findings)
        , m_job(job)
    {}
    // One record; the index of its stream. Its CRC is checked here, always. What lies behind the
    // pickle's end is read as further pickles, for what they would import.
    Result<std::uint32_t> add(const ZipRecord &record);
    // Every other record that calls itself a pickle, in directory order: broken ones are findings.
    Result<void> addOthers();

private:
    Result<void> addTrailing(std::uint32_t stream, std::uint32_t record);
    Result<void> addOther(const ZipRecord &record);
    // The storages of these pickles have records, and keys, of their own: `member` less its ending.
    void placeFoldered(pickle::NodeId firstNode, std::string_view member);
    bool isMain(const ZipRecord &record) const;
    std::string memberName(const ZipRecord &record) const;

    Checkpoint &m_checkpoint;
    ZipContainer &m_container;
    FindingList &m_findings;
    const Job *m_job;
    std::uint64_t m_otherBytes = 0; // pickles beside the main one, all together
};

} // namespace lens
