// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/plaintext.h"
#include "model/items/roles.h"
#include "widgets/messagebar.h"
#include "widgets/tableclipboard.h"
#include "widgets/valuespanel.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QTableView>

#include <algorithm>

// The cells of the table: which are read, how wide they are, how they are copied.

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr qsizetype widestCell = 60;           // digits
constexpr std::int64_t mostCopied = 1'000'000; // cells; more belongs into a file

// What is not finite stands out in bold and colour.
class ValueDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        if (!index.data(SpecialRole).toBool())
            return;
        option->font.setBold(true);
        option->palette.setColor(QPalette::Text, toneColour(option->palette, Tone::Error));
    }
};

} // namespace

QWidget *ValuesPanel::mainPart() const { return m_table; }

QWidget *ValuesPanel::makeTable()
{
    m_table->setObjectName(u"valuesTable"_s);
    m_table->setAccessibleName(tr("Values of the selected tensor"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new ValueDelegate(this));
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setFrameShape(QFrame::NoFrame);
    for (QHeaderView *header : {m_table->horizontalHeader(), m_table->verticalHeader()}) {
        header->setSectionResizeMode(QHeaderView::Fixed);
        header->setHighlightSections(true);
    }
    resetColumns();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    m_table->viewport()->installEventFilter(this);
    m_table->installEventFilter(this);
    for (const QScrollBar *bar : {m_table->verticalScrollBar(), m_table->horizontalScrollBar()}) {
        connect(bar, &QScrollBar::valueChanged, this, &ValuesPanel::tellVisible);
        connect(bar, &QScrollBar::valueChanged, this, &ValuesPanel::growColumns);
    }
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &ValuesPanel::tellCurrent);
    connect(m_model, &ValuesModel::dataChanged, this, &ValuesPanel::growColumns);
    connect(m_model, &ValuesModel::dataChanged, this, &ValuesPanel::tellCurrent);
    return m_table;
}

void ValuesPanel::resetColumns()
{
    m_table->horizontalHeader()->setDefaultSectionSize(
        fontMetrics().horizontalAdvance(u"-1.23457e-05"_s) + fontMetrics().averageCharWidth() * 2);
}

// Columns are as wide as most numbers need; longer ones that come to be seen widen them all.
void ValuesPanel::growColumns()
{
    QHeaderView *header = m_table->horizontalHeader();
    const QRect area = m_table->viewport()->rect();
    const int firstRow = std::max(m_table->rowAt(area.top()), 0);
    const int firstColumn = std::max(m_table->columnAt(area.left()), 0);
    const int rows = area.height() / m_table->verticalHeader()->defaultSectionSize() + 1;
    const int columns = area.width() / header->defaultSectionSize() + 1;
    qsizetype longest = 0;
    for (int row = firstRow; row < std::min(firstRow + rows, m_model->rowCount()); ++row)
        for (int column = firstColumn;
             column < std::min(firstColumn + columns, m_model->columnCount()); ++column)
            longest = std::max(longest, m_model->index(row, column).data().toString().size());
    const int wanted =
        fontMetrics().horizontalAdvance(u'0') * static_cast<int>(std::min(longest + 2, widestCell));
    if (wanted <= header->defaultSectionSize())
        return;
    // The cell that a person went to stays in sight.
    const QModelIndex current = m_table->currentIndex();
    const bool isSeen = current.isValid() && area.intersects(m_table->visualRect(current));
    header->setDefaultSectionSize(wanted);
    // The table takes neither the range nor the offset anew as long as its scroll bar does not
    // move.
    m_table->doItemsLayout();
    const QScrollBar *bar = m_table->horizontalScrollBar();
    if (bar->value() == bar->maximum())
        header->setOffsetToLastSection();
    else
        header->setOffsetToSectionPosition(bar->value());
    if (isSeen)
        m_table->scrollTo(current);
}

// Reads what is seen and as much again below and above, so that scrolling finds it there.
void ValuesPanel::tellVisible()
{
    const QRect area = m_table->viewport()->rect();
    const int firstRow = std::max(m_table->rowAt(area.top()), 0);
    const int firstColumn = std::max(m_table->columnAt(area.left()), 0);
    const int rows = area.height() / m_table->verticalHeader()->defaultSectionSize() + 2;
    const int columns = area.width() / m_table->horizontalHeader()->defaultSectionSize() + 2;
    const int above = std::min(firstRow, rows);
    m_model->setVisible({firstRow - above, firstColumn, above + 2 * rows, columns});
}

void ValuesPanel::tellCurrent()
{
    const QModelIndex current = m_table->currentIndex();
    m_current->setText(current.isValid() ? current.data(Qt::AccessibleTextRole).toString()
                                         : QString());
}

bool ValuesPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::Resize) {
        tellVisible();
        growColumns();
    }
    if (watched == m_table && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        copy();
        return true;
    }
    return Panel::eventFilter(watched, event);
}

void ValuesPanel::copy()
{
    std::vector<CellRange> cells;
    std::int64_t count = 0;
    const CellRange &window = m_model->window();
    for (const QItemSelectionRange &range : m_table->selectionModel()->selection()) {
        cells.push_back({window.row + range.top(), window.column + range.left(), range.height(),
                         range.width()});
        count += cells.back().rows * cells.back().columns;
    }
    if (count > mostCopied)
        return showNote(tr("Select at most %1 cells to copy.").arg(plainText(grouped(mostCopied))));
    if (count == 0)
        return;
    showPlane(m_model->plane()); // why an earlier copy was refused is answered
    m_copyJob.start(m_model->tensor(), m_model->plane(), std::move(cells), m_model->format());
}

void ValuesPanel::copied(const Result<TableTexts> &result)
{
    if (result)
        copyTable(*result);
    else if (result.error().code == ErrorCode::Cancelled)
        Q_EMIT said(Tone::Note, tr("Stopped: nothing was copied."));
    else
        Q_EMIT said(Tone::Error, tr("Not copied. %1").arg(errorText(result.error())));
}

} // namespace lens
