// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/statedict.h"
#include "tests/e2e/comparing.h"
#include "tests/support/edits.h"
#include "widgets/resources.h"

#include <QCheckBox>
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>
#include <QtEndian>

using namespace lens;
using namespace Qt::StringLiterals;
using test::writeTensors;
using Bench = test::CompareBench;

// How two files are compared: under which names, within which tolerance, what of them.
class TestCompareOptions final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void aPrefixIsOfferedAndStripped();
    void theRuleInForceIsShownWhateverIsSaid();
    void aToleranceLeavesTheTableThatIsLookedAt();
    void theWeightsOfAWholeModelAreOffered();
    void aStateDictOfABundleIsOfferedForItsLike();
    void partsOfOtherSidesAreNotTaken();
    void aPartIsKeptWhenItIsComparedAgain();
    void aPartThatIsGoneIsSaidSo();
    void aPartIsLookedForByAWorker();
    void anExportIsTitledAsItsRows();
    void theLegendLiesInTheWindow();
    void anUnfinishedPatternLeavesTheList();
};

namespace {

// The same names, those of B after "module.".
bool compareWrapped(Bench &bench, int tensors)
{
    const QString a = bench.folder.filePath(u"a.safetensors"_s),
                  b = bench.folder.filePath(u"b.safetensors"_s);
    writeTensors(a, tensors, 4, 1);
    writeTensors(b, tensors, 4, 2, u"module."_s);
    return bench.compare(a, b);
}

// What the generator of the sample holds, under its names without "module.".
bool writeGenerator(const QString &sample, const QString &path)
{
    const auto opened = openCheckpoint(sample.toStdString());
    if (!opened)
        return false;
    QByteArray header = "{";
    qsizetype end = 0;
    for (const NamedEntry &named : stateDict(**opened, (*opened)->child(0, "generator"))) {
        header += u"%1\"%2\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%3,%4]}"_s
                      .arg(end ? u","_s : QString(),
                           QString::fromStdString(named.name).remove(u"module."_s))
                      .arg(end)
                      .arg(end + 4)
                      .toUtf8();
        end += 4;
    }
    header += '}';
    header.append((8 - header.size() % 8) % 8, ' ');
    QFile file(path);
    const quint64 size = qToLittleEndian(static_cast<quint64>(header.size()));
    return file.open(QIODevice::WriteOnly) &&
           file.write(reinterpret_cast<const char *>(&size), sizeof size) == sizeof size &&
           file.write(header + QByteArray(end, 0)) == header.size() + end;
}

QByteArray exported(Bench &bench, const QString &name)
{
    bench.prompts.save = bench.folder.filePath(name);
    bench.find<QPushButton>("exportComparison")->click();
    return bench.settle() ? test::bytesOf(bench.prompts.save) : QByteArray();
}

} // namespace

void TestCompareOptions::aPrefixIsOfferedAndStripped()
{
    Bench bench;
    QVERIFY(compareWrapped(bench, 161));
    const CompareModel &model = bench.window.comparePage()->model();
    auto *rule = bench.find<QCheckBox>("withoutPrefix");
    QVERIFY(!rule->isVisible());
    QCOMPARE(model.count(CompareState::OnlyA), 161U);
    QCOMPARE(bench.message(), u"Strip “module.” from B: 161 of 161 names then match."_s);
    QTest::mouseClick(bench.find<QPushButton>("Strip it"), Qt::LeftButton);
    QVERIFY(bench.settle());
    QCOMPARE(model.count(CompareState::OnlyA), 0U);
    QCOMPARE(model.count(CompareState::Values), 161U);
    QCOMPARE(bench.names().first(), u"blocks.0.weight → module.blocks.0.weight"_s);
    QVERIFY(rule->isVisible() && rule->isChecked());
    QCOMPARE(rule->accessibleName(), u"Names without “module.”"_s);
    rule->click();
    QVERIFY(bench.settle());
    QCOMPARE(model.count(CompareState::OnlyB), 161U);
    QVERIFY(!rule->isVisible());
    // The same by keyboard.
    QTest::keyClick(&bench.window, Qt::Key_T, Qt::AltModifier);
    QTRY_COMPARE(model.count(CompareState::Values), 161U);
    QVERIFY(bench.settle());
    QTest::keyClick(&bench.window, Qt::Key_N, Qt::AltModifier);
    QTRY_COMPARE(model.count(CompareState::OnlyB), 161U);
    QVERIFY(bench.settle());
}

