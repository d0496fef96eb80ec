// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/filter.h"

#include "model/base/text.h"
#include "model/document/filtervalues.h"

#include <algorithm>
#include <optional>

namespace lens {
namespace {

using Kind = FilterTerm::Kind;
using Relation = FilterTerm::Relation;

// clang-format off
constexpr RowStateName stateNames[] = {
    {"changed", RowState::Changed},     {"shared", RowState::Shared},
    {"repeated", RowState::Repeated},   {"broken", RowState::Broken},
    {"finding", RowState::Finding},     {"tensor", RowState::Tensor},
    {"scalar", RowState::Scalar},       {"value", RowState::Value},
    {"text", RowState::Text},           {"object", RowState::Object},
    {"parameter", RowState::Parameter}, {"grad", RowState::RequiresGrad},
    {"sparse", RowState::Sparse},       {"quantized", RowState::Quantized},
    {"meta", RowState::Meta},           {"empty", RowState::Empty},
    {"nan", RowState::NaN},             {"inf", RowState::Infinite},
    {"zero", RowState::Zero},           {"constant", RowState::Constant},
};

constexpr std::pair<std::string_view, Kind> keys[] = {
    {"shape", Kind::Shape},   {"dtype", Kind::DType},     {"type", Kind::DType},
    {"dev", Kind::Device},    {"device", Kind::Device},   {"size", Kind::Size},
    {"bytes", Kind::Size},    {"params", Kind::Parameters}, {"dims", Kind::Dimensions},
    {"is", Kind::Is},         {"in", Kind::In},
};

// Longer ones first: ">" is the beginning of ">=".
constexpr std::pair<std::string_view, Relation> relations[] = {
    {">=", Relation::AtLeast}, {"<=", Relation::AtMost}, {">", Relation::Greater},
    {"<", Relation::Less},     {":", Relation::Equal},   {"=", Relation::Equal},
};
// clang-format on

std::string replaced(std::string text, char from, char to)
{
    std::replace(text.begin(), text.end(), from, to);
    return text;
}

bool isGlob(std::string_view text) { return text.find_first_of("*?") != text.npos; }

Error wrong(std::string text) { return makeError(ErrorCode::InvalidEdit, std::move(text)); }

// A part of the line as it was typed, and whether quotes kept it from meaning anything else.
struct Token
{
    std::string text;
    bool negated = false, quoted = false, regex = false, ended = true;
};

// Takes the tokens of a line from its front.
class Tokens
{
public:
    explicit Tokens(std::string_view line)
        : m_rest(line)
    {}

    std::optional<Token> next()
    {
        const auto begin = m_rest.find_first_not_of(" \t");
        if (begin == m_rest.npos)
            return {};
        m_rest.remove_prefix(begin);
        Token token;
        token.negated = m_rest.size() > 1 && m_rest[0] == '-' && m_rest[1] != ' ';
        if (token.negated)
            m_rest.remove_prefix(1);
        token.regex = m_rest[0] == '/';
        token.quoted = m_rest[0] == '"';
        if (token.regex)
            token.ended = takeRegex(token.text);
        else
            takeWord(token.text);
        return token;
    }

private:
    // Up to a slash that ends the word: inside, slashes and spaces are themselves. False where
    // there is none.
    bool takeRegex(std::string &text)
    {
        auto end = m_rest.find('/', 1);
        while (end != m_rest.npos && end + 1 < m_rest.size() && m_rest[end + 1] != ' ')
            end = m_rest.find('/', end + 1);
        text = m_rest.substr(1, end == m_rest.npos ? end : end - 1);
        m_rest.remove_prefix(end == m_rest.npos ? m_rest.size() : end + 1);
        return end != m_rest.npos;
    }

    void takeWord(std::string &text)
    {
        bool quoted = false;
        std::size_t at = 0;
        for (; at < m_rest.size() && (quoted || m_rest[at] != ' '); ++at) {
            if (m_rest[at] == '"')
                quoted = !quoted;
            else
                text += m_rest[at];
        }
        m_rest.remove_prefix(at);
    }

