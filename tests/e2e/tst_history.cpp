// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/history.h"
#include "tests/e2e/comparing.h"
#include "widgets/entrytree.h"
#include "widgets/metadatapage.h"
#include "widgets/resources.h"
#include "widgets/rowtable.h"

#include <QAction>
#include <QLineEdit>
#include <QPushButton>
#include <QTextBrowser>
#include <QTreeView>

using namespace lens;
using namespace Qt::StringLiterals;
using test::Bench;

namespace {

const QString weight = u"generator/module.hidden.weight"_s, bias = u"generator/module.hidden.bias"_s;

struct EmptyPage final : Page
{
    QString title() const override { return {}; }
    QString place() const override { return {}; }
    QString statusLine() const override { return {}; }
    bool isSettled() const override { return true; }
};

QString currentPath(const Bench &bench)
{
    return QString::fromStdString(bench.window.page()->spot().path);
}

bool isEnabled(const Bench &bench, const char *action)
{
    return bench.window.actions().action(action)->isEnabled();
}

void back(Bench &bench) { QTest::keyClick(&bench.window, Qt::Key_Left, Qt::AltModifier); }
void forward(Bench &bench) { QTest::keyClick(&bench.window, Qt::Key_Right, Qt::AltModifier); }

void locate(Bench &bench, const QString &text)
{
    QTest::keyClick(&bench.window, Qt::Key_K, Qt::ControlModifier);
    auto *line = bench.find<QLineEdit>("locatorLine");
    QTRY_VERIFY(line->hasFocus());
    QTest::keyClicks(line, text);
    const auto *list = bench.find<QTreeView>("locatorList")->model();
    QTRY_VERIFY(list->rowCount() > 0 && list->index(0, 0).data().toString() == text);
    QTest::keyClick(line, Qt::Key_Return);
}

} // namespace

// Back to where a person came from, and forward again.
class TestHistory final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void whatLiesBehindAndAhead();
    void tabsThatAreClosedDoNotCount();
    void backToTheRowThatLedSomewhere();
    void backToTheTabThatWasInFront();
    void aJumpToAnotherTabIsOneStep();
    void spotsOutliveAReload();
    void backToTheRowOfAComparison();
    void theManualIsReadBackwards();
    void everyLineOfTextIsFoundByTheSameKey();
};

void TestHistory::whatLiesBehindAndAhead()
{
    EmptyPage page;
    const auto at = [&page](const char *path) { return PageSpot{&page, {{}, path}}; };
    History history;
    QVERIFY(!history.canStep(-1) && !history.canStep(+1) && !history.step(-1, at("a")));
    history.leave(at("a"));
    history.leave(at("a")); // once
    history.leave(at("b"));
    QVERIFY(history.canStep(-1) && !history.canStep(+1));
    QCOMPARE(history.step(-1, at("c"))->spot.path, "b");
    QVERIFY(history.canStep(+1));
    QCOMPARE(history.step(-1, at("b"))->spot.path, "a");
    QVERIFY(!history.canStep(-1));
    QCOMPARE(history.step(+1, at("a"))->spot.path, "b");
    QCOMPARE(history.step(+1, at("b"))->spot.path, "c");
    // Whoever walked back to it by hand is not led to where they are.
    QCOMPARE(history.step(-1, at("b"))->spot.path, "a");
    history.leave(at("a"));
    QVERIFY(!history.canStep(+1));
}

void TestHistory::tabsThatAreClosedDoNotCount()
{
    EmptyPage page;
    auto closed = std::make_unique<EmptyPage>();
    History history;
    history.leave({&page, {{}, "a"}});
    history.leave({closed.get(), {{}, "b"}});
    closed.reset();
    QVERIFY(history.canStep(-1));
    QCOMPARE(history.step(-1, {&page, {{}, "c"}})->spot.path, "a");
    auto other = std::make_unique<EmptyPage>();
    History another;
    another.leave({other.get(), {}});
    other.reset();
    QVERIFY(!another.canStep(-1));
    QVERIFY(!another.step(-1, {&page, {}}));
}

void TestHistory::backToTheRowThatLedSomewhere()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    QVERIFY(!isEnabled(bench, "go.back"));
    bench.window.page()->selectPath(weight);
    QTest::keyClick(&bench.window, Qt::Key_2, Qt::ControlModifier);
    QVERIFY(bench.settle());
    auto *rows = bench.find<RowTable>("metadataTable");
    rows->setCurrentIndex(rows->model()->index(rows->model()->rowCount() - 1, 0));
    rows->setFocus();
    bench.find<QPushButton>("goToMetadata")->click();
    QVERIFY(bench.window.page()->isTreeInFront());
    const QString there = currentPath(bench);
    QVERIFY(!there.isEmpty() && there != weight);
    QVERIFY(isEnabled(bench, "go.back") && !isEnabled(bench, "go.forward"));
    back(bench);
    QVERIFY(bench.settle());
    QVERIFY(rows->isVisible() && rows->hasFocus());
    QCOMPARE(rows->currentIndex().row(), rows->model()->rowCount() - 1);
    QVERIFY(!isEnabled(bench, "go.back") && isEnabled(bench, "go.forward"));
    forward(bench);
    QVERIFY(bench.settle());
    QCOMPARE(currentPath(bench), there);
    QVERIFY(bench.window.page()->tree().hasFocus());
}

