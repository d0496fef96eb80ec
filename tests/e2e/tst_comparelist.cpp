// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/comparing.h"
#include "widgets/resources.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
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
    void selectedRowsStaySoInAnotherOrder();
    void theListStaysWhereItIsLookedAt();
    void theSelectedRowIsSeenBesideItsDetails();
    void theDetailsAreOfARowThatIsListed();
};

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
