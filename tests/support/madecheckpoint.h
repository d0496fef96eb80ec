// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"

#include <initializer_list>
#include <string>
#include <vector>

namespace lens::test {

// A checkpoint made in memory, without any file or reader: for tests of what stands above them.
// Entries are added in file order, parents before their children; the root is a dict, entry 0.
class MadeCheckpoint
{
public:
    MadeCheckpoint();

    std::uint32_t dict(std::uint32_t parent, const std::string &key);
    std::uint32_t list(std::uint32_t parent, const std::string &key);
    std::uint32_t number(std::uint32_t parent, const std::string &key, std::int64_t value);
    std::uint32_t text(std::uint32_t parent, const std::string &key, const std::string &value);
    // float32, contiguous, in a storage of its own; with `values` its bytes are there.
    std::uint32_t tensor(std::uint32_t parent, const std::string &key,
                         std::vector<std::int64_t> shape, const std::string &device = "cpu",
                         const std::vector<float> &values = {});
    // Another tensor over the storage of `of`.
    std::uint32_t tied(std::uint32_t parent, const std::string &key, std::uint32_t of);
    std::uint32_t reference(std::uint32_t parent, const std::string &key, std::uint32_t target);

    void finding(std::uint32_t entry);

    CheckpointPtr finish();

private:
    std::uint32_t add(std::uint32_t parent, const std::string &key, EntryKind kind,
                      pickle::NodeId node);

    std::shared_ptr<Checkpoint> m_made = std::make_shared<Checkpoint>();
};

} // namespace lens::test
