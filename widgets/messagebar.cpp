// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/messagebar.h"

#include "model/document/plaintext.h"
#include "widgets/icons.h"

#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QString iconName(Tone tone)
{
    switch (tone) {
    case Tone::Note: return u"note"_s;
    case Tone::Warning: return u"warning"_s;
    case Tone::Error: return u"error"_s;
    case Tone::Changed: return u"done"_s;
    }
    return {};
}

} // namespace

QString lookErrorText(const Error &error)
{
    if (error.code != ErrorCode::Cancelled)
        return errorText(error);
    return MessageBar::tr("Stopped. To read it, select something else and then this again.");
}

QString errorText(const Error &error)
{
    QString text = plainText(error.text());
    // Without a place before it the message begins the sentence.
    if (error.where.empty() && !text.isEmpty())
        text[0] = text[0].toUpper();
    return text;
}

MessageBar::MessageBar(QWidget *parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_actions(new QHBoxLayout)
{
    setObjectName(u"messageBar"_s);
    setAutoFillBackground(true);
    setFrameShape(QFrame::NoFrame);
    m_text->setObjectName(u"messageText"_s);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setAccessibleName(tr("Message"));
    auto *close = new QToolButton(this);
    close->setIcon(icon(u"close"_s));
    close->setAutoRaise(true);
    close->setToolTip(tr("Close this message"));
    close->setAccessibleName(tr("Close this message"));
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 6, 6, 6);
    layout->setSpacing(8);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addLayout(m_actions);
    layout->addWidget(close);
    hide();
    if (parent)
        parent->installEventFilter(this);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *from, QWidget *to) {
        // A window that comes to the front takes it from another one.
        if (from && from->window() == window() && isAncestorOf(to) && !isAncestorOf(from))
            m_focusBefore = from;
    });
}

void MessageBar::say(Tone tone, const QString &text, std::vector<MessageAction> actions)
{
    m_tone = tone;
    m_text->setText(shortened(text));
    while (auto *item = m_actions->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    for (auto &action : actions)
        offer(std::move(action));
    applyTone();
    show();
}

void MessageBar::add(Tone tone, const QString &text, std::vector<MessageAction> actions)
{
    if (isHidden())
        return say(tone, text, std::move(actions));
    m_tone = m_tone == Tone::Error ? m_tone : tone;
    m_text->setText(shortened(m_text->text() + u'\n' + text));
    for (auto &action : actions)
        offer(std::move(action));
    applyTone();
}

void MessageBar::withdraw(const QString &sentence)
{
    if (auto text = m_text->text(); text.contains(sentence))
        m_text->setText(text.remove(sentence));
}

// Once, whoever offers it.
void MessageBar::offer(MessageAction action)
{
    for (int i = 0; i < m_actions->count(); ++i)
        if (static_cast<QPushButton *>(m_actions->itemAt(i)->widget())->text() == action.text)
            return;
    auto *button = new QPushButton(action.text, this);
    button->setObjectName(QString(action.text).remove(u'&'));
    // A choice is an answer; what it does may say something of its own.
    const auto choose = [this, run = std::move(action.run), isAnswer = action.isAnswer] {
        isAnswer ? hide() : giveFocusBack();
        run();
    };
    connect(button, &QPushButton::clicked, this, choose);
    m_actions->addWidget(button);
}

bool MessageBar::isError() const { return !isHidden() && m_tone == Tone::Error; }

QString MessageBar::text() const { return isHidden() ? QString() : m_text->text(); }

void MessageBar::applyTone()
{
    m_applying = true;
    const QPalette look = parentWidget() ? parentWidget()->palette() : QPalette();
    QPalette own;
    own.setColor(QPalette::Window, toneBackground(look, m_tone));
    setPalette(own);
    const int size = style()->pixelMetric(QStyle::PM_SmallIconSize);
    m_icon->setPixmap(icon(iconName(m_tone), toneColour(look, m_tone)).pixmap(size));
    static const QString words[] = {tr("Note"), tr("Warning"), tr("Error"), tr("Done")};
    m_icon->setAccessibleName(words[static_cast<int>(m_tone)]);
    m_applying = false;
}

// Else it would go to whatever Tab reaches next.
void MessageBar::giveFocusBack()
{
    if (m_focusBefore && m_focusBefore->isVisible() && isAncestorOf(window()->focusWidget()))
        m_focusBefore->setFocus(Qt::OtherFocusReason);
}

void MessageBar::hideEvent(QHideEvent *event)
{
    QFrame::hideEvent(event);
    if (isHidden())
        giveFocusBack();
}

void MessageBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_applying)
        applyTone();
}

// Whatever had the focus knew nothing better to do with it.
bool MessageBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && !isHidden() &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        hide();
        return true;
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace lens
