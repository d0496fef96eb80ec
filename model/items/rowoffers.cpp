// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/rowoffers.h"

#include "model/document/filter.h"
#include "model/document/plaintext.h"
#include "model/items/rowtext.h"
#include "model/items/treemodel.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

struct Offer
{
    int column;
    QString part;
};

QString withX(const std::vector<std::int64_t> &shape)
{
    QStringList sizes;
    for (const auto size : shape)
        sizes << QString::number(size);
    return sizes.isEmpty() ? u"scalar"_s : sizes.join(u'x');
}

class Offers
{
public:
    Offers(const Document &document, std::uint32_t node)
        : m_document(document)
        , m_texts(document, false)
        , m_node(node)
    {}

    std::vector<Offer> all()
    {
        addPlace();
        addTensor();
        addBelow();
        addMarks();
        return std::move(m_offers);
    }

private:
    void add(int column, const QString &part) { m_offers.push_back({column, part}); }

    static QString word(const std::string &text)
    {
        return QString::fromStdString(filterWord(text));
    }

    // A filter knows no difference between a slash in a name and one between names.
    static std::string withoutEscapes(std::string path)
    {
        for (auto at = path.find("\\/"); at != path.npos; at = path.find("\\/", at + 1))
            path.erase(at, 1);
        return path;
    }

    // The row with all below it, or what it is in.
    void addPlace()
    {
        const Outline &outline = *m_document.outline();
        auto place = m_node;
        if (outline.node(place).childCount == 0 && place != 0)
            place = outline.node(place).parent;
        if (place != 0)
            add(TreeModel::NameColumn,
                u"in:"_s + word(withoutEscapes(outline.pathText(*m_document.checkpoint(), place))));
        if (const auto label = outline.node(m_node).label; m_node != 0 && !label.empty())
            add(TreeModel::NameColumn, word(std::string(label.substr(label.rfind('.') + 1))));
    }

    void addTensor()
    {
        const Tensor *tensor = m_texts.tensor(m_node);
        if (!tensor)
            return;
        const auto bytes = m_document.outline()->totals(m_node).bytes;
        add(TreeModel::ContentColumn, u"shape:"_s + withX(tensor->shape));
        add(TreeModel::ElementsColumn, u"params>=%1"_s.arg(tensor->numel()));
        add(TreeModel::BytesColumn, u"size>=%1"_s.arg(bytes));
        add(TreeModel::ShareColumn, u"size>=%1"_s.arg(bytes));
    }

    void addBelow()
    {
        const auto dtypes = dtypeNames(m_document.outline()->totals(m_node));
        if (dtypes.size() == 1)
            add(TreeModel::TypeColumn, u"dtype:"_s + dtypes.first());
        const auto tags = m_document.devices().tagsBelow(m_node, 2);
        if (tags.size() == 1)
            add(TreeModel::DeviceColumn, u"dev:"_s + word(tags.front()));
    }

    void addMarks()
    {
        const auto marks = m_document.marks(m_node);
        const std::pair<unsigned, QString> states[] = {
            {SharedMark, u"is:shared"_s},
            {RepeatedMark, u"is:repeated"_s},
            {BrokenMark, u"is:broken"_s},
            {FindingMark, u"is:finding"_s},
        };
        for (const auto &[mark, part] : states)
            if (marks & mark)
                add(-1, part);
        if (m_texts.isChanged(m_node))
            add(-1, u"is:changed"_s);
    }

    const Document &m_document;
    RowText m_texts;
    std::uint32_t m_node;
    std::vector<Offer> m_offers;
};

// "shape" of "shape:64x3", nothing for a word.
QStringView keyOf(QStringView part)
{
    const auto end = std::ranges::find_if(
        part, [](QChar c) { return c == u':' || c == u'<' || c == u'>' || c == u'='; });
    return end == part.end() || part.startsWith(u'"') || part.startsWith(u'/')
               ? QStringView()
               : part.first(end - part.begin());
}

} // namespace

QStringList filterOffers(const Document &document, std::uint32_t node, int column)
{
    auto offers = Offers(document, node).all();
    std::ranges::stable_partition(offers,
                                  [column](const Offer &offer) { return offer.column == column; });
    QStringList parts;
    for (const Offer &offer : offers)
        if (!parts.contains(offer.part))
            parts << offer.part;
    return parts;
}

QStringList filterCompletions(const TreeModel &tree, const Document &document)
{
    constexpr int mostParts = 50;
    constexpr std::size_t longest = 100; // of what a file calls its devices
    QStringList offers{u"shape:"_s, u"size>"_s, u"params>"_s, u"dims:"_s};
    for (const auto &state : rowStateNames())
        offers << u"is:"_s + QLatin1StringView(state.name);
    for (const DType dtype : dtypesIn(document.outline()->totals(0).dtypes))
        offers << u"dtype:"_s + plainText(name(dtype));
    for (const auto &tag : document.devices().tagsBelow(0, 16))
        if (tag.size() < longest)
            offers << u"dev:"_s + plainText(filterWord(tag));
    const auto top = tree.index(0, 0);
    for (int row = 0; row < std::min(tree.rowCount(top), mostParts); ++row)
        if (const auto index = tree.index(row, 0, top); tree.hasChildren(index))
            offers << u"in:"_s + plainText(filterWord(index.data().toString().toStdString()));
    return offers;
}

QString withPart(const QString &line, const QString &part)
{
    QStringList parts;
    bool quoted = false;
    QString current;
    for (const QChar c : line + u' ') {
        quoted ^= c == u'"';
        if (c != u' ' || quoted) {
            current += c;
            continue;
        }
        const bool replaced =
            current == part || (!keyOf(part).isEmpty() && keyOf(current) == keyOf(part));
        if (!current.isEmpty() && !replaced)
            parts << current;
        current.clear();
    }
    return (parts << part).join(u' ');
}

} // namespace lens
