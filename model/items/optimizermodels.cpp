// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/optimizermodels.h"

#include "model/document/plaintext.h"
#include "model/items/roles.h"
#include "model/items/treemodel.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr std::size_t shownBytes = 200; // of a text in a cell
constexpr int sideBySide = 12;          // groups with a column each
constexpr int listedSettings = 60;      // with a column each

QString number(const std::optional<double> &value, int digits = 4)
{
    return value ? plainText(shortDouble(*value, digits)) : QString();
}

double elementsOf(const std::vector<std::int64_t> &shape)
{
    return std::accumulate(shape.begin(), shape.end(), 1.0, std::multiplies<double>());
}

QString nameOr(const std::string &name, const QString &format)
{
    return name.empty() ? u"–"_s : format.arg(plainText(name, 40));
}

} // namespace

OptimizerModel::OptimizerModel(QObject *parent)
    : ColumnsModel({{u"#"_s, true},
                    {u"Group"_s, true},
                    {u"Parameter"_s, false, true},
                    {u"Shape"_s},
                    {u"Step"_s, true},
                    {u"First"_s, true},
                    {u"Second"_s, true},
                    {u"Bytes"_s, true},
                    {u"Flags"_s}},
                   parent)
{}

void OptimizerModel::setTable(OptimizerTablePtr table)
{
    beginResetModel();
    m_table = std::move(table);
    m_numbers.assign(m_table->rows.size(), {});
    m_complete = false;
    endResetModel();
    setColumnTitle(FirstColumn, nameOr(m_table->firstName, u"norm %1"_s));
    setColumnTitle(SecondColumn, nameOr(m_table->secondName, u"max %1"_s));
}

void OptimizerModel::fill(const std::vector<MomentNumbers> &numbers)
{
    if (numbers.empty())
        return;
    for (const MomentNumbers &found : numbers) {
        Numbers &known = m_numbers[found.row];
        (found.second ? known.secondMax : known.firstNorm) = found.second ? found.max : found.l2;
        if (!found.finite)
            known.flags |= NotFinite;
        if (found.second && found.min && *found.min < 0)
            known.flags |= NegativeSecond;
    }
    const auto [first, last] = std::ranges::minmax_element(numbers, {}, &MomentNumbers::row);
    cellsChanged(static_cast<int>(first->row), static_cast<int>(last->row), FirstColumn,
                 FlagsColumn);
}

void OptimizerModel::finish()
{
    m_complete = true;
    if (rowCount() > 0)
        cellsChanged(0, rowCount() - 1, FirstColumn, SecondColumn);
}

// A moment that is not there, one whose number is still to come, and one that has none.
QString OptimizerModel::momentText(std::uint32_t entry, const std::optional<double> &value) const
{
    if (entry == noIndex)
        return {};
    return value ? number(value) : (m_complete ? u"–"_s : u"…"_s);
}

// A reason that holds for all is said once, above the table.
QString OptimizerModel::nameText(const OptimizerRow &row) const
{
    if (!row.name.empty())
        return plainText(row.name, shownBytes);
    return commonReason().empty() ? plainText(row.reason, shownBytes) : u"–"_s;
}

std::uint32_t OptimizerModel::entryAt(int row, int column) const
{
    const OptimizerRow &shown = tableRow(row);
    const auto entry = column == SecondColumn ? shown.second
                       : column == StepColumn ? shown.state
                                              : shown.first;
    return entry == noIndex ? shown.state : entry;
}

int OptimizerModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_numbers.size());
}

QString OptimizerModel::text(int row, int column) const
{
    const OptimizerRow &shown = tableRow(row);
    switch (column) {
    case IndexColumn: return plainText(shown.index, shownBytes);
    case GroupColumn: return shown.group == noIndex ? QString() : QString::number(shown.group);
    case NameColumn: return nameText(shown);
    case ShapeColumn: return shown.hasShape ? shapeText(shown.shape) : QString();
    case StepColumn: return number(shown.step, 15);
    case FirstColumn: return momentText(shown.first, numbersOf(row).firstNorm);
    case SecondColumn: return momentText(shown.second, numbersOf(row).secondMax);
    case BytesColumn: return plainText(humanBytes(shown.bytes));
    default: return {};
    }
}

