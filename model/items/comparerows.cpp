// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/comparerows.h"

#include "model/checkpoint/statedict.h"
#include "model/document/shownpath.h"
#include "model/document/shownvalue.h"
#include "model/items/treemodel.h"

#include <algorithm>
#include <unordered_map>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr std::size_t nameBytes = 400;

QString tensorText(const Checkpoint &checkpoint, std::uint32_t entry, const Tensor &tensor,
                   const std::vector<std::string> &what, std::size_t limit)
{
    QStringList parts{shapeText(tensor.shape), plainText(name(tensor.dtype))};
    for (const std::string &part : what) {
        if (part == "device")
            parts << plainText(tensor.device, limit);
        else if (part == "requires_grad")
            parts << (tensor.requiresGrad ? u"requires grad"_s : u"no grad"_s);
        else if (part == "type")
            parts << plainText(checkpoint.typeName(entry), limit);
    }
    return parts.join(u' ');
}

constexpr std::uint32_t fileEntry = 0;

// Rows of one side by their paths. That of the file itself is apart: a key may be empty, too.
struct RowOfPath
{
    std::unordered_map<std::string_view, std::uint32_t> rows;
    std::uint32_t file = noIndex;
};

RowOfPath rowsByPath(const std::vector<engine::ComparedRow> &rows, bool ofB)
{
    RowOfPath result;
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
        const CompareRow &row = rows[i].row;
        const std::uint32_t entry = ofB ? row.b : row.a;
        if (entry == fileEntry)
            result.file = i;
        else if (entry != noIndex)
            result.rows.emplace(ofB ? row.pathB : row.pathA, i);
    }
    return result;
}

std::uint32_t parentOf(const RowOfPath &places, const std::string &path, std::uint32_t row)
{
    if (row == places.file)
        return noIndex;
    const std::size_t name = lastStep(path);
    if (name == 0)
        return places.file;
    const auto found = places.rows.find(std::string_view(path).substr(0, name - 1));
    return found == places.rows.end() || found->second >= row ? noIndex : found->second;
}

std::vector<std::uint32_t> parentsOf(const std::vector<engine::ComparedRow> &rows)
{
    const RowOfPath ofA = rowsByPath(rows, false), ofB = rowsByPath(rows, true);
    std::vector<std::uint32_t> parents;
    parents.reserve(rows.size());
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
        const CompareRow &row = rows[i].row;
        parents.push_back(row.a != noIndex ? parentOf(ofA, row.pathA, i)
                                           : parentOf(ofB, row.pathB, i));
    }
    return parents;
}

// Many rows share a text ("512 float32"), so each is put in order once.
std::vector<std::uint32_t> naturalRanks(const std::vector<QString> &texts)
{
    std::unordered_map<QString, std::uint32_t> ranks;
    for (const QString &text : texts)
        ranks.emplace(text, 0);
    std::vector<std::pair<std::string, std::uint32_t *>> order;
    order.reserve(ranks.size());
    for (auto &[text, rank] : ranks)
        order.emplace_back(text.toStdString(), &rank);
    std::sort(order.begin(), order.end(),
              [](const auto &x, const auto &y) { return naturalLess(x.first, y.first); });
    for (std::uint32_t i = 0; i < order.size(); ++i)
        *order[i].second = i;
    std::vector<std::uint32_t> result;
    result.reserve(texts.size());
    for (const QString &text : texts)
        result.push_back(ranks.find(text)->second);
    return result;
}

// A container has rows below it.
void numberContainers(CompareRows &made)
{
    made.containerNumbers.assign(made.parents.size(), noIndex);
    for (const std::uint32_t parent : made.parents)
        if (parent != noIndex && made.containerNumbers[parent] == noIndex)
            made.containerNumbers[parent] = static_cast<std::uint32_t>(made.containers++);
}

bool isModelOnOneSide(const Checkpoint &a, const Checkpoint &b)
{
    const std::uint32_t ofA = mainModel(a), ofB = mainModel(b);
    return ofA != noIndex && ofB != noIndex && isModule(a, ofA) != isModule(b, ofB);
}

} // namespace

