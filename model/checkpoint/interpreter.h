// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/findinglist.h"
#include "model/checkpoint/build.h"
#include "model/checkpoint/known.h"

#include <unordered_map>
#include <unordered_set>

namespace lens {

struct StorageId;

// What building needs at every step: the checkpoint in the making and what its globals mean.
// Lives while buildCheckpoint runs.
class Interpreter
{
public:
    Interpreter(Checkpoint &checkpoint, StorageResolver &resolver)
        : c(checkpoint)
        , m_resolver(resolver)
        , m_partsLeft(checkpoint.graph.size())
    {}

    // Storages and device sites, from every persistent id and device of every stream, reachable or
    // not: a retag must miss none.
    Result<void> findStorages(const Job *job);
    void findDeviceSites();

    // Tensor of a Call or New that rebuilds one (numpy arrays too), described once; noIndex for any
    // other object.
    std::uint32_t tensorFor(pickle::NodeId node);
    Known known(pickle::NodeId node);         // of a Global, or a call that stands for one
    Known knownCallable(pickle::NodeId node); // of a Call or New
    // What a _load_from_bytes call or any other stand-in really is.
    pickle::NodeId resolved(pickle::NodeId node);

    std::optional<std::int64_t> integer(pickle::Ref ref) const;
    std::optional<std::string_view> string(pickle::Ref ref) const;
    std::span<const pickle::Ref> tuple(pickle::Ref ref) const; // empty when it is none
    // A tuple, list or torch.Size of integers; those behind the first `most` are left out.
    std::optional<std::vector<std::int64_t>> integers(pickle::Ref ref, std::size_t most = SIZE_MAX);
    std::optional<DType> dtype(pickle::Ref ref);
    // "cuda:1" of a torch.device call; nothing for anything else.
    std::optional<std::string> device(pickle::Ref ref);
    // Valid as long as this object: the bytes of a Bytes, ByteArray, Python 2 string or
    // `_codecs.encode(text, 'latin1')`.
    std::optional<std::string_view> bytes(pickle::Ref ref);
    // The same as a source that owns them; null when they are none.
    SourcePtr bytesSource(pickle::Ref ref);
    // The value under a str key of a dict node; an empty Ref when there is none.
    pickle::Ref dictValue(pickle::Ref dict, std::string_view key) const;
    // (name, value) of a state as BUILD sets it: a dict, or (dict or None, dict or None). False
    // when the state is something else, or has more than `most` names.
    bool attributes(pickle::Ref state, std::vector<std::pair<std::string_view, pickle::Ref>> &out,
                    std::size_t most = SIZE_MAX) const;
    std::uint32_t streamOf(pickle::NodeId node) const;
    void finding(const char *id, Severity severity, std::string text, pickle::Ref place = {});
    // Hands what was found so far to the checkpoint.
    void reportFindings();

    Checkpoint &c;
    std::unordered_map<std::uint32_t, pickle::Ref> brokenTensors; // place in the stream by tensor

private:
    friend class TensorReader;
    bool describe(pickle::NodeId node);
    Known knownContainer(pickle::NodeId call);
    void persistent(pickle::NodeId node);
    std::uint32_t storageFor(const StorageId &id, pickle::Ref pid);
    std::uint32_t storageIndex(pickle::NodeId node);
    std::shared_ptr<const std::string> encoded(pickle::NodeId call);
    void textSite(DeviceSite::Kind kind, pickle::Ref text, pickle::NodeId owner);
    void rebuildSite(pickle::NodeId node);
    void meshSites(pickle::NodeId node);
    void deviceSite(DeviceSite::Kind kind, pickle::NodeId deviceCall, pickle::NodeId owner);

    StorageResolver &m_resolver;
    std::unordered_map<pickle::NodeId, Known> m_known;
    std::unordered_map<std::string, std::uint32_t> m_storageByKey;
    std::unordered_map<pickle::NodeId, std::uint32_t> m_deviceSites; // by the torch.device call
    // What _codecs.encode makes of a text, by the text: a call each would decode it again.
    std::unordered_map<pickle::NodeId, std::shared_ptr<const std::string>> m_decoded;
    // Attributes of tensors, all together: no more than there are objects, or a hostile file could
    // give the same million to each of its tensors.
    std::size_t m_partsLeft;
    std::unordered_set<pickle::NodeId> m_notTensors;
    FindingList m_findings{1000}; // a file of many broken tensors names them, within reason
    int m_depth = 0;
};

} // namespace lens
