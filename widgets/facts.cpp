// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/facts.h"

#include "model/document/jobs.h"
#include "model/document/plaintext.h"
#include "model/items/treemodel.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

// What a summary shows of a long string; all of it is in the file.
constexpr std::size_t valueBytes = 4000;
constexpr std::size_t listedFindings = 20;
constexpr std::size_t listedTags = 16;

QString tr(const char *text) { return QCoreApplication::translate("Facts", text); }

QString count(std::uint64_t number) { return plainText(grouped(number)); }

QString bytesText(std::uint64_t bytes)
{
    const auto exact = tr("%1 bytes").arg(count(bytes));
    return bytes < 1024 ? exact : u"%1 (%2)"_s.arg(plainText(humanBytes(bytes)), exact);
}

QString numberText(const std::optional<double> &value)
{
    return value ? plainText(shortDouble(*value, 7)) : tr("none");
}

QString yesNo(bool yes) { return yes ? tr("yes") : tr("no"); }

QString joined(const std::vector<std::int64_t> &numbers)
{
    QStringList texts;
    for (const auto number : numbers)
        texts << QString::number(number);
    return texts.isEmpty() ? tr("none") : texts.join(", "_L1);
}

QStringList tagsBelow(const Document &document, std::uint32_t node)
{
    QStringList tags;
    for (const auto &tag : document.devices().tagsBelow(node, listedTags))
        tags << plainText(tag);
    return tags;
}

FactSection totalsFacts(const Document &document, std::uint32_t node)
{
    const Totals &totals = document.outline()->totals(node);
    if (!totals.tensors)
        return {};
    QStringList dtypes;
    for (const DType dtype : dtypesIn(totals.dtypes))
        dtypes << plainText(name(dtype));
    FactSection section{tr("Contents"), {}};
    section.facts = {
        {tr("Tensors"), count(totals.tensors)},
        {tr("Elements"), count(totals.parameters)},
        {tr("Bytes"), bytesText(totals.bytes)},
        {tr("Dtypes"), dtypes.join(", "_L1)},
        {tr("Devices"), tagsBelow(document, node).join(", "_L1)},
    };
    if (node == 0)
        section.facts.insert(section.facts.begin() + 1,
                             {tr("Parameters"), count(document.summary().parameters)});
    return section;
}

FactSection roleFacts(const Checkpoint &checkpoint, std::uint32_t entry)
{
    FactSection section{entry == 0 ? tr("What it is") : tr("Recognised as"), {}};
    for (const auto &role : checkpoint.roles) {
        if (entry != 0 && role.entry != entry)
            continue;
        const auto where =
            role.entry == 0 ? tr("the file") : plainText(checkpoint.pathText(role.entry), 80);
        const auto what = plainText(role.role).replace(u'_', u' ');
        section.facts.push_back(
            {entry == 0 ? where : what,
             entry == 0 ? u"%1: %2"_s.arg(what, plainText(role.reason)) : plainText(role.reason)});
    }
    return section;
}

FactSection fileFacts(const Document &document)
{
    const Checkpoint &checkpoint = *document.checkpoint();
    FactSection section{tr("File"), {}};
    if (checkpoint.file)
        section.facts.push_back({tr("Path"), plainText(checkpoint.path)});
    section.facts.push_back({tr("Format"), formatName(checkpoint.format)});
    if (!checkpoint.writer.empty())
        section.facts.push_back({tr("Written by"), plainText(checkpoint.writer)});
    if (checkpoint.source)
        section.facts.push_back({tr("Size"), bytesText(checkpoint.source->size())});
    section.facts.push_back({tr("Safety"), plainText(document.verdict()) + u'\n' +
                                               tr("This program never runs code from the file.")});
    return section;
}

FactSection findingFacts(const Checkpoint &checkpoint)
{
    static const QString words[] = {tr("Note"), tr("Warning"), tr("Error")};
    FactSection section{tr("Findings"), {}};
    for (const auto &finding : checkpoint.findings) {
        if (section.facts.size() == listedFindings) {
            section.facts.push_back(
                {{}, tr("and %1 more").arg(checkpoint.findings.size() - listedFindings)});
            break;
        }
        section.facts.push_back(
            {words[static_cast<int>(finding.severity)], plainText(finding.text, valueBytes)});
    }
    return section;
}

