// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/extrarecords.h"

#include "model/base/text.h"
#include "model/formats/zipcontainer.h"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace lens {

namespace {

// A hostile directory can name two million.
constexpr std::size_t mostLines = 100;

// Bookkeeping of the archive itself, made anew for a new file. Source: formats.md 1.2 and 1.8.
constexpr std::array<std::string_view, 6> ownRecords{
    "data.pkl", "version", "byteorder", ".format_version", ".storage_alignment", "archive_format"};
// A program: that it is lost is said once, not record by record.
constexpr std::array<std::string_view, 4> programParts{"code/", "constants", "bytecode.pkl",
                                                       "mobile_debug_handles.pkl"};

template <typename List>
bool startsWithAny(std::string_view name, const List &prefixes)
{
    return std::any_of(prefixes.begin(), prefixes.end(),
                       [name](std::string_view prefix) { return name.starts_with(prefix); });
}

class Extras
{
public:
    explicit Extras(const Checkpoint &checkpoint)
        : m_checkpoint(checkpoint)
    {
        for (const Storage &storage : checkpoint.storages)
            m_used.insert(storage.member);
        if (checkpoint.format == "package")
            for (const PickleStream &stream : checkpoint.streams)
                m_used.insert(stream.member);
    }
    bool isExtra(std::string_view name) const;

private:
    const Checkpoint &m_checkpoint;
    std::unordered_set<std::string_view> m_used; // records whose content is in the checkpoint
};

// `name` is relative to the folder of the checkpoint.
bool Extras::isExtra(std::string_view name) const
{
    if (name.empty() || name.ends_with('/') || m_used.contains(name))
        return false;
    if (std::find(ownRecords.begin(), ownRecords.end(), name) != ownRecords.end() ||
        name.starts_with(".data/"))
        return false;
    if (m_checkpoint.format == "torchscript")
        return !startsWithAny(name, programParts);
    // All of an exported program lies in folders of its own; only extra/ is the user's.
    return m_checkpoint.format != "pt2" || name.starts_with("extra/");
}

} // namespace

std::vector<std::string> extraRecords(const Checkpoint &checkpoint)
{
    const auto *zip = dynamic_cast<const ZipContainer *>(checkpoint.container.get());
    if (!zip)
        return {};
    const Extras extras(checkpoint);
    std::vector<std::string> lines;
    std::size_t more = 0;
    for (const ZipRecord &record : zip->directory->records) {
        const bool below = record.name.starts_with(zip->root);
        const auto name = below ? record.name.substr(zip->root.size()) : record.name;
        if (!extras.isExtra(name))
            continue;
        if (lines.size() == mostLines)
            ++more;
        else
            lines.push_back(escaped(name, 200) + " (record, " + humanBytes(record.size) +
                            "): only the archive it lies in can hold it");
    }
    if (more > 0)
        lines.push_back("further records: " + grouped(more) + " more of the same");
    return lines;
}

} // namespace lens
