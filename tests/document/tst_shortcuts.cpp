// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/settings.h"
#include "model/document/shortcuts.h"

#include <QFile>
#include <QSet>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace lens;
using namespace Qt::StringLiterals;
using Keys = Shortcuts::Keys;

namespace {

const QStringList ids{u"open"_s, u"save"_s, u"redo"_s, u"about"_s, u"list.copy"_s};

std::vector<Shortcuts::Action> actions()
{
    return {{u"open"_s, {QKeySequence(u"Ctrl+O"_s)}},
            {u"save"_s, {QKeySequence(u"Ctrl+S"_s)}},
            {u"redo"_s, {QKeySequence(u"Ctrl+Shift+Z"_s), QKeySequence(u"Ctrl+Y"_s)}},
            {u"about"_s, {}},
            {u"list.copy"_s, {QKeySequence(u"Ctrl+C"_s)}, true}};
}

struct Kept
{
    QTemporaryDir folder;
    QString file = folder.filePath(u"settings.ini"_s);

    void write(const QByteArray &text) const
    {
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write("[shortcuts]\n" + text);
    }
};

QString shown(const Shortcuts &shortcuts, const QString &id)
{
    return QKeySequence::listToString(shortcuts.keys(id), QKeySequence::PortableText);
}

bool isUnique(const Shortcuts &shortcuts)
{
    QSet<QString> seen;
    for (const QString &id : ids)
        for (const QKeySequence &key : shortcuts.keys(id)) {
            if (seen.contains(key.toString()))
                return false;
            seen << key.toString();
        }
    return true;
}

} // namespace

class TestShortcuts final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aChangedKeyIsKept();
    void whatAnotherHasIsRefused();
    void twoKeysChangePlaces();
    void whatTypesOrMovesIsNoKey_data();
    void whatTypesOrMovesIsNoKey();
    void hostileSettingsLeaveTheKeysAsDelivered_data();
    void hostileSettingsLeaveTheKeysAsDelivered();
    void anotherWindowFollows();
    void whatAnotherProcessWroteStays();
};

void TestShortcuts::aChangedKeyIsKept()
{
    const Kept kept;
    {
        Settings settings(kept.file);
        Shortcuts shortcuts(settings, actions());
        QSignalSpy changed(&shortcuts, &Shortcuts::changed);
        QVERIFY(shortcuts.setKeys(u"about"_s, {QKeySequence(u"Ctrl+,"_s)}));
        QVERIFY(shortcuts.setKeys(u"redo"_s, {}));
        const Keys two{QKeySequence(u"F4"_s), QKeySequence(u"Ctrl+;"_s)};
        QVERIFY(shortcuts.setKeys(u"save"_s, two));
        QCOMPARE(changed.size(), 3);
    }
    Settings settings(kept.file);
    Shortcuts shortcuts(settings, actions());
    QCOMPARE(shown(shortcuts, u"about"_s), u"Ctrl+,"_s);
    QVERIFY(shortcuts.keys(u"redo"_s).isEmpty());
    QCOMPARE(shown(shortcuts, u"open"_s), u"Ctrl+O"_s);
    QCOMPARE(shown(shortcuts, u"save"_s), u"F4; Ctrl+;"_s);
    QVERIFY(shortcuts.reset(u"redo"_s));
    QCOMPARE(shown(shortcuts, u"redo"_s), u"Ctrl+Shift+Z; Ctrl+Y"_s);
    QVERIFY(shortcuts.isAnyChanged());
    shortcuts.resetAll();
    QVERIFY(!shortcuts.isAnyChanged());
    QVERIFY(settings.shortcuts().isEmpty());
}

void TestShortcuts::whatAnotherHasIsRefused()
{
    const Kept kept;
    Settings settings(kept.file);
    Shortcuts shortcuts(settings, actions());
    const Keys redo{QKeySequence(u"Ctrl+Y"_s)}, copy{QKeySequence(u"Ctrl+C"_s)};
    QCOMPARE(shortcuts.holder(u"open"_s, redo), u"redo"_s);
    QVERIFY(!shortcuts.setKeys(u"open"_s, redo));
    QVERIFY(!shortcuts.setKeys(u"open"_s, copy)); // of every list
    QVERIFY(!shortcuts.setKeys(u"list.copy"_s, {QKeySequence(u"Ctrl+P"_s)}));
    QVERIFY(!shortcuts.setKeys(u"nothing"_s, {QKeySequence(u"Ctrl+P"_s)}));
    QVERIFY(!shortcuts.isAnyChanged());
    // Its own second key is no clash.
    QVERIFY(shortcuts.setKeys(u"redo"_s, redo));
}

void TestShortcuts::twoKeysChangePlaces()
{
    const Kept kept;
    Settings settings(kept.file);
    Shortcuts shortcuts(settings, actions());
    const Keys o{QKeySequence(u"Ctrl+O"_s)}, s{QKeySequence(u"Ctrl+S"_s)};
    QVERIFY(shortcuts.setKeys(u"open"_s, {}));
    QVERIFY(shortcuts.setKeys(u"save"_s, o));
    // What it was delivered with is another one's by now.
    QVERIFY(!shortcuts.reset(u"open"_s));
    QVERIFY(shortcuts.setKeys(u"open"_s, s));
    Shortcuts again(settings, actions());
    QCOMPARE(again.keys(u"open"_s), s);
    QCOMPARE(again.keys(u"save"_s), o);
    QVERIFY(isUnique(again));
}

