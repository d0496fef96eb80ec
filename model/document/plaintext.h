// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/text.h"

#include <QString>

namespace lens {

// Text from a file as a label may show it: control and bidirectional characters escaped, elided in
// the middle past `limit` bytes (0: never).
inline QString plainText(std::string_view utf8, std::size_t limit = 0)
{
    return QString::fromStdString(escaped(utf8, limit));
}

// The beginning of what is too long for a label or a tool tip.
inline QString shortened(const QString &text, qsizetype limit = 2000)
{
    if (text.size() <= limit)
        return text;
    const bool inside = limit > 0 && text[limit - 1].isHighSurrogate();
    return text.left(inside ? limit - 1 : limit) + QChar(0x2026);
}

// Plain text as a tool tip shows it: always as it is, whether or not it looks like markup.
inline QString tipText(const QString &text)
{
    return QLatin1StringView("<span>") + shortened(text).toHtmlEscaped() +
           QLatin1StringView("</span>");
}

// So many of something: "1 value", "1,200 values" for "1 value" and "%1 values".
inline QString counted(std::uint64_t amount, const QString &one, const QString &many)
{
    return amount == 1 ? one : many.arg(plainText(grouped(amount)));
}

// What comes behind the last slash.
inline std::string_view fileName(std::string_view path)
{
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

} // namespace lens
