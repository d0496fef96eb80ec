// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/safetensorsheader.h"

#include "model/base/checked.h"
#include "model/base/limits.h"
#include "model/base/text.h"
#include "model/formats/strictjson.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <unordered_set>

namespace lens {

namespace {

constexpr std::uint64_t lengthBytes = 8;
constexpr int jsonDepth = 8;

struct TypeBits
{
    std::string_view name;
    unsigned bits;
};
// Source: safetensors/src/tensor.rs, enum Dtype.
constexpr std::array typeBits{
    TypeBits{"BOOL", 8},        TypeBits{"F4", 4},          TypeBits{"F6_E2M3", 6},
    TypeBits{"F6_E3M2", 6},     TypeBits{"U8", 8},          TypeBits{"I8", 8},
    TypeBits{"F8_E5M2", 8},     TypeBits{"F8_E4M3", 8},     TypeBits{"F8_E8M0", 8},
    TypeBits{"F8_E4M3FNUZ", 8}, TypeBits{"F8_E5M2FNUZ", 8}, TypeBits{"I16", 16},
    TypeBits{"U16", 16},        TypeBits{"F16", 16},        TypeBits{"BF16", 16},
    TypeBits{"I32", 32},        TypeBits{"U32", 32},        TypeBits{"F32", 32},
    TypeBits{"C64", 64},        TypeBits{"F64", 64},        TypeBits{"I64", 64},
    TypeBits{"U64", 64}};

Error wrong(std::string what)
{
    return makeError(ErrorCode::Corrupt, "the safetensors header " + std::move(what))
        .advise("The file is damaged or was not written by safetensors.");
}

// Where the parser stands: the nesting of a header never varies.
enum class Place { Start, Top, Metadata, Entry, Shape, Offsets, Done };

class HeaderHandler final : public JsonHandler
{
public:
    explicit HeaderHandler(SafetensorsHeader &header)
        : m_header(header)
    {}
    Result<void> startObject() override;
    Result<void> endObject() override;
    Result<void> startArray() override;
    Result<void> endArray() override;
    Result<void> key(std::string text) override;
    Result<void> text(std::string text) override;
    Result<void> integer(std::uint64_t value) override;
    Result<void> other(std::string_view what) override;

private:
    Error unexpected(std::string_view what) const;
    Result<void> finishEntry();