void TestShortcuts::whatTypesOrMovesIsNoKey_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<bool>("usable");
    for (const char *key : {"A",
                            "Shift+A",
                            "Return",
                            "Shift+Tab",
                            "Down",
                            "Del",
                            "Space",
                            "*",
                            "Alt+F",
                            "Ctrl+K, Ctrl+C",
                            "Ctrl+",
                            "no key at all",
                            "",
                            "F10",
                            "Shift+F10",
                            "Alt+F4",
                            "Alt+Space",
                            "Alt+Tab",
                            "Ctrl+Left",
                            "Ctrl+Shift+Home",
                            "Ctrl+Alt+Down",
                            "Ctrl+Del",
                            "Ctrl+Shift+Backtab"})
        QTest::newRow(key) << QString::fromLatin1(key) << false;
    for (const char *key : {"Ctrl+P", "Ctrl+Alt+F", "F4", "Shift+F12", "Esc", "Meta+X", "Alt+7",
                            "Ctrl+Return", "Alt+Up", "Ctrl+PgDown", "Ctrl+Shift+Tab", "Ctrl+F10"})
        QTest::newRow(key) << QString::fromLatin1(key) << true;
}

void TestShortcuts::whatTypesOrMovesIsNoKey()
{
    QFETCH(const QString, key);
    QTEST(Shortcuts::isUsable(QKeySequence(key, QKeySequence::PortableText)), "usable");
}

void TestShortcuts::hostileSettingsLeaveTheKeysAsDelivered_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("expected"); // of open, save and redo
    const QStringList delivered{u"Ctrl+O"_s, u"Ctrl+S"_s, u"Ctrl+Shift+Z; Ctrl+Y"_s};
    QTest::newRow("a key of another action") << QByteArray("open=Ctrl+S\n") << delivered;
    QTest::newRow("the second key of another action") << QByteArray("open=Ctrl+Y\n") << delivered;
    QTest::newRow("a key of every list") << QByteArray("open=Ctrl+C\n") << delivered;
    QTest::newRow("no key") << QByteArray("open=Strg+Banane\nsave=\\x1b[31m\n") << delivered;
    QTest::newRow("a letter") << QByteArray("open=x\n") << delivered;
    QTest::newRow("two strokes") << QByteArray("open=\"Ctrl+K, Ctrl+C\"\n") << delivered;
    QTest::newRow("twice the same") << QByteArray("open=\"Ctrl+P; Ctrl+P\"\n") << delivered;
    QTest::newRow("a list of texts") << QByteArray("open=Ctrl+P, Ctrl+R\n") << delivered;
    QTest::newRow("bytes") << QByteArray("open=@ByteArray(Ctrl+P)\nsave=@Invalid()\n") << delivered;
    QTest::newRow("very long") << "open=\"Ctrl+P" + QByteArray("; Ctrl+P").repeated(1000) + '"'
                               << delivered;
    QTest::newRow("actions that are not there")
        << QByteArray("bake=Ctrl+P\nlist.copy=Ctrl+P\n") << delivered;
    QTest::newRow("one key for two: the first has it")
        << QByteArray("save=Ctrl+P\nopen=Ctrl+P\n")
        << QStringList{u"Ctrl+P"_s, delivered[1], delivered[2]};
    QTest::newRow("one is wrong, so that the other has nothing to take")
        << QByteArray("open=x\nsave=Ctrl+O\n") << delivered;
    QTest::newRow("only what is wrong is left out")
        << QByteArray("open=x\nredo=F9\n") << QStringList{delivered[0], delivered[1], u"F9"_s};
}

void TestShortcuts::hostileSettingsLeaveTheKeysAsDelivered()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QStringList, expected);
    const Kept kept;
    kept.write(text);
    Settings settings(kept.file);
    const Shortcuts shortcuts(settings, actions());
    QStringList now;
    for (const QString &id : ids.first(3))
        now << shown(shortcuts, id);
    QCOMPARE(now, expected);
    QVERIFY(isUnique(shortcuts));
}

void TestShortcuts::anotherWindowFollows()
{
    const Kept kept;
    Settings settings(kept.file);
    Shortcuts one(settings, actions()), other(settings, actions());
    QSignalSpy changed(&other, &Shortcuts::changed);
    one.setKeys(u"open"_s, {QKeySequence(u"F9"_s)});
    other.reload();
    other.reload();
    QCOMPARE(changed.size(), 1);
    QCOMPARE(shown(other, u"open"_s), u"F9"_s);
}

// Of another version too, which has actions that are not known here.
void TestShortcuts::whatAnotherProcessWroteStays()
{
    const Kept kept;
    Settings settings(kept.file);
    Shortcuts shortcuts(settings, actions());
    kept.write("save=F9\nbake=Ctrl+B\n");
    QVERIFY(!shortcuts.setKeys(u"about"_s, {QKeySequence(u"F9"_s)})); // it is taken by now
    QVERIFY(shortcuts.setKeys(u"open"_s, {QKeySequence(u"F4"_s)}));
    QCOMPARE(shown(shortcuts, u"save"_s), u"F9"_s);
    QFile file(kept.file);
    const auto holds = [&file](const char *line) {
        return file.open(QIODevice::ReadOnly) && file.readAll().contains(line) &&
               (file.close(), true);
    };
    QVERIFY(holds("save=F9") && holds("open=F4") && holds("bake=Ctrl+B"));
    shortcuts.resetAll();
    QVERIFY(holds("bake=Ctrl+B"));
    QCOMPARE(settings.shortcuts().size(), 1);
}

QTEST_GUILESS_MAIN(TestShortcuts)
#include "tst_shortcuts.moc"
