// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/plaintext.h"
#include "model/items/treemodel.h"
#include "widgets/entrytree.h"
#include "widgets/filterline.h"
#include "widgets/parameterspage.h"

#include <utility>

// Which rows the tree shows, in which order: a job makes them from the filter.

using namespace Qt::StringLiterals;

namespace lens {

void ParametersPage::sort(int column, Qt::SortOrder order)
{
    m_order = TreeModel::order(column);
    m_descending = order == Qt::DescendingOrder && column >= 0;
    requestRows();
}

// What is wrong is said; the rows of the last filter that was right stay.
void ParametersPage::filterMoved(const QString &text)
{
    auto filter = Filter::parse(text.toStdString());
    m_line->showProblem(filter ? QString() : plainText(filter.error().message));
    if (filter) {
        m_filter = std::move(*filter);
        if (m_filter.dependsOnStatistics() && !document().statistics())
            readStatistics();
        requestRows();
    }
    if (isSettled())
        Q_EMIT settled();
}

RowsRequest ParametersPage::request() const
{
    return {rowSource(document()), m_filter, m_order, m_descending, m_flat};
}

void ParametersPage::requestRows()
{
    m_selectFound = false;
    if (document().isLoaded())
        m_job.start(request());
}

void ParametersPage::rowsMade(const Result<std::shared_ptr<const ShownRows>> &rows)
{
    const bool selectFound = std::exchange(m_selectFound, false);
    const auto memory = std::exchange(m_memory, std::nullopt);
    if (!rows) {
        if (rows.error().code != ErrorCode::Cancelled)
            refuseFilter(rows.error());
        return;
    }
    showRows(*rows);
    if (memory)
        memory->restore(*m_tree);
    if (selectFound)
        m_tree->selectFound();
}

// A list, what a filter found and another order are only there once they are made; until then the
// tree looks as near to it as it can.
void ParametersPage::restore(const TreeMemory &memory)
{
    memory.restore(*m_tree);
    if (!m_job.isRunning())
        return;
    m_tree->keepOpen(memory.groups());
    m_memory = memory;
}

// Only with the names of the file does one know that it is wrong.
void ParametersPage::refuseFilter(const Error &why)
{
    m_line->showProblem(plainText(why.message));
    m_filter = m_shownFilter;
}

void ParametersPage::showRows(std::shared_ptr<const ShownRows> rows)
{
    m_shownFilter = m_filter;
    m_line->showFound(rows->found, rows->items, !m_filter.isEmpty());
    m_tree->showRows(std::move(rows), !m_filter.isEmpty());
}

// Who goes on to another row while a view is made wants that one in it. A row that is current again
// among others is no news.
void ParametersPage::currentMoved(const QModelIndex &now)
{
    if (!now.isValid() || m_model->nodeAt(now) == m_currentNode)
        return;
    m_currentNode = m_model->nodeAt(now);
    m_wantedEntry = document().outline()->enclosingEntry(m_currentNode);
    m_memory.reset();
}

} // namespace lens
