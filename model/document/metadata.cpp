// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/metadata.h"

#include "model/base/text.h"
#include "model/checkpoint/walk.h"
#include "model/document/plaintext.h"
#include "model/document/shownpath.h"
#include "model/document/shownvalue.h"

#include <QJsonDocument>

#include <algorithm>

namespace lens {
namespace {

constexpr std::size_t previewBytes = 240;    // of a value in the table
constexpr std::size_t shownBytes = 480;      // of any text there
constexpr std::size_t lineBytes = 100;       // of a list that is laid out
constexpr std::uint32_t repeatedItems = 100; // of a list that is shown where it is referred to
// More takes a window too long to lay out.
constexpr std::size_t longestLine = 20'000;
constexpr int mostLines = 10'000;

bool isScalar(const Entry &entry)
{
    return entry.kind >= EntryKind::Int && entry.kind <= EntryKind::Class;
}

bool isSequence(const Entry &entry)
{
    return entry.kind == EntryKind::List || entry.kind == EntryKind::Tuple ||
           entry.kind == EntryKind::Set || entry.kind == EntryKind::FrozenSet;
}

std::pair<char, char> brackets(EntryKind kind)
{
    if (kind == EntryKind::Tuple)
        return {'(', ')'};
    return kind == EntryKind::List ? std::pair('[', ']') : std::pair('{', '}');
}

// At most so many of the items are looked at.
bool holdsOnlyScalars(const Checkpoint &checkpoint, std::uint32_t list,
                      std::size_t most = std::string::npos)
{
    for (const std::uint32_t child : Children(checkpoint, list)) {
        if (most-- == 0)
            break;
        if (!isScalar(shown(checkpoint, child)))
            return false;
    }
    return true;
}

// What is referred to may hold anything; a list with a row of its own holds scalars.
bool isReadable(const Checkpoint &checkpoint, std::uint32_t entry,
                std::size_t most = std::string::npos)
{
    const bool refers = checkpoint.entry(entry).kind == EntryKind::Ref;
    const Entry &resolved = shown(checkpoint, entry);
    return isScalar(resolved) ||
           (isSequence(resolved) &&
            (!refers || holdsOnlyScalars(checkpoint, checkpoint.resolved(entry), most)));
}

class RowFinder
{
public:
    RowFinder(const Checkpoint &checkpoint, std::string_view file, const Job &job)
        : c(checkpoint)
        , m_file(file)
        , m_job(job)
    {}

    std::vector<MetadataRow> find() &&
    {
        for (std::uint32_t i = 0; i < c.entries.size() && !m_job.cancelled();)
            i = look(i);
        return std::move(m_rows);
    }

private:
    // Adds a row for the entry where it has one; returns the next entry to look at.
    std::uint32_t look(std::uint32_t i)
    {
        const Entry &entry = c.entry(i);
        const std::uint32_t behind = std::max(i + 1, entry.end);
        if (entry.kind == EntryKind::Tensor || entry.kind == EntryKind::Storage)
            return behind;
        if (entry.kind == EntryKind::Ref) {
            addReference(i, entry.target);
            return behind;
        }
        if (isScalar(entry)) {
            add(i, valueText(c, i, shownBytes));
            return behind;
        }
        if (isSequence(entry) && holdsOnlyScalars(c, i)) {
            add(i, sequenceText(c, i, previewBytes));
            return behind;
        }
        if (entry.kind == EntryKind::Object)
            add(i, "kept unchanged");
        else if (entry.length == 0 && entry.end <= i + 1)
            add(i, "{}");
        return i + 1;
    }

    void addReference(std::uint32_t i, std::uint32_t target)
    {
        const EntryKind kind = c.entry(target).kind;
        if (kind == EntryKind::Tensor || kind == EntryKind::Storage)
            return;
        if (isScalar(c.entry(target)))
            return add(i, valueText(c, target, shownBytes));
        // A short one only: a file may refer to a long one any number of times.
        if (isSequence(c.entry(target)) && c.entry(target).length <= repeatedItems &&
            holdsOnlyScalars(c, target))
            return add(i, sequenceText(c, target, previewBytes));
        add(i, "→ " + c.pathText(target));
    }

    void add(std::uint32_t i, const std::string &value)
    {
        const std::string type = c.typeName(i);
        const bool builtin = type.starts_with("builtins.");
        const QString path =
            i == 0 ? plainText(fileName(m_file), shownBytes) : shownPath(c.pathText(i), shownBytes);
        m_rows.push_back({i, path, plainText(builtin ? type.substr(9) : type, shownBytes),
                          plainText(value, shownBytes + sizeNoteBytes)});
    }

