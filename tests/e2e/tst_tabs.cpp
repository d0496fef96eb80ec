// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/plaintext.h"
#include "tests/e2e/bench.h"
#include "tests/support/edits.h"
#include "widgets/pagetabs.h"
#include "widgets/resources.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QMouseEvent>
#include <QPushButton>
#include <QToolTip>
#include <QWindow>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

// The window with a file and the sample in two tabs, and a mouse that goes through the window as
// that of a person does.
struct Bench : test::Bench
{
    Bench()
    {
        window.openFiles({file()});
        window.openSample();
        if (!settle())
            qFatal("the tabs did not open");
        // Every tab is as wide as its title then.
        QTest::qWait(1);
    }
    PageTabBar &bar() const { return *find<PageTabBar>("pageTabBar"); }
    QStringList titles() const
    {
        QStringList result;
        for (int tab = 0; tab < bar().count(); ++tab)
            result << bar().tabText(tab);
        return result;
    }
    QPoint at(int tab, double share) const
    {
        const QRect area = bar().tabRect(tab);
        const QPoint inBar(area.left() + static_cast<int>(area.width() * share), area.center().y());
        return bar().mapTo(&window, inBar);
    }
    void press(QPoint point) const
    {
        QTest::mousePress(window.windowHandle(), Qt::LeftButton, {}, point);
    }
    // In steps, as a hand does.
    void drag(QPoint from, QPoint to) const
    {
        press(from);
        for (int i = 1; i <= 8; ++i)
            QTest::mouseMove(window.windowHandle(), from + (to - from) * i / 8);
    }
    void drop(QPoint point) const
    {
        QTest::mouseRelease(window.windowHandle(), Qt::LeftButton, {}, point);
    }
    QMenu *menuOf(int tab) const
    {
        QTest::mouseClick(window.windowHandle(), Qt::RightButton, {}, at(tab, 0.5));
        return QTest::qWaitFor([this] { return find<QMenu>("tabMenu"); }) ? find<QMenu>("tabMenu")
                                                                          : nullptr;
    }
    void choose(QMenu &menu, const char *id) const
    {
        QTest::mouseClick(&menu, Qt::LeftButton, {},
                          menu.actionGeometry(window.actions().action(id)).center());
    }
    QStringList shownNames(const QMenu &menu) const
    {
        QStringList names;
        for (const QAction *action : menu.actions())
            if (action->isVisible() && !action->isSeparator())
                names << action->text().remove(u'&');
        return names;
    }
};

} // namespace

// What is done to the tabs themselves.
class TestTabs final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void aTabIsMovedByDragging();
    void aTabIsMovedByKey();
    void aTabHeldOverAnotherIsCompared();
    void passingOverATabComparesNothing();
    void escapeEndsADrag();
    void aDragEndsWhereTheReleaseIsLost_data();
    void aDragEndsWhereTheReleaseIsLost();
    void whatIsNoCheckpointIsNotCompared();
    void theMenuOfATabIsOfThatTab();
    void theMenuComparesWithTheOtherTabs();
    void theTabBesideIsCompared();
    void theMenuTellsWhereTheFileLies();
    void theMiddleButtonCloses();
    void allTabsAreSaved();
    void aTabThatIsWrittenSaysWhyItIsNotSavedAgain();
    void whatWasSavedIsShownInItsFolder();
    void manyTabsKeepNamesThatCanBeRead();
};

void TestTabs::aTabIsMovedByDragging()
{
    Bench bench;
    const QStringList before = bench.titles();
    const QPoint end = bench.at(1, 0.9);
    bench.drag(bench.at(0, 0.4), end);
    bench.drop(end);
    QCOMPARE(bench.titles(), QStringList({before[1], before[0]}));
    QCOMPARE(bench.window.page()->filePath(), bench.file());
    const QPoint begin = bench.at(0, 0.1);
    bench.drag(bench.at(1, 0.4), begin);
    bench.drop(begin);
    QCOMPARE(bench.titles(), before);
}

