// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/contents.h"
#include "model/document/document.h"
#include "model/document/report.h"
#include "model/engine/engine.h"
#include "model/engine/numbers.h"
#include "widgets/factlist.h"

// What is said of a row of the tree, in words and numbers. Text from the file comes out harmless.
namespace lens {

// The path as the terminal program writes it; the file's name for the root.
QString pathTitle(const Document &document, std::uint32_t node);
// The same over values: of a sparse tensor these are only the stored ones.
QString valuesTitle(const Document &document, std::uint32_t node);
std::vector<FactSection> facts(const Document &document, std::uint32_t node);
// What comes behind the numbers: where the bytes of a tensor lie, the findings of the file.
std::vector<FactSection> furtherFacts(const Document &document, std::uint32_t node);
// How much there is in all, and of each dtype and on each device.
FactSection sizeFacts(std::uint64_t tensors, std::uint64_t elements, std::uint64_t bytes);
std::vector<FactSection> shareFacts(const Contents &contents);
// `title`: "Statistics", or of what.
FactSection statisticsFacts(const QString &title, const engine::Statistics &statistics);
// At the probabilities of QuantilesJob.
FactSection quantilesFacts(const engine::Quantiles &quantiles);
// How the bytes of a file are used.
FactSection structureFacts(const Report &report);
// The same names while the numbers are on their way, so that nothing jumps when they come.
std::vector<FactSection> pendingStatistics(const QString &title);

// With so many digits, but whole numbers in full: those of a vocabulary, or of steps, are told
// apart by their last digits.
QString numberText(const std::optional<double> &value, int digits = 7);
// "1.2 KiB (1,234 bytes)".
QString bytesText(std::uint64_t bytes);
// "zip" as people call it: "PyTorch zip".
QString formatName(const std::string &format);
// One line for the status bar: format, "no code run", "read-only", tensors, parameters, bytes,
// devices.
QString fileLine(const Document &document);

} // namespace lens
