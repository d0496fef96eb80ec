// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/rowsource.h"

namespace lens {

const Tensor *RowSource::tensor(std::uint32_t node) const
{
    const auto entry = outline->node(node).entry;
    return entry == noIndex ? nullptr : checkpoint->tensor(checkpoint->entry(entry));
}

std::string_view RowSource::deviceOf(std::uint32_t node) const
{
    if (!tensor(node))
        return {};
    return devices->tagOf(checkpoint->entry(outline->node(node).entry).index);
}

RowNumbers RowSource::numbers(std::uint32_t node) const
{
    return statistics ? statistics->ofNode(node) : RowNumbers();
}

unsigned RowSource::marks(std::uint32_t node) const
{
    return outline->marks(node) | (found ? found->marks(node) : 0u);
}

bool RowSource::isChanged(std::uint32_t node) const
{
    if (devices == savedDevices || !tensor(node))
        return false;
    return deviceOf(node) !=
           savedDevices->tagOf(checkpoint->entry(outline->node(node).entry).index);
}

RowSource rowSource(const Document &document)
{
    return {document.checkpoint(),           document.outline(),    document.edited()->devices,
            document.edited()->savedDevices, document.statistics(), document.found()};
}

bool isItem(const RowSource &source, std::uint32_t node)
{
    const OutlineNode &row = source.outline->node(node);
    if (node == 0 || row.entry == noIndex)
        return false;
    switch (source.checkpoint->entry(row.entry).kind) {
    case EntryKind::Dict:
    case EntryKind::List:
    case EntryKind::Tuple:
    case EntryKind::Set:
    case EntryKind::FrozenSet: return row.childCount == 0;
    case EntryKind::Object: return !source.outline->isStateDict(node);
    default: return true;
    }
}

} // namespace lens
