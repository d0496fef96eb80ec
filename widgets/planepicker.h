// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/plane.h"

#include <QWidget>

class QComboBox;
class QGridLayout;
class QLabel;
class QSlider;
class QSpinBox;

namespace lens {

class TypedLine;

// How a person came from one plane to another: as along a stack, or by naming it.
enum class PlaneMove { Step, Jump };

// Which axes of a tensor are rows and columns and where the others stand, as fields and as text.
class PlanePicker final : public QWidget
{
    Q_OBJECT

public:
    // Narrow: the slice below the axes, not beside them.
    enum class Form { Wide, Narrow };

    explicit PlanePicker(Form form = Form::Wide, QWidget *parent = nullptr);
    void setShape(const std::vector<std::int64_t> &shape, const Plane &plane);
    void setPlane(const Plane &plane);
    const Plane &plane() const { return m_plane; }
    // Every position on these is shown at once: there is nothing to choose.
    void setShownAxes(std::vector<int> axes);

Q_SIGNALS:
    void planeChosen(const lens::Plane &plane, lens::PlaneMove move);
    // What is wrong with the text that was typed.
    void refused(const lens::Error &error);
    // It was left, and says again what is shown.
    void corrected();

private:
    struct AxisField
    {
        int axis;
        QLabel *name;
        QSpinBox *number;
        QSlider *slider;
    };
    void choose(const Plane &plane, PlaneMove move);
    void chooseAxes();
    void readText();
    void leaveText();
    void fill();
    void fillAxes(QComboBox *box, int shown);
    void rebuildFields();

    std::vector<std::int64_t> m_shape;
    Plane m_plane;
    QWidget *m_axes; // the two combos, for tensors of two axes and more
    QComboBox *m_rows, *m_columns;
    TypedLine *m_text;
    QWidget *m_others; // the fields of the axes that are neither
    QGridLayout *m_fieldGrid;
    std::vector<AxisField> m_fields;
    std::vector<int> m_shownAxes;
};

} // namespace lens
