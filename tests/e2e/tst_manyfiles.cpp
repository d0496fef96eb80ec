// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/bench.h"
#include "widgets/entrytree.h"
#include "widgets/resources.h"

#include <QLineEdit>
#include <QTabBar>

#include <algorithm>

using namespace lens;
using namespace Qt::StringLiterals;
using test::HeldWorkers;

namespace {

constexpr int many = 12;

// The window and a dozen files that are not open yet.
struct Bench : test::Bench
{
    Bench()
    {
        for (int i = 0; i < many; ++i) {
            paths << folder.filePath(u"step%1.pth"_s.arg(i));
            QFile::copy(file(), paths.last());
        }
    }
    QTabBar &bar() const { return *find<QTabBar>("pageTabBar"); }
    DocumentPage &pageOf(int tab)
    {
        bar().setCurrentIndex(tab);
        return *window.page();
    }
    // Those that are being read, in the order of the tabs.
    QStringList opening() const
    {
        QStringList names;
        for (const DocumentPage *page : window.findChildren<DocumentPage *>())
            if (page->isOpening())
                names << page->title();
        names.sort();
        return names;
    }

    QStringList paths;
};

} // namespace

// Many files at once: each takes the window a moment, none of them keeps it.
class TestManyFiles final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void theFirstIsSeenFirst();
    void eachComesInATurnOfItsOwn();
    void aTabThatIsSeenIsReadAtOnce();
    void aClosedTabKeepsNoOtherWaiting();
    void whatIsTypedMeanwhileStaysWhereItIs();
    void whoWalksAlongTheTabsStaysThere();
    void whatCannotBeReadKeepsNoOtherWaiting();
    void aStopIsForAllThatWait();
    void closingTheOthersReadsNoneOfThem();
};

void TestManyFiles::theFirstIsSeenFirst()
{
    Bench bench;
    {
        const HeldWorkers held;
        test::drop(bench.window, bench.paths);
        QTRY_COMPARE(bench.window.pageCount(), many);
        for (int tab = 0; tab < many; ++tab)
            QCOMPARE(bench.bar().tabText(tab), u"step%1.pth"_s.arg(tab));
        QCOMPARE(bench.window.page()->filePath(), bench.paths.first());
        QCOMPARE(bench.opening(), QStringList(u"step0.pth"_s));
        QVERIFY(!bench.window.isSettled());
    }
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.page()->filePath(), bench.paths.first());
    for (int tab = 0; tab < many; ++tab)
        QVERIFY(bench.pageOf(tab).document().isLoaded());
}

void TestManyFiles::eachComesInATurnOfItsOwn()
{
    Bench bench;
    int turn = 0;
    QTimer turns;
    connect(&turns, &QTimer::timeout, this, [&turn] { ++turn; });
    turns.start(0);
    bench.window.openFiles(bench.paths);
    QList<int> loads;
    for (DocumentPage *page : bench.window.findChildren<DocumentPage *>())
        connect(&page->document(), &Document::changed, this, [&](const DocumentChange &change) {
            if (change.kind == DocumentChange::Kind::Loaded)
                loads << turn;
        });
    QVERIFY(bench.settle());
    QCOMPARE(loads.size(), many);
    QCOMPARE(QSet<int>(loads.begin(), loads.end()).size(), many);
}

void TestManyFiles::aTabThatIsSeenIsReadAtOnce()
{
    Bench bench;
    {
        const HeldWorkers held;
        bench.window.openFiles(bench.paths);
        QVERIFY(bench.pageOf(7).isOpening());
        QCOMPARE(bench.opening(), QStringList({u"step0.pth"_s, u"step7.pth"_s}));
    }
    QVERIFY(bench.settle());
    QVERIFY(bench.pageOf(7).document().isLoaded());
    bench.window.openFiles({bench.paths[3], bench.paths[5]});
    QCOMPARE(bench.window.pageCount(), many);
    QCOMPARE(bench.window.page()->filePath(), bench.paths[3]);
}

void TestManyFiles::aClosedTabKeepsNoOtherWaiting()
{
    Bench bench;
    {
        const HeldWorkers held;
        bench.window.openFiles(bench.paths);
        bench.bar().setCurrentIndex(many - 1);
        bench.window.actions().action("file.close")->trigger();
        bench.bar().setCurrentIndex(0);
        bench.window.actions().action("file.close")->trigger();
        QCOMPARE(bench.window.pageCount(), many - 2);
    }
    QVERIFY(bench.settle());
    for (int tab = 0; tab < many - 2; ++tab)
        QVERIFY(bench.pageOf(tab).document().isLoaded());
}

