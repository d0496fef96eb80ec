// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/checked.h"
#include "model/formats/lazysources.h"
#include "model/formats/newfiles.h"

#include <algorithm>
#include <cstdio>

// The bytes of a zip archive as PyTorchStreamWriter and miniz write them (formats.md 1.2, 1.3).
// Source: caffe2/serialize/inline_container.cc, miniz.c.
namespace lens {

namespace {

constexpr std::uint64_t alignment = 64;
constexpr std::uint64_t limit32 = 0xFFFFFFFF; // from here on a number needs zip64
constexpr std::uint64_t localHeaderBytes = 30;

template <typename T>
void add(std::string &out, T value)
{
    char bytes[sizeof value];
    storeLittle(bytes, value);
    out.append(bytes, sizeof value);
}

void add32(std::string &out, std::uint64_t value)
{
    add(out, static_cast<std::uint32_t>(std::min(value, limit32)));
}

struct Record
{
    std::string name;
    std::shared_ptr<CrcSource> bytes;
    std::uint64_t offset = 0; // of the local header

    std::uint64_t size() const { return bytes->size(); }
    bool isLarge() const { return size() >= limit32 || offset >= limit32; }
    std::uint16_t flags() const { return size() == 0 ? 0x0800 : 0x0808; }
};

// `stored` is the compressed size, which a local header does not know.
std::string zip64Extra(const Record &record, std::uint64_t stored)
{
    std::string sizes;
    if (record.size() >= limit32) {
        add(sizes, record.size());
        add(sizes, stored);
    }
    if (record.offset >= limit32)
        add(sizes, record.offset);
    if (sizes.empty())
        return {};
    std::string extra;
    add<std::uint16_t>(extra, 0x0001);
    add(extra, static_cast<std::uint16_t>(sizes.size()));
    return extra + sizes;
}

// The bytes of the record begin at a multiple of `alignment`.
std::string localHeader(const Record &record)
{
    std::string extra = zip64Extra(record, 0);
    const std::uint64_t start =
        record.offset + localHeaderBytes + record.name.size() + extra.size() + 4;
    const std::uint64_t padding = (alignment - start % alignment) % alignment;
    extra += "FB";
    add(extra, static_cast<std::uint16_t>(padding));
    extra.append(padding, 'Z');

    std::string header("PK\3\4");
    add<std::uint16_t>(header, 0); // version needed
    add(header, record.flags());
    header.append(18, '\0'); // method, time, date, CRC and sizes: in the descriptor
    add(header, static_cast<std::uint16_t>(record.name.size()));
    add(header, static_cast<std::uint16_t>(extra.size()));
    return header + record.name + extra;
}

std::uint64_t descriptorBytes(const Record &record)
{
    if (record.size() == 0)
        return 0;
    return record.isLarge() ? 24 : 16;
}

Result<std::string> descriptor(const Record &record)
{
    LENS_ASSIGN(const std::uint32_t crc, record.bytes->crc());
    std::string out("PK\7\x08");
    add(out, crc);
    for (int i = 0; i < 2; ++i) { // stored and real size
        if (record.isLarge())
            add(out, record.size());
        else
            add32(out, record.size());
    }
    return out;
}

Result<std::string> directoryEntry(const Record &record)
{
    LENS_ASSIGN(const std::uint32_t crc, record.bytes->crc());
    const std::string extra = zip64Extra(record, record.size());
    std::string out("PK\1\2");
    add<std::uint32_t>(out, 0); // made by, version needed
    add(out, record.flags());
    out.append(6, '\0'); // method, time, date
    add(out, crc);
    add32(out, record.size());
    add32(out, record.size());
    add(out, static_cast<std::uint16_t>(record.name.size()));
    add(out, static_cast<std::uint16_t>(extra.size()));
    out.append(10, '\0'); // comment, disk, attributes
    add32(out, record.offset);
    return out + record.name + extra;
}

// Both ends of the archive: torch always writes the zip64 one too.
std::string archiveEnd(std::uint64_t records, std::uint64_t at, std::uint64_t size)
{
    std::string out("PK\6\6");
    add<std::uint64_t>(out, 44);
    add<std::uint16_t>(out, 0x031E);
    add<std::uint16_t>(out, 45);
    add<std::uint64_t>(out, 0); // disks
    add(out, records);
    add(out, records);
    add(out, size);
    add(out, at);
    out += "PK\6\7";
    add<std::uint32_t>(out, 0);
    add(out, at + size);
    add<std::uint32_t>(out, 1);
    out += "PK\5\6";
    add<std::uint32_t>(out, 0);
    for (int i = 0; i < 2; ++i)
        add(out, static_cast<std::uint16_t>(std::min<std::uint64_t>(records, 0xFFFF)));
    add32(out, size);
    add32(out, at);
    add<std::uint16_t>(out, 0);
    return out;
}

class ZipPlanner
{
public:
    explicit ZipPlanner(std::string root)
        : m_root(std::move(root))
    {}
    void add(const std::string &name, SourcePtr bytes);
    void add(const std::string &name, std::string bytes)
    {
        add(name, memorySource(std::move(bytes)));
    }
    SavePlan finish();

private:
    void late(std::uint64_t size, std::function<Result<std::string>()> make);

