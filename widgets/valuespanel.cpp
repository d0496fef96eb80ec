// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/valuespanel.h"

#include "model/document/jobs.h"
#include "model/items/roles.h"
#include "widgets/facts.h"
#include "widgets/messagebar.h"
#include "widgets/planepicker.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr qsizetype widestCell = 60;        // digits
constexpr qsizetype mostCopied = 1'000'000; // cells; more belongs into a file

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

ValuesPanel::ValuesPanel(const PanelContext &context, QWidget *parent)
    : Panel(context, parent)
    , m_model(new ValuesModel(this))
    , m_title(new QLabel)
    , m_note(new QLabel)
    , m_current(new QLabel)
    , m_picker(new PlanePicker)
    , m_format(new QComboBox)
    , m_goTo(new QLineEdit)
    , m_nextNaN(new QToolButton)
    , m_nextInfinite(new QToolButton)
    , m_table(new QTableView)
{
    setObjectName(u"valuesPanel"_s);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setBold(true);
    m_title->setFont(large);
    for (QLabel *label : {m_title, m_note, m_current}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    auto *layout = new QVBoxLayout(this);
    const int margin = fontMetrics().height() * 3 / 4;
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->addWidget(m_title);
    layout->addWidget(m_picker);
    layout->addWidget(makeControls());
    layout->addWidget(makeTable(), 1);
    layout->addWidget(m_note);
    layout->addWidget(m_current);
    layout->addStretch(); // holds the reason below the title where there is no table
    watch(&m_model->job(), tr("Reading values"));
    watch(&m_findJob, tr("Searching"));
    connect(m_picker, &PlanePicker::planeChosen, this, &ValuesPanel::showPlane);
    connect(m_picker, &PlanePicker::refused, this,
            [this](const Error &error) { showNote(errorText(error)); });
    connect(m_model, &ValuesModel::failed, this,
            [this](const Error &error) { showNote(errorText(error)); });
    connect(&m_findJob, &FindValueJob::finished, this, &ValuesPanel::found);
}

QWidget *ValuesPanel::makeControls()
{
    m_format->setObjectName(u"numberFormat"_s);
    m_format->setAccessibleName(tr("Format of the numbers"));
    const std::pair<NumberFormat, QString> formats[] = {
        {NumberFormat::Automatic, tr("Six digits")},
        {NumberFormat::Exact, tr("Exact")},
        {NumberFormat::Fixed, tr("Fixed point")},
        {NumberFormat::Scientific, tr("Scientific")},
        {NumberFormat::Hexadecimal, tr("Hexadecimal")},
    };
    for (const auto &[format, name] : formats)
        m_format->addItem(name, static_cast<int>(format));
    connect(m_format, &QComboBox::activated, this, [this] {
        resetColumns(); // the numbers that come may widen them
        m_model->setFormat(static_cast<NumberFormat>(m_format->currentData().toInt()));
    });
    m_goTo->setObjectName(u"goToIndex"_s);
    m_goTo->setAccessibleName(tr("Go to index"));
    m_goTo->setPlaceholderText(tr("Go to index"));
    m_goTo->setToolTip(tr("An index on every axis, or one number counted in row-major order"));
    connect(m_goTo, &QLineEdit::returnPressed, this, [this] { goTo(m_goTo->text()); });
    m_nextNaN->setText(tr("Next &NaN"));
    m_nextInfinite->setText(tr("Next &Inf"));
    m_nextNaN->setObjectName(u"nextNaN"_s);
    m_nextInfinite->setObjectName(u"nextInfinite"_s);
    connect(m_nextNaN, &QToolButton::clicked, this, [this] { findNext(Special::NaN); });
    connect(m_nextInfinite, &QToolButton::clicked, this, [this] { findNext(Special::Infinite); });

    auto *controls = new QWidget;
    auto *line = new QHBoxLayout(controls);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_format);
    line->addWidget(m_goTo, 1);
    for (QToolButton *button : {m_nextNaN, m_nextInfinite}) {
        button->setAccessibleName(QString(button->text()).remove(u'&'));
        button->setFocusPolicy(Qt::TabFocus);
        line->addWidget(button);
    }
    return controls;
}

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

void ValuesPanel::showSelection(const Selection &selection)
{
    m_findJob.abandon();
    m_title->setText(pathTitle(document(), selection.current));
    const auto tensor = tensorAt(selection.current);
    if (tensor == noIndex)
        return showNothing(tr("Select a tensor to see its values."));
    const Checkpoint &checkpoint = *document().checkpoint();
    m_index = tensorWithValues(checkpoint, tensor);
    const auto data = tensorData(checkpoint, checkpoint.tensors[m_index]);
    if (!data)
        return showNothing(errorText(data.error()));
    const Plane plane = document().planes().of(m_index, data->shape);
    m_picker->setShape(data->shape, plane);
    resetColumns();
    m_model->show(*data, plane);
    setEnabled(true);
    for (QWidget *part : std::initializer_list<QWidget *>{m_picker, m_format, m_goTo, m_nextNaN,
                                                          m_nextInfinite, m_table, m_current})
        part->show();
    showPlane(plane);
}

