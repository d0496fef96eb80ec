// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/columnmemory.h"

#include "model/document/settings.h"

#include <QMouseEvent>
#include <QStyle>

#include <algorithm>
#include <utility>

namespace lens {
namespace {

constexpr int longestTitle = 64; // that is kept: one may be a name from a file

} // namespace

ColumnMemory::ColumnMemory(QHeaderView &header, Settings &settings, const QString &table,
                           Known known)
    : QObject(&header)
    , m_header(header)
    , m_settings(settings)
    , m_table(table)
    , m_known(known)
{
    header.viewport()->installEventFilter(this);
    connect(&header, &QHeaderView::sectionResized, this,
            [this](int column, int, int width) { resized(column, width); });
    connect(&header, &QHeaderView::sectionCountChanged, this, &ColumnMemory::apply);
    apply();
}

// The header is gone by now.
ColumnMemory::~ColumnMemory() { keep(); }

QString ColumnMemory::key(int column) const
{
    const auto title = m_header.model()->headerData(column, Qt::Horizontal).toString();
    const bool isKnownByTitle = m_known == Known::ByTitle && !title.isEmpty();
    return isKnownByTitle ? title.left(longestTitle) : QString::number(column);
}

std::optional<int> ColumnMemory::chosen(int column) const
{
    if (m_dragged && m_dragged->key == key(column))
        return m_dragged->width;
    return m_settings.columnWidth(m_table, key(column));
}

void ColumnMemory::overrule(QList<int> &widths) const
{
    for (int column = 0; column < std::min<qsizetype>(widths.size(), m_header.count()); ++column)
        widths[column] = chosen(column).value_or(widths[column]);
}

void ColumnMemory::apply()
{
    for (int column = 0; column < m_header.count(); ++column)
        if (const auto width = chosen(column)) {
            take(column);
            m_header.resizeSection(column, *width);
        }
}

void ColumnMemory::reset()
{
    m_dragged = {};
    for (const int column : m_first.keys()) {
        const int width = m_first[column].width;
        letGo(column);
        m_header.resizeSection(column, width);
    }
    Q_EMIT fitWanted();
}

void ColumnMemory::take(int column)
{
    if (m_first.contains(column))
        return;
    const auto mode = m_header.sectionResizeMode(column);
    m_first[column] = {mode, m_header.sectionSize(column)};
    if (mode != QHeaderView::Interactive)
        m_header.setSectionResizeMode(column, QHeaderView::Interactive);
}

void ColumnMemory::letGo(int column)
{
    const auto mode = m_first.take(column).mode;
    if (column < m_header.count() && mode != m_header.sectionResizeMode(column))
        m_header.setSectionResizeMode(column, mode);
}

// The column that is resized by who drags here; -1: none.
int ColumnMemory::edgeAt(int x) const
{
    const int column = m_header.logicalIndexAt(x);
    if (column < 0)
        return -1;
    const int grip = m_header.style()->pixelMetric(QStyle::PM_HeaderGripMargin, nullptr, &m_header);
    const int left = m_header.sectionViewportPosition(column);
    if (x > left + m_header.sectionSize(column) - grip)
        return column;
    if (x >= left + grip)
        return -1;
    int before = m_header.visualIndex(column) - 1;
    while (before >= 0 && m_header.isSectionHidden(m_header.logicalIndex(before)))
        --before;
    return before < 0 ? -1 : m_header.logicalIndex(before);
}

// The header lets only an interactive column be dragged. It is one as long as its edge is pointed
// at, and for good once it was dragged.
void ColumnMemory::pointAt(int column)
{
    if (column >= 0 && m_header.sectionResizeMode(column) == QHeaderView::Fixed)
        column = -1;
    const int before = std::exchange(m_pointed, column);
    if (before == column)
        return;
    if (before >= 0 && before < m_header.count() && !chosen(before))
        letGo(before);
    if (column >= 0)
        take(column);
}

// What is resized meanwhile because of it is the table's.
void ColumnMemory::resized(int column, int width)
{
    if (m_isHeld && column == m_pointed)
        m_dragged = {key(column), width};
}

// The settings write a file and look at it: not for every step of the mouse.
void ColumnMemory::keep()
{
    if (const auto dragged = std::exchange(m_dragged, {}))
        m_settings.setColumnWidth(m_table, dragged->key, dragged->width);
}

bool ColumnMemory::eventFilter(QObject *watched, QEvent *event)
{
    const auto type = event->type();
    const bool isPress = type == QEvent::MouseButtonPress || type == QEvent::MouseButtonDblClick;
    if (type == QEvent::Leave && !m_isHeld)
        pointAt(-1);
    if (isPress || type == QEvent::MouseButtonRelease)
        keep();
    if (isPress || type == QEvent::MouseButtonRelease || (type == QEvent::MouseMove && !m_isHeld)) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        pointAt(edgeAt(mouse->position().toPoint().x()));
        m_isHeld = isPress && mouse->button() == Qt::LeftButton && m_pointed >= 0;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace lens
