// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/history.h"
#include "tests/e2e/comparing.h"
#include "tests/support/manytensors.h"
#include "widgets/entrytree.h"
#include "widgets/parameterspage.h"
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

const QString weight = u"generator/module.hidden.weight"_s,
              bias = u"generator/module.hidden.bias"_s;

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

void step(Bench &bench, Qt::Key key)
{
    QCoreApplication::processEvents();
    QTest::keyClick(&bench.window, key, Qt::AltModifier);
    QCoreApplication::processEvents();
}
void back(Bench &bench) { step(bench, Qt::Key_Left); }
void forward(Bench &bench) { step(bench, Qt::Key_Right); }

void locate(Bench &bench, const QString &text)
{
    QTest::keyClick(&bench.window, Qt::Key_K, Qt::ControlModifier);
    auto *line = bench.find<QLineEdit>("locatorLine");
    QTRY_VERIFY(line->hasFocus());
    QTest::keyClicks(line, text);
    const auto *list = bench.find<QTreeView>("locatorList")->model();
    QTRY_VERIFY2(list->rowCount() > 0 && list->index(0, 0).data().toString() == text,
                 qPrintable(list->index(0, 0).data().toString()));
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
    void backToARowThatIsNoEntry();
    void backToAViewOfAModel();
    void whatOnlyEndsLikeItIsAnother();
    void backToTheTabThatWasInFront();
    void aTabThatIsMovedIsNotLeft();
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
    QVERIFY(!history.step(-1, at("a")) && !history.step(+1, at("a")));
    history.leave(at("a"));
    history.leave(at("a")); // once
    history.leave(at("b"));
    QVERIFY(!history.step(+1, at("c")));
    QCOMPARE(history.step(-1, at("c"))->spot.path, "b");
    QCOMPARE(history.step(-1, at("b"))->spot.path, "a");
    QVERIFY(!history.step(-1, at("a")));
    QCOMPARE(history.step(+1, at("a"))->spot.path, "b");
    QCOMPARE(history.step(+1, at("b"))->spot.path, "c");
    // Whoever walked back to it by hand is not led to where they are.
    QCOMPARE(history.step(-1, at("b"))->spot.path, "a");
    history.leave(at("a"));
    QVERIFY(!history.step(+1, at("d")));
    QVERIFY(!history.step(-1, at("a"))); // only where one is
}

void TestHistory::tabsThatAreClosedDoNotCount()
{
    EmptyPage page;
    auto closed = std::make_unique<EmptyPage>();
    History history;
    history.leave({&page, {{}, "a"}});
    history.leave({closed.get(), {{}, "b"}});
    closed.reset();
    QCOMPARE(history.step(-1, {&page, {{}, "c"}})->spot.path, "a");
    auto other = std::make_unique<EmptyPage>();
    History another;
    another.leave({other.get(), {}});
    other.reset();
    QVERIFY(!another.step(-1, {&page, {}}));
}

void TestHistory::backToTheRowThatLedSomewhere()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
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
    back(bench);
    QVERIFY(bench.settle());
    QVERIFY(rows->isVisible() && rows->hasFocus());
    QCOMPARE(rows->currentIndex().row(), rows->model()->rowCount() - 1);
    back(bench); // there is nothing, and no row is left
    QCOMPARE(rows->currentIndex().row(), rows->model()->rowCount() - 1);
    forward(bench);
    QVERIFY(bench.settle());
    QCOMPARE(currentPath(bench), there);
    QVERIFY(bench.window.page()->tree().hasFocus());
}

void TestHistory::backToARowThatIsNoEntry()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    QCOMPARE(currentPath(bench), QString()); // the root
    locate(bench, weight);
    QCOMPARE(currentPath(bench), weight);
    back(bench);
    QCOMPARE(currentPath(bench), QString());
    back(bench);
    QVERIFY(bench.window.page()->tree().isExpanded(bench.window.page()->tree().currentIndex()));
    forward(bench);
    QCOMPARE(currentPath(bench), weight);
    QTest::keyClick(&bench.window.page()->tree(), Qt::Key_Left);
    const QString group = currentPath(bench);
    QCOMPARE(group, u"generator/module.hidden"_s);
    locate(bench, bias);
    QCOMPARE(currentPath(bench), bias);
    back(bench);
    QCOMPARE(currentPath(bench), group);
    QVERIFY(bench.window.page()->tree().hasFocus());
    QVERIFY(bench.settle());
}

