// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/filtermatch.h"

#include "model/checkpoint/glob.h"

#include <algorithm>
#include <unordered_map>

namespace lens {
namespace {

using Kind = FilterTerm::Kind;
using Relation = FilterTerm::Relation;

constexpr std::uint32_t checkedEach = 4096; // rows between two looks at the job

void appendLower(std::string &text, std::string_view more)
{
    for (const char c : more)
        text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c == '/' ? '.' : c;
}

// The whole path, or what follows one of its dots.
bool globMatchesEnd(std::string_view pattern, std::string_view path)
{
    while (!globMatches(pattern, path)) {
        const auto dot = path.find('.');
        if (dot == path.npos)
            return false;
        path.remove_prefix(dot + 1);
    }
    return true;
}

bool compares(std::uint64_t value, Relation relation, double number)
{
    const auto real = static_cast<double>(value);
    switch (relation) {
    case Relation::Equal: return real == number;
    case Relation::Less: return real < number;
    case Relation::AtMost: return real <= number;
    case Relation::Greater: return real > number;
    case Relation::AtLeast: return real >= number;
    }
    return false;
}

std::string shapeWithX(const std::vector<std::int64_t> &shape)
{
    if (shape.empty())
        return "scalar";
    std::string text;
    for (const auto size : shape)
        text += (text.empty() ? "" : "x") + std::to_string(size);
    return text;
}

// "cuda" is every cuda device, "cuda:1" only that one.
bool deviceMatches(const std::string &pattern, std::string_view tag)
{
    if (pattern.find_first_of("*?") != pattern.npos)
        return globMatches(pattern, tag);
    return tag.starts_with(pattern) &&
           (tag.size() == pattern.size() || tag[pattern.size()] == ':' || pattern.back() == ':');
}

// Walks the outline depth first with the path of each row, and asks the terms.
class Matcher
{
public:
    Matcher(const RowSource &source, const Filter &filter, const Job *job)
        : m_source(source)
        , m_outline(*source.outline)
        , m_checkpoint(*source.checkpoint)
        , m_terms(filter.terms())
        , m_job(job)
    {
        m_hasRegex = std::ranges::any_of(
            m_terms, [](const FilterTerm &term) { return term.kind == Kind::Regex; });
        for (const Role &role : m_checkpoint.roles)
            m_roles[role.entry].push_back(role.role);
    }

    Result<std::vector<std::uint32_t>> run()
    {
        m_stack.push_back({0, 0, 0});
        for (std::uint32_t steps = 0; !m_stack.empty(); ++steps) {
            if (m_job && steps % checkedEach == 0)
                LENS_CHECK(m_job->check());
            visit();
        }
        for (std::size_t i = 0; i < m_terms.size(); ++i)
            if (!m_terms[i].key.empty() && !(m_seen >> i & 1))
                return noSuchKey(m_terms[i]);
        return std::move(m_found);
    }

private:
    struct Visit
    {
        std::uint32_t node;
        std::size_t pathLength;  // of the parent
        std::uint32_t inherited; // path terms that already match
    };

    void visit()
    {
        const Visit at = m_stack.back();
        m_stack.pop_back();
        m_path.resize(at.pathLength);
        m_lower.resize(at.pathLength);
        if (at.node != 0)
            appendLabel(at.node);
        const auto matched = at.inherited | pathMatches(at.node, at.inherited);
        m_seen |= matched;
        if (isItem(m_source, at.node) && isWanted(at.node, matched))
            m_found.push_back(at.node);
        const OutlineNode &row = m_outline.node(at.node);
        for (auto child = row.childCount; child-- > 0;)
            m_stack.push_back({row.firstChild + child, m_path.size(), matched});
    }

    void appendLabel(std::uint32_t node)
    {
        if (!m_path.empty())
            m_path += '.', m_lower += '.';
        const OutlineNode &row = m_outline.node(node);
        m_labelAt = m_path.size();
        if (!row.label.empty())
            return append(row.label);
        const Step &step = m_checkpoint.entry(row.entry).step;
        append(step.kind == StepKind::Index ? std::to_string(step.index) : step.text);
    }

    void append(std::string_view label)
    {
        m_path += label;
        appendLower(m_lower, label);
    }

    std::uint32_t pathMatches(std::uint32_t node, std::uint32_t known) const
    {
        std::uint32_t matched = 0;
        const QString path = m_hasRegex ? QString::fromStdString(m_path) : QString();
        for (std::size_t i = 0; i < m_terms.size(); ++i) {
            const auto bit = std::uint32_t{1} << i;
            if (m_terms[i].isOfPath() && !(known & bit) && placeMatches(node, m_terms[i], path))
                matched |= bit;
        }
        return matched;
    }

    bool placeMatches(std::uint32_t node, const FilterTerm &term, const QString &path) const
    {
        switch (term.kind) {
        case Kind::Word: return m_lower.find(term.text) != m_lower.npos;
        case Kind::Regex: return node != 0 && term.regex.match(path).hasMatch();
        case Kind::Glob:
            return anyPart([&](std::string_view path, std::string_view) {
                return globMatchesEnd(term.text, path);
            });
        default: return isIn(node, term.text);
        }
    }

