// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/locator.h"

#include "model/document/shownpath.h"

#include <algorithm>
#include <sstream>
#include <tuple>

namespace lens {
namespace {

// Of a path longer than this only the end is searched: nobody types the rest, and a file that
// nests without end must not make every entry cost more than the one before.
constexpr std::size_t searchedBytes = 1000;
constexpr std::uint32_t itemsBetweenChecks = 4096;
constexpr std::size_t shownBytes = 300;

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string loweredText(std::string_view text)
{
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), lowered);
    return lower;
}

bool isSeparator(char c) { return c == '/' || c == '.' || c == '_' || c == ' ' || c == '-'; }

// Whether `word` stands in `name` where a part of it begins.
bool beginsAPart(std::string_view name, std::string_view word)
{
    for (auto at = name.find(word); at != std::string_view::npos; at = name.find(word, at + 1))
        if (at == 0 || isSeparator(name[at - 1]))
            return true;
    return false;
}

// The paths of entries, one after the other in file order.
class PathWalk
{
public:
    explicit PathWalk(const Checkpoint &checkpoint)
        : m_checkpoint(checkpoint)
    {}
    // The end of the path of the next entry.
    std::string_view next(std::uint32_t entry)
    {
        const Entry &row = m_checkpoint.entry(entry);
        while (!m_open.empty() && m_open.back().entry != row.parent)
            m_open.pop_back();
        m_path.resize(m_open.empty() ? 0 : m_open.back().length);
        if (entry != 0)
            m_path += (m_path.empty() ? "" : "/") + stepText(row.step);
        if (row.end > entry + 1)
            m_open.push_back({entry, m_path.size()});
        return searchedEnd(m_path);
    }

private:
    struct Open
    {
        std::uint32_t entry;
        std::size_t length;
    };
    const Checkpoint &m_checkpoint;
    std::string m_path;
    std::vector<Open> m_open; // the parents of the entry before
};

class CheckpointNames final : public LocatorSource
{
public:
    explicit CheckpointNames(CheckpointPtr checkpoint)
        : m_checkpoint(std::move(checkpoint))
    {}
    void search(const LocatorQuery &query, const Job *job, const Take &take) const override
    {
        PathWalk paths(*m_checkpoint);
        for (std::uint32_t i = 0; i < m_checkpoint->entries.size() && !isStopped(job, i); ++i) {
            const auto path = paths.next(i);
            const auto rank = i == 0 ? std::nullopt : query.rank(path);
            if (rank)
                take(i, *rank, path.size(), m_checkpoint->tensor(m_checkpoint->entry(i)));
        }
    }
    QString text(std::uint32_t item) const override
    {
        return shownPath(m_checkpoint->pathText(item), shownBytes);
    }

private:
    CheckpointPtr m_checkpoint;
};

struct Candidate
{
    int rank = 0;
    std::size_t length = 0;
    std::uint32_t source = 0, item = 0;
    auto key() const { return std::tuple(rank, source, length, item); }
    bool operator<(const Candidate &other) const { return key() < other.key(); }
};

} // namespace

LocatorQuery::LocatorQuery(std::string_view text)
{
    std::istringstream words(loweredText(text));
    for (std::string word; words >> word;)
        m_words.push_back(std::move(word));
}

std::optional<int> LocatorQuery::rank(std::string_view name) const
{
    const auto lower = loweredText(name);
    const std::string_view all = lower;
    const auto slash = all.find_last_of("/.");
    const auto last = slash == std::string_view::npos ? all : all.substr(slash + 1);
    int rank = 0;
    bool inLast = false;
    for (const auto &word : m_words) {
        if (all.find(word) == std::string_view::npos)
            return std::nullopt;
        rank += beginsAPart(all, word) ? 0 : 2;
        inLast = inLast || last.find(word) != std::string_view::npos;
    }
    if (m_words.size() == 1 && (m_words[0] == all || m_words[0] == last))
        return 0;
    return rank + (inLast ? 1 : 2);
}

std::string_view searchedEnd(std::string_view path)
{
    return path.substr(path.size() - std::min(path.size(), searchedBytes));
}

bool isStopped(const Job *job, std::uint32_t item)
{
    return job && item % itemsBetweenChecks == 0 && job->cancelled();
}

LocatorSourcePtr locatorSource(CheckpointPtr checkpoint)
{
    return std::make_shared<CheckpointNames>(std::move(checkpoint));
}

LocatorHits locate(const std::vector<LocatorSourcePtr> &sources, const LocatorQuery &query,
                   std::size_t limit, const Job *job)
{
    std::vector<Candidate> found;
    if (query.isEmpty())
        return {};
    for (std::uint32_t i = 0; i < sources.size(); ++i)
        sources[i]->search(query, job, [&found, i](auto item, int rank, auto length, bool tensor) {
            // What is looked for is a tensor more often than anything else.
            found.push_back({rank * 2 + (tensor ? 0 : 1), length, i, item});
        });
    LocatorHits hits;
    hits.total = found.size();
    const auto end = found.begin() + static_cast<std::ptrdiff_t>(std::min(limit, found.size()));
    std::partial_sort(found.begin(), end, found.end());
    for (auto at = found.begin(); at != end; ++at)
        hits.best.push_back({at->source, at->item, sources[at->source]->text(at->item)});
    return hits;
}

FindingHits locateFindings(const std::vector<ReportItems> &sources, const LocatorQuery &query,
                           std::size_t limit, const Job *job)
{
    FindingHits hits;
    for (std::uint32_t i = 0; i < sources.size(); ++i)
        for (const ReportItemPtr &item : sources[i]) {
            if (job && job->cancelled())
                return hits;
            const Finding &finding = item->finding;
            if (!query.isEmpty() && !query.rank(finding.text + ' ' + finding.path))
                continue;
            if (++hits.total <= limit)
                hits.first.push_back({i, item});
        }
    return hits;
}

void LocatorJob::start(std::vector<ReportItems> sources, LocatorQuery query, std::size_t limit)
{
    LatestJob::start([=, this, sources = std::move(sources)](Job &job) -> LatestJob::Report {
        return [this, hits = locateFindings(sources, query, limit, &job)] {
            Q_EMIT findingsFound(hits);
        };
    });
}

void LocatorJob::start(std::vector<LocatorSourcePtr> sources, LocatorQuery query, std::size_t limit)
{
    LatestJob::start([=, this, sources = std::move(sources)](Job &job) -> LatestJob::Report {
        return [this, hits = locate(sources, query, limit, &job)] { Q_EMIT finished(hits); };
    });
}

} // namespace lens
