// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/document.h"
#include "model/items/roles.h"

#include <QStringList>

namespace lens {

// What the cells of a row say, harmless and short enough for a line.
class RowText
{
public:
    // Bytes of a text for other programs: to copy more of them at once would keep the window.
    static constexpr std::size_t longestText = 250'000;

    // `flat`: a row's name is its whole path.
    RowText(const Document &document, bool flat)
        : m_document(document)
        , m_flat(flat)
    {}

    QString text(std::uint32_t node, int column) const; // TreeModel::Column
    // The same for other programs: whole paths and texts, numbers in full.
    QString exactText(std::uint32_t node, int column) const;
    // Below which names: what a cell has no room for.
    QString wholeName(std::uint32_t node) const;
    // All of it and its marks in one sentence.
    QString accessibleText(std::uint32_t node) const;
    // Bits of RowMark, with those of pending edits; of the row and of the rows below.
    unsigned marks(std::uint32_t node) const;
    unsigned marksInside(std::uint32_t node) const;
    // Both as words.
    QStringList markWords(std::uint32_t node) const;
    RowKind kind(std::uint32_t node) const;
    const Tensor *tensor(std::uint32_t node) const;
    bool isChanged(std::uint32_t node) const;
    RowNumbers numbers(std::uint32_t node) const;

private:
    const Outline &outline() const { return *m_document.outline(); }
    QString nameText(std::uint32_t node) const;
    QString pathName(std::uint32_t node, std::size_t limit) const;
    QString contentText(std::uint32_t node, std::size_t limit) const;
    QString typeText(std::uint32_t node) const;
    QString shareText(std::uint32_t node) const;
    QString statisticText(std::uint32_t node, int column, int digits) const;

    const Document &m_document;
    bool m_flat;
};

// The distinct dtypes of some tensors, by name.
QStringList dtypeNames(const Totals &totals);
QStringList plainTexts(const std::vector<std::string> &texts);

} // namespace lens