void TestCompareOptions::theRuleInForceIsShownWhateverIsSaid()
{
    Bench bench;
    QVERIFY(compareWrapped(bench, 2));
    bench.find<QPushButton>("Strip it")->click();
    QVERIFY(bench.settle());
    bench.prompts.save = bench.folder.filePath(u"out.csv"_s);
    bench.find<QPushButton>("exportComparison")->click();
    QVERIFY(bench.settle());
    QVERIFY2(bench.message().startsWith(u"Wrote "_s), qPrintable(bench.message()));
    auto *rule = bench.find<QCheckBox>("withoutPrefix");
    QVERIFY(rule->isVisible());
    rule->click();
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.comparePage()->model().count(CompareState::OnlyB), 2U);
}

void TestCompareOptions::aToleranceLeavesTheTableThatIsLookedAt()
{
    Bench bench;
    QVERIFY(bench.compare());
    bench.list()->select(static_cast<int>(bench.names().indexOf(u"model/0.weight"_s)));
    QVERIFY(bench.settle());
    auto *tables = bench.find<QTabWidget>("compareTables");
    tables->setCurrentIndex(1);
    for (const char *tolerance : {"1e-9", "1e9"}) {
        auto *atol = bench.find<QLineEdit>("atol");
        atol->setFocus();
        atol->selectAll();
        QTest::keyClicks(atol, QLatin1StringView(tolerance));
        QTest::keyClick(atol, Qt::Key_Return);
        QVERIFY(bench.settle());
        QCOMPARE(bench.current(), u"model/0.weight"_s);
        QCOMPARE(tables->currentIndex(), 1);
    }
}

void TestCompareOptions::theWeightsOfAWholeModelAreOffered()
{
    Bench bench;
    const QString model = QStringLiteral(CKPTLENS_EPOCHS "/../streams/legacy_module.pth");
    QVERIFY(bench.compare(bench.a, model));
    QVERIFY2(bench.message().startsWith(u"One side is a whole model"_s),
             qPrintable(bench.message()));
    QVERIFY(bench.names().contains(u"_modules"_s));
    bench.find<QPushButton>("State dicts only")->click();
    QVERIFY(bench.settle());
    QVERIFY(bench.find<QCheckBox>("stateDictOnly")->isChecked());
    QVERIFY(!bench.names().contains(u"_modules"_s));
    QVERIFY(bench.names().contains(u"0.weight"_s));
    QCOMPARE(bench.message(), QString());
    // Two of a kind are compared as they are.
    QVERIFY(bench.compare());
    QCOMPARE(bench.message(), QString());
}

void TestCompareOptions::aStateDictOfABundleIsOfferedForItsLike()
{
    Bench bench; // its file holds a generator and a discriminator, both wrapped
    const QString plain = bench.folder.filePath(u"generator.safetensors"_s);
    QVERIFY(writeGenerator(bench.file(), plain));
    QVERIFY(bench.compare(bench.file(), plain));
    const CompareModel &model = bench.window.comparePage()->model();
    auto *parts = bench.find<QCheckBox>("partsOnly");
    QVERIFY(!parts->isVisible());
    const auto alone = model.count(CompareState::OnlyA);
    QCOMPARE(bench.message(), u"Compare just “generator” of A with B, their names without "
                              "“module.”: 19 of 19 names then match."_s);
    QTest::mouseClick(bench.find<QPushButton>("Compare just these"), Qt::LeftButton);
    QVERIFY(bench.settle());
    QCOMPARE(bench.message(), QString());
    QCOMPARE(model.rows().size(), 19U);
    QCOMPARE(model.count(CompareState::OnlyA) + model.count(CompareState::OnlyB), 0U);
    QVERIFY(parts->isVisible() && parts->isChecked());
    QCOMPARE(parts->accessibleName(), u"Just “generator” of A ⇄ B"_s);
    bench.find<QPushButton>("swapSides")->click();
    QVERIFY(bench.settle());
    QCOMPARE(model.rows().size(), 19U);
    QCOMPARE(parts->accessibleName(), u"Just A ⇄ “generator” of B"_s);
    bench.prompts.save = bench.folder.filePath(u"out.html"_s);
    bench.find<QPushButton>("exportComparison")->click();
    QVERIFY(bench.settle());
    QVERIFY(test::bytesOf(bench.prompts.save)
                .contains("<h1>generator.safetensors compared with run12.pth: generator</h1>"));
    QVERIFY(exported(bench, u"out.json"_s).contains("\"entry_a\":[],\"entry_b\":[\"generator\"],"));
    QVERIFY(exported(bench, u"out.csv"_s).contains(",\"generator/module."));
    parts->setFocus();
    QTest::keyClick(parts, Qt::Key_Space);
    QVERIFY(bench.settle());
    QVERIFY(!parts->isVisible());
    QVERIFY(bench.find<QCheckBox>("stateDictOnly")->hasFocus());
    QCOMPARE(model.count(CompareState::OnlyB), alone);
    // State dicts only: those that belong together.
    bench.find<QCheckBox>("stateDictOnly")->click();
    QVERIFY(bench.settle());
    QVERIFY(parts->isVisible() && !bench.find<QCheckBox>("stateDictOnly")->isVisible());
    QCOMPARE(model.rows().size(), 19U);
}

