// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/valuespanel.h"

#include "model/document/jobs.h"
#include "widgets/celltable.h"
#include "widgets/facts.h"
#include "widgets/messagebar.h"
#include "widgets/planepicker.h"
#include "widgets/tableclipboard.h"
#include "widgets/titlelabel.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace lens {

ValuesPanel::ValuesPanel(const PanelContext &context, QWidget *parent)
    : Panel(context, parent)
    , m_model(new ValuesModel(this))
    , m_title(new TitleLabel)
    , m_note(new QLabel)
    , m_current(new QLabel)
    , m_picker(new PlanePicker)
    , m_format(new QComboBox)
    , m_goTo(new QLineEdit)
    , m_nextNaN(new QToolButton)
    , m_nextInfinite(new QToolButton)
    , m_table(new CellTable)
{
    setObjectName(u"valuesPanel"_s);
    for (QLabel *label : {m_note, m_current}) {
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
    watch(&m_copyJob, tr("Copying"));
    // Whoever steps through a stack looks at the same place of each slice.
    connect(m_picker, &PlanePicker::planeChosen, this, [this](const Plane &plane, PlaneMove move) {
        showPlane(plane);
        if (move == PlaneMove::Jump)
            scrollToOrigin();
    });
    connect(m_picker, &PlanePicker::refused, this,
            [this](const Error &error) { showNote(errorText(error)); });
    connect(m_picker, &PlanePicker::corrected, this, [this] { showPlane(m_picker->plane()); });
    connect(m_model, &ValuesModel::failed, this,
            [this](const Error &error) { showNote(errorText(error)); });
    connect(&m_findJob, &FindValueJob::finished, this, &ValuesPanel::found);
    connect(&m_copyJob, &ValuesCopyJob::finished, this, &ValuesPanel::copied);
    yieldToNewerCopies(m_copyJob);
}

QWidget *ValuesPanel::makeControls()
{
    m_format->setObjectName(u"numberFormat"_s);
    m_format->setAccessibleName(tr("Format of the numbers"));
    m_format->setToolTip(tr("How numbers are shown. Ctrl+C copies the selected ones exactly, with "
                            "all of their digits; hexadecimal ones as they are shown."));
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

void ValuesPanel::showSelection(const Selection &selection)
{
    m_findJob.abandon();
    m_title->setText(valuesTitle(document(), selection.current));
    const auto tensor = tensorAt(selection.current);
    if (tensor == noIndex)
        return showNothing(tr("Select a tensor to see its values."));
    const Checkpoint &checkpoint = *document().checkpoint();
    const auto before = std::exchange(m_index, tensorWithValues(checkpoint, tensor));
    const auto data = tensorData(checkpoint, checkpoint.tensors[m_index]);
    if (!data)
        return showNothing(errorText(data.error()));
    const Plane plane = document().planes().of(m_index, data->shape);
    m_picker->setShape(data->shape, plane);
    resetColumns();
    m_model->show(*data, plane);
    if (m_index != before) {
        m_goTo->clear();
        scrollToOrigin();
    }
    setEnabled(true);
    for (QWidget *part : std::initializer_list<QWidget *>{m_picker, m_format, m_goTo, m_nextNaN,
                                                          m_nextInfinite, m_table, m_current})
        part->show();
    showPlane(plane);
}

void ValuesPanel::scrollToOrigin()
{
    for (QScrollBar *bar : {m_table->horizontalScrollBar(), m_table->verticalScrollBar()})
        bar->setValue(0);
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
    const Plane &before = m_model->plane();
    const bool otherAxes = plane.rows != before.rows || plane.columns != before.columns;
    m_picker->setPlane(plane);
    showPlane(plane);
    if (otherAxes)
        scrollToOrigin();
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

void ValuesPanel::showNote(const QString &note)
{
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

QString ValuesPanel::note() const { return m_note->isHidden() ? QString() : m_note->text(); }

} // namespace lens
