// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/comparing.h"
#include "tests/support/gapmeter.h"
#include "widgets/comparedetails.h"
#include "widgets/comparedialog.h"
#include "widgets/plots/histogramplot.h"
#include "widgets/resources.h"
#include "widgets/sidebyside.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace lens;
using namespace Qt::StringLiterals;
using test::drop;
using test::writeTensors;

namespace {

// The window with two epochs of a small run.
struct Bench : test::CompareBench
{
    void trigger(const char *id) const { window.actions().action(id)->trigger(); }
};

} // namespace

class TestComparing final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void twoFilesAreComparedAndTheFirstDifferenceIsShown();
    void twoDroppedFilesAreAskedFor();
    void theDialogTakesTheTwoThatAreOpen();
    void theDialogTakesAFileForTheOtherSide();
    void openTabsAreComparedAtOnce();
    void complexNumbersAreSaidToBeMagnitudes();
    void theKeysWalkThroughTheDifferences();
    void chipsAndFilterDecideWhatIsListed();
    void swappingTurnsTheSidesAround();
    void identicalFilesSaySo();
    void aToleranceIsAppliedAtOnce();
    void aToleranceIsNotReadWhileAnotherWindowIsInFront();
    void aToleranceThatIsNoneChangesNothing();
    void aFileThatCannotBeOpenedIsNamed();
    void aStoppedComparisonKeepsWhatIsKnown();
    void theWindowAnswersWhileManyTensorsAreCompared();
    void containersFoldByMouseAndKeys();
    void theLegendOfAPlotHidesNoCurve();
    void everyControlHasAName();
};

void TestComparing::twoFilesAreComparedAndTheFirstDifferenceIsShown()
{
    Bench bench;
    QVERIFY(bench.compare());
    QCOMPARE(bench.window.frontPage()->title(), u"epoch1.pth ⇄ epoch2.pth"_s);
    QVERIFY(!bench.names().isEmpty());
    QVERIFY(!bench.current().isEmpty());
    const auto *list = bench.find<CompareList>("compareList");
    const auto *model = list->model();
    int tensor = -1;
    for (int row = 0; row < model->rowCount() && tensor < 0; ++row)
        if (!model->index(row, CompareModel::MaxColumn).data().toString().isEmpty())
            tensor = row;
    QVERIFY(tensor >= 0);
    bench.find<CompareList>("compareList")->select(tensor);
    QVERIFY(bench.settle());
    QVERIFY(bench.find<QTableView>("largestDifferences")->model()->rowCount() > 0);
    QVERIFY(bench.find<QLabel>("compareStatus")->text().contains(u"values differ"_s));
}

void TestComparing::twoDroppedFilesAreAskedFor()
{
    Bench bench;
    bench.prompts.dropped = Dropped::Compare;
    drop(bench.window, {bench.a, bench.b});
    QTRY_VERIFY(bench.window.comparePage());
    QCOMPARE(bench.prompts.asked, QStringList({bench.a, bench.b}));
    bench.prompts.dropped = Dropped::Open;
    drop(bench.window, {bench.a, bench.b});
    QTRY_COMPARE(bench.window.pageCount(), 3);
    bench.prompts.dropped = Dropped::Cancel;
    drop(bench.window, {bench.a, bench.b});
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.pageCount(), 3);
}

void TestComparing::theDialogTakesTheTwoThatAreOpen()
{
    Bench bench;
    bench.window.openFiles({bench.a, bench.b}); // the one in front is A
    QVERIFY(bench.settle());
    bench.trigger("file.compare");
    auto *dialog = bench.find<CompareDialog>("compareDialog");
    QVERIFY(dialog && dialog->isVisible());
    QCOMPARE(dialog->findChild<QComboBox *>(u"compareA"_s)->currentText(), u"epoch1.pth"_s);
    QCOMPARE(dialog->findChild<QComboBox *>(u"compareB"_s)->currentText(), u"epoch2.pth"_s);
    QTest::keyClick(dialog->findChild<QComboBox *>(u"compareA"_s), Qt::Key_Return);
    QTRY_VERIFY(bench.window.comparePage());
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.frontPage()->title(), u"epoch1.pth ⇄ epoch2.pth"_s);
}

