// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "widgets/theme.h"

#include <QFrame>
#include <QPointer>

#include <functional>
#include <vector>

class QHBoxLayout;
class QLabel;

namespace lens {

// What a message offers beside its text.
struct MessageAction
{
    QString text;
    std::function<void()> run;
    bool isAnswer = true; // and the message is over; else it only helps to find one
};

// One line above a view that says how something went: never a modal box, stays until closed or
// replaced; Esc closes it for whom it stands above. Hidden while there is nothing to say. Whoever
// had the focus has it again once something is chosen here, or the message closed.
class MessageBar final : public QFrame
{
    Q_OBJECT

public:
    explicit MessageBar(QWidget *parent = nullptr);
    // `text` is shown as it is, never as HTML.
    void say(Tone tone, const QString &text, std::vector<MessageAction> actions = {});
    // Another line below what is said, which keeps what it offers and is no less an error.
    void add(Tone tone, const QString &text, std::vector<MessageAction> actions);
    // Takes back a sentence that is true no longer, where it is said.
    void withdraw(const QString &sentence);
    bool isError() const; // that is still shown
    QString text() const;

protected:
    void changeEvent(QEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void offer(MessageAction action);
    void applyTone();
    void giveFocusBack();

    QLabel *m_icon, *m_text;
    QHBoxLayout *m_actions;
    QPointer<QWidget> m_focusBefore;
    Tone m_tone = Tone::Note;
    bool m_applying = false;
};

// What, where and what to do, from an Error.
QString errorText(const Error &error);
// Why a look at values shows nothing. One that was stopped is taken up by the next selection.
QString lookErrorText(const Error &error);

} // namespace lens