    const Checkpoint &c;
    const std::string_view m_file;
    const Job &m_job;
    std::vector<MetadataRow> m_rows;
};

// Control characters escaped, line breaks kept.
ReadableValue linesOf(std::string_view text, std::size_t limit)
{
    ReadableValue shown;
    const std::size_t most = std::min(limit, longestLine);
    for (int lines = 0; !text.empty() && shown.text.size() < limit && lines < mostLines; ++lines) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = text.substr(0, end);
        // No escape is shorter than what it stands for.
        shown.isWhole = shown.isWhole && end <= most && escaped(line).size() <= most;
        shown.text += escaped(line, most);
        shown.text += end < text.size() ? "\n" : "";
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (text.empty())
        return shown;
    return {shown.text + "\n…", false};
}

ReadableValue stringText(std::string_view text, std::size_t limit)
{
    const bool maybeJson = text.starts_with('{') || text.starts_with('[');
    if (maybeJson && text.size() < limit) {
        const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(std::string(text)));
        if (!json.isNull())
            return linesOf(json.toJson(QJsonDocument::Indented).toStdString(), limit);
    }
    return linesOf(text, limit);
}

} // namespace

std::string sequenceText(const Checkpoint &checkpoint, std::uint32_t entry, std::size_t limit,
                         std::size_t line)
{
    const Entry &sequence = shown(checkpoint, entry);
    const auto [open, close] = brackets(sequence.kind);
    std::string text(1, open);
    std::size_t lineStart = 0;
    for (const std::uint32_t child : Children(checkpoint, entry)) {
        if (text.size() > limit)
            return text + ", … " + grouped(sequence.length) + " items";
        if (line > 0 && text.size() - lineStart > line) {
            lineStart = text.size() + 2;
            text += ",\n ";
        } else if (text.size() > 1) {
            text += ", ";
        }
        text += valueText(checkpoint, checkpoint.resolved(child), limit);
    }
    const bool single = sequence.kind == EntryKind::Tuple && sequence.length == 1;
    return text + (single ? "," : "") + close;
}

MetadataRows metadataRows(const Checkpoint &checkpoint, std::string_view path, const Job &job)
{
    return std::make_shared<const std::vector<MetadataRow>>(
        RowFinder(checkpoint, path, job).find());
}

ReadableValue readableValue(const Checkpoint &checkpoint, std::uint32_t entry, std::size_t limit)
{
    if (!isReadable(checkpoint, entry, limit))
        return {};
    const std::uint32_t index = checkpoint.resolved(entry);
    const Entry &resolved = checkpoint.entry(index);
    if (resolved.kind == EntryKind::Str)
        return stringText(scalarValue(checkpoint, index).text, limit);
    const std::string text = isScalar(resolved)
                                 ? valueText(checkpoint, index, std::min(limit, longestLine))
                                 : sequenceText(checkpoint, index, limit, lineBytes);
    ReadableValue shown = linesOf(text, limit * 2);
    // What is cut within an item makes a line that is too long.
    shown.isWhole &= isScalar(resolved) || text.back() == brackets(resolved.kind).second;
    return shown;
}

std::string wholeValue(const Checkpoint &checkpoint, std::uint32_t entry)
{
    if (!isReadable(checkpoint, entry))
        return {};
    constexpr std::size_t all = std::string::npos;
    const std::uint32_t index = checkpoint.resolved(entry);
    const Entry &resolved = checkpoint.entry(index);
    if (isSequence(resolved))
        return escaped(sequenceText(checkpoint, index, all));
    if (resolved.kind != EntryKind::Str)
        return escaped(valueText(checkpoint, index));
    const std::string text = scalarValue(checkpoint, index).text;
    std::string kept;
    for (std::size_t at = 0, end = 0; end != all; at = end + 1) {
        end = text.find_first_of("\n\r\t", at);
        kept += escaped(std::string_view(text).substr(at, end - at));
        if (end != all)
            kept += text[end];
    }
    return kept;
}

void WholeValueJob::start(CheckpointPtr checkpoint, std::uint32_t entry)
{
    LatestJob::start([=, this](Job &job) -> Report {
        const auto text = QString::fromStdString(wholeValue(*checkpoint, entry));
        if (job.cancelled())
            return [] {};
        return [this, text] { Q_EMIT finished(text); };
    });
}

void MetadataJob::start(CheckpointPtr checkpoint, const std::string &path)
{
    LatestJob::start([=, this](Job &job) -> Report {
        auto rows = freedByWorker(metadataRows(*checkpoint, path, job));
        return [this, rows = std::move(rows), complete = !job.cancelled()] {
            Q_EMIT finished(rows, complete);
        };
    });
}

} // namespace lens
