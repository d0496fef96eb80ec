// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"

#include <QRegularExpression>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lens {

// What `is:` asks for.
enum class RowState : std::uint8_t {
    Changed,
    Shared,
    Repeated,
    Broken,
    Finding,
    Tensor,
    Scalar, // a single number: a tensor without axes, a number or a bool
    Value,  // what is neither a tensor nor a container
    Text,
    Object,
    Parameter,    // torch.nn.Parameter
    RequiresGrad, // trained
    Sparse,
    Quantized,
    Meta,
    Empty, // a tensor without elements
    NaN,   // these four are known when statistics are
    Infinite,
    Zero,
    Constant,
};

struct RowStateName
{
    const char *name;
    RowState state;
};
// The words that `is:` knows.
std::span<const RowStateName> rowStateNames();

// One condition of a filter line.
struct FilterTerm
{
    enum class Kind : std::uint8_t {
        Word, // anywhere in the dotted path
        Glob, // of the path or of its last parts
        Regex,
        Shape,
        DType,
        Device,
        Size,       // bytes
        Parameters, // elements
        Dimensions, // axes
        Is,
        In, // below a part of that name, or below an entry of that role
    };
    enum class Relation : std::uint8_t { Equal, Less, AtMost, Greater, AtLeast };

    Kind kind = Kind::Word;
    bool negated = false;
    Relation relation = Relation::Equal;
    RowState state = RowState::Tensor;
    std::string text; // lower case
    std::string key;  // of a word that looks like a condition: "foo" of "foo:bar"
    double number = 0;
    std::uint64_t dtypes = 0; // bit DType
    QRegularExpression regex;

    // Decided by where a row stands, so that everything below a match matches too.
    bool isOfPath() const { return kind <= Kind::Regex || kind == Kind::In; }
};

// What a person asks of the rows of a tree, all of it at once: words, globs, /regex/ and keys
// (`shape:64x*`, `dtype:f16`, `dev:cuda`, `size>10M`, `params<1k`, `dims:4`, `is:shared`,
// `in:optimizer`); a minus before one turns it around, quotes keep spaces together.
class Filter
{
public:
    // The conditions are bits of a number while they are matched.
    static constexpr std::size_t maxTerms = 32;

    // The error says which part is wrong and what would be right.
    static Result<Filter> parse(std::string_view line);

    bool isEmpty() const { return m_terms.empty(); }
    const std::vector<FilterTerm> &terms() const { return m_terms; }
    // What it finds may be another after an edit.
    bool dependsOnEdits() const;
    // It asks for findings, of which a check of the values has more.
    bool dependsOnFindings() const;
    // It asks for what only the values tell.
    bool dependsOnStatistics() const;

private:
    std::vector<FilterTerm> m_terms;
};

// What to say of a word that looks like a condition where no name has it.
Error noSuchKey(const FilterTerm &term);

// Text as the part of a filter line that stands for just this: in quotes where it has to be.
std::string filterWord(std::string_view text);

} // namespace lens
