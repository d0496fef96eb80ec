// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/columns.h"
#include "tests/e2e/comparing.h"
#include "widgets/resources.h"
#include "widgets/rowtable.h"

#include <QCheckBox>
#include <QHeaderView>
#include <QHelpEvent>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QStyle>
#include <QToolButton>
#include <QToolTip>

#include <limits>

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
    void aKeyThatIsHeldSelectsNoMoreRows();
    void theNumbersFitTheirColumns();
    void theStatesFitTheirColumnAndLeaveTheRest();
    void groupsSayInWordsWhatIsInThem();
    void aWidthThatIsChosenStays();
    void namesOfFilesAreWholeWhereThereIsRoom();
    void whatIsCutIsInTheToolTip();
    void theChipsLoseTheirWordsFirst();
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
    QCOMPARE(root, u"≠ 3 changed"_s);
    QVERIFY(bench.find<QLabel>("compareStatus")->text().startsWith(u"inside: "_s));
    // What differs is hidden, or listed apart: the sign stands for it.
    bench.find<QToolButton>("chip0")->click();
    QCOMPARE(status(u"/"_s), u"⊃ different inside"_s);
    bench.list()->sortByColumn(CompareModel::NameColumn, Qt::AscendingOrder);
    QVERIFY(bench.settle());
    QCOMPARE(status(u"/"_s), u"⊃ different inside"_s);
}

// Shift+F7 is no selection, nor is what comes while Ctrl is held for something else.
void TestCompareList::aKeyThatIsHeldSelectsNoMoreRows()
{
    Bench bench;
    QVERIFY(bench.compare());
    const auto selected = [&bench] { return bench.list()->selectionModel()->selectedRows(); };
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(&bench.window, Qt::Key_F7);
    const QModelIndex at = bench.list()->currentIndex();
    QCOMPARE(selected().size(), 1);
    QTest::keyClick(&bench.window, Qt::Key_F7, Qt::ShiftModifier);
    QVERIFY(bench.list()->currentIndex() != at);
    QCOMPARE(selected().size(), 1);
    QCOMPARE(selected().first().row(), bench.list()->currentIndex().row());
    QVERIFY(bench.openAndWait(bench.file()));
    QTest::keyClick(&bench.window, Qt::Key_4, Qt::ControlModifier);
    QVERIFY(bench.settle());
    const auto *findings = bench.find<RowTable>("findingsTable");
    for (const auto held : {Qt::NoModifier, Qt::NoModifier, Qt::ShiftModifier}) {
        QTest::keyClick(&bench.window, Qt::Key_F8, held);
        QVERIFY(bench.settle());
        QCOMPARE(findings->selectionModel()->selectedRows().size(), 1);
    }
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
}

// Whatever is said of NaN and Inf, of what else differs and of what is inside.
void TestCompareList::theStatesFitTheirColumnAndLeaveTheRest()
{
    Bench bench;
    bench.window.resize(1200, 740);
    QVERIFY(bench.compare());
    const CompareList *list = bench.list();
    const auto widthOf = [&list](const QString &text) {
        return list->fontMetrics().horizontalAdvance(text) +
               2 * list->style()->pixelMetric(QStyle::PM_FocusFrameHMargin);
    };
    const auto longest = [&](std::size_t words) {
        int width = widthOf(u"≠ changed"_s);
        for (int row = 0; row < list->model()->rowCount(); ++row)
            width = std::max(width, widthOf(statusText(list->model()->index(row, 0), words)));
        return width;
    };
    const auto fits = [&] {
        const int width = list->columnWidth(CompareModel::StatusColumn), least = longest(1);
        const int more = width - least, mostMore = longest(compareStates) - least;
        const bool isFit = more > 0 && more < mostMore + 4 * list->fontMetrics().averageCharWidth();
        if (!isFit)
            qWarning("%d for %d, or %d with all words", width, least, least + mostMore);
        return isFit;
    };
    QVERIFY(fits());
    bench.find<QToolButton>("chip6")->click(); // and what is the same, with its containers
    QVERIFY(bench.settle());
    QVERIFY(fits());
    const int shown = list->columnWidth(CompareModel::StatusColumn);
    bench.find<QToolButton>("chip6")->click();
    QCOMPARE(list->columnWidth(CompareModel::StatusColumn), shown); // it does not move back
    // Another comparison begins anew.
    const QString a = bench.folder.filePath(u"a.safetensors"_s),
                  b = bench.folder.filePath(u"b.safetensors"_s);
    const QString layers = QString(150, u'n') + u'.';
    test::writeTensors(a, 3, 4, 1, layers);
    test::writeTensors(b, 3, 4, std::numeric_limits<float>::quiet_NaN(), layers);
    QVERIFY(bench.compare(a, b));
    list = bench.window.frontPage()->findChild<CompareList *>();
    QVERIFY(statusText(list->model()->index(0, 0)).endsWith(u"NaN in B"_s));
    QVERIFY(fits());
}

