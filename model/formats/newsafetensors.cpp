// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/checked.h"
#include "model/base/limits.h"
#include "model/base/text.h"
#include "model/formats/contiguous.h"
#include "model/formats/flatnames.h"
#include "model/formats/newfiles.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <set>

// Layout and order as the reference implementation writes them (formats.md 7).
namespace lens {

namespace {

// Wider elements come first, so that every tensor is aligned; the order within a width is the
// reference implementation's. Source: safetensors/src/tensor.rs, enum Dtype.
constexpr std::array<std::string_view, 22> dtypeRanks{
    "BOOL",    "F4",          "F6_E2M3",     "F6_E3M2", "U8",  "I8",  "F8_E5M2", "F8_E4M3",
    "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ", "I16",     "U16", "F16", "BF16",    "I32",
    "U32",     "F32",         "C64",         "F64",     "I64", "U64"};

std::size_t rankOf(DType dtype)
{
    const auto at = std::find(dtypeRanks.begin(), dtypeRanks.end(), info(dtype).safetensors);
    return static_cast<std::size_t>(at - dtypeRanks.begin());
}

std::string jsonString(std::string_view utf8)
{
    std::string out(1, '"');
    for (const char c : utf8) {
        char escape[7];
        if (c == '"' || c == '\\')
            out.append(1, '\\').append(1, c);
        else if (static_cast<unsigned char>(c) < 0x20)
            out.append(escape, std::snprintf(escape, sizeof escape, "\\u%04x", unsigned(c)));
        else
            out += c;
    }
    return out + '"';
}

struct Item
{
    std::string name;
    DType dtype = DType::Undefined;
    std::vector<std::int64_t> shape;
    SourcePtr bytes;
};

// Two values to a byte: torch counts bytes, safetensors values.
std::vector<std::int64_t> headerShape(const Tensor &tensor)
{
    std::vector<std::int64_t> shape = tensor.shape;
    if (tensor.dtype == DType::Float4E2M1FNx2 && !shape.empty())
        shape.back() *= 2;
    return shape;
}

std::string headerEntry(const Item &item, std::uint64_t begin)
{
    std::string entry = jsonString(item.name) + R"(:{"dtype":")" +
                        std::string(info(item.dtype).safetensors) + R"(","shape":[)";
    for (std::size_t i = 0; i < item.shape.size(); ++i)
        entry += (i ? "," : "") + std::to_string(item.shape[i]);
    return entry + R"(],"data_offsets":[)" + std::to_string(begin) + "," +
           std::to_string(begin + item.bytes->size()) + "]}";
}

std::string header(const std::vector<Item> &items)
{
    std::string json = R"({"__metadata__":{"format":"pt"})";
    std::uint64_t at = 0;
    for (const Item &item : items) {
        json += "," + headerEntry(item, at);
        at += item.bytes->size();
    }
    json += '}';
    json.resize((json.size() + 7) / 8 * 8, ' ');
    return json;
}

// Decides tensor by tensor what can be written, and says what is lost.
class Selection
{
public:
    explicit Selection(const Checkpoint &checkpoint)
        : m_checkpoint(checkpoint)
    {}
    void add(const FlatTensor &flat);
    Result<Conversion> finish();
    std::vector<std::string> loss, notes;

private:
    // Empty when the tensor can be written.
    std::string obstacle(const FlatTensor &flat, const Tensor &tensor) const;
    std::string tiedTo(const FlatTensor &flat, const Tensor &tensor);
    void noteShared(const FlatTensor &flat, const Tensor &tensor);
    const Tensor &tensorOf(const FlatTensor &flat) const
    {
        return m_checkpoint.tensors[m_checkpoint.entry(flat.entry).index];
    }

