// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/saveplan.h"

namespace lens {

namespace {

std::uint64_t pieceSize(const CopyPiece &piece) { return piece.length; }
std::uint64_t pieceSize(const std::string &piece) { return piece.size(); }

} // namespace

std::uint64_t SavePlan::size() const
{
    std::uint64_t total = 0;
    for (const auto &piece : pieces)
        total += std::visit([](const auto &held) { return pieceSize(held); }, piece);
    return total;
}

void SavePlan::copy(SourcePtr source, std::uint64_t offset, std::uint64_t length)
{
    if (length == 0)
        return;
    if (!pieces.empty())
        if (auto *last = std::get_if<CopyPiece>(&pieces.back());
            last && last->source == source && last->offset + last->length == offset) {
            last->length += length;
            return;
        }
    pieces.emplace_back(CopyPiece{std::move(source), offset, length});
}

void SavePlan::bytes(std::string bytes)
{
    if (bytes.empty())
        return;
    if (auto *last = pieces.empty() ? nullptr : std::get_if<std::string>(&pieces.back()))
        last->append(bytes);
    else
        pieces.emplace_back(std::move(bytes));
}

} // namespace lens
