// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/savezip.h"

#include "model/base/checked.h"
#include "model/base/text.h"
#include "model/formats/inflatedsource.h"
#include "model/formats/zipbytes.h"
#include "model/formats/zipcontainer.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace lens {

namespace {

constexpr std::uint64_t torchAlignment = 64;
constexpr std::uint64_t longestDescriptor = 24;

// A record in the new archive.
struct NewRecord
{
    std::uint64_t header = 0; // from the start of the archive
    zip::Sizes sizes;
};

// By replace(), because the compiler takes a write into data() for one behind a short string.
void setNumber(std::string &record, std::size_t at, std::uint64_t value)
{
    char bytes[sizeof value];
    storeLittle(bytes, value);
    record.replace(at, sizeof bytes, bytes, sizeof bytes);
}

class ZipSaver
{
public:
    explicit ZipSaver(const ZipContainer &container)
        : m_container(container)
        , m_directory(*container.directory)
        , m_source(m_directory.source)
        , m_new(m_directory.records.size())
    {}
    void replace(std::uint32_t record, const std::string &text) { m_texts[record] = &text; }
    Result<SavePlan> plan();

private:
    Result<void> readAlignment();
    bool movesWhole(std::uint32_t index, std::uint64_t next) const;
    Result<void> writeRecord(std::uint32_t index, std::uint64_t next);
    Result<std::string> newPayload(std::uint32_t index);
    bool isTorchExtra(const ZipRecord &record, const LocalHeader &local, std::uint64_t alignment);
    std::string newExtra(std::uint32_t index, const LocalHeader &local);
    Result<void> writeHeader(std::uint32_t index, const LocalHeader &local);
    Result<void> writeBehind(std::uint32_t index, std::uint64_t end, std::uint64_t next);
    void writeDirectory();
    std::string newEntry(const ZipRecord &record) const;
    Result<void> writeEnds(std::uint64_t offset, std::uint64_t size);
    Result<void> writeEnd64(std::uint64_t offset, std::uint64_t size);

    void copy(std::uint64_t offset, std::uint64_t length)
    {
        m_plan.copy(m_source, offset, length);
        m_at += length;
    }
    void put(std::string bytes)
    {
        m_at += bytes.size();
        m_plan.bytes(std::move(bytes));
    }
    bool isChanged(std::uint32_t record) const { return m_texts.contains(record); }

