// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/shortcuts.h"

#include "model/document/settings.h"

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr qsizetype longestText = 200; // in the settings

bool areUsable(const Shortcuts::Keys &keys)
{
    for (const QKeySequence &key : keys)
        if (!Shortcuts::isUsable(key) || keys.count(key) > 1)
            return false;
    return true;
}

// With Ctrl, in lists, tables and lines of text.
bool isForLists(Qt::Key key)
{
    const Qt::Key keys[] = {Qt::Key_Left, Qt::Key_Right,  Qt::Key_Up,        Qt::Key_Down,
                            Qt::Key_Home, Qt::Key_End,    Qt::Key_Space,     Qt::Key_Insert,
                            Qt::Key_Menu, Qt::Key_Delete, Qt::Key_Backspace, Qt::Key_Backtab};
    return std::ranges::find(keys, key) != std::end(keys);
}

// With Alt: of windows, or of a menu or a button.
bool isForDesktop(Qt::Key key)
{
    const Qt::Key keys[] = {Qt::Key_Space, Qt::Key_Tab, Qt::Key_Backtab, Qt::Key_Escape};
    return (key >= Qt::Key_A && key <= Qt::Key_Z) || std::ranges::find(keys, key) != std::end(keys);
}

// Nothing where the text is no list of keys; an empty one is an action without a key.
std::optional<Shortcuts::Keys> keysFrom(const QString &text)
{
    if (text.size() > longestText)
        return std::nullopt;
    if (text.isEmpty())
        return Shortcuts::Keys();
    const auto keys = QKeySequence::listFromString(text, QKeySequence::PortableText);
    return !keys.isEmpty() && areUsable(keys) ? std::optional(keys) : std::nullopt;
}

bool haveOneInCommon(const Shortcuts::Keys &a, const Shortcuts::Keys &b)
{
    return std::ranges::any_of(a, [&b](const QKeySequence &key) { return b.contains(key); });
}

} // namespace

Shortcuts::Shortcuts(Settings &settings, std::vector<Action> actions, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_actions(std::move(actions))
{
    m_changed = read();
}

const Shortcuts::Action *Shortcuts::find(const QString &id) const
{
    const auto found = std::ranges::find(m_actions, id, &Action::id);
    return found == m_actions.end() ? nullptr : &*found;
}

Shortcuts::Keys Shortcuts::delivered(const QString &id) const
{
    const Action *action = find(id);
    return action ? action->keys : Keys();
}

Shortcuts::Keys Shortcuts::keys(const QString &id) const
{
    return m_changed.contains(id) ? m_changed[id] : delivered(id);
}

bool Shortcuts::isFixed(const QString &id) const
{
    const Action *action = find(id);
    return !action || action->isFixed;
}

bool Shortcuts::isModifier(int key)
{
    return (key >= Qt::Key_Shift && key <= Qt::Key_ScrollLock) ||
           (key >= Qt::Key_Super_L && key <= Qt::Key_Super_R) ||
           (key >= Qt::Key_Hyper_L && key <= Qt::Key_Hyper_R) || key == Qt::Key_AltGr ||
           key == Qt::Key_Mode_switch || key == Qt::Key_unknown || key == 0;
}

bool Shortcuts::isUsable(const QKeySequence &key)
{
    if (key.count() != 1)
        return false;
    const Qt::Key stroke = key[0].key();
    if (isModifier(stroke))
        return false;
    const auto held = key[0].keyboardModifiers();
    const bool isFunction = stroke >= Qt::Key_F1 && stroke <= Qt::Key_F35;
    if (held & Qt::MetaModifier)
        return true;
    if (held & Qt::ControlModifier)
        return !isForLists(stroke);
    if (held & Qt::AltModifier)
        return !isFunction && !isForDesktop(stroke);
    // F10 opens the menus, with Shift that of what has the focus.
    return stroke == Qt::Key_Escape || (isFunction && stroke != Qt::Key_F10);
}

QString Shortcuts::holder(const QString &id, const Keys &wanted) const
{
    for (const Action &action : m_actions)
        if (action.id != id && haveOneInCommon(wanted, keys(action.id)))
            return action.id;
    return {};
}

bool Shortcuts::setKeys(const QString &id, const Keys &wanted)
{
    reload();
    if (isFixed(id) || !areUsable(wanted) || !holder(id, wanted).isEmpty())
        return false;
    Changes changes = m_changed;
    if (wanted == delivered(id))
        changes.remove(id);
    else
        changes[id] = wanted;
    take(changes);
    return true;
}

void Shortcuts::resetAll()
{
    reload();
    take({});
}

void Shortcuts::take(const Changes &changes)
{
    if (changes == m_changed)
        return;
    m_changed = changes;
    // The keys of actions that only another version has are not ours to forget.
    QMap<QString, QString> texts = m_settings.shortcuts();
    for (const Action &action : m_actions)
        texts.remove(action.id);
    for (auto it = m_changed.begin(); it != m_changed.end(); ++it)
        texts[it.key()] = QKeySequence::listToString(*it, QKeySequence::PortableText);
    m_settings.setShortcuts(texts);
    Q_EMIT changed();
}

void Shortcuts::reload()
{
    const Changes changes = read();
    if (changes == m_changed)
        return;
    m_changed = changes;
    Q_EMIT changed();
}

// A key that two have is taken from one that was changed, until each key has one action: those that
// are delivered have.
Shortcuts::Changes Shortcuts::read() const
{
    Changes changes;
    const auto texts = m_settings.shortcuts();
    for (auto it = texts.begin(); it != texts.end(); ++it)
        if (const auto keys = keysFrom(*it);
            keys && !isFixed(it.key()) && *keys != delivered(it.key()))
            changes[it.key()] = *keys;
    const auto clashes = [&](const QString &id) {
        return std::ranges::any_of(m_actions, [&](const Action &other) {
            return other.id != id &&
                   haveOneInCommon(changes[id], changes.value(other.id, other.keys));
        });
    };
    for (;;) {
        const auto ids = changes.keys();
        const auto bad = std::find_if(ids.rbegin(), ids.rend(), clashes);
        if (bad == ids.rend())
            return changes;
        changes.remove(*bad);
    }
}

QString keysText(const Shortcuts::Keys &keys)
{
    QStringList texts;
    for (const QKeySequence &key : keys)
        texts << key.toString(QKeySequence::NativeText);
    return texts.join(u"  "_s);
}

} // namespace lens
