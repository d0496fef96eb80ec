// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/comparemodel.h"

#include <QWidget>

class QToolButton;

namespace lens {

// How a state of a comparison is told: a sign, a word and a colour, never colour alone.
QString stateSign(CompareState state);
QString stateWord(CompareState state);
// "≠ changed", or what is other: "± dtype, shape".
QString stateText(CompareState state, const QStringList &what);
// "changed", or what is other: "other dtype, shape".
QString stateWords(CompareState state, const QStringList &what);
// "⚠ NaN in B", "⚠ NaN, Inf in B", by bits of SpecialSide; empty where there is none.
QString specialText(unsigned sides);
// What is inside a row says all that there is to say of its state.
bool isToldByInside(CompareState state, const std::optional<StateCounts> &inside);
// All that a row says of itself: its state, where values in it are no finite numbers on one side
// alone, and in signs what is inside it.
QString rowText(CompareState state, const QStringList &what, unsigned specialSides,
                const std::optional<StateCounts> &inside);
// "3 ≠  1 −"
QString countSigns(const StateCounts &counts);
QColor stateColour(const QPalette &palette, CompareState state);
// What it means, for a legend and for tool tips.
QString stateMeaning(CompareState state);

// A button for each state with its count, which shows and hides the rows of that state. States that
// no row has are not offered, and what is different inside goes with what is the same.
class StateChips final : public QWidget
{
    Q_OBJECT

public:
    explicit StateChips(QWidget *parent = nullptr);
    void setCounts(const StateCounts &counts);
    void setShown(CompareState state, bool shown);
    // With words, and where there is no room for these without.
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void toggled(lens::CompareState state, bool shown);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    enum class Form { Words, Signs };
    QString textOf(CompareState state, Form form) const;
    int widthOf(Form form) const;
    void fitTexts();
    void applyColours();
    void showEye(CompareState state);

    std::array<QToolButton *, compareStates> m_buttons{};
    StateCounts m_counts{};
};

} // namespace lens