    const ZipContainer &m_container;
    const ZipDirectory &m_directory;
    const SourcePtr m_source;
    std::vector<NewRecord> m_new;
    std::unordered_map<std::uint32_t, const std::string *> m_texts;
    std::uint64_t m_alignment = torchAlignment;
    std::uint64_t m_at = 0; // bytes planned so far
    SavePlan m_plan;
};

// torch 2.7 and later say what they align to.
Result<void> ZipSaver::readAlignment()
{
    constexpr std::uint64_t longest = 8, most = 1 << 15;
    const ZipRecord *record = m_container.find(".storage_alignment");
    if (!record)
        return {};
    LENS_ASSIGN(const std::string text, readRecord(m_container, *record, longest));
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    if (value >= 1 && value <= most)
        m_alignment = value;
    return {};
}

bool ZipSaver::isTorchExtra(const ZipRecord &record, const LocalHeader &local,
                            std::uint64_t alignment)
{
    return local.extra == zip::torchExtra(record.header - m_directory.end.base, local.name.size(),
                                          record.size, alignment);
}

// Padding is made anew by torch's rule where the old one was made by it; other programs' fields are
// kept, with new sizes in a zip64 field that has them.
std::string ZipSaver::newExtra(std::uint32_t index, const LocalHeader &local)
{
    const ZipRecord &record = m_directory.records[index];
    const NewRecord &now = m_new[index];
    for (const std::uint64_t alignment : {m_alignment, torchAlignment})
        if (isTorchExtra(record, local, alignment))
            return zip::torchExtra(now.header, local.name.size(), now.sizes.size, alignment);
    if (!isChanged(index) || local.size != zip::max32 || local.stored != zip::max32)
        return local.extra;
    std::string numbers;
    zip::append(numbers, now.sizes.size);
    zip::append(numbers, now.sizes.stored);
    return zip::withZip64(local.extra, numbers, numbers.size());
}

Result<std::string> ZipSaver::newPayload(std::uint32_t index)
{
    const ZipRecord &record = m_directory.records[index];
    const std::string &text = *m_texts.at(index);
    std::string payload;
    if (record.method == 8) {
        LENS_ASSIGN(payload, deflated(text));
    } else {
        payload = text;
    }
    m_new[index].sizes = {hasCrc(record) ? crc32Of(text) : 0, payload.size(), text.size()};
    return payload;
}

Result<void> ZipSaver::writeHeader(std::uint32_t index, const LocalHeader &local)
{
    const ZipRecord &record = m_directory.records[index];
    const std::string extra = newExtra(index, local);
    if (!isChanged(index) && extra == local.extra) {
        copy(record.header, local.payload - record.header);
        return {};
    }
    LENS_ASSIGN(std::string header, m_source->readString(record.header, zip::localSize));
    const zip::Sizes &sizes = m_new[index].sizes;
    // Where sizes come behind the payload the header holds zeros, and keeps them.
    if (isChanged(index) && local.crc == record.crc)
        storeLittle(header.data() + 14, sizes.crc);
    if (isChanged(index) && local.stored == record.stored && local.size == record.size) {
        storeLittle(header.data() + 18, static_cast<std::uint32_t>(sizes.stored));
        storeLittle(header.data() + 22, static_cast<std::uint32_t>(sizes.size));
    }
    storeLittle(header.data() + 28, static_cast<std::uint16_t>(extra.size()));
    put(header + local.name + extra);
    return {};
}

// The data descriptor, and bytes that belong to nobody.
Result<void> ZipSaver::writeBehind(std::uint32_t index, std::uint64_t end, std::uint64_t next)
{
    const ZipRecord &record = m_directory.records[index];
    const std::uint64_t length = std::min(next - end, longestDescriptor);
    LENS_ASSIGN(const std::string behind, m_source->readString(end, length));
    const bool described = record.flags & zip::flagDescriptor;
    const std::uint64_t old = described ? descriptorLength(behind, record) : 0;
    const bool marked = old == 24 || old == 16;
    bool wide = old == 24 || old == 20;
    // torch's descriptors are wide exactly when the header has a zip64 field.
    if (marked && wide == zip::needsZip64(record.header - m_directory.end.base, record.size))
        wide = zip::needsZip64(m_new[index].header, m_new[index].sizes.size);
    const std::string descriptor =
        old == 0 ? std::string() : zip::descriptor(m_new[index].sizes, wide, marked);
    if (descriptor == behind.substr(0, old)) {
        copy(end, next - end);
        return {};
    }
    put(descriptor);
    copy(end + old, next - end - old);
    return {};
}

// Whether a record goes to its new place with all its bytes as they are: padding stays right when
// the distance is a multiple of every alignment, and 32-bit headers do not name their own place.
// Spares reading the local headers of nearly all records.
bool ZipSaver::movesWhole(std::uint32_t index, std::uint64_t next) const
{
    const ZipRecord &record = m_directory.records[index];
    const auto distance = static_cast<std::int64_t>(m_at - record.header);
    const std::uint64_t least = zip::localSize + record.name.size() + record.stored;
    return !isChanged(index) && record.inside && record.header + least <= next &&
           distance % static_cast<std::int64_t>(m_alignment) == 0 &&
           distance % static_cast<std::int64_t>(torchAlignment) == 0 &&
           std::max(m_at, record.header) < zip::max32;
}

Result<void> ZipSaver::writeRecord(std::uint32_t index, std::uint64_t next)
{
    const ZipRecord &record = m_directory.records[index];
    m_new[index] = {m_at - m_directory.end.base, {record.crc, record.stored, record.size}};
    if (movesWhole(index, next)) {
        copy(record.header, next - record.header);
        return {};
    }
    LENS_ASSIGN(const LocalHeader local, readLocalHeader(m_directory, record));
    const std::uint64_t end = local.payload + record.stored;
    if (end > next)
        return makeError(ErrorCode::Unsupported, "this record overlaps the one behind it")
            .in(escaped(record.name, 200))
            .at(record.header)
            .advise("Convert the checkpoint to a new zip file instead.");
    std::string payload;
    if (isChanged(index)) {
        LENS_ASSIGN(payload, newPayload(index));
    }
    LENS_CHECK(writeHeader(index, local));
    if (isChanged(index))
        put(std::move(payload));
    else
        copy(local.payload, record.stored);
    return writeBehind(index, end, next);
}

// One directory entry with its new numbers; everything else as it was.
std::string ZipSaver::newEntry(const ZipRecord &record) const
{
    const char *old = m_directory.bytes.data() + record.entry;
    const std::uint64_t nameLength = record.name.size();
    const std::uint64_t extraLength = loadLittle<std::uint16_t>(old + 30);
    const std::uint64_t commentLength = loadLittle<std::uint16_t>(old + 32);
    const NewRecord &now = m_new[m_directory.indexOf(record)];
    std::string fixed(old, zip::entrySize), numbers;
    std::size_t oldNumbers = 0;
    const auto set = [&](std::size_t at, std::uint64_t before, std::uint64_t value) {
        const bool masked = loadLittle<std::uint32_t>(old + at) == zip::max32;
        const bool always = masked && before < zip::max32; // some programs mask every number
        oldNumbers += masked ? 8 : 0;
        if (always || value >= zip::max32)
            zip::append(numbers, value);
        storeLittle(fixed.data() + at,
                    always || value >= zip::max32 ? zip::max32 : static_cast<std::uint32_t>(value));
    };
    storeLittle(fixed.data() + 16, now.sizes.crc);
    set(24, record.size, now.sizes.size); // in the order of the zip64 field
    set(20, record.stored, now.sizes.stored);
    set(42, record.header - m_directory.end.base, now.header);
    const std::string extra =
        zip::withZip64({old + zip::entrySize + nameLength, extraLength}, numbers, oldNumbers);
    storeLittle(fixed.data() + 30, static_cast<std::uint16_t>(extra.size()));
    return fixed.append(record.name)
        .append(extra)
        .append(old + zip::entrySize + nameLength + extraLength, commentLength);
}

void ZipSaver::writeDirectory()
{
    std::string directory;
    directory.reserve(m_directory.bytes.size() + 1024);
    for (const ZipRecord &record : m_directory.records)
        directory += newEntry(record);
    const ZipRecord &last = m_directory.records.back();
    const char *entry = m_directory.bytes.data() + last.entry;
    const std::uint64_t lastEnd = last.entry + zip::entrySize + last.name.size() +
                                  loadLittle<std::uint16_t>(entry + 30) +
                                  loadLittle<std::uint16_t>(entry + 32);
    directory += m_directory.bytes.substr(lastEnd);
    put(std::move(directory));
}

Result<void> ZipSaver::writeEnd64(std::uint64_t offset, std::uint64_t size)
{
    const ZipEnd &end = m_directory.end;
    const std::uint64_t at = m_at - end.base;
    LENS_ASSIGN(std::string record, m_source->readString(*end.end64, *end.locator - *end.end64));
    setNumber(record, 40, size);
    setNumber(record, 48, offset);
    put(std::move(record));
    LENS_ASSIGN(std::string locator, m_source->readString(*end.locator, zip::locatorSize));
    setNumber(locator, 8, at);
    put(std::move(locator));
    return {};
}

Result<void> ZipSaver::writeEnds(std::uint64_t offset, std::uint64_t size)
{
    const ZipEnd &end = m_directory.end;
    const std::uint64_t oldEnd = end.offset + end.size;
    copy(oldEnd, end.end64.value_or(end.at) - oldEnd);
    if (end.end64)
        LENS_CHECK(writeEnd64(offset, size));
    else if (offset >= zip::max32 || size >= zip::max32)
        put(zip::end64AndLocator(end.entries, offset, size));
    LENS_ASSIGN(std::string record, m_source->readString(end.at, zip::endSize));
    const auto set = [&](std::size_t field, std::uint64_t before, std::uint64_t value) {
        const bool always =
            loadLittle<std::uint32_t>(record.data() + field) == zip::max32 && before < zip::max32;
        storeLittle(record.data() + field,
                    always || value >= zip::max32 ? zip::max32 : static_cast<std::uint32_t>(value));
    };
    set(12, end.size, size);
    set(16, end.offset - end.base, offset);
    put(std::move(record));
    copy(end.at + zip::endSize, m_source->size() - end.at - zip::endSize);
    return {};
}

Result<SavePlan> ZipSaver::plan()
{
    LENS_CHECK(readAlignment());
    const auto order = recordsByOffset(m_directory);
    const auto &records = m_directory.records;
    copy(0, records[order.front()].header);
    for (std::size_t i = 0; i < order.size(); ++i)
        LENS_CHECK(writeRecord(order[i], i + 1 < order.size() ? records[order[i + 1]].header
                                                              : m_directory.end.offset));
    const std::uint64_t offset = m_at - m_directory.end.base;
    writeDirectory();
    LENS_CHECK(writeEnds(offset, m_at - m_directory.end.base - offset));
    return std::move(m_plan);
}

} // namespace

