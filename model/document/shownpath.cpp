// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/shownpath.h"

namespace lens {

QString shownPath(std::string_view utf8, std::size_t limit)
{
    std::string shown;
    bool empty = true; // the key that begins or ends here
    for (std::size_t at = 0; at < utf8.size(); ++at) {
        const bool separates = utf8[at] == '/' && (at == 0 || utf8[at - 1] != '\\');
        if (separates && empty)
            shown += "''";
        shown += utf8[at];
        empty = separates;
    }
    return plainText(empty ? shown + "''" : shown, limit);
}

} // namespace lens