void TestTabs::aTabIsMovedByKey()
{
    Bench bench;
    const QStringList before = bench.titles();
    const auto canMove = [&bench](const char *id) {
        return bench.window.actions().action(id)->isEnabled();
    };
    const auto press = [&bench](Qt::Key key) {
        QTest::keyClick(QApplication::focusWidget(), key, Qt::ControlModifier | Qt::ShiftModifier);
    };
    const auto *front = bench.window.page();
    const int last = bench.bar().currentIndex();
    QCOMPARE(last, int(before.size()) - 1);
    QVERIFY(canMove("view.moveTabLeft") && !canMove("view.moveTabRight"));
    bench.window.page()->showPanel("values");
    press(Qt::Key_PageDown); // no further
    QCOMPARE(bench.titles(), before);
    for (int tab = last; tab > 0; --tab)
        press(Qt::Key_PageUp);
    QCOMPARE(bench.titles()[0], before[last]);
    QCOMPARE(bench.bar().currentIndex(), 0);
    QCOMPARE(bench.window.page(), front);
    QVERIFY(!canMove("view.moveTabLeft") && canMove("view.moveTabRight"));
    for (int tab = 0; tab < last; ++tab)
        press(Qt::Key_PageDown);
    QCOMPARE(bench.titles(), before);
}

void TestTabs::aTabHeldOverAnotherIsCompared()
{
    Bench bench;
    const QPoint end = bench.at(1, 0.5);
    bench.drag(bench.at(0, 0.4), end);
    QTRY_COMPARE(bench.bar().onto(), 1);
    QCOMPARE(QToolTip::text(), tipText(u"Compare run12.pth with sample.pth"_s));
    bench.drop(end);
    QVERIFY(bench.window.comparePage());
    QCOMPARE(bench.window.comparePage()->title(), u"run12.pth ⇄ sample.pth"_s);
    QCOMPARE(bench.bar().onto(), -1);
    QVERIFY(bench.settle());
}

void TestTabs::passingOverATabComparesNothing()
{
    Bench bench;
    const QPoint end = bench.at(1, 0.5);
    bench.drag(bench.at(0, 0.4), end);
    bench.drop(end);
    QCOMPARE(bench.window.pageCount(), 2);
    // Where it rested and went on it is not compared either.
    bench.drag(bench.at(0, 0.4), end);
    QTRY_COMPARE(bench.bar().onto(), 1);
    const QPoint below = end + QPoint(0, 10 * bench.bar().height());
    QTest::mouseMove(bench.window.windowHandle(), below);
    QCOMPARE(bench.bar().onto(), -1);
    const QStringList before = bench.titles();
    bench.drop(below);
    QCOMPARE(bench.window.pageCount(), 2);
    QCOMPARE(bench.titles(), before);
}

void TestTabs::escapeEndsADrag()
{
    Bench bench;
    const QPoint end = bench.at(1, 0.5);
    bench.drag(bench.at(0, 0.4), end);
    QTRY_COMPARE(bench.bar().onto(), 1);
    const QStringList before = bench.titles();
    QTest::keyClick(bench.window.windowHandle(), Qt::Key_Escape);
    QCOMPARE(bench.bar().onto(), -1);
    bench.drop(end);
    QCOMPARE(bench.window.pageCount(), 2);
    QCOMPARE(bench.titles(), before);
}

void TestTabs::aDragEndsWhereTheReleaseIsLost_data()
{
    QTest::addColumn<int>("what");
    QTest::newRow("a move without the button") << int(QEvent::MouseMove);
    QTest::newRow("another window in front") << int(QEvent::WindowDeactivate);
    QTest::newRow("hidden") << int(QEvent::Hide);
}

void TestTabs::aDragEndsWhereTheReleaseIsLost()
{
    QFETCH(int, what);
    Bench bench;
    const QPoint end = bench.at(1, 0.5);
    bench.drag(bench.at(0, 0.4), end);
    QCOMPARE(QWidget::keyboardGrabber(), &bench.bar());
    if (what == QEvent::MouseMove) {
        QMouseEvent move(QEvent::MouseMove, QPointF(5, 5), bench.bar().mapToGlobal(QPointF(5, 5)),
                         Qt::NoButton, Qt::NoButton, {});
        QApplication::sendEvent(&bench.bar(), &move);
    } else if (what == QEvent::WindowDeactivate) {
        QEvent deactivate(QEvent::WindowDeactivate);
        QApplication::sendEvent(&bench.bar(), &deactivate);
    } else {
        bench.bar().hide();
    }
    QCOMPARE(QWidget::keyboardGrabber(), nullptr);
    bench.bar().show();
    bench.drop(end);
    QCOMPARE(bench.window.pageCount(), 2);
}

