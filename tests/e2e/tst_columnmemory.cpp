// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/bench.h"
#include "tests/e2e/columns.h"
#include "tests/support/edits.h"
#include "tests/support/manytensors.h"
#include "widgets/columnmemory.h"
#include "widgets/resources.h"
#include "widgets/treeheader.h"

#include <QAction>
#include <QCheckBox>
#include <QHeaderView>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>
#include <QTreeWidget>

#include <memory>
#include <numeric>

using namespace lens;
using namespace Qt::StringLiterals;
using test::Bench;
using test::drag;

namespace {

using Show = void (*)(const Bench &bench, MainWindow &window);

void trigger(MainWindow &window, const char *action) { window.actions().action(action)->trigger(); }

void showPanel(const Bench &bench, MainWindow &window, const char *entry, const char *panel)
{
    window.openFiles({bench.file()});
    QTRY_VERIFY(window.isSettled());
    window.page()->selectPath(QLatin1StringView(entry));
    window.page()->showPanel(panel);
}

template <const char *panel, const char *entry>
void shown(const Bench &bench, MainWindow &window)
{
    showPanel(bench, window, entry, panel);
}

void showFailure(const Bench &bench, MainWindow &window)
{
    const QString path = bench.folder.filePath(u"broken.pth"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("\x80\x02"
               "cposix\nsystem\nX\x09");
    file.close();
    window.openFiles({path});
}

void showComparison(const Bench &bench, MainWindow &window)
{
    const QString a = bench.folder.filePath(u"a.pth"_s), b = bench.folder.filePath(u"b.pth"_s);
    QVERIFY(test::ManyTensors({"cpu", "cpu"}).write(a));
    QVERIFY(test::ManyTensors({"cpu"}).write(b));
    window.compareFiles(a, b);
    QTRY_VERIFY(window.isSettled());
}

void showLargest(const Bench &bench, MainWindow &window)
{
    showComparison(bench, window);
    auto *list = window.findChild<QTableView *>(u"compareList"_s);
    list->setCurrentIndex(list->model()->index(1, 1));
    auto *tables = window.findChild<QTabWidget *>(u"compareTables"_s);
    tables->setCurrentIndex(1);
}

void showBins(const Bench &bench, MainWindow &window)
{
    showPanel(bench, window, "generator/module.hidden.weight", "histogram");
    QTRY_VERIFY(window.isSettled());
    window.findChild<QCheckBox *>(u"histogramAsTable"_s)->setChecked(true);
}

void showDevices(const Bench &bench, MainWindow &window)
{
    showPanel(bench, window, "epoch", "summary");
    window.page()->changeDevice();
}

void showChanges(const Bench &bench, MainWindow &window)
{
    showPanel(bench, window, "epoch", "summary");
    Document &document = window.page()->document();
    test::edit(document, {.devices = {{0, "mps"}}});
    window.findChild<QToolButton *>(u"changesButton"_s)->click();
}

void showShortcuts(const Bench &, MainWindow &window) { trigger(window, "help.shortcuts"); }

QHeaderView *headerOf(const MainWindow &window, const QString &table)
{
    if (const auto *tree = window.findChild<QTreeView *>(table))
        return tree->header();
    const auto *view = window.findChild<QTableView *>(table);
    return view ? view->horizontalHeader() : nullptr;
}

QList<int> widths(const QHeaderView &header)
{
    QList<int> result;
    for (int column = 0; column < header.count(); ++column)
        result << header.sectionSize(column);
    return result;
}

constexpr char summary[] = "summary", storage[] = "storage", metadata[] = "metadata",
               optimizer[] = "optimizer", report[] = "report", epoch[] = "epoch",
               generator[] = "generator", tied[] = "generator/module.embed.weight";

} // namespace

// Columns that a person made wider or narrower are so in the next window; the others go on finding
// their widths by themselves.
class TestColumnMemory final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void everyTableRemembersItsColumns_data();
    void everyTableRemembersItsColumns();
    void noTableIsForgotten();
    void aColumnThatFillsFollowsTheOthers();
    void whatWasHeldOnlyGoesOnFitting();
    void theSettingsAreWrittenOnceAtTheEnd_data();
    void theSettingsAreWrittenOnceAtTheEnd();
    void namesOfTensorsAreNotKept();
};

