// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/glob.h"

namespace lens {

namespace {

// Length of the set that starts at the front of `pattern` with '['; 0 when it is not closed, and
// then '[' means itself. A ']' directly behind the start belongs to the set.
std::size_t setLength(std::string_view pattern)
{
    const std::size_t first = pattern.substr(1, 1) == "!" ? 2 : 1;
    const std::size_t close = pattern.find(']', first + 1);
    return close == pattern.npos ? 0 : close + 1;
}

bool inSet(std::string_view set, char c)
{
    const bool negated = set[1] == '!';
    const std::string_view members = set.substr(negated ? 2 : 1, set.size() - (negated ? 3 : 2));
    bool found = false;
    for (std::size_t i = 0; i < members.size(); ++i) {
        const bool range = i + 2 < members.size() && members[i + 1] == '-';
        found = found || (range ? c >= members[i] && c <= members[i + 2] : c == members[i]);
        i += range ? 2 : 0;
    }
    return found != negated;
}

// Bytes of the pattern that match `c` at its front; 0 when they do not.
std::size_t matchOne(std::string_view pattern, char c)
{
    if (pattern.empty() || pattern[0] == '*')
        return 0;
    const std::size_t length = pattern[0] == '[' ? setLength(pattern) : 0;
    if (length > 0)
        return inSet(pattern.substr(0, length), c) ? length : 0;
    return pattern[0] == '?' || pattern[0] == c ? 1 : 0;
}

} // namespace

bool globMatches(std::string_view pattern, std::string_view text)
{
    std::size_t p = 0, t = 0;
    // Where to go on when a later part fails: only the last star can still take more.
    std::size_t star = pattern.npos, starText = 0;
    while (t < text.size()) {
        if (const std::size_t length = matchOne(pattern.substr(p), text[t])) {
            p += length;
            ++t;
        } else if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            starText = t;
        } else if (star != pattern.npos) {
            p = star + 1;
            t = ++starText;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

} // namespace lens