// In as many as there is room for; what is read to a person, and the tool tip, has them all.
void TestCompareList::groupsSayInWordsWhatIsInThem()
{
    Bench bench;
    QVERIFY(bench.compare());
    bench.find<QToolButton>("chip6")->click();
    QVERIFY(bench.settle());
    auto *list = bench.list();
    const auto group = [&bench, list](const QString &name) {
        return list->model()->index(static_cast<int>(bench.names().indexOf(name)), 0);
    };
    const auto painted = [&](const QString &name) {
        const int margin = list->style()->pixelMetric(QStyle::PM_FocusFrameHMargin) + 1;
        const int room = list->visualRect(group(name)).width() - 2 * margin;
        const QString text = statusText(group(name), list->fontMetrics(), room);
        return list->fontMetrics().horizontalAdvance(text) <= room ? text : u"cut: "_s + text;
    };
    const QString whole = statusText(group(u"model"_s));
    bench.window.resize(1700, 760);
    QTRY_COMPARE(painted(u"model"_s), whole);
    bench.window.resize(800, 600);
    QVERIFY2(whole.startsWith(u"± type · ≠ 9 changed, ± 2 other structure, "_s), qPrintable(whole));
    QTRY_VERIFY2(painted(u"model"_s).startsWith(u"± type · ≠ 9 changed, ± 2, − "_s),
                 qPrintable(painted(u"model"_s)));
    QCOMPARE(list->horizontalScrollBar()->value(), 0); // the states are seen
    const QString said = group(u"model"_s).data(Qt::AccessibleTextRole).toString();
    QVERIFY2(said.startsWith(u"other type; inside: 9 changed, 2 other structure, "_s),
             qPrintable(said));
    list->scrollTo(group(u"model"_s));
    const QPoint cell = list->visualRect(group(u"model"_s)).center();
    QHelpEvent help(QEvent::ToolTip, cell, list->viewport()->mapToGlobal(cell));
    QApplication::sendEvent(list->viewport(), &help);
    QTRY_VERIFY2(QToolTip::text().contains(whole.toHtmlEscaped()), qPrintable(QToolTip::text()));
}

void TestCompareList::aWidthThatIsChosenStays()
{
    Bench bench;
    QVERIFY(bench.compare());
    auto *list = bench.list();
    const int width = list->columnWidth(CompareModel::StatusColumn) - 20;
    test::drag(*list->horizontalHeader(), CompareModel::StatusColumn, -20);
    QCOMPARE(list->columnWidth(CompareModel::StatusColumn), width);
    bench.find<QToolButton>("chip6")->click();
    QVERIFY(bench.settle());
    bench.window.resize(900, 600);
    QTest::qWait(1);
    QCOMPARE(list->columnWidth(CompareModel::StatusColumn), width);
}

// And cut in the middle where there is not, with the whole in the tool tip.
void TestCompareList::namesOfFilesAreWholeWhereThereIsRoom()
{
    Bench bench;
    const QString name = QString(120, u'n') + u".pth"_s, longName = bench.folder.filePath(name);
    QVERIFY(QFile::copy(bench.b, longName));
    QVERIFY(bench.compare(bench.a, longName));
    const auto *a = bench.find<QLabel>("nameA"), *b = bench.find<QLabel>("nameB");
    QCOMPARE(b->text(), name);
    QTRY_VERIFY(a->width() > a->fontMetrics().horizontalAdvance(a->text()));
    const int least = bench.window.minimumSizeHint().width();
    QVERIFY2(least < 1000, qPrintable(QString::number(least)));
    bench.window.resize(least, 600);
    QTRY_VERIFY(b->width() < b->fontMetrics().horizontalAdvance(name));
    QVERIFY(b->toolTip().contains(name));
    QTRY_VERIFY(a->width() > a->fontMetrics().horizontalAdvance(a->text()));
    auto *save = bench.find<QWidget>("exportComparison");
    QVERIFY(save->mapTo(&bench.window, save->rect().topRight()).x() < bench.window.width());
}

void TestCompareList::whatIsCutIsInTheToolTip()
{
    Bench bench;
    QVERIFY(bench.compare());
    auto *list = bench.list();
    list->setColumnWidth(CompareModel::AColumn, 60);
    const int row = static_cast<int>(bench.names().indexOf(u"model/0.weight"_s));
    const auto tipOf = [list, row](int column) {
        const QRect cell = list->visualRect(list->model()->index(row, column));
        QToolTip::hideText();
        QHelpEvent help(QEvent::ToolTip, cell.center(),
                        list->viewport()->mapToGlobal(cell.center()));
        QApplication::sendEvent(list->viewport(), &help);
        return QToolTip::text();
    };
    const QString text = list->model()->index(row, CompareModel::AColumn).data().toString();
    QTRY_VERIFY2(tipOf(CompareModel::AColumn).contains(text.toHtmlEscaped()),
                 qPrintable(tipOf(CompareModel::AColumn)));
    QTRY_COMPARE(tipOf(CompareModel::MaxColumn), QString());
}

// Where there is no room for them; what is read to a person has them always.
void TestCompareList::theChipsLoseTheirWordsFirst()
{
    Bench bench;
    QVERIFY(bench.compare());
    const auto *chip = bench.find<QToolButton>("chip0");
    QVERIFY2(chip->text().endsWith(u" changed"_s), qPrintable(chip->text()));
    bench.window.resize(800, 600);
    QTRY_COMPARE(bench.window.width(), 800);
    QTRY_VERIFY2(!chip->text().contains(u"changed"_s), qPrintable(chip->text()));
    QVERIFY(chip->accessibleName().endsWith(u" changed"_s));
    bench.window.resize(1260, 760);
    QTRY_VERIFY2(chip->text().endsWith(u" changed"_s), qPrintable(chip->text()));
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