void TestManyFiles::whatIsTypedMeanwhileStaysWhereItIs()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    {
        const HeldWorkers held;
        bench.window.openFiles(QStringList(bench.file()) + bench.paths);
        bench.window.actions().action("edit.filter")->trigger();
    }
    const auto *line = qobject_cast<QLineEdit *>(QApplication::focusWidget());
    QVERIFY(line);
    QVERIFY(bench.settle());
    QCOMPARE(QApplication::focusWidget(), line);
    bench.window.actions().action("view.nextTab")->trigger();
    QCOMPARE(bench.window.page()->filePath(), bench.paths.first());
    QCOMPARE(QApplication::focusWidget(), &bench.window.page()->tree());
}

// Over tabs that were read in the background and over such as are read only now.
void TestManyFiles::whoWalksAlongTheTabsStaysThere()
{
    Bench bench;
    bench.window.openFiles(bench.paths);
    QVERIFY(bench.settle());
    bench.bar().setFocus(Qt::TabFocusReason);
    for (int tab = 1; tab < 4; ++tab) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
        QCOMPARE(bench.window.page()->filePath(), bench.paths[tab]);
        QCOMPARE(QApplication::focusWidget(), &bench.bar());
    }
    bench.window.page()->open(bench.paths[3]);
    QVERIFY(bench.settle());
    QCOMPARE(QApplication::focusWidget(), &bench.bar());
    // Other ways to a tab lead into it.
    bench.window.page()->tree().setFocus();
    bench.window.actions().action("view.nextTab")->trigger();
    QCOMPARE(QApplication::focusWidget(), &bench.window.page()->tree());
}

void TestManyFiles::whatCannotBeReadKeepsNoOtherWaiting()
{
    Bench bench;
    QVERIFY(QFile::remove(bench.paths[0]) && QFile::remove(bench.paths[4]));
    bench.window.openFiles(bench.paths);
    QVERIFY(bench.settle());
    for (int tab = 0; tab < many; ++tab)
        QCOMPARE(bench.pageOf(tab).document().isLoaded(), tab != 0 && tab != 4);
}

// What was not read is, once a person looks at it or asks for it again.
void TestManyFiles::aStopIsForAllThatWait()
{
    Bench bench;
    {
        const HeldWorkers held;
        bench.window.openFiles(bench.paths);
        bench.window.actions().action("file.stop")->trigger();
    }
    QVERIFY(bench.settle());
    QCoreApplication::processEvents();
    QVERIFY(bench.opening().isEmpty());
    for (const DocumentPage *page : bench.window.findChildren<DocumentPage *>())
        QVERIFY(!page->document().isLoaded());
    QVERIFY(bench.bar().tabToolTip(3).contains(u"Not read"_s));
    QVERIFY(bench.pageOf(3).isOpening());
    QVERIFY(bench.settle());
    QVERIFY(bench.pageOf(3).document().isLoaded());
    QVERIFY(!bench.bar().tabToolTip(3).contains(u"Not read"_s));
    bench.window.openFiles(bench.paths.mid(3, 3));
    QVERIFY(bench.settle());
    QList<int> loaded;
    for (const DocumentPage *page : bench.window.findChildren<DocumentPage *>())
        if (page->document().isLoaded())
            loaded << static_cast<int>(bench.paths.indexOf(page->filePath()));
    std::ranges::sort(loaded);
    QCOMPARE(loaded, QList<int>({3, 4, 5}));
}

void TestManyFiles::closingTheOthersReadsNoneOfThem()
{
    Bench bench;
    QSet<QString> seen;
    {
        const HeldWorkers held;
        bench.window.openFiles(bench.paths);
        QVERIFY(bench.pageOf(many - 1).isOpening());
        bench.bar().moveTab(0, many - 2); // what is read just now goes first
        for (DocumentPage *page : bench.window.findChildren<DocumentPage *>())
            connect(page, &QObject::destroyed, &bench.bar(), [&] {
                for (const QString &name : bench.opening())
                    seen << name;
            });
        bench.window.actions().action("file.closeOthers")->trigger();
        QCOMPARE(bench.window.pageCount(), 1);
    }
    QVERIFY(bench.settle());
    QCOMPARE(seen, QSet<QString>{u"step11.pth"_s});
    QVERIFY(bench.window.page()->document().isLoaded());
}

LENS_WINDOW_TEST(TestManyFiles)
#include "tst_manyfiles.moc"
