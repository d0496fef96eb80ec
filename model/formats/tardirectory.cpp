// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/tardirectory.h"

#include "model/base/checked.h"
#include "model/base/limits.h"
#include "model/base/text.h"

#include <algorithm>
#include <charconv>

namespace lens {

namespace {

// Fields of a header block: offset and length.
struct Field
{
    std::size_t at, length;
};
constexpr Field nameField{0, 100}, sizeField{124, 12}, checksumField{148, 8}, magicField{257, 6},
    prefixField{345, 155};
constexpr std::size_t typeAt = 156;
// A name or a handful of pax records; torch wrote neither.
constexpr std::uint64_t extensionBytes = 1 << 20;

std::string_view field(std::string_view header, Field f) { return header.substr(f.at, f.length); }

std::string_view untilNul(std::string_view text) { return text.substr(0, text.find('\0')); }

// GNU: the first byte is 0x80, the rest a big-endian number.
std::optional<std::uint64_t> base256(std::string_view digits)
{
    const auto high = digits.substr(1, digits.size() - 9);
    if (high.find_first_not_of('\0') != high.npos)
        return std::nullopt;
    return loadBig<std::uint64_t>(digits.data() + digits.size() - 8);
}

std::optional<std::uint64_t> number(std::string_view digits)
{
    if (static_cast<unsigned char>(digits[0]) == 0x80)
        return digits.size() > 9 ? base256(digits) : std::nullopt;
    digits = untilNul(digits);
    digits.remove_prefix(std::min(digits.find_first_not_of(' '), digits.size()));
    digits = digits.substr(0, digits.find(' '));
    std::uint64_t value = 0;
    const auto end = digits.data() + digits.size();
    if (digits.empty())
        return 0;
    const auto result = std::from_chars(digits.data(), end, value, 8);
    return result.ec == std::errc{} && result.ptr == end ? std::optional(value) : std::nullopt;
}

// Sum of the bytes with the checksum's own field read as spaces.
std::uint64_t checksum(std::string_view header)
{
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < header.size(); ++i) {
        const bool own = i - checksumField.at < checksumField.length;
        sum += own ? ' ' : static_cast<unsigned char>(header[i]);
    }
    return sum;
}

std::string memberName(std::string_view header)
{
    const std::string name(untilNul(field(header, nameField)));
    const auto prefix = untilNul(field(header, prefixField));
    // GNU tar's own magic ends in a space and means other things by the prefix field.
    const bool hasPrefix = field(header, magicField) == std::string_view("ustar\0", 6);
    return hasPrefix && !prefix.empty() ? std::string(prefix) + "/" + name : name;
}

// What extension headers say about the member behind them.
struct Extension
{
    std::optional<std::string> name;
    std::optional<std::uint64_t> size;
};

// pax records: "<length of the record> <key>=<value>\n", one behind the other.
bool readPax(std::string_view records, Extension &extension)
{
    while (!records.empty()) {
        std::size_t length = 0;
        const auto result =
            std::from_chars(records.data(), records.data() + records.size(), length);
        const auto digits = static_cast<std::size_t>(result.ptr - records.data());
        if (result.ec != std::errc{} || length <= digits + 1 || length > records.size())
            return false;
        const auto record = records.substr(digits + 1, length - digits - 2);
        const auto equals = record.find('=');
        if (equals == record.npos)
            return false;
        const auto key = record.substr(0, equals), value = record.substr(equals + 1);
        if (key == "path")
            extension.name = value;
        std::uint64_t size = 0;
        if (key == "size" &&
            std::from_chars(value.data(), value.data() + value.size(), size).ec == std::errc{})
            extension.size = size;
        records.remove_prefix(length);
    }
    return true;
}

// Walks the archive header by header.
class TarWalk
{
public:
    explicit TarWalk(const ByteSource &archive)
        : m_archive(archive)
    {}
    Result<std::vector<TarMember>> walk();

private:
    // False at the end of the archive.
    Result<bool> next();
    Result<void> add(std::string_view header);
    Result<void> readExtension(const TarMember &member);
    Result<void> skip(const TarMember &member);
    Error damaged(std::string what) const;

