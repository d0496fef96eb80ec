// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/persistentid.h"
#include "model/formats/streamreading.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace lens {

// The storages of one legacy stream: named by persistent ids of the object pickle, laid out behind
// the pickles in the order of the key list. Each is an element count and its bytes, unpadded; the
// element size is known from the ids alone.
class LegacyStorages
{
public:
    LegacyStorages(Checkpoint &checkpoint, const DocumentPlace &place, const Job *job)
        : m_checkpoint(checkpoint)
        , m_place(place)
        , m_job(job)
    {}
    // Takes the ids among the nodes from `first` on; `object` is the offset of their pickle.
    void collect(pickle::NodeId first, std::uint64_t object);
    // Finds the bytes of storages that begin at `at`, in the order of the list of keys. Truncated
    // or Corrupt when they are not there or are not as many as the ids say.
    Result<void> place(pickle::NodeId keys, std::uint64_t at);

private:
    struct View
    {
        std::uint32_t storage, root;
        std::uint64_t offset; // elements
    };

    void addModule(pickle::NodeId node, std::span<const pickle::Ref> parts);
    void addId(pickle::NodeId node, const StorageId &id);
    std::uint32_t storageOf(const StorageId &id);
    std::uint32_t viewOf(const StorageId &id, std::uint32_t root);
    std::uint32_t addStorage(std::string key, std::uint64_t numel, const StorageId &id);
    void checkSame(std::uint32_t storage, const StorageId &id, std::uint64_t numel);
    Result<void> placeAll(pickle::NodeId keys);
    Result<bool> placeNext(const std::string &key);
    Result<void> placeStorage(Storage &storage);
    Error cutShort(const Storage &storage) const;
    void placeView(const View &view);
    void reportMissing();
    void report(std::string id, Severity severity, std::string text, std::uint64_t offset);
    std::uint64_t left() const { return m_place.source->size() - m_at; }

    Checkpoint &m_checkpoint;
    const DocumentPlace &m_place;
    const Job *m_job;
    std::uint64_t m_object = 0; // offset of the object pickle
    std::uint64_t m_at = 0;     // where the next storage begins
    std::unordered_map<std::string, std::uint32_t> m_roots, m_viewKeys; // key -> storage
    std::vector<View> m_views;
};

} // namespace lens
