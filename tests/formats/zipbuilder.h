// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/formats/inflatedsource.h"
#include "model/formats/zipcontainer.h"

#include <optional>
#include <string>
#include <vector>

// Zip archives for tests, honest as torch writes them or wrong in one chosen way.
struct BuiltRecord
{
    std::string name, bytes;
    bool deflate = false;
    bool descriptor = true; // sizes behind the payload, zeros in the local header
    bool noCrc = false;
    std::uint16_t moreFlags = 0;
    std::uint16_t method = 0xFFFF;        // both headers; 0xFFFF: what it is
    std::optional<std::string> localName; // the local header says another name
    std::optional<std::uint16_t> localMethod;
    std::optional<std::uint32_t> size, stored; // the directory says another size
    std::optional<std::uint32_t> header;       // the directory says another place
    std::uint32_t attributes = 0;
    std::uint16_t madeBy = 0;
    std::string gap; // bytes in front that belong to nobody
};

class ZipBuilder
{
public:
    BuiltRecord &add(std::string name, std::string bytes)
    {
        m_records.emplace_back();
        m_records.back().name = std::move(name);
        m_records.back().bytes = std::move(bytes);
        return m_records.back();
    }
    std::string comment, trailing, prefix, behindEntries;
    std::optional<std::uint16_t> count;
    bool zip64End = true;
    std::uint64_t end64EntriesMore = 0; // the zip64 record claims that many more

    std::string build() const;

private:
    static std::string number(std::uint64_t value, int bytes)
    {
        std::string out;
        for (int i = 0; i < bytes; ++i)
            out += static_cast<char>(value >> (8 * i));
        return out;
    }
    std::string ends(std::uint64_t offset, std::uint64_t size) const;

    std::vector<BuiltRecord> m_records;
};

inline std::string ZipBuilder::ends(std::uint64_t offset, std::uint64_t size) const
{
    const std::uint64_t entries = count.value_or(m_records.size());
    std::string out;
    if (zip64End) {
        const std::uint64_t real = entries + end64EntriesMore;
        out += "PK\6\6" + number(44, 8) + number(0x031E, 2) + number(45, 2) + number(0, 8) +
               number(real, 8) + number(real, 8) + number(size, 8) + number(offset, 8);
        out += "PK\6\7" + number(0, 4) + number(offset + size, 8) + number(1, 4);
    }
    out += "PK\5\6" + number(0, 4) + number(entries, 2) + number(entries, 2) + number(size, 4) +
           number(offset, 4) + number(comment.size(), 2) + comment;
    return out;
}

inline std::string ZipBuilder::build() const
{
    std::string out, directory;
    for (const BuiltRecord &record : m_records) {
        const std::string payload = record.deflate ? *lens::deflated(record.bytes) : record.bytes;
        const bool later = record.descriptor && !record.bytes.empty();
        const std::uint16_t flags =
            static_cast<std::uint16_t>(0x0800 | (later ? 8 : 0) | record.moreFlags);
        const std::uint16_t method =
            record.method != 0xFFFF ? record.method : (record.deflate ? 8 : 0);
        const std::uint32_t crc = record.noCrc ? 0 : lens::crc32Of(record.bytes);
        out += record.gap;
        const std::uint64_t header = out.size();
        const std::string localName = record.localName.value_or(record.name);
        const std::uint64_t start = header + 30 + localName.size() + 4;
        const std::uint64_t pad = (64 - start % 64) % 64;
        out += "PK\3\4" + number(0, 2) + number(flags, 2) +
               number(record.localMethod.value_or(method), 2) + number(0, 4) +
               number(later ? 0 : crc, 4) + number(later ? 0 : payload.size(), 4) +
               number(later ? 0 : record.bytes.size(), 4) + number(localName.size(), 2) +
               number(pad + 4, 2) + localName + "FB" + number(pad, 2) + std::string(pad, 'Z');
        out += payload;
        if (later)
            out += "PK\7\10" + number(crc, 4) + number(payload.size(), 4) +
                   number(record.bytes.size(), 4);
        directory += "PK\1\2" + number(record.madeBy, 2) + number(0, 2) + number(flags, 2) +
                     number(method, 2) + number(0, 4) + number(crc, 4) +
                     number(record.stored.value_or(payload.size()), 4) +
                     number(record.size.value_or(record.bytes.size()), 4) +
                     number(record.name.size(), 2) + number(0, 2) + number(0, 2) + number(0, 2) +
                     number(0, 2) + number(record.attributes, 4) +
                     number(record.header.value_or(header), 4) + record.name;
    }
    directory += behindEntries;
    const std::uint64_t offset = out.size();
    return prefix + out + directory + ends(offset, directory.size()) + trailing;
}
