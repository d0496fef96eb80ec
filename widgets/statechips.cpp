// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/statechips.h"

#include "model/document/plaintext.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("CompareState", text); }

// For which a container is not the same.
constexpr CompareState otherStates[] = {CompareState::Values,  CompareState::Structure,
                                        CompareState::OnlyA,   CompareState::OnlyB,
                                        CompareState::Unknown, CompareState::Tolerance};

} // namespace

QString stateSign(CompareState state)
{
    static const QString signs[] = {u"≠"_s, u"±"_s, u"−"_s, u"+"_s, u"?"_s,
                                    u"≈"_s, u"="_s, u"…"_s, u"⊃"_s};
    return signs[static_cast<std::size_t>(state)];
}

QString countSigns(const StateCounts &counts)
{
    QStringList parts;
    for (std::size_t i = 0; i < compareStates; ++i)
        if (counts[i] > 0)
            parts << plainText(grouped(counts[i])) + u' ' + stateSign(static_cast<CompareState>(i));
    return parts.join("  "_L1);
}

QString stateWord(CompareState state)
{
    switch (state) {
    case CompareState::Values: return tr("changed");
    case CompareState::Structure: return tr("other structure");
    case CompareState::OnlyA: return tr("only in A");
    case CompareState::OnlyB: return tr("only in B");
    case CompareState::Unknown: return tr("not readable");
    case CompareState::Tolerance: return tr("within tolerance");
    case CompareState::Same: return tr("same");
    case CompareState::Inside: return tr("different inside");
    case CompareState::Pending: break;
    }
    return tr("not compared yet");
}

QString stateText(CompareState state, const QStringList &what)
{
    return stateSign(state) + u' ' +
           (state == CompareState::Structure ? what.join(", "_L1) : stateWord(state));
}

QString stateWords(CompareState state, const QStringList &what)
{
    return state == CompareState::Structure ? tr("other %1").arg(what.join(", "_L1))
                                            : stateWord(state);
}

QString specialText(unsigned sides)
{
    const auto in = [](const QString &what, bool a, bool b) {
        if (!a && !b)
            return QString();
        return what + (a && b ? tr(" in A and B") : a ? tr(" in A") : tr(" in B"));
    };
    const bool nanA = sides & NanInA, nanB = sides & NanInB, infA = sides & InfInA,
               infB = sides & InfInB;
    QStringList parts{in(tr("NaN"), nanA, nanB), in(tr("Inf"), infA, infB)};
    if (nanA == infA && nanB == infB)
        parts = {in(tr("NaN, Inf"), nanA, nanB)};
    parts.removeAll(QString());
    return parts.isEmpty() ? QString() : u"⚠ "_s + parts.join(", "_L1);
}

bool isToldByInside(CompareState state, const std::optional<StateCounts> &inside)
{
    if (!inside || state == CompareState::Same)
        return inside.has_value();
    // Where what differs is hidden the others tell nothing of it.
    const auto isTold = [&inside](CompareState of) {
        return (*inside)[static_cast<std::size_t>(of)] > 0;
    };
    return state == CompareState::Inside && std::ranges::any_of(otherStates, isTold);
}

QString rowText(CompareState state, const QStringList &what, unsigned specialSides,
                const std::optional<StateCounts> &inside)
{
    QStringList parts;
    if (!isToldByInside(state, inside))
        parts << stateText(state, what);
    if (specialSides)
        parts << specialText(specialSides);
    if (inside)
        parts << countSigns(*inside);
    return parts.join(u" · "_s);
}

QString stateMeaning(CompareState state)
{
    switch (state) {
    case CompareState::Values: return tr("Same shape and dtype, other values");
    case CompareState::Structure:
        return tr("Another type, dtype, shape, device, order or requires grad; the row says which");
    case CompareState::OnlyA: return tr("A has it and B does not");
    case CompareState::OnlyB: return tr("B has it and A does not");
    case CompareState::Unknown:
        return tr("The values of one side cannot be read, so nothing is said of them");
    case CompareState::Tolerance: return tr("Other values, none by more than the tolerance");
    case CompareState::Same: return tr("Equal in every respect; NaN equals NaN");
    case CompareState::Inside:
        return tr("Equal itself, but not all that it holds is; listed with what is the same");
    case CompareState::Pending: break;
    }
    return tr("Its values have not been looked at");
}

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
    const QString text = stateSign(state) + u' ' + plainText(grouped(m_counts[i]));
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