    // Whether it holds for one of the parts that this row adds, and the path up to there: a label
    // may be several parts long.
    template <typename Holds>
    bool anyPart(const Holds &holds) const
    {
        const std::string_view path = m_lower;
        for (auto begin = m_labelAt; begin < path.size();) {
            const auto end = std::min(path.find('.', begin), path.size());
            if (holds(path.substr(0, end), path.substr(begin, end - begin)))
                return true;
            begin = end + 1;
        }
        return false;
    }

    // By the name of a part, from its beginning, by a path, or by the role that was recognised.
    bool isIn(std::uint32_t node, const std::string &text) const
    {
        const auto roles = m_roles.find(m_outline.node(node).entry);
        return anyPart([&](std::string_view path, std::string_view part) {
                   return part.starts_with(text) || path == text || path.ends_with('.' + text);
               }) ||
               (node != 0 && roles != m_roles.end() &&
                std::ranges::find(roles->second, text) != roles->second.end());
    }

    bool isWanted(std::uint32_t node, std::uint32_t matched) const
    {
        for (std::size_t i = 0; i < m_terms.size(); ++i) {
            const FilterTerm &term = m_terms[i];
            const bool holds = term.isOfPath() ? matched >> i & 1 : itselfMatches(node, term);
            if (holds == term.negated)
                return false;
        }
        return true;
    }

    bool itselfMatches(std::uint32_t node, const FilterTerm &term) const
    {
        if (term.kind == Kind::Is)
            return stateMatches(node, term.state);
        const Tensor *tensor = m_source.tensor(node);
        if (!tensor)
            return false;
        switch (term.kind) {
        case Kind::Shape: return globMatches(term.text, shapeWithX(tensor->shape));
        case Kind::DType: {
            const auto number = static_cast<unsigned>(tensor->dtype);
            return number < 64 && (term.dtypes >> number & 1);
        }
        case Kind::Device: return deviceMatches(term.text, m_source.deviceOf(node));
        case Kind::Size: return compares(m_outline.totals(node).bytes, term.relation, term.number);
        case Kind::Parameters: return compares(tensor->numel(), term.relation, term.number);
        case Kind::Dimensions: return compares(tensor->shape.size(), term.relation, term.number);
        default: return false;
        }
    }

    bool stateMatches(std::uint32_t node, RowState state) const
    {
        switch (state) {
        case RowState::Changed: return m_source.isChanged(node);
        case RowState::Shared: return m_source.marks(node) & SharedMark;
        case RowState::Repeated: return m_source.marks(node) & RepeatedMark;
        case RowState::Broken: return m_source.marks(node) & BrokenMark;
        case RowState::Finding: return m_source.marks(node) & FindingMark;
        default: break;
        }
        if (state >= RowState::NaN)
            return numbersMatch(m_source.numbers(node), state);
        const Tensor *tensor = m_source.tensor(node);
        return tensor ? tensorMatches(*tensor, state) : valueMatches(node, state);
    }

    static bool numbersMatch(const RowNumbers &numbers, RowState state)
    {
        switch (state) {
        case RowState::NaN: return numbers.nan > 0;
        case RowState::Infinite: return numbers.infinite > 0;
        case RowState::Zero: return numbers.isKnown() && numbers.zeros == numbers.values;
        case RowState::Constant:
            return numbers.values > 1 && numbers.nan == 0 && numbers.min == numbers.max;
        default: return false;
        }
    }

    static bool tensorMatches(const Tensor &tensor, RowState state)
    {
        switch (state) {
        case RowState::Tensor: return true;
        case RowState::Scalar: return tensor.shape.empty();
        case RowState::Parameter: return tensor.parameter;
        case RowState::RequiresGrad: return tensor.requiresGrad;
        case RowState::Sparse: return tensor.layout != Layout::Strided;
        case RowState::Quantized: return tensor.quantization.has_value();
        case RowState::Meta: return tensor.meta;
        case RowState::Empty: return tensor.numel() == 0;
        default: return false;
        }
    }

    bool valueMatches(std::uint32_t node, RowState state) const
    {
        switch (m_checkpoint.entry(m_outline.node(node).entry).kind) {
        case EntryKind::Int:
        case EntryKind::Float:
        case EntryKind::Complex:
        case EntryKind::Bool: return state == RowState::Scalar || state == RowState::Value;
        case EntryKind::Str: return state == RowState::Text || state == RowState::Value;
        case EntryKind::Object: return state == RowState::Object;
        case EntryKind::Ref: return false;
        default: return state == RowState::Value;
        }
    }

    const RowSource &m_source;
    const Outline &m_outline;
    const Checkpoint &m_checkpoint;
    const std::vector<FilterTerm> &m_terms;
    const Job *m_job;
    bool m_hasRegex = false;
    std::uint32_t m_seen = 0; // terms that some path matches
    std::unordered_map<std::uint32_t, std::vector<std::string_view>> m_roles;
    std::vector<Visit> m_stack;
    std::string m_path, m_lower; // of the row that is visited, its parts joined by dots
    std::size_t m_labelAt = 0;
    std::vector<std::uint32_t> m_found;
};

} // namespace

Result<std::vector<std::uint32_t>> matches(const RowSource &source, const Filter &filter,
                                           const Job *job)
{
    return Matcher(source, filter, job).run();
}

} // namespace lens
