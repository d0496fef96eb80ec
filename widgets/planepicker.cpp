// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/planepicker.h"

#include "widgets/typedline.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {

PlanePicker::PlanePicker(Form form, QWidget *parent)
    : QWidget(parent)
    , m_axes(new QWidget)
    , m_rows(new QComboBox)
    , m_columns(new QComboBox)
    , m_text(new TypedLine)
    , m_others(new QWidget)
    , m_fieldGrid(new QGridLayout(m_others))
{
    m_rows->setObjectName(u"rowAxis"_s);
    m_rows->setAccessibleName(tr("Axis of the rows"));
    m_columns->setObjectName(u"columnAxis"_s);
    m_columns->setAccessibleName(tr("Axis of the columns"));
    for (QComboBox *box : {m_rows, m_columns}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        if (form == Form::Narrow)
            box->setMinimumWidth(fontMetrics().averageCharWidth() * 12);
    }
    m_text->setObjectName(u"sliceText"_s);
    m_text->setAccessibleName(tr("Slice"));
    auto *axes = new QHBoxLayout(m_axes);
    axes->setContentsMargins(0, 0, 0, 0);
    axes->addWidget(new QLabel(tr("Rows:")));
    axes->addWidget(m_rows);
    axes->addWidget(new QLabel(tr("Columns:")));
    axes->addWidget(m_columns);
    auto *line =
        new QBoxLayout(form == Form::Wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    line->addWidget(m_axes);
    line->addWidget(m_text, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(line);
    m_fieldGrid->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_others);
    connect(m_rows, &QComboBox::activated, this, &PlanePicker::chooseAxes);
    connect(m_columns, &QComboBox::activated, this, &PlanePicker::chooseAxes);
    connect(m_text, &TypedLine::returnPressed, this, &PlanePicker::readText);
    connect(m_text, &TypedLine::left, this, &PlanePicker::leaveText);
}

void PlanePicker::setShape(const std::vector<std::int64_t> &shape, const Plane &plane)
{
    m_shape = shape;
    m_plane = plane;
    m_axes->setVisible(shape.size() > 1);
    m_text->setVisible(shape.size() > 1);
    m_text->setToolTip(
        tr("A slice as in Python: %1").arg(QString::fromStdString(exampleSlice(shape))));
    rebuildFields();
    fill();
}

void PlanePicker::setPlane(const Plane &plane)
{
    const bool sameAxes = plane.rows == m_plane.rows && plane.columns == m_plane.columns;
    m_plane = plane;
    if (!sameAxes)
        rebuildFields();
    fill();
}

void PlanePicker::setShownAxes(std::vector<int> axes)
{
    m_shownAxes = std::move(axes);
    bool isAny = false;
    for (const AxisField &field : m_fields) {
        const bool isChosen = std::ranges::find(m_shownAxes, field.axis) == m_shownAxes.end();
        for (QWidget *part :
             std::initializer_list<QWidget *>{field.name, field.number, field.slider})
            part->setVisible(isChosen);
        isAny |= isChosen;
    }
    m_others->setVisible(isAny);
}

void PlanePicker::choose(const Plane &plane, PlaneMove move)
{
    if (plane == m_plane)
        return;
    setPlane(plane);
    Q_EMIT planeChosen(plane, move);
}

// An axis chosen for one side while it is the other's: the two change places.
void PlanePicker::chooseAxes()
{
    Plane plane = m_plane;
    plane.rows = m_rows->currentData().toInt();
    plane.columns = m_columns->currentData().toInt();
    if (plane.rows == plane.columns) {
        const bool rowsChosen = plane.rows != m_plane.rows;
        (rowsChosen ? plane.columns : plane.rows) = rowsChosen ? m_plane.rows : m_plane.columns;
    }
    for (const int axis : {plane.rows, plane.columns})
        if (axis >= 0)
            plane.at[static_cast<std::size_t>(axis)] = 0;
    choose(plane, PlaneMove::Jump);
}

void PlanePicker::readText()
{
    const auto plane = planeFromText(m_text->text().toStdString(), m_shape);
    if (plane)
        choose(*plane, PlaneMove::Jump);
    else
        Q_EMIT refused(plane.error());
}

// What was typed and left without Return is meant where it can be.
void PlanePicker::leaveText()
{
    if (m_text->hasFocus() || !m_text->isModified())
        return;
    const auto plane = planeFromText(m_text->text().toStdString(), m_shape);
    fill();
    Q_EMIT corrected();
    if (plane)
        choose(*plane, PlaneMove::Jump);
}

void PlanePicker::fill()
{
    m_text->setText(QString::fromStdString(planeText(m_plane)));
    fillAxes(m_rows, m_plane.rows);
    fillAxes(m_columns, m_plane.columns);
    for (const AxisField &field : m_fields) {
        const auto at = static_cast<int>(m_plane.at[static_cast<std::size_t>(field.axis)]);
        const QSignalBlocker quietNumber(field.number), quietSlider(field.slider);
        field.number->setValue(at);
        field.slider->setValue(at);
    }
}

void PlanePicker::fillAxes(QComboBox *box, int shown)
{
    const QSignalBlocker quiet(box);
    box->clear();
    for (std::size_t axis = 0; axis < m_shape.size(); ++axis)
        box->addItem(tr("axis %1 (%2)").arg(axis).arg(m_shape[axis]), static_cast<int>(axis));
    box->setCurrentIndex(shown);
    // The box itself may have less room.
    box->view()->setMinimumWidth(box->view()->sizeHintForColumn(0));
}

// A line for each axis that is not shown; made last, they would be reached last.
void PlanePicker::rebuildFields()
{
    while (QLayoutItem *item = m_fieldGrid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_fields.clear();
    for (int axis = 0; axis < static_cast<int>(m_shape.size()); ++axis) {
        const auto size = m_shape[static_cast<std::size_t>(axis)];
        if (axis == m_plane.rows || axis == m_plane.columns || size <= 1)
            continue;
        const auto last = static_cast<int>(std::min<std::int64_t>(size, 1 << 30)) - 1;
        const AxisField field{axis, new QLabel(tr("Axis %1:").arg(axis)), new QSpinBox,
                              new QSlider(Qt::Horizontal)};
        field.number->setRange(0, last);
        field.number->setAccessibleName(tr("Index on axis %1").arg(axis));
        field.slider->setRange(0, last);
        field.slider->setAccessibleName(field.number->accessibleName());
        const int row = static_cast<int>(m_fields.size());
        m_fieldGrid->addWidget(field.name, row, 0);
        m_fieldGrid->addWidget(field.number, row, 1);
        m_fieldGrid->addWidget(field.slider, row, 2);
        const auto move = [this, axis](int at) {
            Plane plane = m_plane;
            plane.at[static_cast<std::size_t>(axis)] = at;
            choose(plane, PlaneMove::Step);
        };
        connect(field.number, &QSpinBox::valueChanged, this, move);
        connect(field.slider, &QSlider::valueChanged, this, move);
        setTabOrder(m_fields.empty() ? static_cast<QWidget *>(m_text) : m_fields.back().slider,
                    field.number);
        setTabOrder(field.number, field.slider);
        m_fields.push_back(field);
    }
    setShownAxes(m_shownAxes);
}

} // namespace lens
