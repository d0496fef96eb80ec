// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/zipwriter.h"

#include "model/formats/zipcontainer.h"

#include <algorithm>
#include <functional>

namespace lens {

namespace {

constexpr std::uint64_t blockBytes = 1 << 20;
constexpr std::uint16_t utf8Names = 0x0800;

// c10::hash_combine with at::hash_combine's constants. Source: c10/util/hash.h.
std::uint64_t combined(std::uint64_t seed, std::uint64_t value)
{
    return seed ^ (value + 0x9e3779b9 + (seed << 6u) + (seed >> 2u));
}

std::string twentyDigits(std::uint64_t value)
{
    const std::string digits = std::to_string(value);
    return std::string(20 - digits.size(), '0') + digits;
}

// The checksum its archive recorded, when the bytes are a whole record.
std::optional<std::uint32_t> recordedCrc(const ByteSource &source, std::uint64_t length)
{
    const auto *record = dynamic_cast<const ZipRecordSource *>(&source);
    if (!record || record->record().method != 0 || record->size() != length ||
        record->record().crc == 0)
        return std::nullopt;
    return record->record().crc;
}

Result<std::uint32_t> computedCrc(const ByteSource &source, std::uint64_t length, const Job *job)
{
    std::string block(std::min(length, blockBytes), '\0');
    std::uint32_t crc = 0;
    for (std::uint64_t at = 0; at < length; at += block.size()) {
        if (job)
            LENS_CHECK(job->check());
        block.resize(std::min(length - at, blockBytes));
        LENS_CHECK(source.read(at, std::as_writable_bytes(std::span(block))));
        crc = crc32Of(block, crc);
    }
    return crc;
}

} // namespace

void TorchZipWriter::put(std::string bytes)
{
    m_at += bytes.size();
    m_plan.bytes(std::move(bytes));
}

void TorchZipWriter::startRecord(const std::string &name, const zip::Sizes &sizes)
{
    const std::string path = m_root + "/" + name;
    const std::string extra = zip::torchExtra(m_at, path.size(), sizes.size, m_alignment);
    const std::uint16_t flags =
        sizes.size == 0 ? utf8Names : static_cast<std::uint16_t>(utf8Names | zip::flagDescriptor);
    m_header = m_at;
    std::string header;
    zip::append(header, zip::localSignature);
    zip::append<std::uint16_t>(header, 0); // version needed
    zip::append(header, flags);
    header.append(18, '\0'); // method, time, date, checksum and sizes: torch leaves them out here
    zip::append(header, static_cast<std::uint16_t>(path.size()));
    zip::append(header, static_cast<std::uint16_t>(extra.size()));
    put(header + path + extra);

    std::string numbers;
    for (const std::uint64_t number : {sizes.size, sizes.stored, m_header})
        if (number >= zip::max32)
            zip::append(numbers, number);
    const std::string field = zip::withZip64({}, numbers, 0);
    const auto small = [](std::uint64_t number) {
        return static_cast<std::uint32_t>(std::min<std::uint64_t>(number, zip::max32));
    };
    zip::append(m_directory, zip::entrySignature);
    zip::append<std::uint32_t>(m_directory, 0); // made by, needed
    zip::append(m_directory, flags);
    m_directory.append(6, '\0'); // method, time, date
    zip::append(m_directory, sizes.crc);
    zip::append(m_directory, small(sizes.stored));
    zip::append(m_directory, small(sizes.size));
    zip::append(m_directory, static_cast<std::uint16_t>(path.size()));
    zip::append(m_directory, static_cast<std::uint16_t>(field.size()));
    m_directory.append(10, '\0'); // comment, disk, attributes
    zip::append(m_directory, small(m_header));
    m_directory += path + field;
}

void TorchZipWriter::endRecord(const zip::Sizes &sizes)
{
    ++m_count;
    if (sizes.size == 0)
        return;
    m_checksums = combined(m_checksums, sizes.crc);
    put(zip::descriptor(sizes, zip::needsZip64(m_header, sizes.size), true));
}

void TorchZipWriter::add(const std::string &name, std::string bytes)
{
    const zip::Sizes sizes{crc32Of(bytes), bytes.size(), bytes.size()};
    m_names.insert(name);
    startRecord(name, sizes);
    put(std::move(bytes));
    endRecord(sizes);
}

Result<void> TorchZipWriter::add(const std::string &name, SourcePtr bytes, std::uint64_t length,
                                 const Job *job)
{
    if (bytes->size() < length)
        return makeError(ErrorCode::Truncated, "the storage needs " + std::to_string(length) +
                                                   " bytes, " + std::to_string(bytes->size()) +
                                                   " are there")
            .in(name);
    std::optional<std::uint32_t> crc = recordedCrc(*bytes, length);
    if (!crc) {
        LENS_ASSIGN(crc, computedCrc(*bytes, length, job));
    }
    const zip::Sizes sizes{*crc, length, length};
    m_names.insert(name);
    startRecord(name, sizes);
    m_at += length;
    m_plan.copy(std::move(bytes), 0, length);
    endRecord(sizes);
    return {};
}

// Twenty digits of the names, twenty of the checksums, as torch makes them where its standard
// library is ours; readers take any value. Source: PyTorchStreamWriter::writeSerializationId.
std::string TorchZipWriter::serializationId() const
{
    std::uint64_t names = 0;
    for (const std::string &name : m_names)
        names = combined(names, std::hash<std::string>{}(name));
    return twentyDigits(names) + twentyDigits(m_checksums);
}

SavePlan TorchZipWriter::finish()
{
    add(".data/serialization_id", serializationId());
    const std::uint64_t offset = m_at, size = m_directory.size();
    put(std::move(m_directory));
    put(zip::ends(m_count, offset, size));
    return std::move(m_plan);
}

Result<SavePlan> planTorchZip(const std::string &root, std::string dataPickle,
                              const std::vector<StorageBytes> &storages, const Job *job)
{
    TorchZipWriter writer(root);
    writer.add("data.pkl", std::move(dataPickle));
    writer.add(".format_version", "1");
    writer.add(".storage_alignment", "64");
    writer.add("byteorder", "little");
    for (std::size_t i = 0; i < storages.size(); ++i)
        LENS_CHECK(
            writer.add("data/" + std::to_string(i), storages[i].bytes, storages[i].length, job));
    writer.add("version", "3\n");
    return writer.finish();
}

} // namespace lens