void TestTabs::whatIsNoCheckpointIsNotCompared()
{
    Bench bench;
    bench.window.actions().action("help.shortcuts")->trigger();
    QCOMPARE(bench.window.pageCount(), 3);
    const QPoint end = bench.at(2, 0.6);
    bench.drag(bench.at(0, 0.4), end);
    // The other one takes it, so the time of rest is over.
    const QPoint other = bench.at(1, 0.5);
    QCOMPARE(bench.bar().onto(), -1);
    QTest::mouseMove(bench.window.windowHandle(), other);
    QTRY_COMPARE(bench.bar().onto(), 1);
    QTest::mouseMove(bench.window.windowHandle(), end);
    QCOMPARE(bench.bar().onto(), -1);
    bench.drop(end);
    QCOMPARE(bench.window.pageCount(), 3);
    QCOMPARE(bench.titles().last(), u"run12.pth"_s);
}

void TestTabs::theMenuOfATabIsOfThatTab()
{
    Bench bench;
    QVERIFY(bench.window.page()->filePath().isEmpty()); // the sample is in front
    QMenu *menu = bench.menuOf(0);
    QVERIFY(menu && menu->isVisible());
    QCOMPARE(bench.window.page()->filePath(), bench.file());
    QCOMPARE(bench.shownNames(*menu),
             QStringList({u"Close tab"_s, u"Close other tabs"_s, u"Compare with"_s, u"Reload"_s,
                          u"Copy file path"_s, u"Show in file manager"_s}));
    bench.choose(*menu, "file.close");
    QTRY_COMPARE(bench.titles(), QStringList{u"sample.pth"_s});
}

void TestTabs::theMenuComparesWithTheOtherTabs()
{
    Bench bench;
    const QAction *second = bench.window.actions().action("file.compareWith2");
    QVERIFY(!second->isVisible());
    const QString copy = bench.folder.filePath(u"a&b.pth"_s);
    QVERIFY(QFile::copy(bench.file(), copy));
    QVERIFY(bench.openAndWait(copy));
    QMenu *menu = bench.menuOf(1);
    QVERIFY(menu);
    QCOMPARE(bench.window.actions().action("file.compareWith1")->text(), u"&1 run12.pth"_s);
    QCOMPARE(second->text(), u"&2 a&&b.pth"_s);
    menu->close();
    bench.window.actions().action("file.compareWith2")->trigger();
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.comparePage()->title(), u"sample.pth ⇄ a&b.pth"_s);
    // A comparison has nothing to be compared with.
    QVERIFY(!second->isVisible());
}

void TestTabs::theTabBesideIsCompared()
{
    Bench bench;
    const QString other = bench.folder.filePath(u"other.pth"_s);
    QVERIFY(QFile::copy(bench.file(), other) && bench.openAndWait(other));
    const QStringList titles = bench.titles();
    const std::pair<int, int> pairs[] = {{0, 1}, {1, 0}, {2, 1}}; // in front, beside it
    for (const auto [front, beside] : pairs) {
        bench.bar().setCurrentIndex(front);
        bench.window.actions().action("file.compareTabs")->trigger();
        QVERIFY(bench.settle());
        QCOMPARE(bench.window.frontPage()->title(), titles[front] + u" ⇄ "_s + titles[beside]);
        bench.window.actions().action("file.close")->trigger();
    }
}

void TestTabs::theMenuTellsWhereTheFileLies()
{
    Bench bench;
    QMenu *menu = bench.menuOf(0);
    QVERIFY(menu);
    bench.choose(*menu, "file.copyPath");
    QTRY_COMPARE(QApplication::clipboard()->text(), bench.file());
    menu = bench.menuOf(0);
    QVERIFY(menu);
    bench.choose(*menu, "file.show");
    QTRY_COMPARE(bench.prompts.shown, QStringList{bench.file()});
    // The sample lies nowhere.
    bench.bar().setCurrentIndex(1);
    QVERIFY(!bench.window.actions().action("file.show")->isEnabled());
}

