// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/statewords.h"

#include <QWidget>

class QToolButton;

namespace lens {

QColor stateColour(const QPalette &palette, CompareState state);

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
