// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/comparison.h"

#include "app/cli/tensortext.h"
#include "model/base/text.h"

#include <algorithm>

namespace lens::cli {

namespace {

std::string_view signOf(RowStatus status)
{
    switch (status) {
    case RowStatus::Same:
    case RowStatus::WithinTolerance: return "=";
    case RowStatus::Values: return "~";
    case RowStatus::Structure: return "!";
    case RowStatus::OnlyA: return "-";
    case RowStatus::OnlyB: break;
    }
    return "+";
}

Color colorOf(RowStatus status)
{
    switch (status) {
    case RowStatus::Values: return Color::Yellow;
    case RowStatus::Structure:
    case RowStatus::OnlyA: return Color::Red;
    case RowStatus::OnlyB: return Color::Green;
    default: return Color::Plain;
    }
}

std::string pathOf(const CompareRow &row)
{
    const std::string a = escaped(row.pathA), b = escaped(row.pathB);
    if (row.a == noIndex || row.b == noIndex)
        return row.a == noIndex ? b : a;
    const std::string path = a == b ? a : a + " => " + b;
    return path.empty() ? "the file" : path;
}

std::string factOf(const Checkpoint &checkpoint, std::uint32_t index, const std::string &what)
{
    const std::uint32_t entry = checkpoint.resolved(index);
    const Tensor *tensor = checkpoint.tensor(checkpoint.entry(entry));
    if (what == "type" || !tensor)
        return what == "type" ? escaped(checkpoint.typeName(index), 80) : brief(checkpoint, entry);
    if (what == "dtype")
        return std::string(name(tensor->dtype));
    if (what == "shape")
        return shapeText(tensor->shape);
    if (what == "device")
        return escaped(tensor->device, 40);
    return what == "requires_grad" ? (tensor->requiresGrad ? "True" : "False") : "";
}

std::string numbersText(const engine::Difference &numbers)
{
    const auto only = [](std::uint64_t count, const char *where) {
        return count == 0 ? "" : "  " + grouped(count) + where;
    };
    const std::string finite = numbers.unlike == 0 ? "" : "max inf  of the finite: ";
    return finite + "max " + shortDouble(numbers.maxAbs) + "  mean " +
           shortDouble(numbers.meanAbs) + "  rel " + shortDouble(numbers.relL2) + "  cos " +
           shortDouble(numbers.cosine, 6) + "  changed " +
           percentOf(numbers.changedCount, numbers.numel) + " %" +
           only(numbers.onlyNanA, " NaN only in A") + only(numbers.onlyNanB, " NaN only in B") +
           only(numbers.onlyInfA, " Inf only in A") + only(numbers.onlyInfB, " Inf only in B");
}

std::string changeText(const Comparison &comparison, const ComparedRow &row,
                       const std::string &what)
{
    if (what == "order")
        return "order";
    if (what == "value" && row.numbers)
        return "value " + numbersText(*row.numbers);
    const std::string a = factOf(*comparison.a, row.row.a, what);
    const std::string b = factOf(*comparison.b, row.row.b, what);
    if (a.empty() || a == b)
        return what;
    return (what == "value" ? "" : what + ' ') + a + " -> " + b;
}

std::string detailOf(const Comparison &comparison, const ComparedRow &row)
{
    switch (row.row.status) {
    case RowStatus::Same: return {};
    case RowStatus::OnlyA: return brief(*comparison.a, row.row.a);
    case RowStatus::OnlyB: return brief(*comparison.b, row.row.b);
    case RowStatus::WithinTolerance:
        return "within tolerance" + (row.numbers ? "  " + numbersText(*row.numbers) : "");
    case RowStatus::Values:
        if (row.numbers)
            return brief(*comparison.a, row.row.a) + "  " + numbersText(*row.numbers);
        [[fallthrough]];
    case RowStatus::Structure: break;
    }
    std::string text;
    for (const std::string &what : row.row.what)
        text += (text.empty() ? "" : ", ") + changeText(comparison, row, what);
    return text;
}

std::string summaryText(const Comparison &comparison)
{
    const std::string unknown =
        comparison.unknown == 0 ? "" : ", " + grouped(comparison.unknown) + " not compared";
    if (comparison.differences() == 0)
        return grouped(comparison.count(RowStatus::Same)) + " same, " +
               grouped(comparison.count(RowStatus::WithinTolerance)) +
               " within tolerance, no differences" + unknown;
    constexpr std::string_view names[] = {"same",      "within tolerance", "values",
                                          "structure", "only in A",        "only in B"};
    std::string text;
    for (std::size_t i = 0; i < std::size(names); ++i)
        text += (i == 0 ? "" : ", ") + grouped(comparison.counts[i]) + ' ' + std::string(names[i]);
    return text + unknown;
}

// Leaves out what is the same, and what lies inside something that only one side has.
class RowFilter
{
public:
    RowFilter(const Context &context, const Comparison &comparison)
        : m_all(context.options.all)
        , m_comparison(comparison)
    {}
    bool lists(const CompareRow &row)
    {
        if (!m_all && (row.status == RowStatus::Same || row.status == RowStatus::WithinTolerance))
            return false;
        if (row.status == RowStatus::OnlyA)
            return m_all || isOutside(m_insideA, *m_comparison.a, row.a);
        if (row.status == RowStatus::OnlyB)
            return m_all || isOutside(m_insideB, *m_comparison.b, row.b);
        return true;
    }

private:
    struct Range
    {
        std::uint32_t begin = 0, end = 0;
    };
    static bool isOutside(Range &inside, const Checkpoint &checkpoint, std::uint32_t entry)
    {
        if (entry > inside.begin && entry < inside.end)
            return false;
        inside = {entry, checkpoint.entry(entry).end};
        return true;
    }

    bool m_all;
    const Comparison &m_comparison;
    Range m_insideA, m_insideB;
};

} // namespace

void printComparison(Context &context, const Comparison &comparison)
{
    std::vector<const ComparedRow *> listed;
    RowFilter filter(context, comparison);
    std::size_t width = 0;
    for (const ComparedRow &row : comparison.rows) {
        if (context.options.summaryOnly || !filter.lists(row.row))
            continue;
        listed.push_back(&row);
        width = std::max(width, std::min<std::size_t>(columnsOf(pathOf(row.row)), 64));
    }
    for (const ComparedRow *row : listed) {
        const std::string detail = detailOf(comparison, *row);
        context.print(colorOf(row->row.status), signOf(row->row.status));
        context.out << ' ';
        printPadded(context.out, pathOf(row->row), detail.empty() ? 0 : width + 2);
        context.out << detail << '\n';
    }
    context.out << summaryText(comparison) << '\n';
}

} // namespace lens::cli
