// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/findinglist.h"
#include "model/checkpoint/build.h"
#include "model/formats/zipcontainer.h"

#include <memory>
#include <string>
#include <vector>

namespace lens {

// Finds the record of a storage by its key: <prefix><key><suffix>.
class ZipResolver final : public StorageResolver
{
public:
    ZipResolver(std::shared_ptr<const ZipContainer> container, std::string prefix,
                std::string suffix, bool bigEndian, FindingList &findings);
    void locate(Storage &storage) override;
    // Records of storages that no pickle names: bytes that come with the file unseen.
    void reportUnreferenced();

private:
    void reportSize(const ZipRecord &record, const Storage &storage);

    const std::shared_ptr<const ZipContainer> m_container;
    const std::string m_prefix, m_suffix;
    const bool m_bigEndian;
    FindingList &m_findings;
    std::vector<bool> m_used;     // by record
    std::uint32_t m_expected = 0; // the record behind the one found last
};

} // namespace lens
