// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panel.h"

#include "model/document/latestjob.h"
#include "model/document/tensorrows.h"
#include "model/items/roles.h"
#include "widgets/jobstrip.h"
#include "widgets/rowtable.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {

Panel::Panel(const PanelContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
{
    connect(&document(), &Document::changed, this, [this](const DocumentChange &change) {
        if (change.kind == DocumentChange::Kind::Loaded ||
            change.kind == DocumentChange::Kind::Rows)
            forgetSelection();
    });
}

bool Panel::isSettled() const
{
    return std::ranges::none_of(m_jobs, [](const LatestJob *job) { return job->isRunning(); });
}

void Panel::watch(LatestJob *job, const QString &name)
{
    m_jobs.push_back(job);
    m_context.jobs.watch(job, name);
    // What it would report is of the file as it was.
    connect(&document(), &Document::changed, job, [job](const DocumentChange &change) {
        if (change.kind == DocumentChange::Kind::Loaded)
            job->abandon();
    });
    // A job that ends reports right after: its owner may start the next one then.
    connect(
        job, &LatestJob::runningChanged, this,
        [this] {
            if (isSettled())
                Q_EMIT settled();
        },
        Qt::QueuedConnection);
}

void Panel::actOn(RowTable &table, int column)
{
    table.setWindowActions({u"edit.copyPath"_s, u"edit.copyPython"_s, {}, u"edit.changeDevice"_s});
    m_rows = &table;
    m_entryColumn = column;
    connect(table.selectionModel(), &QItemSelectionModel::currentChanged, this,
            &Panel::chosenRowsMoved);
    // Then the current row goes without a word.
    connect(table.model(), &QAbstractItemModel::modelReset, this, &Panel::chosenRowsMoved);
}

std::uint32_t Panel::currentEntry() const
{
    const auto row = m_rows && m_rows->isVisibleTo(this) ? m_rows->currentIndex() : QModelIndex();
    return row.isValid() ? row.siblingAtColumn(m_entryColumn).data(EntryRole).toUInt() : noIndex;
}

bool Panel::hasChosenRows() const { return currentEntry() != noIndex; }

ChosenRows Panel::chosenRows() const
{
    ChosenRows chosen{rowOf(document(), currentEntry()), {}};
    auto selected = m_rows->selectionModel()->selectedRows(m_entryColumn);
    std::ranges::sort(selected, {}, &QModelIndex::row);
    for (const QModelIndex &row : selected)
        if (const auto entry = row.data(EntryRole).toUInt(); entry != noIndex)
            chosen.all.push_back(rowOf(document(), entry));
    if (chosen.all.empty())
        chosen.all.push_back(chosen.current);
    return chosen;
}

std::uint32_t Panel::tensorAt(std::uint32_t node) const
{
    return tensorOfRow(*document().checkpoint(), *document().outline(), node);
}

} // namespace lens