void TestComparing::theDialogTakesAFileForTheOtherSide()
{
    Bench bench;
    bench.window.openFiles({bench.a});
    QVERIFY(bench.settle());
    bench.prompts.open = QStringList{bench.b};
    bench.trigger("file.compare");
    auto *dialog = bench.find<CompareDialog>("compareDialog");
    auto *start = dialog->findChild<QPushButton *>(u"startComparison"_s);
    QVERIFY(!start->isEnabled());
    bench.settings.setLastFolder(u"/elsewhere"_s);
    dialog->findChild<QPushButton *>(u"browseB"_s)->click();
    QCOMPARE(bench.prompts.lookedIn, bench.folder.path()); // beside A
    QVERIFY(start->isEnabled());
    start->click();
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.frontPage()->title(), u"epoch1.pth ⇄ epoch2.pth"_s);
}

void TestComparing::openTabsAreComparedAtOnce()
{
    Bench bench;
    bench.window.openFiles({bench.a});
    QVERIFY(bench.settle());
    QVERIFY(!bench.window.actions().action("file.compareTabs")->isEnabled());
    bench.window.openFiles({bench.b});
    QVERIFY(bench.settle());
    bench.trigger("file.compareTabs");
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.frontPage()->title(), u"epoch2.pth ⇄ epoch1.pth"_s);
}

void TestComparing::theKeysWalkThroughTheDifferences()
{
    Bench bench;
    QVERIFY(bench.compare());
    const QString first = bench.current();
    QTest::keyClick(&bench.window, Qt::Key_F7);
    const QString second = bench.current();
    QVERIFY(second != first);
    QTest::keyClick(&bench.window, Qt::Key_F7, Qt::ShiftModifier);
    QCOMPARE(bench.current(), first);
    QTest::keyClick(&bench.window, Qt::Key_F7, Qt::ShiftModifier);
    QCOMPARE(bench.current(), first);
    QVERIFY(bench.message().contains(u"no difference above"_s));
    auto *list = bench.find<CompareList>("compareList");
    QVERIFY(list->hasFocus());
    QTest::keyClick(list, Qt::Key_Down);
    QVERIFY(bench.current() != first);
    QTest::keyClick(&bench.window, Qt::Key_F, Qt::ControlModifier);
    auto *filter = bench.find<QLineEdit>("compareFilter");
    QVERIFY(filter->hasFocus());
    QTest::keyClick(filter, Qt::Key_Return);
    QVERIFY(list->hasFocus());
    QTest::keyClick(&bench.window, Qt::Key_F, Qt::ControlModifier);
    filter->setText(u"weight"_s);
    QTest::keyClick(filter, Qt::Key_Escape);
    QVERIFY(filter->text().isEmpty() && filter->hasFocus());
    QTest::keyClick(filter, Qt::Key_Escape);
    QVERIFY(list->hasFocus());
}

void TestComparing::chipsAndFilterDecideWhatIsListed()
{
    Bench bench;
    QVERIFY(bench.compare());
    const auto before = bench.names();
    auto *same = bench.find<QToolButton>("chip6");
    QVERIFY(same->isVisible() && !same->isChecked());
    same->click();
    QVERIFY(bench.names().size() > before.size());
    same->click();
    QCOMPARE(bench.names(), before);
    auto *filter = bench.find<QLineEdit>("compareFilter");
    filter->setText(u"weight"_s);
    QVERIFY(bench.names().size() < before.size());
    filter->setText(u"/(/"_s);
    QVERIFY(bench.find<QLabel>("filterFault")->isVisible());
    filter->clear();
    QCOMPARE(bench.names(), before);
    QVERIFY(!bench.find<QLabel>("filterFault")->isVisible());
}

void TestComparing::swappingTurnsTheSidesAround()
{
    Bench bench;
    QVERIFY(bench.compare());
    const StateCounts before = bench.window.comparePage()->model().counts();
    bench.find<QPushButton>("swapSides")->click();
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.frontPage()->title(), u"epoch2.pth ⇄ epoch1.pth"_s);
    const StateCounts after = bench.window.comparePage()->model().counts();
    QCOMPARE(after[0], before[0]);
    QCOMPARE(after[2], before[3]);
    QCOMPARE(after[3], before[2]);
}

