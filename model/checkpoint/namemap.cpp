// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/namemap.h"

#include <algorithm>
#include <cctype>
#include <regex>

namespace lens {

namespace {

// std::regex goes one call deeper with each byte: a name of megabytes would end the stack.
constexpr std::size_t longestName = 4096;

// \1 as sed and Python write it becomes $1 as std::regex reads it.
std::string ecmaReplacement(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool group = text[i] == '\\' && i + 1 < text.size() &&
                           std::isdigit(static_cast<unsigned char>(text[i + 1]));
        result += group ? '$' : text[i];
    }
    return result;
}

} // namespace

struct NameMap::Regex
{
    std::regex pattern;
    std::string replacement;
};

NameMap::NameMap() = default;
NameMap::NameMap(NameMap &&) noexcept = default;
NameMap &NameMap::operator=(NameMap &&) noexcept = default;
NameMap::~NameMap() = default;

Result<NameMap> NameMap::make(std::string stripPrefix, const std::string &regex,
                              std::string_view replacement)
{
    NameMap map;
    map.m_prefix = std::move(stripPrefix);
    if (regex.empty())
        return map;
    try {
        map.m_regex = std::make_unique<Regex>(
            Regex{std::regex(regex, std::regex::ECMAScript | std::regex::optimize),
                  ecmaReplacement(replacement)});
    } catch (const std::regex_error &error) {
        return makeError(ErrorCode::InvalidEdit,
                         std::string("this is no regular expression: ") + error.what())
            .in(regex)
            .advise("Brackets and dots that are meant as themselves need a backslash.");
    }
    return map;
}

void NameMap::strip(std::string &path, std::size_t &lastStep) const
{
    if (m_prefix.empty())
        return;
    if (path.starts_with(m_prefix)) {
        path.erase(0, m_prefix.size());
        lastStep -= std::min(lastStep, m_prefix.size());
    } else if (std::string_view(path).substr(lastStep).starts_with(m_prefix)) {
        path.erase(lastStep, m_prefix.size());
    }
}

std::string NameMap::mapped(const std::string &path, std::size_t lastStep) const
{
    if (!m_regex || path.size() > longestName)
        return path;
    try {
        if (std::regex_search(path, m_regex->pattern))
            return std::regex_replace(path, m_regex->pattern, m_regex->replacement);
        const std::string step = path.substr(lastStep);
        return path.substr(0, lastStep) +
               std::regex_replace(step, m_regex->pattern, m_regex->replacement);
    } catch (const std::regex_error &) {
        // The pattern is too complex for this name, which therefore does not match it.
        return path;
    }
}

} // namespace lens
