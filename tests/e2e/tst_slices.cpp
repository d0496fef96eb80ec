// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/bench.h"
#include "tests/e2e/tensorfiles.h"
#include "widgets/heatmappanel.h"
#include "widgets/plots/heatmapplot.h"
#include "widgets/resources.h"
#include "widgets/valuespanel.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QSlider>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using namespace lens;
using namespace Qt::StringLiterals;
using test::countedFile;
using test::sparseFile;

namespace {

struct Bench : test::Bench
{
    Bench(const char *panel, const QString &file, const QString &path)
    {
        window.resize(1200, 760);
        if (file.isEmpty())
            window.openSample();
        else
            window.openFiles({file});
        if (!settle())
            qFatal("the file did not open");
        window.page()->showPanel(panel);
        select(path);
    }
    void select(const QString &path)
    {
        window.page()->selectPath(path);
        if (!settle())
            qFatal("the panel did not settle");
    }
    HeatmapPanel &heatmap() const { return *find<HeatmapPanel>("heatmapPanel"); }
    QImage drawn()
    {
        QTest::qWait(1); // a queued replot
        return heatmap().plot().grab().toImage();
    }
    void choose(const char *box, int item)
    {
        auto *combo = heatmap().findChild<QComboBox *>(QLatin1StringView(box));
        combo->setCurrentIndex(item);
        Q_EMIT combo->activated(item);
    }
    void type(const QWidget &panel, const char *field, const QString &text)
    {
        auto *line = panel.findChild<QLineEdit *>(QLatin1StringView(field));
        line->setText(text);
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(settle());
    }
};

QString cell(const QTableView *table, int row, int column)
{
    return table->model()->index(row, column).data().toString();
}

} // namespace

class TestSlices final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void anotherTensorBeginsAtItsFirstColumn();
    void valuesAndHeatmapShowTheSamePlane();
    void axesAndIndicesAreChosen();
    void anotherSliceBeginsAtItsFirstCellUnlessItIsTheNextOne();
    void aSliceThatIsNoneIsExplained();
    void columnsAreAsWideAsTheNumbersThatAreSeen();
    void elementsAreReachedByKey();
    void theCellGoneToStaysInSight();
    void theNextInfiniteValueIsFound();
    void whatIsNotThereIsSaid();
    void aVectorIsReadInLines();
    void coloursChangeThePicture();
    void lockedEndsStayForAnotherTensor();
    void aCellIsReadWithItsIndexAndValue();
    void theCellUnderThePointerIsRead();
    void kernelsAreTiles();
    void moreAxesThanTilesAreChosen();
    void whatIsNotFiniteIsCounted();
    void aHeatmapIsExported();
    void scrollingALargeTensorNeverPauses();
};

void TestSlices::valuesAndHeatmapShowTheSamePlane()
{
    Bench bench("values", {}, u"generator/module.hidden.weight"_s);
    auto *values = bench.find<ValuesPanel>("valuesPanel");
    bench.type(*values, "sliceText", u"[:, :] transposed"_s);
    bench.window.page()->showPanel("heatmap");
    QVERIFY(bench.settle());
    QCOMPARE(bench.heatmap().findChild<QLineEdit *>(u"sliceText"_s)->text(),
             u"[:, :] transposed"_s);
    bench.type(bench.heatmap(), "sliceText", u"[:, :]"_s);
    bench.window.page()->showPanel("values");
    QCOMPARE(values->findChild<QLineEdit *>(u"sliceText"_s)->text(), u"[:, :]"_s);
    QCOMPARE(values->model().rowCount(), 48);
}

