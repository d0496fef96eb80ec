// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/rows.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lens {
namespace {

// A value is compared by its beginning.
constexpr std::size_t comparedBytes = 100;

struct SortKey
{
    double number = 0; // never NaN
    std::string text;
    auto operator<=>(const SortKey &) const = default;
};

std::string typeKey(const RowSource &source, std::uint32_t node)
{
    const auto entry = source.outline->node(node).entry;
    if (const Tensor *tensor = source.tensor(node))
        return std::string(name(tensor->dtype));
    return entry == noIndex ? std::string() : source.checkpoint->typeName(entry);
}

SortKey contentKey(const RowSource &source, std::uint32_t node)
{
    const auto entry = source.outline->node(node).entry;
    if (const Tensor *tensor = source.tensor(node))
        return {static_cast<double>(tensor->numel()) + 1, {}};
    if (entry == noIndex || !isItem(source, node))
        return {};
    return {0, valueText(*source.checkpoint, entry, comparedBytes).substr(0, comparedBytes)};
}

std::string deviceKey(const RowSource &source, std::uint32_t node)
{
    std::string key;
    for (const auto &tag : source.devices->tagsBelow(node, 4))
        key += tag + ' ';
    return key;
}

SortKey statisticsKey(const RowNumbers &numbers, RowOrder order)
{
    const auto key = [&numbers](double value) {
        const bool none = !numbers.isKnown() || std::isnan(value);
        return SortKey{none ? -std::numeric_limits<double>::infinity() : value, {}};
    };
    switch (order) {
    case RowOrder::Min: return key(numbers.min);
    case RowOrder::Max: return key(numbers.max);
    case RowOrder::Mean: return key(numbers.mean);
    case RowOrder::Std: return key(numbers.std);
    case RowOrder::Zeros:
        return key(static_cast<double>(numbers.zeros) / static_cast<double>(numbers.values));
    default: return key(static_cast<double>(numbers.nan));
    }
}

SortKey keyOf(const RowSource &source, std::uint32_t node, RowOrder order)
{
    const Totals &totals = source.outline->totals(node);
    switch (order) {
    case RowOrder::Content: return contentKey(source, node);
    case RowOrder::Type: return {0, typeKey(source, node)};
    case RowOrder::Device: return {0, deviceKey(source, node)};
    case RowOrder::Parameters: return {static_cast<double>(totals.parameters), {}};
    case RowOrder::Bytes: return {static_cast<double>(totals.bytes), {}};
    case RowOrder::Natural: return {};
    default: return statisticsKey(source.numbers(node), order);
    }
}

// From what is found to rows, in the order asked for.
class RowsBuilder
{
public:
    RowsBuilder(const RowsRequest &request, const Job *job)
        : m_request(request)
        , m_outline(*request.source.outline)
        , m_job(job)
    {}

    Result<ShownRows> run()
    {
        LENS_ASSIGN(auto found, matches(m_request.source, m_request.filter, m_job));
        const auto size = m_outline.size();
        m_shown.flat = m_request.flat;
        m_shown.first.assign(size, 0);
        m_shown.count.assign(size, 0);
        m_shown.row.assign(size, noIndex);
        m_shown.row[0] = 0;
        m_shown.found = static_cast<std::uint32_t>(found.size());
        for (std::uint32_t node = 0; node < size; ++node)
            m_shown.items += isItem(m_request.source, node);
        if (m_request.flat)
            addChildren(0, found);
        else
            addTree(found);
        if (m_job)
            LENS_CHECK(m_job->check());
        return std::move(m_shown);
    }

private:
    void addTree(const std::vector<std::uint32_t> &found)
    {
        const auto visible = withParents(found);
        std::vector<std::uint32_t> children;
        for (std::uint32_t node = 0; node < m_outline.size(); ++node) {
            const OutlineNode &row = m_outline.node(node);
            children.clear();
            for (auto child = row.firstChild; child < row.firstChild + row.childCount; ++child)
                if (visible[child])
                    children.push_back(child);
            addChildren(node, children);
        }
    }

    // Without a filter every row is there, empty groups and all.
    std::vector<bool> withParents(const std::vector<std::uint32_t> &found) const
    {
        std::vector<bool> visible(m_outline.size(), m_request.filter.isEmpty());
        for (const auto node : found)
            visible[node] = true;
        for (auto node = m_outline.size(); node-- > 1;)
            if (visible[node])
                visible[m_outline.node(node).parent] = true;
        return visible;
    }

    void addChildren(std::uint32_t parent, std::vector<std::uint32_t> &children)
    {
        sort(children);
        m_shown.first[parent] = static_cast<std::uint32_t>(m_shown.rows.size());
        m_shown.count[parent] = static_cast<std::uint32_t>(children.size());
        for (std::uint32_t row = 0; row < children.size(); ++row)
            m_shown.row[children[row]] = row;
        m_shown.rows.insert(m_shown.rows.end(), children.begin(), children.end());
    }

    void sort(std::vector<std::uint32_t> &children) const
    {
        if (m_request.order == RowOrder::Natural) {
            if (m_request.descending)
                std::ranges::reverse(children);
            return;
        }
        std::vector<SortKey> keys;
        for (const auto node : children)
            keys.push_back(keyOf(m_request.source, node, m_request.order));
        std::vector<std::size_t> places(children.size());
        std::iota(places.begin(), places.end(), std::size_t{0});
        std::ranges::stable_sort(places, [&](std::size_t a, std::size_t b) {
            return m_request.descending ? keys[b] < keys[a] : keys[a] < keys[b];
        });
        std::vector<std::uint32_t> sorted;
        for (const auto place : places)
            sorted.push_back(children[place]);
        children = std::move(sorted);
    }

    const RowsRequest &m_request;
    const Outline &m_outline;
    const Job *m_job;
    ShownRows m_shown;
};

} // namespace

Result<ShownRows> makeRows(const RowsRequest &request, const Job *job)
{
    return RowsBuilder(request, job).run();
}

void RowsJob::start(RowsRequest request)
{
    using Shown = std::shared_ptr<const ShownRows>;
    LatestJob::start([this, request = std::move(request)](Job &job) -> Report {
        const auto work = [&]() -> Result<Shown> {
            LENS_ASSIGN(auto rows, makeRows(request, &job));
            return freedByWorker(Shown(std::make_shared<ShownRows>(std::move(rows))));
        };
        return [this, result = work()] { Q_EMIT finished(result); };
    });
}

} // namespace lens
