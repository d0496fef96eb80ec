// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/treemodel.h"

#include "model/document/plaintext.h"

#include <QStringList>

#include <unordered_set>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

// A cell is a line: longer text is elided here so that no view ever lays out a megabyte.
constexpr std::size_t cellBytes = 200;
// More tags than this are said as a number.
constexpr std::size_t namedTags = 2;

QStringList dtypeNames(const Totals &totals)
{
    QStringList names;
    for (const DType dtype : dtypesIn(totals.dtypes))
        names << plainText(name(dtype));
    return names;
}

QStringList plainTexts(const std::vector<std::string> &texts)
{
    QStringList result;
    for (const auto &text : texts)
        result << plainText(text, cellBytes);
    return result;
}

// "cpu", "cpu, cuda:1", "cpu and 3 more".
QString joined(const QStringList &texts)
{
    if (texts.size() <= static_cast<qsizetype>(namedTags))
        return texts.join(", "_L1);
    return u"%1 + %2"_s.arg(texts.first()).arg(texts.size() - 1);
}

// "Namespace" of "argparse.Namespace": a column has room for the class, not for its module.
std::string_view lastPart(std::string_view dotted)
{
    const auto dot = dotted.rfind('.');
    return dot == std::string_view::npos ? dotted : dotted.substr(dot + 1);
}

RowKind kindOf(EntryKind kind)
{
    switch (kind) {
    case EntryKind::Tensor: return RowKind::Tensor;
    case EntryKind::Storage: return RowKind::Storage;
    case EntryKind::Dict: return RowKind::Mapping;
    case EntryKind::List:
    case EntryKind::Tuple:
    case EntryKind::Set:
    case EntryKind::FrozenSet: return RowKind::Sequence;
    case EntryKind::Object: return RowKind::Object;
    case EntryKind::Ref: return RowKind::Reference;
    default: return RowKind::Value;
    }
}

QString countText(std::uint64_t entries)
{
    return entries == 1 ? u"1 entry"_s : plainText(grouped(entries)) + " entries"_L1;
}

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

QString shapeText(const std::vector<std::int64_t> &shape)
{
    if (shape.empty())
        return u"scalar"_s;
    QStringList sizes;
    for (const auto size : shape)
        sizes << QString::number(size);
    return sizes.join(u'×');
}

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
    const auto &node = outline().node(nodeAt(parent));
    return createIndex(row, column, quintptr{node.firstChild} + static_cast<quintptr>(row));
}

QModelIndex TreeModel::parent(const QModelIndex &child) const
{
    if (!child.isValid())
        return {};
    const auto parent = outline().node(nodeAt(child)).parent;
    return parent == noIndex ? QModelIndex() : indexOf(parent);
}

int TreeModel::rowCount(const QModelIndex &parent) const
{
    if (!m_document.isLoaded() || parent.column() > 0)
        return 0;
    return parent.isValid() ? static_cast<int>(outline().node(nodeAt(parent)).childCount) : 1;
}

int TreeModel::columnCount(const QModelIndex &) const { return ColumnCount; }

bool TreeModel::hasChildren(const QModelIndex &parent) const { return rowCount(parent) > 0; }

QModelIndex TreeModel::indexOf(std::uint32_t node, int column) const
{
    if (!m_document.isLoaded())
        return {};
    return createIndex(static_cast<int>(outline().row(node)), column, quintptr{node});
}

QModelIndex TreeModel::indexOfEntry(std::uint32_t entry, int column) const
{
    return m_document.isLoaded() ? indexOf(outline().nodeOf(entry), column) : QModelIndex();
}

std::uint32_t TreeModel::nodeAt(const QModelIndex &index) const
{
    return static_cast<std::uint32_t>(index.internalId());
}

const Tensor *TreeModel::tensor(std::uint32_t node) const
{
    const auto entry = outline().node(node).entry;
    const Checkpoint &checkpoint = *m_document.checkpoint();
    return entry == noIndex ? nullptr : checkpoint.tensor(checkpoint.entry(entry));
}

QVariant TreeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto node = nodeAt(index);
    switch (role) {
    case Qt::DisplayRole: return text(node, index.column());
    case Qt::AccessibleTextRole:
        return index.column() == NameColumn ? accessibleText(node) : text(node, index.column());
    case NumericRole: return headerData(index.column(), Qt::Horizontal, role);
    default: return meaning(node, role);
    }
}

QString TreeModel::text(std::uint32_t node, int column) const
{
    const Totals &totals = outline().totals(node);
    switch (column) {
    case NameColumn: return nameText(node);
    case ContentColumn: return contentText(node);
    case TypeColumn: return typeText(node);
    case ParametersColumn:
        return totals.tensors ? plainText(humanCount(totals.parameters)) : QString();
    case BytesColumn: return totals.bytes ? plainText(humanBytes(totals.bytes)) : QString();
    case DeviceColumn: return joined(plainTexts(m_document.devices().tagsBelow(node, 64)));
    default: return {};
    }
}

