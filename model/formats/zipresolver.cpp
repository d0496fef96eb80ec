// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/zipresolver.h"

#include "model/base/text.h"

namespace lens {

ZipResolver::ZipResolver(std::shared_ptr<const ZipContainer> container, std::string prefix,
                         std::string suffix, bool bigEndian, FindingList &findings)
    : m_container(std::move(container))
    , m_prefix(std::move(prefix))
    , m_suffix(std::move(suffix))
    , m_bigEndian(bigEndian)
    , m_findings(findings)
    , m_used(m_container->directory->records.size())
{}

void ZipResolver::reportSize(const ZipRecord &record, const Storage &storage)
{
    const std::string sizes = "The record has " + grouped(record.size) + " bytes, its storage " +
                              grouped(storage.nbytes) + ".";
    if (record.size < storage.nbytes)
        m_findings.add("zip.record-short", Severity::Error,
                       sizes + " PyTorch before 2.10 reads beyond its end.", record.name);
    else if (record.size > storage.nbytes)
        m_findings.add("zip.record-slack", Severity::Warning,
                       sizes + " The rest belongs to no tensor; PyTorch from 2.10 refuses it.",
                       record.name);
}

void ZipResolver::locate(Storage &storage)
{
    const std::string name = m_prefix + storage.key + m_suffix;
    const ZipDirectory &directory = *m_container->directory;
    const ZipRecord *record = directory.find(name, m_expected);
    storage.member = name.substr(m_container->root.size());
    // PyTorch turns typed storages around; the bytes of an untyped one it takes as they lie there.
    storage.bigEndian = m_bigEndian && !storage.untyped;
    if (!record) {
        m_findings.add("zip.missing-record", Severity::Error,
                       "The record of a storage is not in the archive.", name);
        return;
    }
    m_expected = directory.indexOf(*record) + 1;
    m_used[m_expected - 1] = true;
    storage.bytes = m_container->bytes(*record);
    storage.offset = record->method == 0 ? m_container->offset(*record) : 0;
    reportSize(*record, storage);
}

void ZipResolver::reportUnreferenced()
{
    for (const ZipRecord &record : m_container->directory->records)
        if (!m_used[m_container->directory->indexOf(record)] && record.name.starts_with(m_prefix) &&
            record.name.ends_with(m_suffix) && !record.name.ends_with('/'))
            m_findings.add("zip.unreferenced-storage", Severity::Warning,
                           grouped(record.size) + " bytes that no pickle of the archive names.",
                           record.name);
}

} // namespace lens
