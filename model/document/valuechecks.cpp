// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/valuechecks.h"

#include "model/base/text.h"

#include <algorithm>
#include <cmath>

namespace lens {
namespace {

constexpr double largestHalf = 65504; // float16

class ValueCheck
{
public:
    ValueCheck(const std::string &path, const TensorData &tensor, const engine::Statistics &numbers)
        : m_path(path)
        , m_tensor(tensor)
        , m_numbers(numbers)
    {}

    std::vector<Finding> run() &&
    {
        if (m_numbers.nan)
            add("value.nan", Severity::Error, part(m_numbers.nan, "NaN"));
        if (const auto infinite = m_numbers.positiveInf + m_numbers.negativeInf)
            add("value.infinite", Severity::Error, part(infinite, "infinite"));
        checkSameness();
        checkSigns();
        checkSize();
        return std::move(m_findings);
    }

private:
    void add(const char *id, Severity severity, std::string text)
    {
        Finding finding;
        finding.id = id;
        finding.severity = severity;
        finding.text = std::move(text);
        finding.path = m_path;
        m_findings.push_back(std::move(finding));
    }

    std::string part(std::uint64_t count, const std::string &what) const
    {
        return grouped(count) + " of " + grouped(m_numbers.numel) +
               (m_numbers.numel == 1 ? " value is " : " values ") +
               (m_numbers.numel == 1 ? "" : (count == 1 ? "is " : "are ")) + what + '.';
    }

    bool endsWith(std::string_view name) const { return std::string_view(m_path).ends_with(name); }

    void checkSameness()
    {
        const bool several = m_numbers.numel > 1 && m_numbers.finite == m_numbers.numel;
        if (!several || !m_numbers.min || m_numbers.min != m_numbers.max)
            return;
        const bool isMatrix = m_tensor.shape.size() > 1;
        const auto severity = isMatrix ? Severity::Warning : Severity::Note;
        if (*m_numbers.min == 0)
            add("value.all-zero", severity,
                "All " + grouped(m_numbers.numel) + " values are zero.");
        else
            add("value.constant", severity,
                "All " + grouped(m_numbers.numel) + " values are " + shortDouble(*m_numbers.min) +
                    '.');
    }

    void checkSigns()
    {
        if (!m_numbers.min)
            return;
        if (endsWith("running_var") && *m_numbers.min < 0)
            add("value.variance", Severity::Error,
                "A running variance is negative (" + shortDouble(*m_numbers.min) +
                    "); the layer gives NaN.");
        else if (endsWith("running_var") && *m_numbers.min == 0)
            add("value.variance", Severity::Warning, "A running variance is zero.");
        if (endsWith("exp_avg_sq") && *m_numbers.min < 0)
            add("value.second-moment", Severity::Error,
                "A second moment is negative (" + shortDouble(*m_numbers.min) +
                    "); the next step gives NaN.");
    }

    void checkSize()
    {
        const bool fits = !m_numbers.finiteMin ||
                          std::max(-*m_numbers.finiteMin, *m_numbers.finiteMax) <= largestHalf;
        if (!fits && info(m_tensor.dtype).dtypeClass == DTypeClass::Float)
            add("value.large", Severity::Note,
                "Values reach " +
                    shortDouble(std::max(-*m_numbers.finiteMin, *m_numbers.finiteMax)) +
                    ", beyond what float16 can hold.");
    }

    const std::string &m_path;
    const TensorData &m_tensor;
    const engine::Statistics &m_numbers;
    std::vector<Finding> m_findings;
};

} // namespace

std::vector<Finding> valueFindings(const std::string &path, const TensorData &tensor,
                                   const engine::Statistics &statistics)
{
    return ValueCheck(path, tensor, statistics).run();
}

Result<std::uint64_t> zeroRows(const TensorData &tensor, Job &job)
{
    const auto rows = static_cast<std::uint64_t>(tensor.shape.empty() ? 0 : tensor.shape[0]);
    const std::uint64_t rowBytes = rows ? tensor.numel() / rows * info(tensor.dtype).itemSize : 0;
    if (rowBytes == 0 || info(tensor.dtype).valuesPerItem > 1)
        return std::uint64_t{0};
    std::uint64_t zero = 0, at = 0;
    bool seenValue = false;
    LENS_CHECK(engine::forEachBlock(tensor, job, [&](std::span<const std::byte> block) {
        while (!block.empty()) {
            const auto length = std::min<std::uint64_t>(block.size(), rowBytes - at);
            const auto row = block.first(length);
            seenValue = seenValue || std::ranges::any_of(
                                         row, [](std::byte byte) { return byte != std::byte{0}; });
            at += length;
            if (at == rowBytes) {
                zero += seenValue ? 0 : 1;
                seenValue = false;
                at = 0;
            }
            block = block.subspan(length);
        }
        return Result<void>();
    }));
    return zero;
}

} // namespace lens
