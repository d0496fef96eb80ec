// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/statechips.h"

#include "model/document/plaintext.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace lens {

QColor stateColour(const QPalette &palette, CompareState state)
{
    switch (state) {
    case CompareState::Values: return toneColour(palette, Tone::Note);
    case CompareState::Structure:
    case CompareState::Unknown: return toneColour(palette, Tone::Warning);
    case CompareState::OnlyA: return toneColour(palette, Tone::Error);
    case CompareState::OnlyB: return toneColour(palette, Tone::Changed);
    default: return palette.color(QPalette::WindowText);
    }
}

StateChips::StateChips(QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    for (std::size_t i = 0; i < compareStates; ++i) {
        const auto state = static_cast<CompareState>(i);
        auto *button = new QToolButton;
        button->setObjectName(u"chip%1"_s.arg(i));
        button->setCheckable(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setToolTip(tr("%1. Click to show or hide these rows.").arg(stateMeaning(state)));
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        connect(button, &QToolButton::toggled, this, [this, state](bool on) {
            showEye(state);
            Q_EMIT toggled(state, on);
        });
        layout->addWidget(button);
        m_buttons[i] = button;
    }
    layout->addStretch();
    setCounts({});
    applyColours();
}

void StateChips::setCounts(const StateCounts &counts)
{
    m_counts = counts;
    for (std::size_t i = 0; i < compareStates; ++i) {
        const auto state = static_cast<CompareState>(i);
        m_buttons[i]->setAccessibleName(
            u"%1 %2"_s.arg(plainText(grouped(counts[i])), stateWord(state)));
        m_buttons[i]->setVisible(counts[i] > 0 && state != CompareState::Inside);
    }
    fitTexts();
    updateGeometry();
}

// The tool tip says what a sign stands for.
QString StateChips::textOf(CompareState state, Form form) const
{
    const auto i = static_cast<std::size_t>(state);
    const QString text = countText(state, m_counts[i]);
    return form == Form::Signs ? text : text + u' ' + stateWord(state);
}

int StateChips::widthOf(Form form) const
{
    int width = 0;
    for (std::size_t i = 0; i < compareStates; ++i) {
        const QToolButton &button = *m_buttons[i];
        const auto lettersOf = [&button](const QString &text) {
            return button.fontMetrics().size(Qt::TextShowMnemonic, text).width();
        };
        if (!button.isHidden())
            width += button.sizeHint().width() + layout()->spacing() - lettersOf(button.text()) +
                     lettersOf(textOf(static_cast<CompareState>(i), form));
    }
    return width;
}

void StateChips::fitTexts()
{
    const Form form = width() < widthOf(Form::Words) ? Form::Signs : Form::Words;
    for (std::size_t i = 0; i < compareStates; ++i)
        m_buttons[i]->setText(textOf(static_cast<CompareState>(i), form));
}

void StateChips::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitTexts();
}

QSize StateChips::sizeHint() const { return {widthOf(Form::Words), QWidget::sizeHint().height()}; }

QSize StateChips::minimumSizeHint() const
{
    return {widthOf(Form::Signs), QWidget::minimumSizeHint().height()};
}

void StateChips::setShown(CompareState state, bool shown)
{
    m_buttons[static_cast<std::size_t>(state)]->setChecked(shown);
}

void StateChips::applyColours()
{
    for (std::size_t i = 0; i < compareStates; ++i) {
        const auto state = static_cast<CompareState>(i);
        QPalette look = palette();
        look.setColor(QPalette::ButtonText, stateColour(look, state));
        m_buttons[i]->setPalette(look);
        showEye(state);
    }
}

// A pressed button hardly differs from one that is not, least of all in the dark.
void StateChips::showEye(CompareState state)
{
    QToolButton *button = m_buttons[static_cast<std::size_t>(state)];
    button->setIcon(
        icon(button->isChecked() ? u"shown"_s : u"hidden"_s, stateColour(palette(), state)));
}

void StateChips::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        applyColours();
    QWidget::changeEvent(event);
}

} // namespace lens
