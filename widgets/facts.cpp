// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/facts.h"

#include "model/document/jobs.h"
#include "model/document/plaintext.h"
#include "model/document/shownpath.h"
#include "model/document/shownvalue.h"
#include "model/items/treemodel.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

// What a summary shows of a long string; all of it is in the file.
constexpr std::size_t valueBytes = 4000;
constexpr std::size_t recordBytes = 120; // has no spaces where a line could end
constexpr std::size_t listedFindings = 20;
constexpr std::size_t listedTags = 16;
constexpr std::size_t tagBytes = 40;

QString tr(const char *text) { return QCoreApplication::translate("Facts", text); }

QString count(std::uint64_t number) { return plainText(grouped(number)); }

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
        tags << plainText(tag, tagBytes);
    return tags;
}

FactSection totalsFacts(const Document &document, std::uint32_t node)
{
    const Totals &totals = document.outline()->totals(node);
    if (!totals.tensors)
        return {};
    FactSection section = sizeFacts(totals.tensors, totals.parameters, totals.bytes);
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
        section.facts.push_back({tr("Path"), plainText(document.path())});
    section.facts.push_back({tr("Format"), formatName(checkpoint.format)});
    if (!checkpoint.writer.empty())
        section.facts.push_back({tr("Written by"), plainText(checkpoint.writer)});
    if (const auto bytes = document.fileBytes())
        section.facts.push_back({tr("Size"), bytesText(*bytes)});
    section.facts.push_back({tr("Safety"), plainText(document.verdict().text) + u'\n' +
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

FactSection tensorFacts(const Document &document, std::uint32_t node, std::uint32_t index)
{
    const Tensor &tensor = document.checkpoint()->tensors[index];
    FactSection section;
    auto &facts = section.facts;
    facts = {{tr("Shape"), shapeText(tensor.shape)},
             {tr("Dtype"), plainText(name(tensor.dtype))},
             {tr("Device"), plainText(document.devices().tagOf(index))},
             {tr("Values"), count(tensor.numel())},
             {tr("Bytes"), bytesText(document.outline()->totals(node).bytes)}};
    if (document.isTensorChanged(index))
        facts[2].value += tr(" (changed, saved as %1)")
                              .arg(plainText(document.edited()->savedDevices->tagOf(index)));
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
    section.facts = {{tr("Stored bytes"), bytesText(storage.nbytes)},
                     {tr("Stride"), joined(tensor.stride)},
                     {tr("Offset"), QString::number(tensor.storageOffset)}};
    // What lies within a pickle has neither.
    if (const auto &record = storage.member.empty() ? storage.key : storage.member; !record.empty())
        section.facts.insert(section.facts.begin(), {tr("Record"), plainText(record, recordBytes)});
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
    default: section.facts.push_back({tr("Value"), shownValue(checkpoint, index, valueBytes)});
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
    if (node == 0)
        return plainText(fileName(document.path()));
    return shownPath(document.outline()->pathText(checkpoint, node), valueBytes);
}

QString valuesTitle(const Document &document, std::uint32_t node)
{
    const Checkpoint &checkpoint = *document.checkpoint();
    const auto entry = document.outline()->node(node).entry;
    const QString path = pathTitle(document, node);
    if (entry == noIndex || checkpoint.entry(entry).kind != EntryKind::Tensor)
        return path;
    const auto tensor = checkpoint.entry(entry).index;
    const bool isSparse = name(checkpoint.tensors[tensor].layout).starts_with("sparse");
    return isSparse && tensorWithValues(checkpoint, tensor) != tensor
               ? tr("%1, stored values").arg(path)
               : path;
}

std::vector<FactSection> facts(const Document &document, std::uint32_t node)
{
    const Checkpoint &checkpoint = *document.checkpoint();
    const auto entry = document.outline()->node(node).entry;
    if (node == 0)
        return {fileFacts(document), roleFacts(checkpoint, 0), totalsFacts(document, 0)};
    if (entry == noIndex)
        return {totalsFacts(document, node)};
    if (checkpoint.entry(entry).kind == EntryKind::Tensor)
        return {tensorFacts(document, node, checkpoint.entry(entry).index)};
    return {valueFacts(checkpoint, entry), roleFacts(checkpoint, entry),
            totalsFacts(document, node)};
}

std::vector<FactSection> furtherFacts(const Document &document, std::uint32_t node)
{
    const Checkpoint &checkpoint = *document.checkpoint();
    if (node == 0 && checkpoint.format == "safetensors") // has no object
        return {findingFacts(checkpoint)};
    if (node == 0)
        return {findingFacts(checkpoint), rootFacts(checkpoint)};
    const auto entry = document.outline()->node(node).entry;
    const Tensor *tensor = entry == noIndex ? nullptr : checkpoint.tensor(checkpoint.entry(entry));
    return {tensor ? storageFacts(checkpoint, *tensor) : FactSection()};
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
    if (document.isReadOnly())
        parts << tr("read-only");
    parts << counted(totals.tensors, tr("1 tensor"), tr("%1 tensors"));
    const auto parameters = document.summary().parameters;
    // Where no model is known nothing is said of its parameters.
    if (parameters > 0 || totals.tensors == 0)
        parts << (parameters == 1 ? tr("1 parameter")
                                  : tr("%1 parameters").arg(plainText(humanCount(parameters))));
    if (const auto bytes = document.fileBytes())
        parts << plainText(humanBytes(*bytes));
    parts << tagsBelow(document, 0);
    return parts.join(u" · "_s);
}

} // namespace lens
