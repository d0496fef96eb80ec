// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/comparing.h"
#include "widgets/resources.h"
#include "widgets/statechips.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QStyle>
#include <QToolButton>

using namespace lens;
using namespace Qt::StringLiterals;
using Bench = test::CompareBench;

// What is selected and seen in the list of a comparison.
class TestCompareList final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void theWindowIsSettledWithItsFirstRow();
    void selectedRowsStaySoInAnotherOrder();
    void theListStaysWhereItIsLookedAt();
    void theSelectedRowIsSeenBesideItsDetails();
    void theDetailsAreOfARowThatIsListed();
    void returnInTheFilterGoesToTheFirstRow();
    void theNumbersFitTheirColumns();
    void nothingIsCalledTheSameThatHoldsADifference();
};

// Who waits for it, as for a picture, waits for what is read of that row, too.
void TestCompareList::theWindowIsSettledWithItsFirstRow()
{
    Bench bench;
    bool isEarly = false;
    int count = 0;
    connect(&bench.window, &MainWindow::settled, this, [&] {
        ++count;
        isEarly = isEarly || !bench.list()->currentIndex().isValid();
    });
    QVERIFY(bench.compare());
    QTRY_VERIFY(count > 0);
    QVERIFY(!isEarly);
}

void TestCompareList::returnInTheFilterGoesToTheFirstRow()
{
    Bench bench;
    QVERIFY(bench.compare());
    auto *filter = bench.find<QLineEdit>("compareFilter");
    const auto *count = bench.find<QLabel>("compareFilterCount");
    QVERIFY(!count->isVisible());
    bench.list()->select(bench.list()->model()->rowCount() - 1);
    filter->setFocus();
    QTest::keyClicks(filter, u"model bias"_s);
    QVERIFY(bench.settle());
    QVERIFY2(count->isVisible() && count->text().startsWith(u"%1 of "_s.arg(bench.names().size())),
             qPrintable(count->text()));
    QTest::keyClick(filter, Qt::Key_Return);
    QVERIFY(bench.list()->hasFocus());
    QCOMPARE(bench.current(), bench.names().front());
    QVERIFY(bench.list()->selectionModel()->isSelected(bench.list()->currentIndex()));
    // Down does the same, as in a list below a line.
    bench.list()->select(bench.list()->model()->rowCount() - 1);
    filter->setFocus();
    QTest::keyClick(filter, Qt::Key_Down);
    QVERIFY(bench.list()->hasFocus());
    QCOMPARE(bench.current(), bench.names().front());
    filter->clear();
    QVERIFY(!count->isVisible());
    // With the focus alone nobody chose a row: the first difference is the next.
    bench.list()->selectionModel()->clearSelection();
    QVERIFY(bench.list()->step(+1));
    QCOMPARE(bench.list()->currentIndex().row(),
             qobject_cast<CompareModel *>(bench.list()->model())->differenceFrom(-1, +1));
}

void TestCompareList::nothingIsCalledTheSameThatHoldsADifference()
{
    Bench bench;
    const QString a = bench.folder.filePath(u"a.safetensors"_s),
                  b = bench.folder.filePath(u"b.safetensors"_s);
    test::writeTensors(a, 3, 4, 1);
    test::writeTensors(b, 3, 4, 2);
    QVERIFY(bench.compare(a, b));
    QVERIFY(!bench.find<QToolButton>("chip6")->isVisible());
    QVERIFY(!bench.find<QToolButton>("chip8")->isVisible());
    QCOMPARE(bench.window.frontPage()->statusLine(), u"3 changed · 1 different inside"_s);
    // As the epochs: the root is listed with what is the same, and tells what is in it.
    QVERIFY(bench.compare());
    bench.find<QToolButton>("chip6")->click();
    const auto status = [&bench](const QString &name) {
        const int row = static_cast<int>(bench.names().indexOf(name));
        bench.list()->select(row);
        return statusText(bench.list()->model()->index(row, CompareModel::StatusColumn));
    };
    const QString root = status(u"/"_s);
    QVERIFY2(root.contains(u" ≠"_s) && !root.contains(u"same"_s), qPrintable(root));
    QVERIFY(bench.find<QLabel>("compareStatus")->text().startsWith(u"inside: "_s));
    // What differs is hidden, or listed apart: the sign stands for it.
    bench.find<QToolButton>("chip0")->click();
    QCOMPARE(status(u"/"_s), u"⊃ different inside"_s);
    bench.list()->sortByColumn(CompareModel::NameColumn, Qt::AscendingOrder);
    QVERIFY(bench.settle());
    QCOMPARE(status(u"/"_s), u"⊃ different inside"_s);
}