Result<SavePlan> planZipSave(const Checkpoint &checkpoint,
                             const std::vector<std::string> &patchedStreams)
{
    const auto *container = dynamic_cast<const ZipContainer *>(checkpoint.container.get());
    const bool changed = std::any_of(patchedStreams.begin(), patchedStreams.end(),
                                     [](const std::string &text) { return !text.empty(); });
    SavePlan whole;
    whole.copy(checkpoint.source, 0, checkpoint.source->size());
    if (!changed)
        return whole;
    if (!container)
        return makeError(ErrorCode::Internal, "this checkpoint is no zip archive");
    if (container->directory->end.followed)
        return makeError(ErrorCode::Unsupported, "only the first of the archives in it could be "
                                                 "changed, and the others would stay as they are")
            .advise("Change the checkpoint that the shards are made from.");
    ZipSaver saver(*container);
    for (std::size_t i = 0; i < patchedStreams.size(); ++i) {
        if (patchedStreams[i].empty() || checkpoint.streams[i].parent != noIndex)
            continue; // streams of inner documents are part of their parents' text
        const std::uint32_t record =
            i < container->streamRecords.size() ? container->streamRecords[i] : noIndex;
        if (record == noIndex)
            return makeError(ErrorCode::Unsupported,
                             "this pickle lies in an archive inside the archive, or behind another "
                             "pickle, and cannot be changed there")
                .in(checkpoint.streams[i].member);
        saver.replace(record, patchedStreams[i]);
    }
    return saver.plan();
}

} // namespace lens