void TestSlices::axesAndIndicesAreChosen()
{
    const QTemporaryDir folder;
    Bench bench("values", countedFile(folder, u"2,3,4"_s, 24), u"w"_s);
    auto *values = bench.find<ValuesPanel>("valuesPanel");
    auto *table = bench.find<QTableView>("valuesTable");
    QCOMPARE(values->findChild<QLineEdit *>(u"sliceText"_s)->text(), u"[0, :, :]"_s);
    QCOMPARE(cell(table, 2, 3), u"11"_s);
    values->findChild<QLineEdit *>(u"sliceText"_s)->setFocus();
    for (QWidget *next : std::initializer_list<QWidget *>{
             values->findChild<QSpinBox *>(), values->findChild<QSlider *>(),
             values->findChild<QComboBox *>(u"numberFormat"_s), bench.find<QWidget>("goToIndex")}) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), next);
    }
    values->findChild<QSlider *>()->setValue(1);
    QVERIFY(bench.settle());
    QCOMPARE(values->findChild<QLineEdit *>(u"sliceText"_s)->text(), u"[1, :, :]"_s);
    QCOMPARE(cell(table, 2, 3), u"23"_s);
    auto *rows = values->findChild<QComboBox *>(u"rowAxis"_s);
    rows->setCurrentIndex(0);
    Q_EMIT rows->activated(0);
    QVERIFY(bench.settle());
    QCOMPARE(table->model()->rowCount(), 2);
    QCOMPARE(cell(table, 1, 3), u"15"_s); // [1, 0, 3]
    values->findChild<QSpinBox *>()->setValue(2);
    QVERIFY(bench.settle());
    QCOMPARE(cell(table, 1, 3), u"23"_s);
    bench.type(*values, "sliceText", u"[:, 1, 0]"_s);
    QCOMPARE(cell(table, 0, 1), u"16"_s);
}

void TestSlices::anotherSliceBeginsAtItsFirstCellUnlessItIsTheNextOne()
{
    const QTemporaryDir folder;
    Bench bench("values", countedFile(folder, u"2,200,60"_s, 2 * 200 * 60), u"w"_s);
    auto *values = &bench.window.page()->values();
    auto *table = values->findChild<QTableView *>(u"valuesTable"_s);
    const auto isAt = [table](int x, int y) {
        return table->horizontalScrollBar()->value() == x &&
               table->verticalScrollBar()->value() == y;
    };
    const auto scroll = [&] {
        table->horizontalScrollBar()->setValue(40);
        table->verticalScrollBar()->setValue(30);
        QVERIFY(bench.settle() && isAt(40, 30));
    };
    scroll();
    values->findChild<QSlider *>()->setValue(1);
    QVERIFY(bench.settle());
    QVERIFY(isAt(40, 30));
    QCOMPARE(cell(table, 30, 40), u"13840"_s);
    bench.type(*values, "sliceText", u"[0, :, :]"_s);
    QVERIFY(isAt(0, 0));
    scroll();
    bench.type(*values, "sliceText", u"[:, :, 3]"_s);
    QVERIFY(isAt(0, 0));
}

void TestSlices::aSliceThatIsNoneIsExplained()
{
    const QTemporaryDir folder;
    Bench bench("values", countedFile(folder, u"2,3,4"_s, 24), u"w"_s);
    auto *values = bench.find<ValuesPanel>("valuesPanel");
    bench.type(*values, "sliceText", u"[7, :, :]"_s);
    QVERIFY2(values->note().contains(u'7'), qPrintable(values->note()));
    QCOMPARE(cell(bench.find<QTableView>("valuesTable"), 2, 3), u"11"_s);
}

void TestSlices::columnsAreAsWideAsTheNumbersThatAreSeen()
{
    const QTemporaryDir folder;
    // The last line is out of sight but near enough to be read with the first.
    const QString file = countedFile(folder, u"60,2"_s, 120, {{0, 1e20F}, {119, 1e30F}});
    Bench bench("values", file, u"w"_s);
    auto *table = bench.find<QTableView>("valuesTable");
    const auto fits = [table](int row, int column) {
        const int text = table->fontMetrics().horizontalAdvance(cell(table, row, column));
        return text < table->columnWidth(column);
    };
    auto *format = bench.find<QComboBox>("numberFormat");
    const int before = table->columnWidth(0);
    format->setCurrentIndex(format->findText(u"Fixed point"_s));
    Q_EMIT format->activated(format->currentIndex());
    QVERIFY(bench.settle());
    QVERIFY(fits(0, 0));
    QVERIFY(!fits(59, 1));
    table->scrollToBottom();
    QVERIFY(fits(59, 1));
    table->scrollToTop();
    format->setCurrentIndex(0);
    Q_EMIT format->activated(0);
    QCOMPARE(table->columnWidth(0), before);
}