void ValuesPanel::forgetSelection()
{
    m_findJob.abandon();
    m_model->clear();
}

void ValuesPanel::showNothing(const QString &reason)
{
    m_model->clear();
    for (QWidget *part : std::initializer_list<QWidget *>{m_picker, m_format, m_goTo, m_nextNaN,
                                                          m_nextInfinite, m_table, m_current})
        part->hide();
    showNote(reason);
}

// Another panel may have moved to another plane meanwhile.
void ValuesPanel::showEvent(QShowEvent *event)
{
    Panel::showEvent(event);
    if (m_model->isEmpty())
        return;
    const Plane plane = document().planes().of(m_index, m_model->tensor().shape);
    if (plane == m_model->plane())
        return;
    m_picker->setPlane(plane);
    showPlane(plane);
}

void ValuesPanel::showPlane(const Plane &plane)
{
    if (m_model->isEmpty())
        return;
    document().planes().set(m_index, plane);
    if (plane != m_model->plane())
        m_model->show(m_model->tensor(), plane);
    const PlaneSize size = m_model->size();
    const CellRange &window = m_model->window();
    QString note;
    if (size.rows == 0 || size.columns == 0)
        note = tr("The tensor has no elements.");
    else if (window.rows < size.rows || window.columns < size.columns)
        note = tr("Rows %1 to %2 of %3; go to an index to see others.")
                   .arg(window.row)
                   .arg(window.row + window.rows - 1)
                   .arg(size.rows);
    showNote(note);
    tellVisible();
    tellCurrent();
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
    if (wanted > header->defaultSectionSize())
        header->setDefaultSectionSize(wanted);
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

void ValuesPanel::goTo(const QString &text)
{
    if (m_model->isEmpty())
        return;
    const auto index = indexFromText(text.toStdString(), m_model->tensor().shape);
    if (index)
        return showElement(*index);
    showNote(errorText(index.error()));
}

void ValuesPanel::askIndex()
{
    m_goTo->setFocus(Qt::ShortcutFocusReason);
    m_goTo->selectAll();
}

void ValuesPanel::showElement(const std::vector<std::int64_t> &index)
{
    const Plane plane = planeAt(m_model->plane(), index);
    m_picker->setPlane(plane);
    showPlane(plane);
    const QModelIndex cell = m_model->cellOf(index);
    m_table->setCurrentIndex(cell);
    m_table->scrollTo(cell, QAbstractItemView::PositionAtCenter);
    tellVisible();
}

std::uint64_t ValuesPanel::currentElement() const
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid())
        return 0;
    const auto index = m_model->indexAt(current);
    std::uint64_t element = 0;
    for (std::size_t axis = 0; axis < index.size(); ++axis)
        element = element * static_cast<std::uint64_t>(m_model->tensor().shape[axis]) +
                  static_cast<std::uint64_t>(index[axis]);
    return element + 1;
}

void ValuesPanel::findNext(Special wanted)
{
    if (m_model->isEmpty())
        return;
    m_wanted = wanted;
    m_findJob.start(m_model->tensor(), currentElement(), wanted);
}

void ValuesPanel::found(const Result<std::optional<std::uint64_t>> &result)
{
    if (result && *result)
        return showElement(indexOfElement(**result, m_model->tensor().shape));
    if (result)
        showNote(m_wanted == Special::NaN ? tr("No value of this tensor is NaN.")
                                          : tr("No value of this tensor is infinite."));
    else
        showNote(errorText(result.error()));
}

void ValuesPanel::showNote(const QString &note)
{
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

QString ValuesPanel::note() const { return m_note->isHidden() ? QString() : m_note->text(); }

void ValuesPanel::copy()
{
    auto cells = m_table->selectionModel()->selectedIndexes();
    if (cells.isEmpty())
        return;
    if (cells.size() > mostCopied)
        return said(Tone::Warning, tr("Select at most %1 cells to copy.").arg(mostCopied));
    std::sort(cells.begin(), cells.end());
    QString text;
    for (qsizetype i = 0; i < cells.size(); ++i) {
        if (i > 0)
            text += cells[i].row() == cells[i - 1].row() ? u'\t' : u'\n';
        text += cells[i].data().toString();
    }
    QApplication::clipboard()->setText(text);
}

} // namespace lens
