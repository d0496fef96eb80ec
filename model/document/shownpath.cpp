// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/shownpath.h"

#include <algorithm>

namespace lens {

QString shownPath(std::string_view utf8, std::size_t limit)
{
    std::string shown;
    bool empty = true; // the key that begins or ends here
    for (std::size_t at = 0; at < utf8.size();) {
        const auto end = std::min(utf8.find('/', at), utf8.size());
        shown += utf8.substr(at, end - at);
        empty = empty && end == at;
        if (end == utf8.size())
            break;
        const bool separates = end == 0 || utf8[end - 1] != '\\';
        if (separates && empty)
            shown += "''";
        shown += '/';
        empty = separates;
        at = end + 1;
    }
    return plainText(empty ? shown + "''" : shown, limit);
}

} // namespace lens