    std::string_view m_rest;
};

Result<void> readNumber(FilterTerm &term, const std::string &key)
{
    const double unit = term.kind == Kind::Size ? 1024 : 1000;
    const auto number = numberWithUnit(term.text, unit);
    if (!number)
        return wrong("\"" + escaped(term.text, 40) + "\" is no number; " + key +
                     " takes one such as " + key + (unit == 1024 ? ">10M" : ">1000"));
    term.number = *number;
    return {};
}

Result<void> readState(FilterTerm &term)
{
    const auto known = std::ranges::find_if(
        stateNames, [&](const RowStateName &state) { return term.text == state.name; });
    if (known == std::end(stateNames)) {
        std::string names;
        for (const auto &state : stateNames)
            names += (names.empty() ? "" : ", ") + std::string(state.name);
        return wrong("is:" + escaped(term.text, 40) + " is not known; there are " + names);
    }
    term.state = known->state;
    return {};
}

Result<void> readValue(FilterTerm &term, const std::string &key)
{
    switch (term.kind) {
    case Kind::Shape: term.text = shapePattern(term.text); return {};
    case Kind::DType:
        term.dtypes = dtypesNamed(term.text);
        if (term.dtypes == 0)
            return wrong("no dtype is called \"" + escaped(term.text, 40) +
                         "\"; try dtype:float32, dtype:f16 or dtype:int");
        return {};
    case Kind::Size:
    case Kind::Parameters:
    case Kind::Dimensions: return readNumber(term, key);
    case Kind::Is: return readState(term);
    case Kind::In: term.text = replaced(term.text, '/', '.'); return {};
    default: return {};
    }
}

bool isNumeric(Kind kind)
{
    return kind == Kind::Size || kind == Kind::Parameters || kind == Kind::Dimensions;
}

// Whether the token is a key with a relation; what stands behind it is then the term's text.
bool splitKey(const std::string &token, FilterTerm &term, std::string &key)
{
    const auto at = token.find_first_of(":<>=");
    if (at == token.npos)
        return false;
    key = token.substr(0, at);
    const auto known = std::ranges::find(keys, key, &std::pair<std::string_view, Kind>::first);
    if (known == std::end(keys))
        return false;
    const auto rest = std::string_view(token).substr(at);
    for (const auto &[sign, relation] : relations) {
        if (!rest.starts_with(sign))
            continue;
        term.kind = known->second;
        term.relation = relation;
        term.text = rest.substr(sign.size());
        return relation == Relation::Equal || isNumeric(term.kind);
    }
    return false;
}

Result<void> readRegex(FilterTerm &term, const std::string &pattern)
{
    term.kind = Kind::Regex;
    term.regex = QRegularExpression(QString::fromStdString(pattern),
                                    QRegularExpression::CaseInsensitiveOption);
    if (!term.regex.isValid())
        return wrong("/" + escaped(pattern, 60) +
                     "/ is not valid: " + term.regex.errorString().toStdString());
    return {};
}

// "foo" of "foo:bar" and "foo>1".
std::string keyLike(std::string_view word)
{
    const auto at = word.find_first_of(":<>=");
    const auto key = word.substr(0, at);
    const bool isName =
        std::ranges::all_of(key, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
    return at == word.npos || !isName ? std::string() : std::string(key);
}

// Nothing for a part that asks for nothing yet, as "shape:" while it is being typed.
Result<std::optional<FilterTerm>> readTerm(const Token &token)
{
    FilterTerm term;
    term.negated = token.negated;
    if (token.regex && !token.ended)
        return wrong("/" + escaped(token.text, 60) +
                     " is not complete: a regular expression ends with a slash");
    if (token.regex) {
        LENS_CHECK(readRegex(term, token.text));
        return token.text.empty() ? std::nullopt : std::optional(term);
    }
    const auto text = lowerCase(token.text);
    std::string key;
    if (!token.quoted && splitKey(text, term, key)) {
        if (term.text.empty())
            return std::optional<FilterTerm>();
        LENS_CHECK(readValue(term, key));
        return std::optional(term);
    }
    term.kind = !token.quoted && isGlob(text) ? Kind::Glob : Kind::Word;
    term.text = replaced(text, '/', '.');
    if (!token.quoted)
        term.key = keyLike(term.text);
    return term.text.empty() ? std::nullopt : std::optional(term);
}

} // namespace

Error noSuchKey(const FilterTerm &term)
{
    std::string names;
    for (const auto &[name, kind] : keys)
        names += (names.empty() ? "" : ", ") + std::string(name);
    return wrong("no name has \"" + escaped(term.text, 40) + "\" in it, and there is no key \"" +
                 escaped(term.key, 40) + "\"; there are " + names);
}

std::span<const RowStateName> rowStateNames() { return stateNames; }

Result<Filter> Filter::parse(std::string_view line)
{
    Filter filter;
    Tokens tokens(line);
    while (const auto token = tokens.next()) {
        LENS_ASSIGN(const auto term, readTerm(*token));
        if (term)
            filter.m_terms.push_back(*term);
    }
    if (filter.m_terms.size() > maxTerms)
        return wrong("a filter has at most " + std::to_string(maxTerms) + " parts");
    return filter;
}

bool Filter::dependsOnEdits() const
{
    return std::ranges::any_of(m_terms, [](const FilterTerm &term) {
        return term.kind == Kind::Device ||
               (term.kind == Kind::Is && term.state == RowState::Changed);
    });
}

bool Filter::dependsOnFindings() const
{
    return std::ranges::any_of(m_terms, [](const FilterTerm &term) {
        return term.kind == Kind::Is && term.state == RowState::Finding;
    });
}

bool Filter::dependsOnStatistics() const
{
    return std::ranges::any_of(m_terms, [](const FilterTerm &term) {
        return term.kind == Kind::Is && term.state >= RowState::NaN;
    });
}

std::string filterWord(std::string_view text)
{
    std::string word;
    for (const char c : text)
        if (c != '"')
            word += c;
    const bool plain = !word.empty() && word.find_first_of(" \t*?:<>=") == word.npos &&
                       word[0] != '/' && word[0] != '-';
    return plain ? word : '"' + word + '"';
}

} // namespace lens
