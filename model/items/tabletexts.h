// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

namespace lens {

// A table as other programs take it: the same cells as lines with tabs, as CSV and as HTML.
class TableTexts
{
public:
    enum class Line { Cells, Headings };
    void add(const QStringList &cells, Line line = Line::Cells);

    bool isEmpty() const { return m_csv.isEmpty(); }
    const QString &text() const { return m_text; } // no line end behind the last line
    const QByteArray &csv() const { return m_csv; }
    const QString &html() const { return m_html; }

private:
    QString m_text, m_html;
    QByteArray m_csv;
};

} // namespace lens