void TestSlices::theCellGoneToStaysInSight()
{
    const QTemporaryDir folder;
    Bench bench("values", countedFile(folder, u"1600"_s, 1600, {{1590, 1e30F}}), u"w"_s);
    auto *table = bench.find<QTableView>("valuesTable");
    auto *format = bench.find<QComboBox>("numberFormat");
    format->setCurrentIndex(format->findText(u"Fixed point"_s));
    Q_EMIT format->activated(format->currentIndex());
    const int before = table->columnWidth(0);
    bench.type(*table->parentWidget(), "goToIndex", u"1599"_s);
    QVERIFY(table->columnWidth(0) > before); // for the long number beside it
    const QRect place = table->visualRect(table->currentIndex());
    QVERIFY(table->viewport()->rect().contains(place.center()));
}

void TestSlices::theNextInfiniteValueIsFound()
{
    const QTemporaryDir folder;
    const float infinite = std::numeric_limits<float>::infinity();
    const QString path = countedFile(folder, u"100,60"_s, 6000, {{4321, infinite}, {5000, NAN}});
    Bench bench("values", path, u"w"_s);
    auto *table = bench.find<QTableView>("valuesTable");
    auto *next = bench.find<QToolButton>("nextInfinite");
    next->click();
    QVERIFY(bench.settle());
    QTRY_COMPARE(table->currentIndex().data().toString(), u"+Inf"_s);
    QCOMPARE(table->currentIndex().row() * 60 + table->currentIndex().column(), 4321);
    QVERIFY(table->viewport()->rect().intersects(table->visualRect(table->currentIndex())));
    bench.find<QToolButton>("nextNaN")->click();
    QVERIFY(bench.settle());
    QTRY_COMPARE(table->currentIndex().data().toString(), u"NaN"_s);
}

void TestSlices::whatIsNotThereIsSaid()
{
    const QTemporaryDir folder;
    Bench bench("values", countedFile(folder, u"2,3"_s, 6), u"w"_s);
    auto *values = bench.find<ValuesPanel>("valuesPanel");
    bench.find<QToolButton>("nextNaN")->click();
    QVERIFY(bench.settle());
    QCOMPARE(values->note(), u"No value of this tensor is NaN."_s);
    bench.type(*values, "goToIndex", u"[5, 0]"_s);
    QVERIFY2(values->note().contains(u'5'), qPrintable(values->note()));
    bench.type(*values, "goToIndex", u"4"_s);
    auto *table = bench.find<QTableView>("valuesTable");
    QCOMPARE(table->currentIndex().data().toString(), u"4"_s);
    QVERIFY(values->note().isEmpty()); // what was wrong is so no more
}

void TestSlices::aVectorIsReadInLines()
{
    const QTemporaryDir folder;
    Bench bench("values", countedFile(folder, u"100"_s, 100), u"w"_s);
    auto *table = bench.find<QTableView>("valuesTable");
    QCOMPARE(table->model()->rowCount(), 7);
    QCOMPARE(cell(table, 6, 3), u"99"_s);
    bench.window.page()->showPanel("heatmap");
    QVERIFY(bench.settle());
    QCOMPARE(bench.heatmap().caption(), u"100 values in lines of 16"_s);
    Q_EMIT bench.heatmap().plot().hovered(6, 3);
    QCOMPARE(bench.heatmap().readout(), u"[99]: 99"_s);
}

void TestSlices::elementsAreReachedByKey()
{
    Bench bench("summary", {}, u"discriminator/module.head.weight"_s);
    bench.window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&bench.window));
    QTest::keyClick(&bench.window, Qt::Key_F3);
    QVERIFY(bench.settle());
    auto *table = bench.find<QTableView>("valuesTable");
    QVERIFY(table->isVisible());
    QTRY_COMPARE(table->currentIndex().data().toString(), u"NaN"_s);
    QTest::keyClick(&bench.window, Qt::Key_G, Qt::ControlModifier);
    auto *line = bench.find<QLineEdit>("goToIndex");
    QVERIFY(line->hasFocus());
    QTest::keyClicks(line, u"[0, 2]"_s);
    QTest::keyClick(line, Qt::Key_Return);
    QCOMPARE(table->currentIndex().row(), 0);
    QCOMPARE(table->currentIndex().column(), 2);
    QVERIFY(table->hasFocus());
}