void TestCompareList::theNumbersFitTheirColumns()
{
    Bench bench;
    QVERIFY(bench.compare());
    const auto *list = bench.list();
    for (const int column : {int(CompareModel::MaxColumn), int(CompareModel::CosineColumn)}) {
        QVERIFY(list->columnWidth(column) >
                list->fontMetrics().horizontalAdvance(u"-0.0008888"_s) +
                    2 * list->style()->pixelMetric(QStyle::PM_FocusFrameHMargin));
    }
    // And what is said of NaN and Inf its own.
    const QString words = rowText(CompareState::Values, {}, NanInA | NanInB | InfInB, {});
    QVERIFY(list->columnWidth(CompareModel::StatusColumn) >
            list->fontMetrics().horizontalAdvance(words) +
                2 * list->style()->pixelMetric(QStyle::PM_FocusFrameHMargin));
}

void TestCompareList::selectedRowsStaySoInAnotherOrder()
{
    Bench bench;
    QVERIFY(bench.compare());
    auto *list = bench.find<CompareList>("compareList");
    const auto selected = [list] {
        QStringList names;
        for (const auto &index : list->selectionModel()->selectedRows(CompareModel::NameColumn))
            names << index.data().toString();
        names.sort();
        return names;
    };
    list->select(0);
    QTest::keyClick(list, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(list, Qt::Key_Down, Qt::ShiftModifier);
    const QStringList before = selected();
    const QString current = bench.current();
    QCOMPARE(before.size(), 3);
    list->sortByColumn(CompareModel::NameColumn, Qt::DescendingOrder);
    QVERIFY(bench.settle());
    QCOMPARE(selected(), before);
    QCOMPARE(bench.current(), current);
}

// Results that stream in do not pull it to the selected row.
void TestCompareList::theListStaysWhereItIsLookedAt()
{
    Bench bench;
    QVERIFY(bench.compare());
    bench.window.resize(800, 600);
    auto *list = bench.find<CompareList>("compareList");
    list->sortByColumn(CompareModel::NameColumn, Qt::AscendingOrder);
    list->select(0);
    const QString current = bench.current();
    QTest::qWait(1);
    const int end = list->verticalScrollBar()->maximum();
    QVERIFY(end > 0);
    list->verticalScrollBar()->setValue(end);
    bench.find<QToolButton>("chip6")->click(); // more rows
    QVERIFY(bench.settle());
    QTRY_VERIFY(list->verticalScrollBar()->maximum() > end);
    QCOMPARE(list->verticalScrollBar()->value(), end);
    QCOMPARE(bench.current(), current);
}

void TestCompareList::theSelectedRowIsSeenBesideItsDetails()
{
    Bench bench;
    QVERIFY(bench.compare());
    bench.window.resize(800, 600);
    QTest::qWait(1);
    auto *list = bench.find<CompareList>("compareList");
    // The lowest one that is seen while the details are of a number.
    const int lowest = list->indexAt(QPoint(5, list->viewport()->height() - 5)).row();
    list->select(lowest);
    QVERIFY(bench.settle());
    QVERIFY(bench.find<QCheckBox>("compareLogarithmic")->isVisible());
    QTRY_VERIFY(list->viewport()->rect().contains(list->visualRect(list->currentIndex()).center()));
}

// What a chip or the filter hides is not described as if it was there.
void TestCompareList::theDetailsAreOfARowThatIsListed()
{
    Bench bench;
    QVERIFY(bench.compare());
    const QString current = bench.current();
    const auto *title = bench.find<QLabel>("compareTitle");
    const auto *status = bench.find<QLabel>("compareStatus");
    QCOMPARE(title->text(), current);
    auto *changed = bench.find<QToolButton>("chip0");
    changed->click();
    QVERIFY(bench.settle());
    QVERIFY(bench.current() != current);
    QCOMPARE(title->text(), QString());
    QVERIFY2(status->text().startsWith(u"Select a row"_s), qPrintable(status->text()));
    changed->click();
    QVERIFY(bench.settle());
    QCOMPARE(bench.current(), current);
    QCOMPARE(title->text(), current);
    auto *filter = bench.find<QLineEdit>("compareFilter");
    filter->setText(u"bias"_s);
    QVERIFY(bench.settle());
    QCOMPARE(title->text(), QString());
    bench.find<CompareList>("compareList")->select(1);
    QVERIFY(bench.settle());
    QCOMPARE(title->text(), bench.current());
    filter->clear();
    QVERIFY(bench.settle());
    QCOMPARE(title->text(), bench.current());
}

LENS_WINDOW_TEST(TestCompareList)
#include "tst_comparelist.moc"
