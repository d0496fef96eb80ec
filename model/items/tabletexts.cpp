// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/tabletexts.h"

#include "model/items/csvfield.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

// Who takes bytes for Latin-1 would else read other letters.
const QString htmlBegin = u"<meta charset=\"utf-8\"><table>\n"_s, htmlEnd = u"</table>\n"_s;

// Quotes only where something in the cell would else part it.
QByteArray csvCell(const QString &cell)
{
    const bool parts = std::ranges::any_of(cell, [](QChar c) { return u",\"\r\n"_s.contains(c); });
    return parts ? csvField(cell) : cell.toUtf8();
}

} // namespace

void TableTexts::add(const QStringList &cells, Line line)
{
    const QString tag = line == Line::Headings ? u"th"_s : u"td"_s;
    if (isEmpty()) {
        m_html = htmlBegin;
    } else {
        m_text += u'\n';
        m_html.chop(htmlEnd.size());
    }
    m_html += u"<tr>"_s;
    for (qsizetype i = 0; i < cells.size(); ++i) {
        const QString &cell = cells[i];
        m_text += i ? u"\t"_s : QString();
        m_text += cell.contains(u'\t') ? QString(cell).replace(u'\t', u' ') : cell;
        m_csv += i ? "," : "";
        m_csv += csvCell(cell);
        m_html += u'<' + tag + u'>' + cell.toHtmlEscaped() + u"</"_s + tag + u'>';
    }
    m_csv += "\r\n";
    m_html += u"</tr>\n"_s + htmlEnd;
}

} // namespace lens
