// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/treemodel.h"

#include "model/document/plaintext.h"
#include "model/items/rowtext.h"

#include <QStringList>

#include <unordered_set>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

// A view takes quadratic time over more signals of its rows than that.
constexpr std::size_t namedSites = 500;

// The rows that show a device tag of `sites`: tensors and all above them.
std::vector<bool> movedNodes(const Checkpoint &checkpoint, const Outline &outline,
                             const std::vector<std::uint32_t> &sites)
{
    std::unordered_set<std::uint32_t> storages;
    std::unordered_set<pickle::NodeId> owners;
    for (const auto index : sites) {
        const DeviceSite &site = checkpoint.sites[index];
        if (site.kind == DeviceSite::Kind::Storage)
            storages.insert(site.storage);
        else
            owners.insert(site.owner);
    }
    std::vector<bool> moved(outline.size());
    for (auto node = outline.size(); node-- > 1;) {
        const auto index = outline.node(node).entry;
        if (index != noIndex) {
            const Entry &entry = checkpoint.entry(index);
            const Tensor *tensor = checkpoint.tensor(entry);
            if (tensor && (storages.contains(tensor->storage) || owners.contains(entry.node)))
                moved[node] = true;
        }
        if (moved[node])
            moved[outline.node(node).parent] = true;
    }
    return moved;
}

} // namespace

TreeModel::TreeModel(Document &document, QObject *parent)
    : QAbstractItemModel(parent)
    , m_document(document)
{
    connect(&m_document, &Document::changed, this, &TreeModel::apply);
}

QModelIndex TreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    if (!parent.isValid())
        return createIndex(row, column, quintptr{0});
    const auto place = m_rows->first[nodeAt(parent)] + static_cast<std::uint32_t>(row);
    return createIndex(row, column, quintptr{m_rows->rows[place]});
}

QModelIndex TreeModel::parent(const QModelIndex &child) const
{
    if (!child.isValid())
        return {};
    const auto parent = outline().node(nodeAt(child)).parent;
    if (parent == noIndex)
        return {};
    return indexOf(m_rows->flat ? 0 : parent);
}

int TreeModel::rowCount(const QModelIndex &parent) const
{
    if (!m_rows || parent.column() > 0)
        return 0;
    return parent.isValid() ? static_cast<int>(m_rows->count[nodeAt(parent)]) : 1;
}

int TreeModel::columnCount(const QModelIndex &) const { return ColumnCount; }

bool TreeModel::hasChildren(const QModelIndex &parent) const { return rowCount(parent) > 0; }

QModelIndex TreeModel::indexOf(std::uint32_t node, int column) const
{
    if (!m_rows || !m_rows->isShown(node))
        return {};
    return createIndex(static_cast<int>(m_rows->row[node]), column, quintptr{node});
}

QModelIndex TreeModel::indexOfEntry(std::uint32_t entry, int column) const
{
    return m_rows ? indexOf(outline().nodeOf(entry), column) : QModelIndex();
}

std::uint32_t TreeModel::nodeAt(const QModelIndex &index) const
{
    return static_cast<std::uint32_t>(index.internalId());
}

QVariant TreeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto node = nodeAt(index);
    switch (role) {
    case Qt::DisplayRole: return texts().text(node, index.column());
    case Qt::AccessibleTextRole:
        return index.column() == NameColumn ? texts().accessibleText(node)
                                            : texts().text(node, index.column());
    case ExactRole: return texts().exactText(node, index.column());
    case NumericRole: return headerData(index.column(), Qt::Horizontal, role);
    default: return meaning(node, role);
    }
}