void TestTabs::theMiddleButtonCloses()
{
    Bench bench;
    QTest::mouseClick(bench.window.windowHandle(), Qt::MiddleButton, {}, bench.at(0, 0.5));
    QCOMPARE(bench.titles(), QStringList{u"sample.pth"_s});
    QTest::mouseClick(bench.window.windowHandle(), Qt::MiddleButton, {}, bench.at(0, 0.5));
    QCOMPARE(bench.window.pageCount(), 0);
}

namespace {

void retag(test::Bench &bench) { test::edit(bench.window.page()->document(), {{{0, "mps"}}}); }

} // namespace

void TestTabs::allTabsAreSaved()
{
    Bench bench;
    const QString other = bench.folder.filePath(u"run13.pth"_s);
    QVERIFY(QFile::copy(bench.file(), other));
    const QAction *saveAll = bench.window.actions().action("file.saveAll");
    QVERIFY(!saveAll->isEnabled());
    bench.window.openFiles({bench.file()});
    retag(bench);
    QVERIFY(bench.openAndWait(other));
    retag(bench);
    QVERIFY(saveAll->isEnabled());
    bench.window.actions().action("file.saveAll")->trigger();
    QVERIFY(bench.settle());
    QTRY_VERIFY(!saveAll->isEnabled());
    const QByteArray sample = test::bytesOf(u":/sample.pth"_s);
    QVERIFY(test::bytesOf(bench.file()) != sample);
    QCOMPARE(test::bytesOf(other), test::bytesOf(bench.file()));
}

void TestTabs::aTabThatIsWrittenSaysWhyItIsNotSavedAgain()
{
    Bench bench;
    bench.window.openFiles({bench.file()});
    QVERIFY(bench.settle());
    retag(bench);
    {
        const test::HeldWorkers held;
        bench.window.actions().action("file.save")->trigger();
        bench.window.actions().action("file.saveAll")->trigger();
        QVERIFY2(bench.message().startsWith(u"Not saved again"_s), qPrintable(bench.message()));
    }
    QVERIFY(bench.settle());
    QVERIFY(!bench.window.isWindowModified());
}

void TestTabs::whatWasSavedIsShownInItsFolder()
{
    Bench bench;
    bench.window.openFiles({bench.file()});
    retag(bench);
    bench.window.actions().action("file.save")->trigger();
    QVERIFY(bench.settle());
    QVERIFY2(bench.message().startsWith(u"Saved"_s), qPrintable(bench.message()));
    auto *show = bench.window.page()->findChild<QPushButton *>(u"Show file"_s);
    QVERIFY(show && show->isVisible());
    QTest::mouseClick(show, Qt::LeftButton);
    QCOMPARE(bench.prompts.shown, QStringList{bench.file()});
}

void TestTabs::manyTabsKeepNamesThatCanBeRead()
{
    Bench bench;
    for (int i = 0; i < 12; ++i) {
        const auto path = bench.folder.filePath(u"a rather long name of epoch %1.pth"_s.arg(i));
        QVERIFY(QFile::copy(u":/sample.pth"_s, path));
        QVERIFY(bench.openAndWait(path));
    }
    bench.window.resize(bench.window.minimumSizeHint());
    const PageTabBar &bar = bench.bar();
    QTRY_VERIFY(bar.tabRect(0).left() < 0 || bar.tabRect(bar.count() - 1).right() > bar.width());
    for (int tab = 2; tab < bar.count(); ++tab)
        QVERIFY2(bar.tabRect(tab).width() > bar.fontMetrics().averageCharWidth() * 12,
                 qPrintable(QString::number(bar.tabRect(tab).width())));
    QVERIFY(bar.rect().intersects(bar.tabRect(bar.currentIndex())));
}

LENS_WINDOW_TEST(TestTabs)
#include "tst_tabs.moc"
