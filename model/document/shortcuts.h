// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <QMap>
#include <QObject>

#include <vector>

namespace lens {

class Settings;

// The keys of what the program can do: as delivered, and what a person made of them. A key belongs
// to one action. Settings that say otherwise, or that nobody can read, are not followed.
class Shortcuts final : public QObject
{
    Q_OBJECT

public:
    using Keys = QList<QKeySequence>;
    struct Action
    {
        QString id; // stable
        Keys keys;  // as delivered
        bool isFixed = false;
    };

    Shortcuts(Settings &settings, std::vector<Action> actions, QObject *parent = nullptr);

    Keys keys(const QString &id) const;
    Keys delivered(const QString &id) const;
    bool isFixed(const QString &id) const;
    bool isChanged(const QString &id) const { return m_changed.contains(id); }
    bool isAnyChanged() const { return !m_changed.isEmpty(); }
    // Held with another key, nothing by itself.
    static bool isModifier(int key);
    // One stroke that neither types nor moves around, opens no menu, and is not the desktop's.
    static bool isUsable(const QKeySequence &key);
    // The other action that has one of `keys`; empty: nobody.
    QString holder(const QString &id, const Keys &keys) const;
    // False, and nothing changes, where a key is not usable or another action has it.
    bool setKeys(const QString &id, const Keys &keys);
    bool reset(const QString &id) { return setKeys(id, delivered(id)); }
    void resetAll();
    // Another window may have changed the settings.
    void reload();

Q_SIGNALS:
    void changed();

private:
    using Changes = QMap<QString, Keys>;
    const Action *find(const QString &id) const;
    Changes read() const;
    void take(const Changes &changes);

    Settings &m_settings;
    std::vector<Action> m_actions;
    Changes m_changed;
};

// As menus write it: "Ctrl+Shift+Z  Ctrl+Y".
QString keysText(const Shortcuts::Keys &keys);

} // namespace lens
