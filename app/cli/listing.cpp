// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/listing.h"

#include "app/cli/tensortext.h"
#include "model/base/text.h"
#include "model/checkpoint/summary.h"

#include <algorithm>
#include <filesystem>

namespace lens::cli {

namespace {

// Beyond these a column does not push the others further.
constexpr std::size_t widestName = 56, widestType = 20, widestDetail = 40;

// Deeper entries are not pushed further to the right.
constexpr std::size_t deepestIndent = 60;

struct Line
{
    std::string name, type, detail, bytes, device, note;
    bool container = false, dim = false;
};

struct Widths
{
    std::size_t name = 0, type = 0, detail = 0;
};

class Listing
{
public:
    Listing(Context &context, const Checkpoint &checkpoint, bool tree)
        : m_context(context)
        , m_checkpoint(checkpoint)
        , m_tree(tree)
        , m_totals(totals(checkpoint))
        , m_firstOf(checkpoint.storages.size(), noIndex)
    {}

    // Depths are counted from the first entry that is shown.
    void setTop(std::uint32_t entry) { m_top = entry; }
    Line lineOf(const ListedEntry &listed);
    void widen(Widths &widths, const Line &line) const;
    void print(const Line &line, const Widths &widths, const std::string &hash);

private:
    std::string nameOf(const ListedEntry &listed) const;
    std::size_t depthOf(std::uint32_t entry) const;
    void describeTensor(Line &line, std::uint32_t entry, const Tensor &tensor);
    void describeOther(Line &line, std::uint32_t entry) const;

    Context &m_context;
    const Checkpoint &m_checkpoint;
    bool m_tree;
    std::uint32_t m_top = 0;
    std::vector<TensorTotals> m_totals;
    std::vector<std::uint32_t> m_firstOf; // by storage: the first entry shown that looks at it
};

std::size_t Listing::depthOf(std::uint32_t entry) const
{
    std::size_t depth = 0;
    for (; entry != m_top && entry != noIndex; entry = m_checkpoint.entry(entry).parent)
        ++depth;
    return depth;
}

std::string Listing::nameOf(const ListedEntry &listed) const
{
    if (!listed.name.empty())
        return escaped(listed.name);
    if (listed.entry == 0)
        return escaped(std::filesystem::path(m_context.options.file).filename().string());
    if (!m_tree || listed.entry == m_top)
        return escaped(m_checkpoint.pathText(listed.entry));
    const std::string step = escaped(stepText(m_checkpoint.entry(listed.entry).step));
    const std::size_t depth = std::min(depthOf(listed.entry), deepestIndent);
    return std::string(2 * depth, ' ') + (step.empty() ? "''" : step);
}

void Listing::describeTensor(Line &line, std::uint32_t entry, const Tensor &tensor)
{
    line.type = name(tensor.dtype);
    line.detail = shapeText(tensor.shape);
    line.bytes = humanBytes(m_totals[entry].bytes);
    line.device = escaped(tensor.device, 24);
    const auto note = [&](const std::string &text) {
        line.note += (line.note.empty() ? "" : ", ") + text;
    };
    if (tensor.parameter)
        note("parameter");
    if (tensor.numpy)
        note("numpy");
    if (tensor.layout != Layout::Strided)
        note(std::string(name(tensor.layout)));
    if (tensor.meta)
        note("meta");
    if (!tensor.broken.empty())
        note("broken: " + escaped(tensor.broken, 120));
    if (tensor.storage == noIndex)
        return;
    std::uint32_t &first = m_firstOf[tensor.storage];
    if (first == noIndex)
        first = entry;
    else if (first != entry)
        note("shares storage with " + escaped(m_checkpoint.pathText(first), 80));
}

void Listing::describeOther(Line &line, std::uint32_t entry) const
{
    const Entry &shown = m_checkpoint.entry(entry);
    const std::string type = m_checkpoint.typeName(entry);
    line.type = escaped(shortTypeName(type));
    line.container = shown.end > entry + 1;
    if (shown.kind == EntryKind::Ref) {
        line.detail = "= " + escaped(m_checkpoint.pathText(shown.target), 80);
        line.dim = true;
    } else if (hasItems(shown.kind)) {
        line.detail = grouped(shown.length) + (shown.length == 1 ? " item" : " items");
    } else if (shown.kind == EntryKind::Object) {
        line.detail = escaped(type, 60);
    } else {
        line.detail = escaped(valueText(m_checkpoint, entry), 80);
    }
    if (m_totals[entry].tensors > 0) {
        line.detail += ", " + humanCount(m_totals[entry].elements) + " elements";
        line.bytes = humanBytes(m_totals[entry].bytes);
    }
}

Line Listing::lineOf(const ListedEntry &listed)
{
    Line line;
    line.name = nameOf(listed);
    if (const Tensor *tensor = m_checkpoint.tensor(m_checkpoint.entry(listed.entry)))
        describeTensor(line, listed.entry, *tensor);
    else
        describeOther(line, listed.entry);
    return line;
}

void Listing::widen(Widths &widths, const Line &line) const
{
    const auto grow = [](std::size_t &width, const std::string &text, std::size_t widest) {
        if (const std::size_t columns = columnsOf(text); columns <= widest)
            width = std::max(width, columns);
    };
    grow(widths.name, line.name, widestName);
    grow(widths.type, line.type, widestType);
    if (!line.bytes.empty() || !line.device.empty())
        grow(widths.detail, line.detail, widestDetail);
}

void Listing::print(const Line &line, const Widths &widths, const std::string &hash)
{
    Output &out = m_context.out;
    const std::size_t columns = columnsOf(line.name);
    m_context.print(line.container ? Color::Bold : Color::Plain, line.name);
    out.pad(columns < widths.name + 2 ? widths.name + 2 - columns : 1);
    m_context.print(Color::Cyan, line.type);
    const std::size_t typeColumns = columnsOf(line.type);
    out.pad(typeColumns < widths.type + 2 ? widths.type + 2 - typeColumns : 1);
    if (line.bytes.empty() && line.device.empty() && line.note.empty()) {
        m_context.print(line.dim ? Color::Dim : Color::Plain, line.detail);
        out << '\n';
        return;
    }
    printPadded(out, line.detail, widths.detail + 1);
    printRight(out, line.bytes, 10);
    if (!line.device.empty() || !line.note.empty() || !hash.empty())
        out << "  ";
    printPadded(out, line.device, line.note.empty() && hash.empty() ? 0 : 8);
    out << hash << (hash.empty() || line.note.empty() ? "" : "  ");
    m_context.print(Color::Dim, line.note);
    out << '\n';
}

} // namespace

Result<void> printListing(Context &context, const Checkpoint &checkpoint,
                          const std::vector<ListedEntry> &entries, HashFunction hash)
{
    const bool tree = !context.options.flat && !context.options.stateDict;
    Listing listing(context, checkpoint, tree);
    if (tree && !entries.empty())
        listing.setTop(entries.front().entry);
    Widths widths;
    for (const ListedEntry &listed : entries)
        listing.widen(widths, listing.lineOf(listed));
    for (const ListedEntry &listed : entries) {
        LENS_CHECK(context.job.check());
        std::string digest;
        if (context.options.hash) {
            LENS_ASSIGN(digest, hash(checkpoint, listed.entry, context.job));
        }
        listing.print(listing.lineOf(listed), widths, digest);
    }
    return {};
}

} // namespace lens::cli