QVariant TreeModel::meaning(std::uint32_t node, int role) const
{
    const Totals &totals = outline().totals(node);
    switch (role) {
    case NodeRole: return node;
    case EntryRole: return outline().node(node).entry;
    case KindRole: return static_cast<int>(texts().kind(node));
    case ChangedRole: return texts().isChanged(node);
    case MarksRole: return texts().marks(node);
    case InsideMarksRole: return texts().marksInside(node);
    case NanRole: return static_cast<qulonglong>(texts().numbers(node).nan);
    case NameRole: return texts().wholeName(node);
    case PathRole: return plainText(outline().pathText(*m_document.checkpoint(), node));
    case BrokenRole: {
        const Tensor *tensor = texts().tensor(node);
        return tensor ? plainText(tensor->broken) : QString();
    }
    case DTypeRole: return dtypeNames(totals);
    case DeviceRole: return plainTexts(m_document.devices().tagsBelow(node, 64));
    case ElementsRole: return static_cast<qulonglong>(totals.parameters);
    case BytesRole: return static_cast<qulonglong>(totals.bytes);
    default: return {};
    }
}

QVariant TreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == NumericRole)
        return section >= ElementsColumn;
    if (orientation == Qt::Horizontal && role == Qt::InitialSortOrderRole) // the largest
        return section >= ElementsColumn ? Qt::DescendingOrder : Qt::AscendingOrder;
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn: return u"Name"_s;
    case ContentColumn: return u"Shape or value"_s;
    case TypeColumn: return u"Type"_s;
    case ElementsColumn: return u"Elements"_s;
    case BytesColumn: return u"Bytes"_s;
    case ShareColumn: return u"%"_s;
    case DeviceColumn: return u"Device"_s;
    case MinColumn: return u"Min"_s;
    case MaxColumn: return u"Max"_s;
    case MeanColumn: return u"Mean"_s;
    case StdColumn: return u"Std"_s;
    case ZerosColumn: return u"Zeros %"_s;
    case NanColumn: return u"NaN"_s;
    default: return {};
    }
}

RowOrder TreeModel::order(int column)
{
    switch (column) {
    case ContentColumn: return RowOrder::Content;
    case TypeColumn: return RowOrder::Type;
    case DeviceColumn: return RowOrder::Device;
    case ElementsColumn: return RowOrder::Parameters;
    case BytesColumn:
    case ShareColumn: return RowOrder::Bytes;
    case MinColumn: return RowOrder::Min;
    case MaxColumn: return RowOrder::Max;
    case MeanColumn: return RowOrder::Mean;
    case StdColumn: return RowOrder::Std;
    case ZerosColumn: return RowOrder::Zeros;
    case NanColumn: return RowOrder::NaN;
    default: return RowOrder::Natural;
    }
}

void TreeModel::show(std::shared_ptr<const ShownRows> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

void TreeModel::apply(const DocumentChange &change)
{
    switch (change.kind) {
    case DocumentChange::Kind::Loaded:
    case DocumentChange::Kind::Rows: show(m_document.allRows()); break;
    case DocumentChange::Kind::Devices: devicesChanged(change.sites); break;
    case DocumentChange::Kind::Statistics:
    case DocumentChange::Kind::Findings:
    case DocumentChange::Kind::File: Q_EMIT cellsMoved(); break;
    }
}

void TreeModel::devicesChanged(const std::vector<std::uint32_t> &sites)
{
    if (sites.size() > namedSites)
        return Q_EMIT cellsMoved();
    const auto moved = movedNodes(*m_document.checkpoint(), outline(), sites);
    const auto parentOf = [this](std::uint32_t node) {
        return m_rows->flat ? 0 : outline().node(node).parent;
    };
    // Children lie side by side, so every stretch of moved rows is one signal.
    const auto &rows = m_rows->rows;
    Q_EMIT dataChanged(indexOf(0, NameColumn), indexOf(0, ColumnCount - 1));
    for (std::size_t at = 0; at < rows.size(); ++at) {
        if (!moved[rows[at]])
            continue;
        const auto first = at;
        while (at + 1 < rows.size() && moved[rows[at + 1]] &&
               parentOf(rows[at + 1]) == parentOf(rows[first]))
            ++at;
        Q_EMIT dataChanged(indexOf(rows[first], NameColumn), indexOf(rows[at], ColumnCount - 1));
    }
}

} // namespace lens