    SafetensorsHeader &m_header;
    Place m_place = Place::Start;
    std::string m_name, m_field; // keys of the two levels
    std::unordered_set<std::string> m_names, m_fields;
    std::vector<std::uint64_t> m_offsets;
};

Error HeaderHandler::unexpected(std::string_view what) const
{
    const std::string value = escaped(what, 100) + " where it does not belong";
    return m_name.empty()
               ? wrong("has " + value)
               : wrong("has " + value + " in the entry \"" + escaped(m_name, 200) + "\"");
}

Result<void> HeaderHandler::startObject()
{
    if (m_place == Place::Start) {
        m_place = Place::Top;
        return {};
    }
    if (m_place != Place::Top)
        return unexpected("an object");
    m_fields.clear();
    m_field.clear();
    m_place = m_name == "__metadata__" ? Place::Metadata : Place::Entry;
    if (m_place == Place::Metadata)
        m_header.metadata.emplace();
    else
        m_header.entries.push_back({m_name, {}, {}, 0, 0});
    return {};
}

Result<void> HeaderHandler::endObject()
{
    if (m_place == Place::Entry)
        LENS_CHECK(finishEntry());
    m_place = m_place == Place::Top ? Place::Done : Place::Top;
    return {};
}

Result<void> HeaderHandler::finishEntry()
{
    if (m_fields.size() != 3) // unknown and repeated ones were refused when they came
        return wrong("lacks dtype, shape or data_offsets in the entry \"" + escaped(m_name, 200) +
                     "\"");
    if (m_offsets.size() != 2)
        return wrong("has data_offsets that are not two numbers in the entry \"" +
                     escaped(m_name, 200) + "\"");
    m_header.entries.back().begin = m_offsets[0];
    m_header.entries.back().end = m_offsets[1];
    m_offsets.clear();
    return {};
}

Result<void> HeaderHandler::startArray()
{
    if (m_place == Place::Entry && m_field == "shape")
        m_place = Place::Shape;
    else if (m_place == Place::Entry && m_field == "data_offsets")
        m_place = Place::Offsets;
    else
        return unexpected("a list");
    return {};
}

Result<void> HeaderHandler::endArray()
{
    m_place = Place::Entry;
    return {};
}

Result<void> HeaderHandler::key(std::string text)
{
    auto &seen = m_place == Place::Top ? m_names : m_fields;
    (m_place == Place::Top ? m_name : m_field) = text;
    if (m_place == Place::Entry && text != "dtype" && text != "shape" && text != "data_offsets")
        return unexpected("the field \"" + text + "\"");
    if (!seen.insert(std::move(text)).second)
        return wrong("names \"" + escaped(m_place == Place::Top ? m_name : m_field, 200) +
                     "\" twice");
    return {};
}

Result<void> HeaderHandler::text(std::string text)
{
    if (m_place == Place::Metadata)
        m_header.metadata->emplace_back(m_field, std::move(text));
    else if (m_place == Place::Entry && m_field == "dtype")
        m_header.entries.back().dtype = std::move(text);
    else
        return unexpected("the text \"" + text + "\"");
    return {};
}

Result<void> HeaderHandler::integer(std::uint64_t value)
{
    auto *numbers = m_place == Place::Shape     ? &m_header.entries.back().shape
                    : m_place == Place::Offsets ? &m_offsets
                                                : nullptr;
    if (!numbers)
        return unexpected("the number " + std::to_string(value));
    if (numbers->size() >= limits::tensorRank)
        return wrong("has more dimensions than a tensor can have in the entry \"" +
                     escaped(m_name, 200) + "\"");
    numbers->push_back(value);
    return {};
}

Result<void> HeaderHandler::other(std::string_view what) { return unexpected(what); }

// Bytes of the elements, or an error when they are no whole number of bytes or beyond 2^64.
Result<std::uint64_t> byteCount(const SafetensorsEntry &entry)
{
    const auto bits = safetensorsBits(entry.dtype);
    if (!bits)
        return wrong("names the element type \"" + escaped(entry.dtype, 40) +
                     "\", which is not known");
    std::optional<std::uint64_t> total = 1;
    for (const std::uint64_t size : entry.shape)
        total = total ? checkedMul(*total, size) : std::nullopt;
    total = total ? checkedMul<std::uint64_t>(*total, *bits) : std::nullopt;
    if (!total)
        return wrong("has a shape of more than 2^64 bits");
    if (*total % 8 != 0)
        return wrong("has a tensor that ends inside a byte");
    return *total / 8;
}

Result<void> checkEntry(const SafetensorsEntry &entry)
{
    auto bytes = byteCount(entry);
    if (!bytes)
        return std::move(bytes).error().in(escaped(entry.name, 200));
    if (entry.end < entry.begin || entry.end - entry.begin != *bytes)
        return wrong("gives the bytes " + std::to_string(entry.begin) + " to " +
                     std::to_string(entry.end) + " to a tensor of " + std::to_string(*bytes))
            .in(escaped(entry.name, 200));
    return {};
}

Error cutBuffer(std::uint64_t there, std::uint64_t needed)
{
    return makeError(ErrorCode::Truncated, "the end of this file is missing: the tensors take " +
                                               grouped(needed) + " bytes, " + grouped(there) +
                                               " are there")
        .advise("Copy it again from its source.");
}

// Sorted by place, the tensors must follow each other from 0 to the end of the buffer.
Result<void> checkTiling(const SafetensorsHeader &header, std::uint64_t bufferSize)
{
    std::vector<std::uint32_t> order(header.entries.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        const auto &x = header.entries[a], &y = header.entries[b];
        return std::pair(x.begin, x.end) < std::pair(y.begin, y.end);
    });
    std::uint64_t at = 0;
    for (const std::uint32_t i : order) {
        const SafetensorsEntry &entry = header.entries[i];
        if (entry.begin != at)
            return wrong(entry.begin > at ? "leaves a hole in front of this tensor"
                                          : "lets this tensor overlap another")
                .in(escaped(entry.name, 200))
                .at(header.buffer + std::min(at, entry.begin));
        at = entry.end;
    }
    if (at > bufferSize)
        return cutBuffer(bufferSize, at);
    if (at < bufferSize)
        return wrong("leaves " + grouped(bufferSize - at) +
                     " bytes at the end of the file that belong to no tensor")
            .at(header.buffer + at);
    return {};
}

} // namespace

std::optional<unsigned> safetensorsBits(std::string_view dtype)
{
    const auto found = std::find_if(typeBits.begin(), typeBits.end(),
                                    [&](const TypeBits &type) { return type.name == dtype; });
    return found == typeBits.end() ? std::nullopt : std::optional(found->bits);
}

Result<SafetensorsHeader> readSafetensorsHeader(const ByteSource &source)
{
    LENS_ASSIGN(const std::string raw, source.readString(0, std::min(source.size(), lengthBytes)));
    if (raw.size() < lengthBytes)
        return makeError(ErrorCode::Truncated, "the file is too short for a safetensors header");
    const auto length = loadLittle<std::uint64_t>(raw.data());
    if (length > limits::safetensorsHeader)
        return makeError(ErrorCode::Limit, "the safetensors header claims " + grouped(length) +
                                               " bytes; 100,000,000 is the most it may have");
    if (length > source.size() - lengthBytes)
        return makeError(ErrorCode::Truncated,
                         "the end of this file is missing: its header alone takes " +
                             grouped(length) + " bytes")
            .at(source.size())
            .advise("Copy it again from its source.");
    LENS_ASSIGN(const std::string json, source.readString(lengthBytes, length));
    SafetensorsHeader header;
    header.buffer = lengthBytes + length;
    HeaderHandler handler(header);
    auto parsed = parseJson(json, jsonDepth, handler);
    if (!parsed) {
        Error error = std::move(parsed).error();
        if (error.offset)
            *error.offset += lengthBytes;
        return std::move(error).in("header");
    }
    for (const SafetensorsEntry &entry : header.entries)
        LENS_CHECK(checkEntry(entry));
    LENS_CHECK(checkTiling(header, source.size() - header.buffer));
    return header;
}

} // namespace lens