QString sideText(const Checkpoint &checkpoint, std::uint32_t index,
                 const std::vector<std::string> &what, std::size_t limit)
{
    if (index == noIndex)
        return {};
    const std::uint32_t resolved = checkpoint.resolved(index);
    const Entry &entry = checkpoint.entry(resolved);
    if (const Tensor *tensor = checkpoint.tensor(entry))
        return tensorText(checkpoint, resolved, *tensor, what, limit);
    const bool typeDiffers = std::find(what.begin(), what.end(), "type") != what.end();
    switch (entry.kind) {
    case EntryKind::Dict:
    case EntryKind::List:
    case EntryKind::Tuple:
    case EntryKind::Set:
    case EntryKind::FrozenSet:
        return u"%1 (%2)"_s.arg(typeDiffers ? plainText(checkpoint.typeName(resolved), limit)
                                            : plainText(name(entry.kind)),
                                plainText(grouped(entry.length)));
    case EntryKind::Object:
    case EntryKind::Storage: return plainText(checkpoint.typeName(resolved), limit);
    default: return shownValue(checkpoint, resolved, limit);
    }
}

QStringList whatDiffers(const CompareRow &row)
{
    QStringList what;
    for (const std::string &part : row.what)
        what << plainText(part);
    return what;
}

std::uint8_t specialSides(const engine::ComparedRow &row)
{
    using engine::Difference;
    constexpr std::pair<std::uint64_t Difference::*, std::uint8_t> counts[] = {
        {&Difference::onlyNanA, NanInA},
        {&Difference::onlyNanB, NanInB},
        {&Difference::onlyInfA, InfInA},
        {&Difference::onlyInfB, InfInB}};
    std::uint8_t sides = 0;
    for (const auto &[count, side] : counts)
        if (row.numbers && (*row.numbers).*count > 0)
            sides |= side;
    return sides;
}

QString rowName(const CompareRow &row)
{
    const auto shown = [](std::uint32_t entry, const std::string &path) {
        return entry == fileEntry ? u"/"_s : shownPath(path, nameBytes);
    };
    if (row.a == noIndex)
        return shown(row.b, row.pathB);
    const QString a = shown(row.a, row.pathA);
    if (row.b == noIndex || row.pathA == row.pathB)
        return a;
    return a + u" → "_s + shown(row.b, row.pathB);
}

CompareState stateOf(const engine::ComparedRow &compared)
{
    if (compared.isUnknown())
        return CompareState::Unknown;
    switch (compared.row.status) {
    case RowStatus::Values: return CompareState::Values;
    case RowStatus::Structure: return CompareState::Structure;
    case RowStatus::OnlyA: return CompareState::OnlyA;
    case RowStatus::OnlyB: return CompareState::OnlyB;
    case RowStatus::WithinTolerance: return CompareState::Tolerance;
    case RowStatus::Same: break;
    }
    return compared.isPending() ? CompareState::Pending : CompareState::Same;
}

std::shared_ptr<CompareRows> makeCompareRows(CheckpointPtr a, CheckpointPtr b,
                                             const std::vector<engine::ComparedRow> &rows, Job &job)
{
    auto made = std::make_shared<CompareRows>();
    for (const engine::ComparedRow &compared : rows) {
        const CompareRow &row = compared.row;
        made->rows.push_back(std::make_shared<engine::ComparedRow>(compared));
        made->states.push_back(stateOf(compared));
        made->names.push_back(rowName(row));
        made->textsA.push_back(sideText(*a, row.a, row.what));
        made->textsB.push_back(sideText(*b, row.b, row.what));
    }
    made->nameRanks = naturalRanks(made->names);
    made->ranksA = naturalRanks(made->textsA);
    made->ranksB = naturalRanks(made->textsB);
    made->parents = parentsOf(rows);
    numberContainers(*made);
    made->prefix = suggestPrefix(rows);
    made->parts = suggestParts(*a, *b, rows, job);
    made->isModelOnOneSide = isModelOnOneSide(*a, *b);
    made->a = std::move(a);
    made->b = std::move(b);
    return made;
}

} // namespace lens