QString TreeModel::nameText(std::uint32_t node) const
{
    if (node == 0)
        return plainText(fileName(m_document.checkpoint()->path), cellBytes);
    const OutlineNode &row = outline().node(node);
    if (!row.label.empty())
        return plainText(row.label, cellBytes);
    return plainText(stepText(m_document.checkpoint()->entry(row.entry).step), cellBytes);
}

QString TreeModel::contentText(std::uint32_t node) const
{
    const auto index = outline().node(node).entry;
    if (index == noIndex)
        return {};
    const Checkpoint &checkpoint = *m_document.checkpoint();
    const Entry &entry = checkpoint.entry(index);
    switch (rowKind(node)) {
    case RowKind::Tensor: return shapeText(tensor(node)->shape);
    case RowKind::Mapping:
    case RowKind::Sequence: return countText(entry.length);
    case RowKind::Storage:
        return entry.index == noIndex ? QString()
                                      : plainText(grouped(checkpoint.storages[entry.index].numel));
    case RowKind::Reference:
        return u"→ "_s + plainText(checkpoint.pathText(entry.target), cellBytes);
    case RowKind::Group: return {};
    case RowKind::Object: return u"kept unchanged"_s;
    case RowKind::Value: return plainText(valueText(checkpoint, index), cellBytes);
    }
    return {};
}

QString TreeModel::typeText(std::uint32_t node) const
{
    const auto index = outline().node(node).entry;
    const Checkpoint &checkpoint = *m_document.checkpoint();
    const auto typeName = index == noIndex ? std::string() : checkpoint.typeName(index);
    switch (rowKind(node)) {
    case RowKind::Tensor: return plainText(name(tensor(node)->dtype));
    case RowKind::Group: return joined(dtypeNames(outline().totals(node)));
    case RowKind::Storage:
    case RowKind::Object: return plainText(lastPart(typeName), cellBytes);
    default: return plainText(name(checkpoint.entry(index).kind));
    }
}

QString TreeModel::accessibleText(std::uint32_t node) const
{
    QStringList parts;
    for (int column = NameColumn; column < ColumnCount; ++column)
        if (const auto part = text(node, column); !part.isEmpty())
            parts << part;
    return parts.join(", "_L1);
}

QVariant TreeModel::meaning(std::uint32_t node, int role) const
{
    const Totals &totals = outline().totals(node);
    switch (role) {
    case NodeRole: return node;
    case EntryRole: return outline().node(node).entry;
    case KindRole: return static_cast<int>(rowKind(node));
    case ChangedRole: {
        const auto entry = outline().node(node).entry;
        return tensor(node) &&
               m_document.isTensorChanged(m_document.checkpoint()->entry(entry).index);
    }
    case BrokenRole: return tensor(node) ? plainText(tensor(node)->broken) : QString();
    case DTypeRole: return dtypeNames(totals);
    case DeviceRole: return plainTexts(m_document.devices().tagsBelow(node, 64));
    case ParametersRole: return static_cast<qulonglong>(totals.parameters);
    case BytesRole: return static_cast<qulonglong>(totals.bytes);
    default: return {};
    }
}

RowKind TreeModel::rowKind(std::uint32_t node) const
{
    const auto entry = outline().node(node).entry;
    return entry == noIndex ? RowKind::Group : kindOf(m_document.checkpoint()->entry(entry).kind);
}

QVariant TreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == NumericRole)
        return section == ParametersColumn || section == BytesColumn;
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn: return u"Name"_s;
    case ContentColumn: return u"Shape or value"_s;
    case TypeColumn: return u"Type"_s;
    case ParametersColumn: return u"Parameters"_s;
    case BytesColumn: return u"Bytes"_s;
    case DeviceColumn: return u"Device"_s;
    default: return {};
    }
}

void TreeModel::apply(const DocumentChange &change)
{
    switch (change.kind) {
    case DocumentChange::Kind::Loaded:
        beginResetModel();
        endResetModel();
        break;
    case DocumentChange::Kind::Devices: devicesChanged(change.sites); break;
    }
}

void TreeModel::devicesChanged(const std::vector<std::uint32_t> &sites)
{
    const auto moved = movedNodes(*m_document.checkpoint(), outline(), sites);
    // Children lie side by side, so every stretch of moved rows is one signal.
    for (std::uint32_t node = 1; node < outline().size(); ++node) {
        if (!moved[node])
            continue;
        auto last = node;
        while (last + 1 < outline().size() && moved[last + 1] &&
               outline().node(last + 1).parent == outline().node(node).parent)
            ++last;
        Q_EMIT dataChanged(indexOf(node, NameColumn), indexOf(last, BytesColumn));
        node = last;
    }
}

} // namespace lens