void TestHistory::backToAViewOfAModel()
{
    Bench bench;
    const QString path = bench.folder.filePath(u"model.pth"_s);
    const std::vector<std::string> devices(60, "cpu");
    QVERIFY(test::ManyTensors(devices, test::ManyTensors::As::Module).write(path));
    QVERIFY(bench.openAndWait(path));
    DocumentPage &page = *bench.window.page();
    page.selectPath(u"_parameters/blocks.1.part1"_s);
    const QString first = currentPath(bench);
    QCOMPARE(first, u"blocks.1.part1"_s);
    locate(bench, u"_parameters/blocks.2.part2"_s);
    back(bench);
    QCOMPARE(currentPath(bench), first);
    forward(bench);
    QCOMPARE(currentPath(bench), u"blocks.2.part2"_s);
    page.parameters().setModelView(ModelView::Object);
    QVERIFY(bench.settle());
    QCOMPARE(page.document().modelView(), ModelView::Object);
    back(bench);
    QVERIFY(bench.settle());
    QCOMPARE(page.document().modelView(), ModelView::StateDict);
    QCOMPARE(currentPath(bench), first);
    forward(bench);
    QVERIFY(bench.settle());
    QCOMPARE(page.document().modelView(), ModelView::Object);
    QCOMPARE(currentPath(bench), u"_parameters/blocks.2.part2"_s);
}

void TestHistory::whatOnlyEndsLikeItIsAnother()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->selectPath(weight);
    bench.window.page()->goTo({"parameters", "module.hidden.bias"});
    QCOMPARE(currentPath(bench), weight);
    bench.window.page()->goTo({"parameters", bias.toStdString()});
    QCOMPARE(currentPath(bench), bias);
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
    forward(bench);
    QCOMPARE(bench.window.frontPage(), second);
    back(bench);
    QCOMPARE(bench.window.frontPage(), first);
    QTest::keyClick(&bench.window, Qt::Key_Tab, Qt::ControlModifier);
    bench.window.actions().action("file.close")->trigger();
    QCOMPARE(bench.window.frontPage(), first);
    forward(bench);
    QCOMPARE(bench.window.frontPage(), first);
}

void TestHistory::aTabThatIsMovedIsNotLeft()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.openSample();
    QVERIFY(bench.settle());
    bench.window.page()->selectPath(weight);
    locate(bench, bias);
    back(bench);
    QTest::keyClick(&bench.window, Qt::Key_PageUp, Qt::ControlModifier | Qt::ShiftModifier);
    QTest::keyClick(&bench.window, Qt::Key_PageDown, Qt::ControlModifier | Qt::ShiftModifier);
    forward(bench);
    QCOMPARE(currentPath(bench), bias);
    QVERIFY(bench.settle());
}

void TestHistory::aJumpToAnotherTabIsOneStep()
{
    test::CompareBench bench;
    QVERIFY(bench.openAndWait(bench.a)); // another file than the sample
    auto *first = bench.window.frontPage();
    bench.window.openSample();
    QVERIFY(bench.settle());
    auto *sample = bench.window.frontPage();
    bench.window.page()->selectPath(bias);
    QTest::keyClick(&bench.window, Qt::Key_PageUp, Qt::ControlModifier);
    QCOMPARE(bench.window.frontPage(), first);
    bench.window.page()->selectPath(u"model/2.weight"_s);
    locate(bench, weight); // only in the other tab
    QCOMPARE(bench.window.frontPage(), sample);
    QCOMPARE(currentPath(bench), weight);
    back(bench); // not to where one was in that tab
    QCOMPARE(bench.window.frontPage(), first);
    QCOMPARE(currentPath(bench), u"model/2.weight"_s);
    forward(bench);
    QCOMPARE(bench.window.frontPage(), sample);
    QCOMPARE(currentPath(bench), weight);
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
    const QStringList names = bench.names();
    QVERIFY(names.size() > 4);
    bench.list()->select(1);
    locate(bench, names[3]);
    QCOMPARE(bench.current(), names[3]);
    back(bench);
    QCOMPARE(bench.current(), names[1]);
    QVERIFY(bench.list()->hasFocus());
    forward(bench);
    QCOMPARE(bench.current(), names[3]);
    QVERIFY(bench.settle());
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
    step(bench, Qt::Key_Left);
    QCOMPARE(chapter(), u"README.md"_s);
    step(bench, Qt::Key_Left);
    QCOMPARE(chapter(), u"welcome.md"_s);
    step(bench, Qt::Key_Left); // there is nothing
    QCOMPARE(chapter(), u"welcome.md"_s);
    step(bench, Qt::Key_Right);
    step(bench, Qt::Key_Right);
    QCOMPARE(chapter(), u"parameters.md"_s);
    step(bench, Qt::Key_Right);
    QCOMPARE(chapter(), u"parameters.md"_s);
    QTest::keyClicks(bench.find<QLineEdit>("manualLine"), u"tolerance"_s);
    QCOMPARE(chapter(), u"compare.md"_s);
    back(bench);
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