void TestComparing::identicalFilesSaySo()
{
    Bench bench;
    bench.window.compareFiles(bench.a, bench.a);
    QVERIFY(bench.settle());
    QCOMPARE(bench.names(), QStringList());
    QVERIFY(bench.find<QLabel>("compareNotice")->isVisible());
    QVERIFY(bench.find<QLabel>("compareNotice")->text().startsWith(u"Both files hold the same"_s));
}

void TestComparing::aToleranceIsAppliedAtOnce()
{
    Bench bench;
    QVERIFY(bench.compare());
    const auto changed = bench.window.comparePage()->model().count(CompareState::Values);
    auto *atol = bench.find<QLineEdit>("atol");
    atol->setFocus();
    atol->selectAll();
    QTest::keyClicks(atol, u"1e9"_s);
    QTest::keyClick(atol, Qt::Key_Return);
    QVERIFY(bench.settle());
    QVERIFY(bench.window.comparePage()->model().count(CompareState::Values) < changed);
    QVERIFY(bench.window.comparePage()->model().count(CompareState::Tolerance) > 0);
}

// Whoever looks a number up in another window goes on typing.
void TestComparing::aToleranceIsNotReadWhileAnotherWindowIsInFront()
{
    Bench bench;
    QVERIFY(bench.compare());
    auto *atol = bench.find<QLineEdit>("atol");
    atol->setFocus();
    atol->selectAll();
    QTest::keyClicks(atol, u"1e"_s);
    {
        QWidget other;
        other.show();
        other.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&other));
        QTRY_VERIFY(!atol->hasFocus());
    }
    bench.window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&bench.window));
    QTRY_VERIFY(atol->hasFocus());
    QCOMPARE(bench.message(), QString());
    QTest::keyClicks(atol, u"9"_s);
    QTest::keyClick(atol, Qt::Key_Return);
    QVERIFY(bench.settle());
    QVERIFY(bench.window.comparePage()->model().count(CompareState::Tolerance) > 0);
    atol->selectAll();
    QTest::keyClicks(atol, u"much"_s);
    bench.list()->setFocus();
    QVERIFY(bench.message().startsWith(u"“much” is no tolerance"_s));
}

// Neither while the files open nor later.
void TestComparing::aToleranceThatIsNoneChangesNothing()
{
    Bench bench;
    const auto type = [&bench](const QString &text) {
        auto *atol = bench.find<QLineEdit>("atol");
        atol->setFocus();
        atol->selectAll();
        QTest::keyClicks(atol, text);
        return atol;
    };
    {
        const test::HeldWorkers held;
        bench.window.compareFiles(bench.a, bench.b);
        QTest::keyClick(type(u"much"_s), Qt::Key_Return);
        QCOMPARE(bench.find<QLineEdit>("atol")->text(), u"0.0"_s);
        QVERIFY2(bench.message().startsWith(u"“much” is no tolerance"_s),
                 qPrintable(bench.message()));
        type(u"1e"_s); // and goes on typing
    }
    QVERIFY(bench.settle());
    QVERIFY(!bench.find<QLabel>("compareWaiting")->isVisible());
    QVERIFY(!bench.names().isEmpty());
    QVERIFY(bench.find<QLineEdit>("atol")->hasFocus());
    QVERIFY2(bench.message().startsWith(u"“much” is no tolerance"_s), qPrintable(bench.message()));
    const auto counts = bench.window.comparePage()->model().counts();
    QTest::keyClick(type(u"-1"_s), Qt::Key_Return);
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.comparePage()->model().counts(), counts);
    QTest::keyClick(type(u"1e9"_s), Qt::Key_Return);
    QVERIFY(bench.settle());
    QVERIFY(bench.window.comparePage()->model().count(CompareState::Tolerance) > 0);
    QCOMPARE(bench.message(), QString());
}

