// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/rowtext.h"

#include "model/document/plaintext.h"
#include "model/document/shownpath.h"
#include "model/document/shownvalue.h"
#include "model/items/treemodel.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

// A cell is a line: longer text is elided here so that no view ever lays out a megabyte.
constexpr std::size_t cellBytes = 200;
// Of a list or dict that is read in its own cell.
constexpr std::uint32_t readableEntries = 8;
// Of a name that is shown by itself.
constexpr std::size_t wholeBytes = 2000;
// Of a statistic.
constexpr int shownDigits = 4, exactDigits = 17;
// More tags than this are said as a number.
constexpr std::size_t namedTags = 2;

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

bool isPlain(EntryKind kind)
{
    return kind == EntryKind::Int || kind == EntryKind::Float || kind == EntryKind::Bool ||
           kind == EntryKind::None || kind == EntryKind::Str;
}

std::pair<std::string_view, std::string_view> bracketsOf(EntryKind kind)
{
    switch (kind) {
    case EntryKind::List: return {"[", "]"};
    case EntryKind::Tuple: return {"(", ")"};
    default: return {"{", "}"};
    }
}

// "(0.9, 0.999)" for a few plain values; a number of entries for everything else.
QString containerText(const Checkpoint &checkpoint, std::uint32_t index, std::size_t limit)
{
    const Entry &entry = checkpoint.entry(index);
    const auto few = entry.length > 0 && entry.length <= readableEntries;
    const auto children = few ? checkpoint.children(index) : std::vector<std::uint32_t>();
    const bool plain = std::ranges::all_of(
        children, [&](std::uint32_t child) { return isPlain(checkpoint.entry(child).kind); });
    if (children.empty() || !plain)
        return countText(entry.length);
    const auto [open, close] = bracketsOf(entry.kind);
    std::string text;
    for (const auto child : children) {
        text += text.empty() ? open : ", ";
        if (entry.kind == EntryKind::Dict)
            text += escaped(stepText(checkpoint.entry(child).step), limit) + ": ";
        text += valueText(checkpoint, child, limit);
    }
    return plainText(text.append(close), limit);
}

// "33.1 %"; what is there is never "0.0 %".
QString percentText(std::uint64_t part, std::uint64_t all)
{
    const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(all);
    if (part > 0 && percent < 0.05)
        return u"< 0.1 %"_s;
    return QString::number(percent, 'f', 1) + " %"_L1;
}

} // namespace

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

QString shapeText(const std::vector<std::int64_t> &shape)
{
    if (shape.empty())
        return u"scalar"_s;
    QStringList sizes;
    for (const auto size : shape)
        sizes << QString::number(size);
    return sizes.join(u'×');
}

const Tensor *RowText::tensor(std::uint32_t node) const
{
    const auto entry = outline().node(node).entry;
    const Checkpoint &checkpoint = *m_document.checkpoint();
    return entry == noIndex ? nullptr : checkpoint.tensor(checkpoint.entry(entry));
}

RowKind RowText::kind(std::uint32_t node) const
{
    const auto entry = outline().node(node).entry;
    return entry == noIndex ? RowKind::Group : kindOf(m_document.checkpoint()->entry(entry).kind);
}

QString RowText::text(std::uint32_t node, int column) const
{
    const Totals &totals = outline().totals(node);
    switch (column) {
    case TreeModel::NameColumn: return nameText(node);
    case TreeModel::ContentColumn: return contentText(node, cellBytes);
    case TreeModel::TypeColumn: return typeText(node);
    case TreeModel::ElementsColumn:
        return totals.tensors ? plainText(humanCount(totals.parameters)) : QString();
    case TreeModel::BytesColumn:
        return totals.bytes ? plainText(humanBytes(totals.bytes)) : QString();
    case TreeModel::ShareColumn: return shareText(node);
    case TreeModel::DeviceColumn:
        return joined(plainTexts(m_document.devices().tagsBelow(node, 64)));
    default: return statisticText(node, column, shownDigits);
    }
}

QString RowText::exactText(std::uint32_t node, int column) const
{
    const Totals &totals = outline().totals(node);
    switch (column) {
    case TreeModel::NameColumn: return pathName(node, longestText);
    case TreeModel::ContentColumn: return contentText(node, longestText);
    case TreeModel::ElementsColumn:
        return totals.tensors ? QString::number(totals.parameters) : QString();
    case TreeModel::BytesColumn: return totals.bytes ? QString::number(totals.bytes) : QString();
    default:
        return TreeModel::isStatistic(column) ? statisticText(node, column, exactDigits)
                                              : text(node, column);
    }
}

RowNumbers RowText::numbers(std::uint32_t node) const
{
    return m_document.statistics() ? m_document.statistics()->ofNode(node) : RowNumbers();
}