void TestSlices::coloursChangeThePicture()
{
    Bench bench("heatmap", {}, u"generator/module.hidden.weight"_s);
    const QImage automatic = bench.drawn();
    bench.choose("heatmapColours", 3);
    const QImage magnitudes = bench.drawn();
    QVERIFY(magnitudes != automatic);
    bench.choose("heatmapSpan", 1);
    QVERIFY(bench.drawn() != magnitudes);
}

void TestSlices::lockedEndsStayForAnotherTensor()
{
    Bench bench("heatmap", {}, u"generator/module.hidden.weight"_s);
    bench.type(bench.heatmap(), "heatmapLow", u"-0.01"_s);
    const QString low = bench.find<QLineEdit>("heatmapLow")->text();
    bench.select(u"generator/module.out.weight"_s);
    QCOMPARE(bench.find<QLineEdit>("heatmapLow")->text(), low);
    bench.choose("heatmapSpan", 1);
    QVERIFY(bench.find<QLineEdit>("heatmapLow")->text() != low);
}

void TestSlices::aCellIsReadWithItsIndexAndValue()
{
    Bench bench("heatmap", {}, u"generator/module.hidden.weight"_s);
    Q_EMIT bench.heatmap().plot().hovered(2, 5);
    QVERIFY2(bench.heatmap().readout().startsWith("[2, 5]: "_L1),
             qPrintable(bench.heatmap().readout()));
    QCOMPARE(bench.heatmap().caption(), u"48 × 32 values"_s);
    QCOMPARE(bench.heatmap().plot().accessibleDescription(),
             bench.heatmap().readout() + u"\n48 × 32 values"_s);
}

void TestSlices::theCellUnderThePointerIsRead()
{
    Bench bench("heatmap", {}, u"generator/module.hidden.weight"_s);
    auto *area = bench.heatmap().plot().findChild<QWidget *>({}, Qt::FindDirectChildrenOnly);
    QTest::mouseMove(area, area->rect().center());
    QTRY_VERIFY2(bench.heatmap().readout().contains("]: "_L1),
                 qPrintable(bench.heatmap().readout()));
    const QString middle = bench.heatmap().readout();
    QTest::mouseMove(area, area->rect().center() + QPoint(0, area->height() / 4));
    QTRY_VERIFY(bench.heatmap().readout() != middle);
}

void TestSlices::kernelsAreTiles()
{
    const QTemporaryDir folder;
    Bench bench("heatmap", countedFile(folder, u"8,4,3,3"_s, 288), u"w"_s);
    QCOMPARE(bench.heatmap().caption(), u"32 kernels of 3 × 3"_s);
    const auto isChosen = [&bench] {
        const auto fields = bench.heatmap().findChildren<QSlider *>();
        return std::ranges::any_of(fields, &QSlider::isVisible);
    };
    QVERIFY(!isChosen()); // every kernel is there
    Q_EMIT bench.heatmap().plot().hovered(0, 0);
    QCOMPARE(bench.heatmap().readout(), u"[0, 0, 0, 0]: 0"_s);
    const QImage tiles = bench.drawn();
    bench.find<QCheckBox>("heatmapTiles")->click();
    QVERIFY(bench.settle());
    QCOMPARE(bench.heatmap().caption(), u"3 × 3 values"_s);
    QVERIFY(isChosen());
    QVERIFY(tiles != bench.drawn());
    bench.type(bench.heatmap(), "sliceText", u"[7, 3, :, :]"_s);
    Q_EMIT bench.heatmap().plot().hovered(2, 2);
    QCOMPARE(bench.heatmap().readout(), u"[7, 3, 2, 2]: 287"_s);
}