// Whoever swaps the sides has the parts of the old ones until the new ones are aligned.
void TestCompareOptions::partsOfOtherSidesAreNotTaken()
{
    Bench bench;
    const QString plain = bench.folder.filePath(u"generator.safetensors"_s);
    QVERIFY(writeGenerator(bench.file(), plain));
    QVERIFY(bench.compare(bench.file(), plain));
    auto *only = bench.find<QCheckBox>("stateDictOnly");
    {
        const test::HeldWorkers held;
        bench.find<QPushButton>("swapSides")->click();
        only->click();
    }
    QVERIFY(bench.settle());
    QVERIFY(!bench.find<QCheckBox>("partsOnly")->isVisible());
    const QString reason = bench.find<QLabel>("compareWaiting")->text();
    QVERIFY2(reason.endsWith(u"Uncheck “State dicts only” to compare whole files."_s),
             qPrintable(reason));
    only->click();
    QVERIFY(bench.settle());
    QCOMPARE(bench.message(), u"Compare just A with “generator” of B, their names without "
                              "“module.”: 19 of 19 names then match."_s);
}

void TestCompareOptions::aPartIsKeptWhenItIsComparedAgain()
{
    Bench bench;
    const QString plain = bench.folder.filePath(u"generator.safetensors"_s);
    QVERIFY(writeGenerator(bench.file(), plain));
    QVERIFY(bench.openAndWait(bench.file()) && bench.openAndWait(plain));
    bench.window.actions().action("file.compareTabs")->trigger(); // what is in front is A
    QVERIFY(bench.settle());
    const CompareModel &model = bench.window.comparePage()->model();
    auto *parts = bench.find<QCheckBox>("partsOnly");
    bench.find<QPushButton>("Compare just these")->click();
    QVERIFY(bench.settle());
    const auto devices = [&bench] {
        QStringList texts;
        for (int row = 0; row < bench.list()->model()->rowCount(); ++row)
            texts << bench.list()->model()->index(row, CompareModel::BColumn).data().toString();
        return texts.filter(u" mps"_s).size();
    };
    QCOMPARE(devices(), 0);
    bench.list()->select(4);
    const QString current = bench.current();
    QVERIFY(!current.isEmpty());
    // Another device is no other place.
    test::edit(bench.window.documents()[0]->document(), {{{0, "mps"}, {1, "mps"}}});
    QCOMPARE(bench.find<MessageBar>("outdatedBar")->text(),
             u"B has changed since it was compared."_s);
    QTest::keyClick(&bench.window, Qt::Key_F5);
    QVERIFY(bench.settle());
    QCOMPARE(model.rows().size(), 19U);
    QVERIFY(devices() > 0);
    QVERIFY(parts->isVisible() && parts->isChecked());
    QCOMPARE(parts->accessibleName(), u"Just A ⇄ “generator” of B"_s);
    QCOMPARE(bench.message(), QString());
    QCOMPARE(bench.current(), current);
    parts->click();
    QVERIFY(bench.settle());
    QVERIFY(model.rows().size() > 19U);
}

