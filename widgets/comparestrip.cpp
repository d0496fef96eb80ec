// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/comparestrip.h"

#include "widgets/statechips.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace lens {

CompareStrip::CompareStrip(const CompareModel &model, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
{
    setObjectName(QStringLiteral("compareStrip"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    setToolTip(tr("Where the differences lie in both files, from top to bottom. Click to go "
                  "there."));
    connect(&model, &CompareModel::listed, this, qOverload<>(&QWidget::update));
}

QSize CompareStrip::sizeHint() const { return {fontMetrics().averageCharWidth() * 2, 0}; }

// For each line of pixels the first of the states that lie there, in the order of their weight.
std::vector<CompareState> CompareStrip::marks() const
{
    const std::size_t rows = m_model.rows().size(), lines = static_cast<std::size_t>(height());
    std::vector<CompareState> result(lines, CompareState::Same);
    for (std::size_t row = 0; row < rows; ++row) {
        if (m_model.state(row) >= CompareState::Same)
            continue;
        const std::size_t first = row * lines / rows;
        const std::size_t last = std::max(first + 1, (row + 1) * lines / rows);
        for (std::size_t line = first; line < std::min(last, lines); ++line)
            result[line] = std::min(result[line], m_model.state(row));
    }
    return result;
}

void CompareStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    const auto lines = marks();
    for (std::size_t line = 0; line < lines.size(); ++line) {
        if (lines[line] == CompareState::Same)
            continue;
        painter.fillRect(2, static_cast<int>(line), width() - 4, 1,
                         stateColour(palette(), lines[line]));
    }
}

void CompareStrip::mousePressEvent(QMouseEvent *event)
{
    const auto rows = static_cast<std::ptrdiff_t>(m_model.rows().size());
    if (rows == 0 || height() == 0)
        return;
    const double share = event->position().y() / height();
    const auto wanted = std::clamp<std::ptrdiff_t>(
        static_cast<std::ptrdiff_t>(share * static_cast<double>(rows)), 0, rows - 1);
    const auto differs = [this, rows](std::ptrdiff_t row) {
        return row >= 0 && row < rows &&
               m_model.state(static_cast<std::size_t>(row)) < CompareState::Same;
    };
    for (std::ptrdiff_t away = 0; away < rows; ++away)
        for (const std::ptrdiff_t row : {wanted - away, wanted + away})
            if (differs(row))
                return Q_EMIT rowRequested(static_cast<std::size_t>(row));
}

} // namespace lens
