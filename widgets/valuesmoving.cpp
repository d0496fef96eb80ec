// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/jobs.h"
#include "widgets/messagebar.h"
#include "widgets/planepicker.h"
#include "widgets/selecting.h"
#include "widgets/valuespanel.h"

#include <QLineEdit>
#include <QTableView>

// How an element of a tensor is reached: by its index, or as the next one that is not finite.

using namespace Qt::StringLiterals;

namespace lens {

void ValuesPanel::goTo(const QString &text)
{
    if (m_model->isEmpty())
        return;
    const auto index = indexFromText(text.toStdString(), m_model->tensor().shape);
    if (!index)
        return showNote(errorText(index.error()));
    showElement(*index);
    m_table->setFocus();
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
    selectAlone(*m_table, cell);
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

} // namespace lens
