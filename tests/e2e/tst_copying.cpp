// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/bench.h"
#include "tests/e2e/tensorfiles.h"
#include "widgets/resources.h"
#include "widgets/valuespanel.h"

#include <QClipboard>
#include <QComboBox>
#include <QItemSelectionModel>
#include <QTableView>

#include <cmath>
#include <limits>

using namespace lens;
using namespace Qt::StringLiterals;
using test::countedFile;
using test::sparseFile;

namespace {

// The values of a tensor.
struct Bench : test::Bench
{
    Bench(const QString &file, const QString &path)
    {
        if (!openAndWait(file))
            qFatal("the file did not open");
        window.page()->showPanel("values");
        window.page()->selectPath(path);
        if (!settle())
            qFatal("the panel did not settle");
    }
};

QString cell(const QTableView *table, int row, int column)
{
    return table->model()->index(row, column).data().toString();
}

} // namespace

// What of the values of a tensor other programs are given.
class TestCopying final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void theFormatChangesWhatIsShownAndCopied();
    void copiedNumbersAreExactWhateverIsShown();
    void whatWasNotSeenYetIsCopied();
    void aHugeSelectionIsRefusedAtOnce();
    void whatWasCopiedLastStays();
};

void TestCopying::theFormatChangesWhatIsShownAndCopied()
{
    const QTemporaryDir folder;
    Bench bench(countedFile(folder, u"2,3"_s, 6), u"w"_s);
    auto *table = bench.find<QTableView>("valuesTable");
    table->selectAll();
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    QVERIFY(bench.settle());
    QCOMPARE(QApplication::clipboard()->text(), u"0\t1\t2\n3\t4\t5"_s);
    auto *format = bench.find<QComboBox>("numberFormat");
    const QStringList shown{u"1"_s, u"1"_s, u"1.000000"_s, u"1.000000e+00"_s, u"3f800000"_s};
    QCOMPARE(format->count(), static_cast<int>(shown.size()));
    for (int i = 0; i < format->count(); ++i) {
        format->setCurrentIndex(i);
        Q_EMIT format->activated(i);
        QCOMPARE(cell(table, 0, 1), shown[i]);
    }
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    QVERIFY(bench.settle());
    QVERIFY(QApplication::clipboard()->text().startsWith(u"00000000\t3f800000"_s));
}

void TestCopying::copiedNumbersAreExactWhateverIsShown()
{
    const float inf = std::numeric_limits<float>::infinity();
    const QTemporaryDir folder;
    const QString file =
        countedFile(folder, u"2,3"_s, 6, {{0, 0.1F}, {1, 1.0F / 3}, {3, -inf}, {4, NAN}, {5, inf}});
    Bench bench(file, u"w"_s);
    auto *table = bench.find<QTableView>("valuesTable");
    auto *format = bench.find<QComboBox>("numberFormat");
    for (int i = 0; i < format->count() - 1; ++i) {
        format->setCurrentIndex(i);
        Q_EMIT format->activated(i);
        table->selectAll();
        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
        QVERIFY(bench.settle());
        const QMimeData *copied = QApplication::clipboard()->mimeData();
        QCOMPARE(copied->text(), u"0.1\t0.33333334\t2\n-Inf\tNaN\tInf"_s);
        QCOMPARE(copied->data(u"text/csv"_s), "0.1,0.33333334,2\r\n-Inf,NaN,Inf\r\n"_ba);
        QVERIFY(copied->html().contains(
            u"<tr><td>0.1</td><td>0.33333334</td><td>2</td></tr>\n<tr><td>-Inf</td>"_s));
    }
}

void TestCopying::whatWasNotSeenYetIsCopied()
{
    const QTemporaryDir folder;
    Bench bench(countedFile(folder, u"900,1000"_s, 900'000), u"w"_s);
    auto *table = bench.find<QTableView>("valuesTable");
    QCOMPARE(cell(table, 899, 999), u"…"_s);
    table->selectAll();
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    QVERIFY(bench.settle());
    const QString text = QApplication::clipboard()->text();
    QVERIFY(!text.contains(u'…'));
    QVERIFY2(text.endsWith(u"\t899998\t899999"_s), qPrintable(text.right(40)));
}

void TestCopying::aHugeSelectionIsRefusedAtOnce()
{
    const QTemporaryDir folder;
    Bench bench(sparseFile(folder, 900'000, 90'000), u"embed.weight"_s);
    auto *table = bench.find<QTableView>("valuesTable");
    table->selectAll();
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    const auto &panel = *bench.find<ValuesPanel>("valuesPanel");
    const QString refusal = u"Select at most 1,000,000 cells to copy."_s;
    QCOMPARE(panel.note(), refusal);
    table->selectionModel()->select(table->model()->index(0, 0),
                                    QItemSelectionModel::ClearAndSelect);
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    QVERIFY(bench.settle());
    QVERIFY2(!panel.note().contains(refusal), qPrintable(panel.note()));
}

void TestCopying::whatWasCopiedLastStays()
{
    const QTemporaryDir folder;
    Bench bench(countedFile(folder, u"35"_s, 35), u"w"_s);
    auto *table = bench.find<QTableView>("valuesTable");
    {
        const test::HeldWorkers held;
        table->selectAll();
        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
        QApplication::clipboard()->setText(u"newer"_s);
    }
    QVERIFY(bench.settle());
    QCOMPARE(QApplication::clipboard()->text(), u"newer"_s);
    const auto copyCell = [&bench, table](int row, int column) {
        table->selectionModel()->select(table->model()->index(row, column),
                                        QItemSelectionModel::ClearAndSelect);
        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
        return bench.settle() ? QApplication::clipboard()->text() : QString();
    };
    QCOMPARE(copyCell(2, 3), u"newer"_s); // that lies past the end
    QCOMPARE(copyCell(2, 2), u"34"_s);
}

LENS_WINDOW_TEST(TestCopying)
#include "tst_copying.moc"
