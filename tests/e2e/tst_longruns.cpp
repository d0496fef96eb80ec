// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/bench.h"
#include "tests/support/gapmeter.h"
#include "widgets/resources.h"

#include <QDir>
#include <QWidget>

using namespace lens;
using namespace Qt::StringLiterals;
using test::Bench;
using test::GapMeter;

namespace {

constexpr int rounds = 200;
constexpr int firstRounds = 50; // caches fill, fonts and styles load

// What this process has open. A thread of a pool has an eventfd of its own and comes and goes
// with what there is to do, so those are left out.
QStringList openFiles()
{
    QStringList names;
    const auto links = QDir(u"/proc/self/fd"_s).entryInfoList(QDir::Files | QDir::System);
    for (const QFileInfo &link : links)
        names << link.symLinkTarget();
    names.removeIf([](const QString &name) { return name.endsWith(u"[eventfd]"); });
    names.sort();
    return names;
}

struct Held
{
    qsizetype widgets = 0;
    QStringList files;
    qint64 bytes = 0; // resident

    static Held now()
    {
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QCoreApplication::processEvents();
        LatestJob::workers().waitForDone(); // they free what was open
        // A file that is watched is let go on the thread of the watchers.
        QTest::qWaitFor([] { return openFiles().filter(u"inotify"_s).isEmpty(); }, 30'000);
        QFile memory(u"/proc/self/statm"_s);
        const bool open = memory.open(QIODevice::ReadOnly);
        const auto fields = open ? memory.readAll().split(' ') : QByteArrayList();
        constexpr qint64 page = 4096;
        return {QApplication::allWidgets().size(), openFiles(),
                fields.size() > 1 ? fields[1].toLongLong() * page : 0};
    }
};

} // namespace

// What shows only after a while: growth, and moments in which the window does not answer.
class TestLongRuns final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void openingAndClosingLeavesNothing();
    void theWindowAnswersWhileItWorks();
};

void TestLongRuns::openingAndClosingLeavesNothing()
{
    Bench bench;
    Held before;
    for (int i = 0; i < rounds; ++i) {
        if (i == firstRounds)
            before = Held::now();
        QVERIFY(bench.openAndWait(bench.file()));
        QTest::keyClick(&bench.window, Qt::Key_W, Qt::ControlModifier);
        QCOMPARE(bench.window.pageCount(), 0);
    }
    const Held after = Held::now();
    QCOMPARE(after.widgets, before.widgets);
    QCOMPARE(after.files, before.files);
#ifndef __SANITIZE_ADDRESS__ // which keeps what was freed, and finds leaks itself
    constexpr qint64 slack = 4 * 1024 * 1024;
    const qint64 grown = after.bytes - before.bytes;
    QVERIFY2(grown < slack, qPrintable(QString::number(grown)));
#endif
}

// Machines are noisy: the gap is said, not judged, unless nobody would bear it.
void TestLongRuns::theWindowAnswersWhileItWorks()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    auto *page = bench.window.page();
    const char *panels[] = {"histogram", "values",    "heatmap", "storage",
                            "metadata",  "optimizer", "report",  "summary"};
    GapMeter meter;
    for (const char *panel : panels) {
        page->showPanel(panel);
        page->selectPath(u"generator/module.hidden.weight"_s);
        QVERIFY(bench.settle());
        QTest::qWait(20);
    }
    qInfo("the longest gap between two rounds of the event loop: %.0f ms", meter.longest());
    QVERIFY(meter.longest() < 1000);
}

LENS_WINDOW_TEST(TestLongRuns)
#include "tst_longruns.moc"