void TestComparing::aFileThatCannotBeOpenedIsNamed()
{
    Bench bench;
    bench.window.compareFiles(bench.a, bench.folder.filePath(u"gone.pth"_s));
    QVERIFY(bench.settle());
    QVERIFY(bench.find<QLabel>("compareWaiting")->text().contains(u"gone.pth"_s));
}

void TestComparing::aStoppedComparisonKeepsWhatIsKnown()
{
    Bench bench;
    const QString a = bench.folder.filePath(u"a.safetensors"_s),
                  b = bench.folder.filePath(u"b.safetensors"_s);
    constexpr qint64 elements = 8 << 20;
    writeTensors(a, 24, elements, 1);
    writeTensors(b, 24, elements, 2);
    bench.window.compareFiles(a, b);
    const CompareModel &model = bench.window.comparePage()->model();
    QTRY_VERIFY(model.count(CompareState::Pending) > 0);
    bench.trigger("file.stop");
    QVERIFY(bench.settle());
    if (model.count(CompareState::Pending) == 0)
        QSKIP("it was done before it could be stopped");
    QVERIFY2(bench.message().startsWith(u"Stopped"_s), qPrintable(bench.message()));
    // Not the root: what waits in it is counted.
    QCOMPARE(model.count(CompareState::Values) + model.count(CompareState::Pending), 24U);
    QVERIFY(bench.find<QToolButton>("chip7")->isVisible());
    // What is known is not compared again.
    const ComparedRows before = model.rows();
    QTest::mouseClick(bench.find<QPushButton>("Go on"), Qt::LeftButton);
    QVERIFY(bench.settle());
    QCOMPARE(model.count(CompareState::Values), 24U);
    QVERIFY(!bench.find<QToolButton>("chip7")->isVisible());
    for (std::size_t row = 0; row < before.size(); ++row)
        QVERIFY(before[row]->isPending() || model.rows()[row] == before[row]);
    QVERIFY(bench.message().isEmpty());
    QVERIFY(!bench.current().isEmpty());
}

