// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/metadatamodel.h"

#include "model/document/plaintext.h"
#include "model/items/roles.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

const QString &cell(const MetadataRow &row, int column)
{
    return column == MetadataModel::PathColumn   ? row.path
           : column == MetadataModel::TypeColumn ? row.type
                                                 : row.value;
}

bool fits(const MetadataRow &row, const QStringList &words)
{
    return std::ranges::all_of(words, [&row](const QString &word) {
        return row.path.contains(word, Qt::CaseInsensitive) ||
               row.type.contains(word, Qt::CaseInsensitive) ||
               row.value.contains(word, Qt::CaseInsensitive);
    });
}

} // namespace

ShownMetadata chosenRows(const std::vector<MetadataRow> &rows, const MetadataChoice &choice,
                         const Job &job)
{
    ShownMetadata chosen;
    for (std::uint32_t i = 0; i < rows.size() && !job.cancelled(); ++i)
        if (fits(rows[i], choice.words))
            chosen.push_back(i);
    if (choice.column < 0)
        return chosen;
    std::vector<std::string> texts;
    for (const std::uint32_t row : chosen)
        texts.push_back(cell(rows[row], choice.column).toStdString());
    const SortKeys keys = SortKeys::of(std::move(texts));
    ShownMetadata sorted;
    for (const int at : sortedRows(keys, choice.order, job))
        sorted.push_back(chosen[static_cast<std::size_t>(at)]);
    return sorted;
}

void MetadataChoiceJob::start(MetadataRows rows, MetadataChoice choice)
{
    LatestJob::start([=, this](Job &job) -> Report {
        auto shown = chosenRows(*rows, choice, job);
        if (!job.check())
            return [this] { Q_EMIT stopped(); };
        return [this, shown = std::move(shown), choice] { Q_EMIT finished(shown, choice); };
    });
}

MetadataModel::MetadataModel(QObject *parent)
    : ColumnsModel({{u"Path"_s, false, true}, {u"Type"_s, false, true}, {u"Value"_s}}, parent)
{
    connect(&m_job, &MetadataChoiceJob::finished, this, &MetadataModel::take);
    connect(&m_job, &MetadataChoiceJob::stopped, this, &MetadataModel::keepOld);
}

void MetadataModel::setRows(MetadataRows rows)
{
    m_job.abandon();
    m_ready = false;
    show({});
    m_rows = std::move(rows);
    choose();
}

void MetadataModel::setFilter(const QString &text)
{
    const QStringList words = text.split(u' ', Qt::SkipEmptyParts);
    if (std::exchange(m_choice.words, words) != words)
        choose();
}

void MetadataModel::sort(int column, Qt::SortOrder order)
{
    if (column == m_choice.column && order == m_choice.order)
        return;
    m_choice.column = column;
    m_choice.order = order;
    choose();
}

void MetadataModel::choose()
{
    m_stopped = false;
    if (m_rows)
        m_job.start(m_rows, m_choice);
}

// Words that were stopped are a search again.
void MetadataModel::keepOld()
{
    m_stopped = !m_ready || m_choice.words != m_shownChoice.words;
    m_choice = m_shownChoice;
    Q_EMIT stopped();
}

// The same rows in another order keep what is selected.
void MetadataModel::take(ShownMetadata shown, const MetadataChoice &choice)
{
    const bool same = std::exchange(m_ready, true) && choice.words == m_shownChoice.words;
    m_shownChoice = choice;
    if (same)
        reorder(std::move(shown));
    else
        show(std::move(shown));
}

void MetadataModel::reorder(ShownMetadata shown)
{
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    std::vector<int> rowOf(m_rows->size());
    for (std::size_t row = 0; row < shown.size(); ++row)
        rowOf[shown[row]] = static_cast<int>(row);
    const QModelIndexList before = persistentIndexList();
    QModelIndexList after;
    for (const QModelIndex &old : before)
        after << index(rowOf[m_shown[static_cast<std::size_t>(old.row())]], old.column());
    m_shown = std::move(shown);
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

void MetadataModel::show(ShownMetadata shown)
{
    beginResetModel();
    m_shown = std::move(shown);
    endResetModel();
}

int MetadataModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

QString MetadataModel::text(int row, int column) const { return cell(shownRow(row), column); }

QVariant MetadataModel::value(int row, int column, int role) const
{
    if (role == EntryRole)
        return shownRow(row).entry;
    return role == Qt::ToolTipRole && column == PathColumn ? tipText(shownRow(row).path)
                                                           : QVariant();
}

} // namespace lens