void TestColumnMemory::everyTableRemembersItsColumns_data()
{
    QTest::addColumn<QString>("table");
    QTest::addColumn<Show>("show");
    const std::pair<const char *, Show> tables[] = {
        {"metadataTable", shown<metadata, epoch>},
        {"groupsTable", shown<optimizer, epoch>},
        {"optimizerParameters", shown<optimizer, epoch>},
        {"findingsTable", shown<report, epoch>},
        {"globalsTable", shown<report, epoch>},
        {"largestTensors", shown<summary, generator>},
        {"sharersTable", shown<storage, tied>},
        {"failureFindings", showFailure},
        {"failureGlobals", showFailure},
        {"compareList", showComparison},
        {"sideBySide", showComparison},
        {"largestDifferences", showLargest},
        {"histogramTable", showBins},
        {"deviceTable", showDevices},
        {"changes", showChanges},
        {"shortcutsList", showShortcuts},
    };
    for (const auto &[table, show] : tables)
        QTest::newRow(table) << QString::fromLatin1(table) << show;
}

void TestColumnMemory::everyTableRemembersItsColumns()
{
    QFETCH(const QString, table);
    QFETCH(const Show, show);
    constexpr int more = 30;
    Bench bench;
    const auto open = [&](MainWindow &window) -> QHeaderView * {
        show(bench, window);
        if (!QTest::qWaitFor([&window] { return window.isSettled(); }, 60'000))
            return nullptr;
        QTest::qWait(1); // it is laid out
        return headerOf(window, table);
    };
    QHeaderView *header = open(bench.window);
    QVERIFY(header && header->isVisible());
    const QList<int> first = widths(*header);
    int column = 0; // one that does not end at the window's own edge
    while (header->isSectionHidden(column))
        ++column;
    drag(*header, column, more);
    const auto title = header->model()->headerData(column, Qt::Horizontal).toString();
    const bool byPlace = title.isEmpty() || table == u"histogramTable"_s;
    const QString key = byPlace ? QString::number(column) : title;
    QCOMPARE(header->sectionSize(column), first[column] + more);
    QCOMPARE(bench.settings.columnWidth(table, key), first[column] + more);
    for (int other = column + 1; other < header->count(); ++other) {
        const auto its = header->model()->headerData(other, Qt::Horizontal).toString();
        QVERIFY2(!bench.settings.columnWidth(table, its), qPrintable(its));
    }

    MainWindow second(bench.settings, bench.prompts);
    second.resize(bench.window.size());
    second.show();
    QHeaderView *again = open(second);
    QVERIFY(again && again->isVisible());
    QTRY_COMPARE(again->sectionSize(column), first[column] + more);
    second.resize(bench.window.width() - 60, bench.window.height());
    QTest::qWait(1);
    QCOMPARE(again->sectionSize(column), first[column] + more);

    trigger(second, "view.resetLayout");
    QVERIFY(!bench.settings.columnWidth(table, key));
    second.resize(bench.window.size());
    QTRY_COMPARE(widths(*again), first);
}

// What is not in the list above has no columns that can be dragged.
void TestColumnMemory::noTableIsForgotten()
{
    Bench bench;
    for (const auto &show : {showChanges, showFailure, showComparison, showShortcuts})
        show(bench, bench.window);
    QVERIFY(bench.settle());
    const auto headers = bench.window.findChildren<QHeaderView *>();
    int remembered = 0;
    for (QHeaderView *header : headers) {
        if (header->orientation() == Qt::Vertical || qobject_cast<TreeHeader *>(header))
            continue;
        const bool has = header->findChild<ColumnMemory *>();
        remembered += has;
        const QString name = header->parent()->objectName();
        const bool fixed =
            QStringList{u"recentFiles"_s, u"locatorList"_s, u"valuesTable"_s}.contains(name);
        QVERIFY2(has != fixed, qPrintable(name));
    }
    QVERIFY(remembered >= 15);
}

void TestColumnMemory::aColumnThatFillsFollowsTheOthers()
{
    Bench bench;
    shown<metadata, epoch>(bench, bench.window);
    QVERIFY(bench.settle());
    QHeaderView *header = headerOf(bench.window, u"metadataTable"_s);
    const QList<int> first = widths(*header);
    drag(*header, 0, 40);
    const QList<int> dragged = widths(*header);
    QCOMPARE(header->length(), std::accumulate(first.begin(), first.end(), 0));
    bench.window.resize(bench.window.width() + 100, bench.window.height());
    QTRY_COMPARE(header->length(), header->viewport()->width());
    QCOMPARE(header->sectionSize(0), dragged[0]);
}

// A press on the edge that moved nothing chose nothing.
void TestColumnMemory::whatWasHeldOnlyGoesOnFitting()
{
    Bench bench;
    showLargest(bench, bench.window);
    QVERIFY(bench.settle());
    QHeaderView *header = headerOf(bench.window, u"largestDifferences"_s);
    drag(*header, 0, 0);
    QCOMPARE(header->sectionResizeMode(0), QHeaderView::ResizeToContents);
    drag(*header, 0, 25);
    QCOMPARE(header->sectionResizeMode(0), QHeaderView::Interactive);
}

void TestColumnMemory::theSettingsAreWrittenOnceAtTheEnd_data()
{
    QTest::addColumn<bool>("isReleased");
    QTest::newRow("the mouse is released") << true;
    QTest::newRow("the table is closed while its column is dragged") << false;
}

void TestColumnMemory::theSettingsAreWrittenOnceAtTheEnd()
{
    QFETCH(const bool, isReleased);
    const QTemporaryDir folder;
    Settings settings(folder.filePath(u"settings.ini"_s));
    auto table = std::make_unique<QTreeWidget>();
    table->setHeaderLabels({u"Name"_s, u"Value"_s});
    table->resize(400, 200);
    QHeaderView &header = *table->header();
    new ColumnMemory(header, settings, u"table"_s);
    table->show();
    const auto kept = [&settings] { return settings.columnWidth(u"table"_s, u"Name"_s); };
    const int first = header.sectionSize(0);
    const QPoint end = test::dragHeld(header, 0, 30);
    QCOMPARE(header.sectionSize(0), first + 30);
    QVERIFY(!kept());
    if (isReleased)
        test::release(header, end);
    else
        table.reset();
    QCOMPARE(kept(), std::optional(first + 30));
}

void TestColumnMemory::namesOfTensorsAreNotKept()
{
    Bench bench;
    showBins(bench, bench.window);
    QVERIFY(bench.settle());
    QTest::keyClick(bench.window.findChild<QTreeView *>(u"entryTree"_s), Qt::Key_Up,
                    Qt::ShiftModifier);
    QVERIFY(bench.settle());
    QHeaderView *header = headerOf(bench.window, u"histogramTable"_s);
    const int last = header->count() - 1;
    const auto title = header->model()->headerData(last, Qt::Horizontal).toString();
    QCOMPARE(title, u"weight"_s);
    drag(*header, last, -10);
    QCOMPARE(bench.settings.columnWidth(u"histogramTable"_s, QString::number(last)),
             std::optional(header->sectionSize(last)));
    QVERIFY(!bench.settings.columnWidth(u"histogramTable"_s, title));
}

LENS_WINDOW_TEST(TestColumnMemory)
#include "tst_columnmemory.moc"