    using Place = std::tuple<std::uint32_t, DType, std::int64_t, std::vector<std::int64_t>,
                             std::vector<std::int64_t>, bool, bool>;
    const Checkpoint &m_checkpoint;
    std::vector<Item> m_items;
    std::set<std::string> m_names;
    std::map<Place, std::string> m_places;           // what lies there -> its first name
    std::map<std::uint32_t, std::string> m_storages; // storage -> first name in it
};

std::string Selection::obstacle(const FlatTensor &flat, const Tensor &tensor) const
{
    if (!tensor.broken.empty())
        return tensor.broken;
    if (tensor.quantization)
        return "quantised tensors have a scale that safetensors cannot hold";
    if (info(tensor.dtype).safetensors.empty())
        return "safetensors has no " + std::string(name(tensor.dtype));
    if (!isUtf8(flat.name) || m_names.contains(flat.name))
        return m_names.contains(flat.name) ? "another tensor has this name already"
                                           : "the name is not UTF-8 text";
    return {};
}

// The name under which these very numbers are written already.
std::string Selection::tiedTo(const FlatTensor &flat, const Tensor &tensor)
{
    if (tensor.storage == noIndex)
        return {};
    const auto [known, isNew] =
        m_places.try_emplace(Place{tensor.storage, tensor.dtype, tensor.storageOffset, tensor.shape,
                                   tensor.stride, tensor.conj, tensor.neg},
                             flat.name);
    return isNew ? std::string() : known->second;
}

void Selection::noteShared(const FlatTensor &flat, const Tensor &tensor)
{
    if (tensor.storage == noIndex)
        return;
    const auto [known, isNew] = m_storages.try_emplace(tensor.storage, flat.name);
    if (!isNew)
        notes.push_back(flat.name + " shares memory with " + known->second +
                        "; it is written as a copy of its own");
}

void Selection::add(const FlatTensor &flat)
{
    const Tensor &tensor = tensorOf(flat);
    if (const std::string why = obstacle(flat, tensor); !why.empty())
        return loss.push_back(flat.name + ": " + why);
    const auto data = tensorData(m_checkpoint, tensor);
    if (!data)
        return loss.push_back(flat.name + ": " + data.error().message);
    if (const std::string first = tiedTo(flat, tensor); !first.empty())
        return loss.push_back(flat.name + ": is the same tensor as " + first +
                              "; safetensors holds it once");
    auto bytes = contiguousBytes(*data);
    if (!bytes)
        return loss.push_back(flat.name + ": " + bytes.error().message);
    noteShared(flat, tensor);
    if (tensor.numpy)
        notes.push_back(flat.name + " is a numpy array; it is written as a tensor");
    m_names.insert(flat.name);
    m_items.push_back({flat.name, tensor.dtype, headerShape(tensor), *std::move(bytes)});
}

Result<Conversion> Selection::finish()
{
    std::sort(m_items.begin(), m_items.end(), [](const Item &a, const Item &b) {
        return std::pair(rankOf(b.dtype), std::string_view(a.name)) <
               std::pair(rankOf(a.dtype), std::string_view(b.name));
    });
    std::string json = header(m_items);
    if (json.size() > limits::safetensorsHeader)
        return makeError(ErrorCode::Limit, "the safetensors header grows beyond 100 MB");
    std::string length(sizeof(std::uint64_t), '\0');
    storeLittle(length.data(), static_cast<std::uint64_t>(json.size()));
    Conversion conversion;
    conversion.plan.bytes(length + json);
    for (const Item &item : m_items)
        conversion.plan.copy(item.bytes, 0, item.bytes->size());
    conversion.loss = std::move(loss);
    conversion.notes = std::move(notes);
    return conversion;
}

} // namespace

Result<Conversion> planNewSafetensors(const Checkpoint &checkpoint)
{
    const FlatNames flat = flatNames(checkpoint);
    Selection selection(checkpoint);
    for (const FlatTensor &tensor : flat.tensors)
        selection.add(tensor);
    for (const std::string &other : flat.others)
        selection.loss.push_back(other + ": safetensors holds tensors only");
    if (flat.metadata)
        selection.notes.push_back("_metadata, the versions of the modules, is not written");
    return selection.finish();
}

} // namespace lens