QString RowText::statisticText(std::uint32_t node, int column, int digits) const
{
    const RowNumbers known = numbers(node);
    const auto number = [digits](double value) {
        return std::isnan(value) ? u"none"_s : plainText(shortDouble(value, digits));
    };
    if (!known.isKnown())
        return {};
    switch (column) {
    case TreeModel::MinColumn: return number(known.min);
    case TreeModel::MaxColumn: return number(known.max);
    case TreeModel::MeanColumn: return number(known.mean);
    case TreeModel::StdColumn: return number(known.std);
    case TreeModel::ZerosColumn: return percentText(known.zeros, known.values);
    case TreeModel::NanColumn: return plainText(grouped(known.nan));
    default: return {};
    }
}

QString RowText::nameText(std::uint32_t node) const
{
    if (node == 0)
        return plainText(fileName(m_document.path()), cellBytes);
    const OutlineNode &row = outline().node(node);
    if (m_flat)
        return shownPath(outline().pathText(*m_document.checkpoint(), node), cellBytes);
    if (!row.label.empty())
        return plainText(row.label, cellBytes);
    return shownPath(stepText(m_document.checkpoint()->entry(row.entry).step), cellBytes);
}

QString RowText::wholeName(std::uint32_t node) const { return pathName(node, wholeBytes); }

QString RowText::pathName(std::uint32_t node, std::size_t limit) const
{
    const Checkpoint &checkpoint = *m_document.checkpoint();
    return node == 0 ? plainText(m_document.path(), limit)
                     : shownPath(outline().pathText(checkpoint, node), limit);
}

QString RowText::contentText(std::uint32_t node, std::size_t limit) const
{
    const auto index = outline().node(node).entry;
    if (index == noIndex)
        return {};
    const Checkpoint &checkpoint = *m_document.checkpoint();
    const Entry &entry = checkpoint.entry(index);
    switch (kind(node)) {
    case RowKind::Tensor: return shapeText(tensor(node)->shape);
    case RowKind::Mapping:
    case RowKind::Sequence:
        return node == 0 ? countText(entry.length) : containerText(checkpoint, index, limit);
    case RowKind::Storage:
        return entry.index == noIndex ? QString()
                                      : plainText(grouped(checkpoint.storages[entry.index].numel));
    case RowKind::Reference: return u"→ "_s + shownPath(checkpoint.pathText(entry.target), limit);
    case RowKind::Group: return {};
    case RowKind::Object: return u"kept unchanged"_s;
    case RowKind::Value: return shownValue(checkpoint, index, limit);
    }
    return {};
}

QString RowText::typeText(std::uint32_t node) const
{
    const auto index = outline().node(node).entry;
    const Checkpoint &checkpoint = *m_document.checkpoint();
    const auto typeName = index == noIndex ? std::string() : checkpoint.typeName(index);
    switch (kind(node)) {
    case RowKind::Tensor: return plainText(name(tensor(node)->dtype));
    case RowKind::Group: return joined(dtypeNames(outline().totals(node)));
    case RowKind::Reference: return plainText(name(EntryKind::Ref));
    default:
        return checkpoint.entry(index).kind == EntryKind::Class
                   ? plainText(name(EntryKind::Class))
                   : plainText(lastPart(typeName), cellBytes);
    }
}

QString RowText::accessibleText(std::uint32_t node) const
{
    QStringList parts;
    for (int column = TreeModel::NameColumn; column <= TreeModel::ShareColumn; ++column)
        if (const auto part = text(node, column); !part.isEmpty())
            parts << part;
    return (parts << markWords(node)).join(", "_L1);
}

unsigned RowText::marks(std::uint32_t node) const
{
    return m_document.marks(node) | (isChanged(node) ? unsigned{ChangedMark} : 0u);
}

unsigned RowText::marksInside(std::uint32_t node) const
{
    const auto &inside = m_document.edited()->changedInside;
    const bool changed = !inside.empty() && inside[node];
    return m_document.marksInside(node) | (changed ? unsigned{ChangedMark} : 0u);
}

QStringList RowText::markWords(std::uint32_t node) const
{
    static const std::pair<unsigned, QString> names[] = {{ChangedMark, u"changed"_s},
                                                         {SharedMark, u"shared storage"_s},
                                                         {RepeatedMark, u"shown before"_s},
                                                         {BrokenMark, u"not readable"_s},
                                                         {FindingMark, u"finding"_s}};
    const unsigned own = marks(node), inside = marksInside(node);
    QStringList words;
    for (const auto &[bit, word] : names)
        if (own & bit)
            words << word;
        else if (inside & bit)
            words << word + " inside"_L1;
    return words;
}

// Of the bytes of all tensors.
QString RowText::shareText(std::uint32_t node) const
{
    const auto all = outline().totals(0).bytes, part = outline().totals(node).bytes;
    if (all == 0 || outline().totals(node).tensors == 0)
        return {};
    return percentText(part, all);
}

bool RowText::isChanged(std::uint32_t node) const
{
    const auto entry = outline().node(node).entry;
    return tensor(node) && m_document.isTensorChanged(m_document.checkpoint()->entry(entry).index);
}

} // namespace lens
