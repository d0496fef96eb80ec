// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/largestmodel.h"

#include "model/document/contents.h"
#include "model/document/plaintext.h"
#include "model/document/shownpath.h"
#include "model/items/roles.h"
#include "model/items/treemodel.h"

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr std::size_t shownBytes = 400; // of a path

} // namespace

LargestModel::LargestModel(QObject *parent)
    : ColumnsModel({{u"Largest tensors"_s, false, true},
                    {u"Shape"_s},
                    {u"Dtype"_s},
                    {u"Bytes"_s, true},
                    {u"Share"_s, true}},
                   parent)
{}

void LargestModel::setTensors(const Document &document, std::uint32_t group,
                              const std::vector<std::uint32_t> &nodes, std::uint64_t all)
{
    const Checkpoint &checkpoint = *document.checkpoint();
    const Outline &outline = *document.outline();
    const std::string prefix = outline.pathText(checkpoint, group);
    beginResetModel();
    m_all = all;
    m_rows.clear();
    for (const std::uint32_t node : nodes) {
        const auto entry = outline.node(node).entry;
        const Tensor &tensor = *checkpoint.tensor(checkpoint.entry(entry));
        const std::string path = outline.pathText(checkpoint, node);
        // With the slash or dot behind it.
        const bool below = !prefix.empty() && path.starts_with(prefix);
        const std::size_t skipped = below ? std::min(prefix.size() + 1, path.size()) : 0;
        m_rows.push_back({entry, shownPath(std::string_view(path).substr(skipped), shownBytes),
                          shapeText(tensor.shape), plainText(name(tensor.dtype)),
                          outline.totals(outline.nodeOf(entry)).bytes, tensor.numel()});
    }
    endResetModel();
}

int LargestModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QString LargestModel::text(int row, int column) const
{
    const Row &shown = m_rows[static_cast<std::size_t>(row)];
    switch (column) {
    case PathColumn: return shown.path;
    case ShapeColumn: return shown.shape;
    case DTypeColumn: return shown.dtype;
    case BytesColumn: return plainText(humanBytes(shown.bytes));
    case ShareColumn: return plainText(percentText(shown.bytes, m_all));
    default: return {};
    }
}

QVariant LargestModel::value(int row, int column, int role) const
{
    const Row &shown = m_rows[static_cast<std::size_t>(row)];
    if (role == EntryRole)
        return shown.entry;
    if (role == Qt::ToolTipRole && column == PathColumn)
        return tipText(shown.path);
    if (role != SortRole)
        return {};
    if (column == ShapeColumn)
        return static_cast<qulonglong>(shown.elements);
    if (column == BytesColumn || column == ShareColumn)
        return static_cast<qulonglong>(shown.bytes);
    return {};
}

} // namespace lens