FactSection tensorFacts(const Document &document, const Tensor &tensor, std::uint32_t index)
{
    FactSection section;
    auto &facts = section.facts;
    facts = {{tr("Shape"), shapeText(tensor.shape)},
             {tr("Dtype"), plainText(name(tensor.dtype))},
             {tr("Device"), plainText(document.devices().tagOf(index))},
             {tr("Values"), count(tensor.numel())}};
    if (document.isTensorChanged(index))
        facts[2].value += tr(" (changed, saved as %1)").arg(plainText(tensor.device));
    if (tensor.layout != Layout::Strided)
        facts.push_back({tr("Layout"), plainText(name(tensor.layout))});
    facts.push_back({tr("Python type"), plainText(tensor.type)});
    facts.push_back({tr("Requires grad"), yesNo(tensor.requiresGrad)});
    if (tensor.meta)
        facts.push_back({tr("Storage"), tr("none: a meta tensor has only a shape")});
    if (!tensor.broken.empty())
        facts.push_back({tr("Not readable"), plainText(tensor.broken)});
    return section;
}

FactSection storageFacts(const Checkpoint &checkpoint, const Tensor &tensor)
{
    if (tensor.storage == noIndex)
        return {};
    const Storage &storage = checkpoint.storages[tensor.storage];
    FactSection section{tr("Storage"), {}};
    section.facts = {
        {tr("Record"), plainText(storage.member.empty() ? storage.key : storage.member)},
        {tr("Tensor bytes"), bytesText(tensor.nbytes())},
        {tr("Stored bytes"), bytesText(storage.nbytes)},
        {tr("Stride"), joined(tensor.stride)},
        {tr("Offset"), QString::number(tensor.storageOffset)}};
    return section;
}

FactSection valueFacts(const Checkpoint &checkpoint, std::uint32_t index)
{
    const Entry &entry = checkpoint.entry(index);
    FactSection section;
    section.facts.push_back({tr("Type"), plainText(checkpoint.typeName(index), valueBytes)});
    switch (entry.kind) {
    case EntryKind::Dict:
    case EntryKind::List:
    case EntryKind::Tuple:
    case EntryKind::Set:
    case EntryKind::FrozenSet: section.facts.push_back({tr("Entries"), count(entry.length)}); break;
    case EntryKind::Object:
        section.facts.push_back({tr("Python object"), tr("Not run, kept unchanged when saving.")});
        break;
    case EntryKind::Ref:
        section.facts.push_back(
            {tr("Same object as"), plainText(checkpoint.pathText(entry.target), valueBytes)});
        break;
    default:
        section.facts.push_back({tr("Value"), plainText(valueText(checkpoint, index), valueBytes)});
    }
    return section;
}

FactSection rootFacts(const Checkpoint &checkpoint)
{
    auto section = valueFacts(checkpoint, 0);
    section.title = tr("The pickled object");
    return section;
}

} // namespace

QString pathTitle(const Document &document, std::uint32_t node)
{
    const Checkpoint &checkpoint = *document.checkpoint();
    const Outline &outline = *document.outline();
    if (node == 0)
        return plainText(fileName(checkpoint.path));
    if (const auto entry = outline.node(node).entry; entry != noIndex)
        return plainText(checkpoint.pathText(entry), valueBytes);
    // A group of names: its parents' parts up to the dict, joined as in the keys.
    QString name = plainText(outline.node(node).label);
    auto up = outline.node(node).parent;
    for (; outline.node(up).entry == noIndex; up = outline.node(up).parent)
        name.prepend(plainText(outline.node(up).label) + u'.');
    if (up == 0)
        return name;
    return plainText(checkpoint.pathText(outline.node(up).entry), valueBytes) + u'/' + name;
}

