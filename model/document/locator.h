// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"
#include "model/document/report.h"

#include <functional>
#include <memory>
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

// Where names are looked for; a worker asks. Its items have numbers.
class LocatorSource
{
public:
    // Takes an item that fits, how well, and the length of its name.
    using Take =
        std::function<void(std::uint32_t item, int rank, std::size_t length, bool isTensor)>;

    virtual ~LocatorSource() = default;
    // All but the item that is the whole.
    virtual void search(const LocatorQuery &query, const Job *job, const Take &take) const = 0;
    // The name of an item, as it is shown.
    virtual QString text(std::uint32_t item) const = 0;
};
using LocatorSourcePtr = std::shared_ptr<const LocatorSource>;

// Its entries by their paths.
LocatorSourcePtr locatorSource(CheckpointPtr checkpoint);
// Of a path longer than some only the end is searched.
std::string_view searchedEnd(std::string_view path);
// Whether to look for a cancelled job before this item.
bool isStopped(const Job *job, std::uint32_t item);

// An item that was found.
struct LocatorHit
{
    std::uint32_t source = 0; // into what was searched
    std::uint32_t item = 0;
    QString text;
};

struct LocatorHits
{
    std::vector<LocatorHit> best; // the best first; of equals those of the first source
    std::uint64_t total = 0;
};

// The items of several sources that fit `query`, the best `limit` of them.
LocatorHits locate(const std::vector<LocatorSourcePtr> &sources, const LocatorQuery &query,
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
    void start(std::vector<LocatorSourcePtr> sources, LocatorQuery query, std::size_t limit);
    void start(std::vector<ReportItems> sources, LocatorQuery query, std::size_t limit);

Q_SIGNALS:
    void finished(const lens::LocatorHits &hits);
    void findingsFound(const lens::FindingHits &hits);
};

} // namespace lens