QVariant OptimizerModel::value(int row, int column, int role) const
{
    const OptimizerRow &shown = tableRow(row);
    switch (role) {
    case FlagsRole: return flags(row);
    case EntryRole: return entryAt(row, column);
    case QuietRole: return column == NameColumn && shown.name.empty();
    case Qt::ToolTipRole:
        return column == NameColumn ? tipText(plainText(shown.reason, shownBytes)) : QVariant();
    case SortRole: return sortValue(row, column);
    default: return {};
    }
}

QVariant OptimizerModel::sortValue(int row, int column) const
{
    constexpr double least = -1; // what is not known comes before every norm and step
    const OptimizerRow &shown = tableRow(row);
    switch (column) {
    case GroupColumn: return shown.group == noIndex ? least : shown.group;
    case ShapeColumn: return shown.hasShape ? elementsOf(shown.shape) : least;
    case StepColumn: return shown.step.value_or(least);
    case FirstColumn: return numbersOf(row).firstNorm.value_or(least);
    case SecondColumn: return numbersOf(row).secondMax.value_or(least);
    case BytesColumn: return static_cast<qulonglong>(shown.bytes);
    case FlagsColumn: return flags(row);
    default: return {};
    }
}

std::string OptimizerModel::sortText(int row, int column) const
{
    const OptimizerRow &shown = tableRow(row);
    if (column == IndexColumn)
        return shown.index;
    return shown.name.empty() ? shown.reason : shown.name;
}

void GroupsModel::setTable(OptimizerTablePtr table)
{
    beginResetModel();
    m_table = std::move(table);
    m_byGroup = groupCount() > sideBySide;
    collectNames();
    endResetModel();
}

// Most groups have the same settings in the same order.
void GroupsModel::collectNames()
{
    m_names.clear();
    std::unordered_set<std::string_view> known;
    for (const OptimizerGroupTable &group : m_table->groups)
        for (std::size_t i = 0; i < group.settings.size(); ++i) {
            const std::string &name = group.settings[i].first;
            const bool same = i < m_names.size() && m_names[i] == name;
            if (!same && known.insert(name).second)
                m_names.push_back(name);
        }
}

// The settings begin with how many parameters there are.
int GroupsModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid() || groupCount() == 0)
        return 0;
    return m_byGroup ? groupCount() : static_cast<int>(m_names.size()) + 1;
}

int GroupsModel::columnCount(const QModelIndex &parent) const
{
    if (parent.isValid() || groupCount() == 0)
        return 0;
    const int settings = std::min(static_cast<int>(m_names.size()), listedSettings) + 1;
    return m_byGroup ? settings + 1 : groupCount() + 1;
}

int GroupsModel::hiddenSettings() const
{
    return m_byGroup ? std::max(static_cast<int>(m_names.size()) - listedSettings, 0) : 0;
}

QString GroupsModel::settingName(int setting) const
{
    return setting == 0 ? u"parameters"_s
                        : plainText(m_names[static_cast<std::size_t>(setting - 1)], shownBytes);
}

QString GroupsModel::cell(int group, int setting) const
{
    const OptimizerGroupTable &of = m_table->groups[static_cast<std::size_t>(group)];
    if (setting == 0)
        return plainText(grouped(of.params));
    const auto found =
        std::ranges::find(of.settings, m_names[static_cast<std::size_t>(setting - 1)],
                          &std::pair<std::string, std::string>::first);
    return found == of.settings.end() ? u"–"_s : plainText(found->second, shownBytes);
}

QVariant GroupsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const int group = m_byGroup ? index.row() : index.column() - 1;
    const int setting = m_byGroup ? index.column() - 1 : index.row();
    if (role == EntryRole)
        return m_table->groups[static_cast<std::size_t>(std::max(group, 0))].entry;
    const QString title = m_byGroup ? QString::number(group) : settingName(setting);
    const QString text = index.column() == 0 ? title : cell(group, setting);
    switch (role) {
    case Qt::AccessibleTextRole: return index.column() == 0 ? text : QString(title + u' ' + text);
    case Qt::ToolTipRole: return tipText(text);
    case Qt::DisplayRole:
    case SortRole: return text;
    default: return {};
    }
}

QVariant GroupsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    if (section == 0)
        return m_byGroup ? u"Group"_s : u"Setting"_s;
    return m_byGroup ? settingName(section - 1) : u"Group %1"_s.arg(section - 1);
}

} // namespace lens
