// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/comparing.h"
#include "tests/e2e/savebench.h"
#include "tests/support/edits.h"
#include "widgets/resources.h"

#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QTabWidget>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

// Two tabs, the first with a change that no file has, and their comparison in front.
struct Bench : test::CompareBench
{
    bool compareTabs()
    {
        if (!openAndWait(a) || !openAndWait(b))
            return false;
        test::edit(tab(0), {{{0, "mps"}}});
        return run("file.compareTabs");
    }
    bool run(const char *id)
    {
        window.actions().action(id)->trigger();
        return settle();
    }
    Document &tab(std::size_t i) const { return window.documents()[i]->document(); }
    // epoch1.pth is B: what was in front is A.
    QString name() const { return find<QLabel>("nameB")->text(); }
    QString outdated() const { return find<MessageBar>("outdatedBar")->text(); }
    std::uint64_t structure() const
    {
        return find<ComparePage>("comparePage")->model().count(CompareState::Structure);
    }
};

} // namespace

// A comparison is of what its tabs showed when it was made.
class TestOutdated final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void itSaysThatATabHasChangedUntilThatIsUndone();
    void itIsMadeAgainOfWhatTheTabsShow();
    void theButtonMakesItAgain();
    void swappedItSaysSoOfTheOtherSide();
    void aSideGoesByTheNameItIsSavedUnder();
    void aClosedTabLeavesItAsItIs();
    void aFileIsReadAgain();
    void aFileThatCannotBeReadAgainHasNoCounts();
    void itIsSaidOfAnyNumberOfChanges();
};

void TestOutdated::itSaysThatATabHasChangedUntilThatIsUndone()
{
    Bench bench;
    QVERIFY(bench.compareTabs());
    QCOMPARE(bench.name(), u"epoch1.pth, with unsaved changes"_s);
    QCOMPARE(bench.window.comparePage()->title(),
             u"epoch2.pth ⇄ epoch1.pth, with unsaved changes"_s);
    QCOMPARE(bench.outdated(), QString());
    test::undo(bench.tab(0));
    QCOMPARE(bench.outdated(), u"B has changed since it was compared."_s);
    QCOMPARE(bench.name(), u"epoch1.pth, with unsaved changes"_s);
    test::redo(bench.tab(0));
    QCOMPARE(bench.outdated(), QString());
}

void TestOutdated::itIsMadeAgainOfWhatTheTabsShow()
{
    Bench bench;
    QVERIFY(bench.compareTabs());
    const auto before = bench.structure();
    test::undo(bench.tab(0));
    QTest::keyClick(&bench.window, Qt::Key_F5);
    QVERIFY(bench.settle());
    QCOMPARE(bench.structure(), before - 1);
    QCOMPARE(bench.name(), u"epoch1.pth"_s);
    QCOMPARE(bench.outdated(), QString());
}

void TestOutdated::theButtonMakesItAgain()
{
    Bench bench;
    QVERIFY(bench.compareTabs());
    const auto before = bench.structure();
    test::edit(bench.tab(1), {{{0, "mps"}, {1, "mps"}}});
    test::undo(bench.tab(0));
    QCOMPARE(bench.outdated(), u"A and B have changed since they were compared."_s);
    QTest::mouseClick(bench.find<QPushButton>("Compare again"), Qt::LeftButton);
    QVERIFY(bench.settle());
    QVERIFY(bench.structure() > before);
    QCOMPARE(bench.outdated(), QString());
    QCOMPARE(bench.find<QLabel>("nameA")->text(), u"epoch2.pth, with unsaved changes"_s);
}

void TestOutdated::swappedItSaysSoOfTheOtherSide()
{
    Bench bench;
    QVERIFY(bench.compareTabs());
    test::undo(bench.tab(0));
    bench.find<QPushButton>("swapSides")->click();
    QVERIFY(bench.settle());
    QCOMPARE(bench.outdated(), u"A has changed since it was compared."_s);
}

// It holds what was compared.
void TestOutdated::aSideGoesByTheNameItIsSavedUnder()
{
    Bench bench;
    QVERIFY(bench.compareTabs());
    bench.prompts.save = bench.folder.filePath(u"renamed.pth"_s);
    bench.window.documents()[0]->saveAs();
    QVERIFY(bench.settle());
    QCOMPARE(bench.name(), u"renamed.pth"_s);
    QCOMPARE(bench.outdated(), QString());
    QVERIFY(bench.window.comparePage()->place().endsWith(bench.prompts.save));
}

void TestOutdated::aClosedTabLeavesItAsItIs()
{
    Bench bench;
    QVERIFY(bench.compareTabs());
    const auto before = bench.structure();
    delete bench.window.documents()[0];
    QCOMPARE(bench.outdated(), QString());
    QVERIFY(bench.run("file.reload"));
    QCOMPARE(bench.structure(), before);
    QCOMPARE(bench.name(), u"epoch1.pth, with unsaved changes"_s);
}

void TestOutdated::aFileIsReadAgain()
{
    Bench bench;
    QVERIFY(bench.compare());
    QVERIFY(bench.window.comparePage()->model().count(CompareState::Values) > 0);
    QVERIFY(QFile::remove(bench.b) && QFile::copy(bench.a, bench.b));
    QVERIFY(bench.run("file.reload"));
    QCOMPARE(bench.window.comparePage()->model().count(CompareState::Values), 0U);
}

void TestOutdated::aFileThatCannotBeReadAgainHasNoCounts()
{
    Bench bench;
    QVERIFY(bench.compare());
    const QString counts = bench.find<QLabel>("fileLine")->text();
    QVERIFY(counts.contains(u"same"_s));
    QVERIFY(QFile::rename(bench.b, bench.b + u".away"_s));
    QVERIFY(bench.run("file.reload"));
    QVERIFY(bench.find<QLabel>("compareWaiting")->text().contains(u"could not be opened"_s));
    QCOMPARE(bench.find<QLabel>("fileLine")->text(), QString());
    QVERIFY(QFile::rename(bench.b + u".away"_s, bench.b));
    QVERIFY(bench.run("file.reload"));
    QCOMPARE(bench.find<QLabel>("fileLine")->text(), counts);
}

// Undone, and changed back by hand.
void TestOutdated::itIsSaidOfAnyNumberOfChanges()
{
    Bench bench;
    const std::vector<std::string> devices(10'001, "cuda:0");
    QVERIFY(bench.openAndWait(bench.b) && bench.openAndWait(test::manyTensors(bench, devices)));
    const auto change = [&bench](const QString &tag) {
        test::changeAll(bench, tag);
        return test::isDialogClosed(bench) && bench.settle();
    };
    QVERIFY(change(u"mps"_s));
    QCOMPARE(bench.tab(1).pendingChanges().size(), 10'001u);
    QVERIFY(bench.run("file.compareTabs"));
    bench.find<QTabWidget>("tabs")->setCurrentIndex(1);
    QVERIFY(change(u"cpu"_s));
    QVERIFY(!bench.outdated().isEmpty());
    QVERIFY(bench.run("edit.undo"));
    QCOMPARE(bench.outdated(), QString());
    QVERIFY(change(u"xpu"_s) && !bench.outdated().isEmpty());
    QVERIFY(change(u"mps"_s));
    QCOMPARE(bench.outdated(), QString());
}

LENS_WINDOW_TEST(TestOutdated)
#include "tst_outdated.moc"
