// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/keydialog.h"

#include <QDialogButtonBox>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

bool isForDialog(const QKeyEvent &event)
{
    if (event.modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier))
        return false;
    const int keys[] = {Qt::Key_Return, Qt::Key_Enter, Qt::Key_Escape, Qt::Key_Tab,
                        Qt::Key_Backtab};
    return std::ranges::find(keys, event.key()) != std::end(keys);
}

} // namespace

void KeyEdit::keyPressEvent(QKeyEvent *event)
{
    if (isForDialog(*event))
        return event->ignore();
    // What is there stays until the whole stroke is.
    if (Shortcuts::isModifier(event->key()))
        return event->accept();
    clear();
    QKeySequenceEdit::keyPressEvent(event);
    // With Shift the platform calls Tab by another name than the tables of keys do.
    if (event->key() == Qt::Key_Backtab)
        setKeySequence(QKeyCombination(event->modifiers() | Qt::ShiftModifier, Qt::Key_Tab));
    // Without a wait for a second stroke.
    setKeySequence(keySequence().count() ? QKeySequence(keySequence()[0]) : QKeySequence());
    Q_EMIT typed();
}

KeyDialog::KeyDialog(Shortcuts &shortcuts, const QString &id,
                     std::function<QString(const QString &)> nameOf, QWidget *parent)
    : QDialog(parent)
    , m_shortcuts(shortcuts)
    , m_id(id)
    , m_nameOf(std::move(nameOf))
    , m_edit(new KeyEdit)
    , m_note(new QLabel)
{
    setObjectName(u"keyDialog"_s);
    setWindowTitle(tr("Change a key"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *title = new QLabel(tr("Press the new key of “%1”:").arg(m_nameOf(id)));
    title->setTextFormat(Qt::PlainText);
    m_edit->setObjectName(u"keyEdit"_s);
    m_edit->setAccessibleName(title->text());
    m_edit->setKeySequence(shortcuts.keys(id).value(0));
    m_note->setObjectName(u"keyNote"_s);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setMinimumWidth(fontMetrics().averageCharWidth() * 60);
    m_note->setMinimumHeight(fontMetrics().lineSpacing() * 2);
    m_note->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    m_ok = buttons->button(QDialogButtonBox::Ok);
    m_ok->setObjectName(u"keyOk"_s);
    QPushButton *none = buttons->addButton(tr("&No key"), QDialogButtonBox::ResetRole);
    none->setObjectName(u"keyNone"_s);
    none->setAutoDefault(false);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(title);
    layout->addWidget(m_edit);
    layout->addWidget(m_note);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &KeyDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &KeyDialog::reject);
    connect(none, &QPushButton::clicked, m_edit, &QKeySequenceEdit::clear);
    connect(m_edit, &KeyEdit::typed, this, &KeyDialog::check);
    connect(m_edit, &QKeySequenceEdit::keySequenceChanged, this, &KeyDialog::check);
    m_edit->setFocus();
    check();
}

// Whoever changed nothing keeps a second key too.
Shortcuts::Keys KeyDialog::wanted() const
{
    const Shortcuts::Keys now = m_shortcuts.keys(m_id);
    const QKeySequence key = m_edit->keySequence();
    if (key == now.value(0))
        return now;
    return key.isEmpty() ? Shortcuts::Keys() : Shortcuts::Keys{key};
}

QString KeyDialog::whatIsWrong() const
{
    const QKeySequence key = m_edit->keySequence();
    const Shortcuts::Keys keys = wanted();
    const QString name = key.toString(QKeySequence::NativeText);
    if (keys == m_shortcuts.keys(m_id))
        return {};
    if (const QString holder = m_shortcuts.holder(m_id, keys); !holder.isEmpty())
        return tr("%1 is the key of “%2”. Take another one, or change that first.")
            .arg(name, m_nameOf(holder));
    if (!keys.isEmpty() && !Shortcuts::isUsable(key))
        return tr("%1 is for typing, for moving around, for a menu or for the desktop. Take Ctrl "
                  "with a letter or a digit, or another key from F1 on.")
            .arg(name);
    return {};
}

void KeyDialog::check()
{
    const QString wrong = whatIsWrong();
    const Shortcuts::Keys now = m_shortcuts.keys(m_id);
    const QString name = m_edit->keySequence().toString(QKeySequence::NativeText);
    m_ok->setEnabled(wrong.isEmpty());
    if (!wrong.isEmpty())
        m_note->setText(wrong);
    else if (wanted() == now)
        m_note->setText(now.isEmpty() ? tr("It has no key now.")
                                      : tr("Now: %1").arg(keysText(now)));
    else if (name.isEmpty())
        m_note->setText(tr("It will have no key, only its place in the menus."));
    else
        m_note->setText(now.isEmpty()
                            ? tr("%1 is free.").arg(name)
                            : tr("%1 is free; it comes in place of %2.").arg(name, keysText(now)));
    m_edit->setAccessibleDescription(m_note->text());
}

void KeyDialog::accept()
{
    if (!m_ok->isEnabled())
        return;
    // Another process may have taken the key since it was typed.
    if (!m_shortcuts.setKeys(m_id, wanted()))
        return check();
    QDialog::accept();
}

} // namespace lens