    const ByteSource &m_archive;
    std::uint64_t m_at = 0;
    Extension m_extension;
    std::vector<TarMember> m_members;
};

Error TarWalk::damaged(std::string what) const
{
    return makeError(ErrorCode::Corrupt, "the header of a tar member " + std::move(what))
        .at(m_at)
        .advise("The file is damaged: get it again from where it came from.");
}

Result<std::vector<TarMember>> TarWalk::walk()
{
    for (;;) {
        LENS_ASSIGN(const bool more, next());
        if (!more)
            return std::move(m_members);
        if (m_members.size() > limits::zipEntries)
            return makeError(ErrorCode::Limit, "the tar archive has more than " +
                                                   grouped(limits::zipEntries) + " members");
    }
}

Result<bool> TarWalk::next()
{
    if (m_archive.size() - m_at < tarBlock)
        return false;
    LENS_ASSIGN(const auto header, m_archive.readString(m_at, tarBlock));
    if (header.find_first_not_of('\0') == header.npos)
        return false;
    if (number(field(header, checksumField)) != checksum(header))
        return damaged("has a wrong checksum");
    LENS_CHECK(add(header));
    return true;
}

Result<void> TarWalk::add(std::string_view header)
{
    TarMember member;
    member.name = memberName(header);
    member.type = header[typeAt];
    member.headerAt = m_at;
    member.dataAt = m_at + tarBlock;
    const auto size = number(field(header, sizeField));
    if (!size)
        return damaged("has a size that is no number");
    member.size = *size;
    if (member.type == 'x' || member.type == 'g' || member.type == 'L' || member.type == 'K') {
        LENS_CHECK(readExtension(member));
        return skip(member);
    }
    if (m_extension.size)
        member.size = *m_extension.size;
    member.sizeInExtension = m_extension.size.has_value();
    member.name = m_extension.name.value_or(member.name);
    m_extension = {};
    LENS_CHECK(skip(member));
    m_members.push_back(std::move(member));
    return {};
}

Result<void> TarWalk::readExtension(const TarMember &member)
{
    if (member.size > extensionBytes || member.size > m_archive.size() - member.dataAt)
        return damaged("is an extension of " + grouped(member.size) + " bytes");
    LENS_ASSIGN(const auto text, m_archive.readString(member.dataAt, member.size));
    if (member.type == 'x' && !readPax(text, m_extension))
        return damaged("has an extension that cannot be read");
    if (member.type == 'L')
        m_extension.name = untilNul(text);
    return {};
}

Result<void> TarWalk::skip(const TarMember &member)
{
    const std::uint64_t left = m_archive.size() - member.dataAt;
    // Links and folders may name a size but have no data.
    const std::uint64_t size = member.type >= '1' && member.type <= '6' ? 0 : member.size;
    if (size > left)
        return makeError(ErrorCode::Truncated, "the end is missing: it needs " + grouped(size) +
                                                   " bytes, " + grouped(left) + " are there")
            .in("tar member " + escaped(member.name, 100))
            .at(member.dataAt)
            .advise("The file was cut short: copy or download it again.");
    m_at = member.dataAt + std::min(tarPadded(size), left);
    return {};
}

} // namespace

Result<std::vector<TarMember>> readTarDirectory(const ByteSource &archive)
{
    return TarWalk(archive).walk();
}

std::string tarHeaderWithSize(std::string header, std::uint64_t size)
{
    const auto octal = [&](Field f, std::uint64_t value, std::size_t digits) {
        for (std::size_t i = digits; i-- > 0; value >>= 3)
            header[f.at + i] = static_cast<char>('0' + (value & 7));
    };
    const bool fits = size >> 33 == 0; // 11 octal digits and a NUL
    if (fits) {
        octal(sizeField, size, sizeField.length - 1);
        header[sizeField.at + sizeField.length - 1] = '\0';
    } else {
        const auto big = byteSwapped(size);
        header.replace(sizeField.at, sizeField.length, sizeField.length, '\0');
        header[sizeField.at] = '\x80';
        storeLittle(header.data() + sizeField.at + sizeField.length - sizeof big, big);
    }
    octal(checksumField, checksum(header), 6);
    header[checksumField.at + 6] = '\0';
    header[checksumField.at + 7] = ' ';
    return header;
}

} // namespace lens