std::vector<FactSection> facts(const Document &document, std::uint32_t node)
{
    const Checkpoint &checkpoint = *document.checkpoint();
    const auto entry = document.outline()->node(node).entry;
    if (node == 0)
        return {fileFacts(document), roleFacts(checkpoint, 0), totalsFacts(document, 0),
                findingFacts(checkpoint), rootFacts(checkpoint)};
    if (entry == noIndex)
        return {totalsFacts(document, node)};
    if (const Tensor *tensor = checkpoint.tensor(checkpoint.entry(entry)))
        return {tensorFacts(document, *tensor, checkpoint.entry(entry).index)};
    return {valueFacts(checkpoint, entry), roleFacts(checkpoint, entry),
            totalsFacts(document, node)};
}

FactSection storageFacts(const Document &document, std::uint32_t node)
{
    const Checkpoint &checkpoint = *document.checkpoint();
    const auto entry = document.outline()->node(node).entry;
    const Tensor *tensor = entry == noIndex ? nullptr : checkpoint.tensor(checkpoint.entry(entry));
    return tensor ? storageFacts(checkpoint, *tensor) : FactSection();
}

std::vector<FactSection> pendingStatistics()
{
    engine::Quantiles none;
    none.values.resize(QuantilesJob::probabilities.size());
    std::vector sections{statisticsFacts({}), quantilesFacts(none)};
    for (auto &section : sections)
        for (auto &fact : section.facts)
            fact.value = u"…"_s;
    return sections;
}

FactSection quantilesFacts(const engine::Quantiles &quantiles)
{
    const auto &v = quantiles.values;
    if (v.size() != QuantilesJob::probabilities.size())
        return {};
    const QString about = quantiles.exact ? QString() : tr("about ");
    const auto between = [&](std::size_t low, std::size_t high) {
        return about +
               tr("%1 to %2").arg(plainText(shortDouble(v[low])), plainText(shortDouble(v[high])));
    };
    FactSection section;
    section.facts = {{tr("Median"), about + plainText(shortDouble(v[2], 7))},
                     {tr("5 % to 95 %"), between(1, 3)},
                     {tr("1 % to 99 %"), between(0, 4)}};
    return section;
}

FactSection statisticsFacts(const engine::Statistics &statistics)
{
    FactSection section{tr("Statistics"), {}};
    section.facts = {
        {tr("Minimum"), numberText(statistics.min)},
        {tr("Maximum"), numberText(statistics.max)},
        {tr("Mean"), numberText(statistics.mean)},
        {tr("Standard deviation"), numberText(statistics.std)},
        {tr("L1 norm"), numberText(statistics.l1)},
        {tr("L2 norm"), numberText(statistics.l2)},
        {tr("Zeros"), count(statistics.zeros)},
        {tr("NaN"), count(statistics.nan)},
        {tr("Infinite"), tr("%1 positive, %2 negative")
                             .arg(count(statistics.positiveInf), count(statistics.negativeInf))},
        {tr("Subnormal"), count(statistics.subnormal)},
    };
    return section;
}

QString formatName(const std::string &format)
{
    static const std::pair<const char *, const char *> names[] = {
        {"zip", "PyTorch zip"},
        {"legacy", "PyTorch legacy stream"},
        {"tar", "PyTorch tar (before 0.1.10)"},
        {"pickle", "Python pickle"},
        {"torchscript", "TorchScript archive"},
        {"pt2", "PT2 archive"},
        {"safetensors", "safetensors"},
    };
    for (const auto &[key, name] : names)
        if (format == key)
            return QString::fromLatin1(name);
    return plainText(format);
}

QString fileLine(const Document &document)
{
    const Checkpoint &checkpoint = *document.checkpoint();
    const Totals &totals = document.outline()->totals(0);
    QStringList parts{formatName(checkpoint.format), tr("no code run")};
    parts << (totals.tensors == 1 ? tr("1 tensor") : tr("%1 tensors").arg(count(totals.tensors)));
    parts << tr("%1 parameters").arg(plainText(humanCount(document.summary().parameters)));
    if (checkpoint.source)
        parts << plainText(humanBytes(checkpoint.source->size()));
    parts << tagsBelow(document, 0);
    return parts.join(u" · "_s);
}

} // namespace lens
