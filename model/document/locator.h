// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"
#include "model/document/report.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lens {

// Words, all of which a name must hold, in any order. Case does not matter.
class LocatorQuery
{
public:
    explicit LocatorQuery(std::string_view text);

    bool isEmpty() const { return m_words.empty(); }
    // How well a name fits, 0 the best; nothing where a word is missing.
    std::optional<int> rank(std::string_view name) const;

private:
    std::vector<std::string> m_words; // lower case
};

// An entry that was found.
struct LocatorHit
{
    std::uint32_t source = 0; // into the checkpoints searched
    std::uint32_t entry = 0;
    std::string path;
    bool operator==(const LocatorHit &) const = default;
};

struct LocatorHits
{
    std::vector<LocatorHit> best; // the best first; of equals those of the first checkpoint
    std::uint64_t total = 0;
};

// The entries of several checkpoints that fit `query`, the best `limit` of them.
LocatorHits locate(const std::vector<CheckpointPtr> &sources, const LocatorQuery &query,
                   std::size_t limit, const Job *job = nullptr);

struct FindingHit
{
    std::uint32_t source = 0; // into the reports searched
    ReportItemPtr item;
};

struct FindingHits
{
    std::vector<FindingHit> first; // as the reports say them
    std::uint64_t total = 0;
};

// The findings of several reports that fit `query` with their text or place, the first `limit` of
// them; without words, all.
FindingHits locateFindings(const std::vector<ReportItems> &sources, const LocatorQuery &query,
                           std::size_t limit, const Job *job = nullptr);

class LocatorJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(std::vector<CheckpointPtr> sources, LocatorQuery query, std::size_t limit);
    void start(std::vector<ReportItems> sources, LocatorQuery query, std::size_t limit);

Q_SIGNALS:
    void finished(const lens::LocatorHits &hits);
    void findingsFound(const lens::FindingHits &hits);
};

} // namespace lens