void TestComparing::theWindowAnswersWhileManyTensorsAreCompared()
{
    Bench bench;
    const QString a = bench.folder.filePath(u"a.safetensors"_s),
                  b = bench.folder.filePath(u"b.safetensors"_s);
    writeTensors(a, 20'000, 4, 1);
    writeTensors(b, 20'000, 4, 2);
    test::GapMeter meter;
    bench.window.compareFiles(a, b);
    QVERIFY(bench.settle());
    QTest::qWait(20);
    QCOMPARE(bench.names().size(), 20'000);
    const double comparing = meter.longest();
    auto *list = bench.find<CompareList>("compareList");
    for (int column = 0; column < CompareModel::ColumnCount; ++column) {
        list->sortByColumn(column, Qt::DescendingOrder);
        QVERIFY(bench.settle());
    }
    const double sorting = meter.longest();
    bench.find<QLineEdit>("compareFilter")->setText(u"9.weight"_s);
    QVERIFY(bench.settle());
    QVERIFY(bench.names().size() < 20'000);
    bench.find<QLineEdit>("compareFilter")->clear();
    bench.find<QToolButton>("chip0")->click();
    bench.find<QToolButton>("chip0")->click();
    QVERIFY(bench.settle());
    QTest::qWait(20);
    qInfo("the longest gap between two rounds of the event loop: %.0f ms comparing, %.0f ms with "
          "sorting, %.0f ms with filtering",
          comparing, sorting, meter.longest());
    QVERIFY(meter.longest() < 1000);
}

void TestComparing::containersFoldByMouseAndKeys()
{
    Bench bench;
    QVERIFY(bench.compare());
    auto *list = bench.find<CompareList>("compareList");
    const auto before = bench.names();
    const int model = static_cast<int>(before.indexOf(u"model"_s));
    const QModelIndex name = list->model()->index(model, CompareModel::NameColumn);
    const QRect cell = list->visualRect(name);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, Qt::NoModifier,
                      QPoint(cell.left() + 5, cell.center().y()));
    QVERIFY(!bench.names().contains(u"model/0.weight"_s));
    QCOMPARE(bench.current(), u"model"_s);
    QTest::keyClick(list, Qt::Key_Right);
    QCOMPARE(bench.names(), before);
    QTest::keyClick(list, Qt::Key_Left);
    QVERIFY(!bench.names().contains(u"model/0.weight"_s));
}

void TestComparing::theLegendOfAPlotHidesNoCurve()
{
    Bench bench;
    bench.window.resize(1260, 1000);
    QVERIFY(bench.compare());
    bench.list()->select(static_cast<int>(bench.names().indexOf(u"model/0.weight"_s)));
    QVERIFY(bench.settle());
    const auto *plot = bench.find<CompareDetails>("compareDetails")->findChild<HistogramPlot *>();
    QTRY_VERIFY(!plot->legendArea().isEmpty());
    QTRY_VERIFY(plot->rect().contains(plot->legendArea()));
    QTRY_VERIFY(!plot->legendArea().intersects(plot->curveArea()));
    QVERIFY(plot->curveArea().height() > plot->height() / 2);
    QVERIFY(plot->curveArea().width() > plot->width() / 2);
}

void TestComparing::everyControlHasAName()
{
    Bench bench;
    QVERIFY(bench.compare());
    for (const QWidget *widget : bench.window.comparePage()->findChildren<QWidget *>()) {
        if (!(widget->focusPolicy() & Qt::TabFocus) || !widget->isVisible() ||
            widget->objectName().startsWith(u"qt_"_s))
            continue;
        QVERIFY2(!widget->accessibleName().isEmpty(),
                 qPrintable(widget->objectName() +
                            QLatin1StringView(widget->metaObject()->className())));
    }
}

// Of complex numbers there are only magnitudes and distances to be drawn.
void TestComparing::complexNumbersAreSaidToBeMagnitudes()
{
    Bench bench;
    const auto write = [&bench](const QString &name, float imaginary) {
        QByteArray header = R"({"z":{"dtype":"C64","shape":[2],"data_offsets":[0,16]}})";
        header.append(8 - header.size() % 8, ' ');
        const float values[] = {3, imaginary, 1, 0};
        QFile file(bench.folder.filePath(name));
        if (file.open(QFile::WriteOnly))
            file.write(QByteArray(1, char(header.size())) + QByteArray(7, 0) + header +
                       QByteArray(reinterpret_cast<const char *>(values), sizeof values));
        return file.fileName();
    };
    QVERIFY(bench.compare(write(u"a.safetensors"_s, 4), write(u"b.safetensors"_s, -4)));
    const auto *details = bench.find<CompareDetails>("compareDetails");
    QStringList names, texts;
    for (const auto *plot : details->findChildren<HistogramPlot *>())
        names << plot->accessibleName();
    QCOMPARE(names, QStringList({u"A and B"_s, u"|Δ| = |B − A|"_s}));
    for (const auto *label : details->findChildren<QLabel *>())
        texts << label->text();
    QVERIFY2(!texts.filter(u" · |z| of complex numbers"_s).isEmpty(), qPrintable(texts.join('|')));
    QVERIFY2(texts.contains(u"1 changed · 1 unchanged, not drawn · mean |Δ| 8"_s),
             qPrintable(texts.join('|')));
    auto *table = bench.find<QTableView>("largestDifferences");
    bench.find<QTabWidget>("compareTables")->setCurrentIndex(1);
    const QAbstractItemModel *largest = table->model();
    QTRY_VERIFY(table->columnWidth(1) > 2 * table->columnWidth(0));
    QCOMPARE(largest->headerData(3, Qt::Horizontal).toString(), u"|Δ| = |B − A|"_s);
    QCOMPARE(largest->index(0, 3).data().toString(), u"8"_s);
    const auto *sides = details->findChild<SideBySide *>();
    QVERIFY(!sides->findItems(u"Maximum of |z|"_s, Qt::MatchExactly).isEmpty());
    // The next is of numbers again.
    QVERIFY(bench.compare());
    names.clear();
    for (const auto *plot : bench.window.frontPage()->findChildren<HistogramPlot *>())
        names << plot->accessibleName();
    QCOMPARE(names, QStringList({u"A and B"_s, u"Δ = B − A"_s}));
}

LENS_WINDOW_TEST(TestComparing)
#include "tst_comparing.moc"