    const std::string m_root;
    SavePlan m_plan;
    std::uint64_t m_at = 0;
    std::vector<std::shared_ptr<const Record>> m_records;
};

void ZipPlanner::late(std::uint64_t size, std::function<Result<std::string>()> make)
{
    m_plan.copy(std::make_shared<LateSource>(size, std::move(make)), 0, size);
    m_at += size;
}

void ZipPlanner::add(const std::string &name, SourcePtr bytes)
{
    const auto record = std::make_shared<const Record>(
        Record{m_root + "/" + name, std::make_shared<CrcSource>(std::move(bytes)), m_at});
    std::string header = localHeader(*record);
    m_at += header.size() + record->size();
    m_plan.bytes(std::move(header));
    m_plan.copy(record->bytes, 0, record->size());
    if (const std::uint64_t size = descriptorBytes(*record))
        late(size, [record] { return descriptor(*record); });
    m_records.push_back(record);
}

SavePlan ZipPlanner::finish()
{
    const std::uint64_t at = m_at;
    std::uint64_t size = 0;
    for (const auto &record : m_records)
        size += 46 + record->name.size() + zip64Extra(*record, 0).size();
    late(size, [records = m_records]() -> Result<std::string> {
        std::string directory;
        for (const auto &record : records) {
            LENS_ASSIGN(const std::string entry, directoryEntry(*record));
            directory += entry;
        }
        return directory;
    });
    m_plan.bytes(archiveEnd(m_records.size(), at, size));
    return std::move(m_plan);
}

// FNV-1a. Readers of the id only log it: it tells one file from another, nothing more.
std::uint64_t hashOf(std::string_view bytes)
{
    std::uint64_t hash = 0xCBF29CE484222325;
    for (const char byte : bytes)
        hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3;
    return hash;
}

std::string serializationId(const PickledForm &form, const std::string &root)
{
    char digits[41];
    std::snprintf(digits, sizeof digits, "%020llu%020llu",
                  static_cast<unsigned long long>(hashOf(root)),
                  static_cast<unsigned long long>(hashOf(form.pickle)));
    return digits;
}

} // namespace

SavePlan planNewZip(PickledForm form, const std::string &rootName)
{
    ZipPlanner zip(rootName);
    const std::string id = serializationId(form, rootName);
    zip.add("data.pkl", std::move(form.pickle));
    zip.add(".format_version", "1");
    zip.add(".storage_alignment", std::to_string(alignment));
    zip.add("byteorder", "little");
    for (std::size_t i = 0; i < form.storages.size(); ++i)
        zip.add("data/" + std::to_string(i), form.storages[i].bytes);
    zip.add("version", "3\n");
    zip.add(".data/serialization_id", id);
    return zip.finish();
}

} // namespace lens