void TestCompareOptions::aPartThatIsGoneIsSaidSo()
{
    Bench bench;
    const QString plain = bench.folder.filePath(u"generator.safetensors"_s);
    QVERIFY(writeGenerator(bench.file(), plain));
    QVERIFY(bench.compare(bench.file(), plain));
    bench.find<QPushButton>("Compare just these")->click();
    QVERIFY(bench.settle());
    QVERIFY(QFile::remove(bench.file()) && QFile::copy(bench.a, bench.file()));
    bench.window.actions().action("file.reload")->trigger();
    QVERIFY(bench.settle());
    QCOMPARE(bench.message(), u"“generator” of A has no state dict any more, so all of both files "
                              "is compared."_s);
    QVERIFY(!bench.find<QCheckBox>("partsOnly")->isVisible());
    QVERIFY(bench.find<QCheckBox>("stateDictOnly")->isVisible());
    QVERIFY(bench.names().contains(u"model"_s));
}

void TestCompareOptions::aPartIsLookedForByAWorker()
{
    Bench bench;
    const QString plain = bench.folder.filePath(u"generator.safetensors"_s);
    QVERIFY(writeGenerator(bench.file(), plain));
    QVERIFY(bench.openAndWait(bench.file()) && bench.openAndWait(plain));
    bench.window.actions().action("file.compareTabs")->trigger();
    QVERIFY(bench.settle());
    bench.find<QPushButton>("Compare just these")->click();
    QVERIFY(bench.settle());
    QVERIFY(QFile::remove(bench.file()) && QFile::copy(bench.a, bench.file()));
    auto *tabs = bench.find<QTabWidget>("tabs");
    const auto reload = [&bench, tabs](int tab) {
        tabs->setCurrentIndex(tab);
        bench.window.actions().action("file.reload")->trigger();
    };
    reload(0);
    QVERIFY(bench.settle());
    {
        const test::HeldWorkers held;
        reload(2);
        QCOMPARE(bench.message(), QString());
        QVERIFY(bench.find<QCheckBox>("partsOnly")->isVisible());
    }
    QVERIFY(bench.settle());
    QVERIFY2(bench.message().startsWith(u"“generator” of B has no state dict any more"_s),
             qPrintable(bench.message()));
}

void TestCompareOptions::anExportIsTitledAsItsRows()
{
    Bench bench;
    const QString plain = bench.folder.filePath(u"generator.safetensors"_s);
    QVERIFY(writeGenerator(bench.file(), plain));
    QVERIFY(bench.compare(bench.file(), plain));
    bench.prompts.save = bench.folder.filePath(u"out.html"_s);
    {
        const test::HeldWorkers held;
        bench.find<QPushButton>("Compare just these")->click();
        bench.find<QPushButton>("exportComparison")->click();
    }
    QVERIFY(bench.settle());
    QVERIFY(test::bytesOf(bench.prompts.save)
                .contains("<h1>run12.pth compared with generator.safetensors</h1>"));
}

void TestCompareOptions::theLegendLiesInTheWindow()
{
    Bench bench;
    QVERIFY(bench.compare());
    bench.find<QToolButton>("compareLegend")->click();
    const auto *legend = bench.window.findChild<QFrame *>(u"compareStates"_s);
    QVERIFY(legend && legend->isVisible());
    const QRect window(bench.window.mapToGlobal(QPoint()), bench.window.size());
    QVERIFY2(window.contains(QRect(legend->pos(), legend->size())),
             qPrintable(u"%1 to %2"_s.arg(legend->x()).arg(legend->x() + legend->width())));
    QVERIFY(legend->frameShape() != QFrame::NoFrame);
    QTest::keyClick(bench.window.findChild<QFrame *>(u"compareStates"_s), Qt::Key_Escape);
    QTRY_VERIFY(!bench.window.findChild<QFrame *>(u"compareStates"_s));
}

void TestCompareOptions::anUnfinishedPatternLeavesTheList()
{
    Bench bench;
    QVERIFY(bench.compare());
    auto *filter = bench.find<QLineEdit>("compareFilter");
    filter->setText(u"bias"_s);
    const QStringList found = bench.names();
    QVERIFY(!found.isEmpty());
    for (const QString &typed : {u"/"_s, u"/["_s, u"/[0"_s}) {
        filter->setText(typed);
        QCOMPARE(bench.names(), found);
        QVERIFY(bench.find<QLabel>("filterFault")->isVisible());
    }
    filter->setText(u"/[0].bias/"_s);
    QVERIFY(!bench.find<QLabel>("filterFault")->isVisible());
    QVERIFY(bench.names().size() < found.size());
}

LENS_WINDOW_TEST(TestCompareOptions)
#include "tst_compareoptions.moc"
