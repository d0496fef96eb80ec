// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/bytesource.h"
#include "model/base/job.h"
#include "model/formats/saveplan.h"
#include "model/formats/zipbytes.h"

#include <string>
#include <unordered_set>
#include <vector>

namespace lens {

// Writes a new archive as torch's own writer does: payloads aligned through padding in the local
// headers, sizes behind the payload, zip64 where it is needed (formats.md 1.3).
class TorchZipWriter
{
public:
    // `root` is the folder of the records, without its slash; alignment as torch 2.7 and later.
    explicit TorchZipWriter(std::string root, std::uint64_t alignment = 64)
        : m_root(std::move(root))
        , m_alignment(alignment)
    {}
    void add(const std::string &name, std::string bytes);
    // The first `length` bytes of a source; its checksum comes from the archive it lies in where
    // that has one, else the bytes are read once. Truncated when there are fewer.
    Result<void> add(const std::string &name, SourcePtr bytes, std::uint64_t length,
                     const Job *job = nullptr);
    // Adds .data/serialization_id and the directory.
    SavePlan finish();

private:
    void startRecord(const std::string &name, const zip::Sizes &sizes);
    void endRecord(const zip::Sizes &sizes);
    void put(std::string bytes);
    std::string serializationId() const;

    const std::string m_root;
    const std::uint64_t m_alignment;
    SavePlan m_plan;
    std::string m_directory;
    std::uint64_t m_at = 0, m_header = 0, m_count = 0;
    std::unordered_set<std::string> m_names;
    std::uint64_t m_checksums = 0; // of all records, combined
};

// Bytes of one storage of a new checkpoint.
struct StorageBytes
{
    SourcePtr bytes;
    std::uint64_t length = 0;
};

// A whole checkpoint as torch.save 2.7 and later writes it: data.pkl, the three small records,
// data/0, data/1, … in order, version.
Result<SavePlan> planTorchZip(const std::string &root, std::string dataPickle,
                              const std::vector<StorageBytes> &storages, const Job *job = nullptr);

} // namespace lens