void TestHistory::backToTheTabThatWasInFront()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->selectPath(weight);
    auto *first = bench.window.frontPage();
    bench.window.openSample();
    QVERIFY(bench.settle());
    auto *second = bench.window.frontPage();
    back(bench);
    QCOMPARE(bench.window.frontPage(), first);
    QCOMPARE(currentPath(bench), weight);
    forward(bench);
    QCOMPARE(bench.window.frontPage(), second);
    back(bench);
    QCOMPARE(bench.window.frontPage(), first);
    QVERIFY(isEnabled(bench, "go.forward"));
    QTest::keyClick(&bench.window, Qt::Key_Tab, Qt::ControlModifier);
    bench.window.actions().action("file.close")->trigger();
    QCOMPARE(bench.window.frontPage(), first);
    QVERIFY(!isEnabled(bench, "go.forward"));
}

void TestHistory::aJumpToAnotherTabIsOneStep()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    auto *first = bench.window.frontPage();
    bench.window.openSample();
    QVERIFY(bench.settle());
    bench.window.page()->selectPath(bias);
    auto *sample = bench.window.frontPage();
    QTest::keyClick(&bench.window, Qt::Key_PageUp, Qt::ControlModifier);
    QCOMPARE(bench.window.frontPage(), first);
    bench.window.page()->selectPath(weight);
    locate(bench, bias); // of the tab in front
    QCOMPARE(bench.window.frontPage(), first);
    QCOMPARE(currentPath(bench), bias);
    back(bench);
    QCOMPARE(currentPath(bench), weight);
    back(bench);
    QCOMPARE(bench.window.frontPage(), sample);
    QCOMPARE(currentPath(bench), bias);
    forward(bench);
    forward(bench);
    QCOMPARE(bench.window.frontPage(), first);
    QCOMPARE(currentPath(bench), bias);
    QVERIFY(bench.settle());
}

void TestHistory::spotsOutliveAReload()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->selectPath(weight);
    locate(bench, bias);
    QTest::keyClick(&bench.window, Qt::Key_F5);
    QVERIFY(bench.settle());
    QCOMPARE(currentPath(bench), bias);
    back(bench);
    QVERIFY(bench.settle());
    QCOMPARE(currentPath(bench), weight);
}

void TestHistory::backToTheRowOfAComparison()
{
    test::CompareBench bench;
    QVERIFY(bench.compare());
    auto *comparison = bench.window.frontPage();
    const QString first = bench.current();
    QVERIFY(!first.isEmpty());
    bench.window.openSample();
    QVERIFY(bench.settle());
    QTest::keyClick(&bench.window, Qt::Key_PageUp, Qt::ControlModifier);
    QCOMPARE(bench.window.frontPage(), comparison);
    QTest::keyClick(bench.list(), Qt::Key_F7);
    QVERIFY(bench.current() != first);
    QTest::keyClick(&bench.window, Qt::Key_PageDown, Qt::ControlModifier);
    back(bench);
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.frontPage(), comparison);
    QVERIFY(bench.current() != first);
}

void TestHistory::theManualIsReadBackwards()
{
    Bench bench;
    bench.window.actions().action("help.manual")->trigger();
    auto *text = bench.find<QTextBrowser>("manualText");
    const auto chapter = [text] { return text->source().fileName(); };
    QCOMPARE(chapter(), u"welcome.md"_s);
    bench.find<QPushButton>("manualContents")->click();
    QCOMPARE(chapter(), u"README.md"_s);
    text->setFocus();
    QTest::keyClick(text, Qt::Key_Tab); // the first link
    QTest::keyClick(text, Qt::Key_Tab);
    QTest::keyClick(text, Qt::Key_Return);
    QCOMPARE(chapter(), u"parameters.md"_s);
    QTest::keyClick(text, Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(chapter(), u"README.md"_s);
    QTest::keyClick(text, Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(chapter(), u"welcome.md"_s);
    QTest::keyClick(text, Qt::Key_Right, Qt::AltModifier);
    QTest::keyClick(text, Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(chapter(), u"parameters.md"_s);
}

void TestHistory::everyLineOfTextIsFoundByTheSameKey()
{
    test::CompareBench bench;
    const auto lineOf = [&bench] {
        QTest::keyClick(&bench.window, Qt::Key_F, Qt::ControlModifier);
        const QWidget *focus = QApplication::focusWidget();
        return focus ? focus->objectName() : QString();
    };
    bench.window.actions().action("help.manual")->trigger();
    QCOMPARE(lineOf(), u"manualLine"_s);
    bench.window.actions().action("help.shortcuts")->trigger();
    QCOMPARE(lineOf(), u"shortcutsLine"_s);
    QVERIFY(bench.openAndWait(bench.file()));
    QCOMPARE(lineOf(), u"filterLine"_s);
    bench.window.page()->showPanel("metadata");
    QCOMPARE(lineOf(), u"metadataFilter"_s);
    bench.window.page()->showPanel("report");
    QCOMPARE(lineOf(), u"filterLine"_s);
    QVERIFY(bench.compare());
    QCOMPARE(lineOf(), u"compareFilter"_s);
}

LENS_WINDOW_TEST(TestHistory)
#include "tst_history.moc"
