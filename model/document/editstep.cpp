// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/editstep.h"

#include <unordered_map>

namespace lens {
namespace {

// Gives every tag a number.
class TagNumbers
{
public:
    explicit TagNumbers(std::vector<std::string> &tags)
        : m_tags(tags)
    {}

    std::uint32_t of(const EditSet &edits, std::uint32_t site)
    {
        const auto edit = edits.devices.find(site);
        if (edit == edits.devices.end())
            return 0;
        const auto next = static_cast<std::uint32_t>(m_tags.size());
        const auto [known, isNew] = m_numbers.emplace(edit->second, next);
        if (isNew)
            m_tags.push_back(edit->second);
        return known->second;
    }

private:
    std::vector<std::string> &m_tags;
    std::unordered_map<std::string, std::uint32_t> m_numbers;
};

} // namespace

std::vector<std::uint32_t> differingSites(const EditSet &a, const EditSet &b)
{
    std::vector<std::uint32_t> sites;
    auto left = a.devices.begin(), right = b.devices.begin();
    while (left != a.devices.end() || right != b.devices.end()) {
        const bool onlyLeft =
            right == b.devices.end() || (left != a.devices.end() && left->first < right->first);
        const bool onlyRight = !onlyLeft && (left == a.devices.end() || right->first < left->first);
        if (onlyLeft || onlyRight || left->second != right->second)
            sites.push_back(onlyLeft ? left->first : right->first);
        if (!onlyRight)
            ++left;
        if (!onlyLeft)
            ++right;
    }
    return sites;
}

EditStep::EditStep(const EditSet &before, const EditSet &after)
{
    TagNumbers numbers(m_tags);
    for (const std::uint32_t site : differingSites(before, after))
        m_changes.push_back({site, numbers.of(before, site), numbers.of(after, site)});
    m_changes.shrink_to_fit(); // it is kept
}

EditSetPtr EditStep::with(const EditSet &edits, std::uint32_t Change::*tag) const
{
    auto made = std::make_shared<EditSet>(edits);
    for (const Change &change : m_changes)
        if (const std::string &wanted = m_tags[change.*tag]; wanted.empty())
            made->devices.erase(change.site);
        else
            made->devices.insert_or_assign(change.site, wanted);
    return made;
}

} // namespace lens