// Those that have no tiles are still to be chosen.
void TestSlices::moreAxesThanTilesAreChosen()
{
    const QTemporaryDir folder;
    Bench bench("heatmap", countedFile(folder, u"2,3,4,3,3"_s, 216), u"w"_s);
    QCOMPARE(bench.heatmap().caption(), u"6 kernels of 3 × 3"_s);
    auto sliders = bench.heatmap().findChildren<QSlider *>();
    sliders.removeIf([](const QSlider *slider) { return !slider->isVisible(); });
    QCOMPARE(sliders.size(), 1);
    QCOMPARE(sliders.front()->accessibleName(), u"Index on axis 2"_s);
    sliders.front()->setValue(3);
    QVERIFY(bench.settle());
    Q_EMIT bench.heatmap().plot().hovered(0, 0);
    QCOMPARE(bench.heatmap().readout(), u"[0, 0, 3, 0, 0]: 27"_s);
}

void TestSlices::whatIsNotFiniteIsCounted()
{
    const QTemporaryDir folder;
    const float infinite = std::numeric_limits<float>::infinity();
    const float notANumber = std::numeric_limits<float>::quiet_NaN();
    const std::pair<QMap<int, float>, QString> rows[] = {
        {{{1, notANumber}, {2, notANumber}}, u"2 NaN ●"_s},
        {{{1, infinite}, {2, infinite}}, u"2 +Inf ▲"_s},
        {{{1, -infinite}, {2, -infinite}}, u"2 −Inf ▼"_s}};
    std::vector<QImage> pictures;
    for (const auto &[special, words] : rows) {
        Bench bench("heatmap", countedFile(folder, u"2,8"_s, 16, special), u"w"_s);
        QCOMPARE(bench.heatmap().caption(), u"2 × 8 values; %1, in magenta"_s.arg(words));
        pictures.push_back(bench.drawn());
        QVERIFY(std::ranges::count(pictures, pictures.back()) == 1); // each with a mark of its own
    }
}

void TestSlices::aHeatmapIsExported()
{
    Bench bench("heatmap", {}, u"generator/module.hidden.weight"_s);
    const std::pair<QString, QByteArray> kinds[] = {{u"png"_s, "\x89PNG"}, {u"svg"_s, "<?xml"}};
    for (const auto &[ending, beginning] : kinds) {
        bench.prompts.save = bench.folder.filePath(u"map."_s + ending);
        bench.heatmap().exportView();
        QVERIFY(bench.settle());
        QFile file(bench.prompts.save);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().startsWith(beginning));
    }
    bench.prompts.save = bench.folder.filePath(u"map.csv"_s);
    bench.heatmap().exportView();
    QVERIFY(bench.settle());
    QFile file(bench.prompts.save);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().count('\n'), 48);
}

void TestSlices::scrollingALargeTensorNeverPauses()
{
    QTemporaryDir folder;
    const QString path = sparseFile(folder, 128'256, 8192);
    Bench bench("values", path, u"embed.weight"_s);
    auto *table = bench.find<QTableView>("valuesTable");
    QCOMPARE(table->model()->rowCount(), 128'256);
    qint64 longest = 0, all = 0;
    constexpr int steps = 200;
    for (int step = 1; step <= steps; ++step) {
        QElapsedTimer timer;
        timer.start();
        table->verticalScrollBar()->setValue(table->verticalScrollBar()->maximum() / steps * step);
        table->horizontalScrollBar()->setValue(step * 30);
        QApplication::processEvents();
        table->viewport()->repaint();
        longest = std::max(longest, timer.elapsed());
        all += timer.elapsed();
    }
    QVERIFY(bench.settle());
    const QRect seen = table->viewport()->rect();
    QCOMPARE(table->indexAt(seen.center()).data().toString(), u"0"_s);
    qInfo("scrolling 128,256 x 8,192: %.1f ms a step, %lld ms the longest",
          static_cast<double>(all) / steps, longest);
}

void TestSlices::anotherTensorBeginsAtItsFirstColumn()
{
    Bench bench("values", {}, u"generator/module.hidden.weight"_s);
    bench.window.resize(700, 600);
    const QScrollBar *bar = bench.find<QTableView>("valuesTable")->horizontalScrollBar();
    QTRY_VERIFY(bar->maximum() > 0);
    bench.find<QTableView>("valuesTable")->horizontalScrollBar()->setValue(bar->maximum());
    bench.select(u"generator/module.embed.weight"_s);
    QCOMPARE(bar->value(), 0);
}

LENS_WINDOW_TEST(TestSlices)
#include "tst_slices.moc"
