// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/bench.h"
#include "widgets/histogramgrid.h"
#include "widgets/histogrampanel.h"
#include "widgets/plots/histogramplot.h"
#include "widgets/resources.h"
#include "widgets/summarypanel.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

// The sample in the window, a tensor of it selected.
struct Bench : test::Bench
{
    explicit Bench(const char *panel)
    {
        window.resize(1200, 760);
        window.openSample();
        if (!settle())
            qFatal("the sample did not open");
        window.page()->showPanel(panel);
        select(u"generator/module.hidden.weight"_s);
    }
    void select(const QString &path)
    {
        window.page()->selectPath(path);
        if (!settle())
            qFatal("the panel did not settle");
    }
    HistogramPanel &histogram() const { return *find<HistogramPanel>("histogramPanel"); }
    // Where the pointer is followed.
    QWidget *area() const
    {
        return histogram().plot().findChild<QWidget *>({}, Qt::FindDirectChildrenOnly);
    }
    QImage drawn()
    {
        QTest::qWait(1); // a queued replot
        return histogram().plot().grab().toImage();
    }
    void choose(const char *box, int item)
    {
        auto *combo = find<QComboBox>(box);
        combo->setCurrentIndex(item);
        Q_EMIT combo->activated(item);
        QVERIFY(settle());
    }
};

// In letters, of what is written below the axis without a gap of one.
int longestNumber(HistogramPlot &plot)
{
    const QImage drawn = plot.grab().toImage();
    const int top = plot.curveArea().bottom() + 5, letter = plot.fontMetrics().averageCharWidth();
    const auto isDrawn = [&](int x) {
        for (int y = top; y < top + plot.fontMetrics().height(); ++y)
            if (drawn.pixelColor(x, y) != drawn.pixelColor(1, 1))
                return true;
        return false;
    };
    int first = -1, last = -1, longest = 0;
    for (int x = plot.curveArea().left(); x < drawn.width(); ++x) {
        if (!isDrawn(x))
            continue;
        if (first < 0 || x - last > letter)
            first = x;
        last = x;
        longest = std::max(longest, last - first + 1);
    }
    return longest / letter;
}

} // namespace

class TestPlots final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void binsAndRangeChangeThePicture();
    void everyNumberOfBinsIsDrawn_data();
    void everyNumberOfBinsIsDrawn();
    void logCountsAndTheNormalCurveChangeThePicture();
    void theBinUnderThePointerIsRead();
    void whatIsNotDrawnIsCounted();
    void aRangeIsDraggedAndLeftByADoubleClick();
    void aRangeIsTyped();
    void whatReachesTooFarIsExplained();
    void aPinnedTensorStaysBesideTheNext();
    void atMostTwentyAreDrawnOverEachOther();
    void aGroupIsShownSideBySideAndOverEachOther();
    void oneOfManyIsSelectedFromTheGrid();
    void magnitudesHaveAnAxisOfTheirOwn();
    void aRangeOfMagnitudesIsTyped();
    void aPlotIsGreyOnlyWhileItIsDisabled();
    void binsWithoutValuesLieOnALogarithmicAxis();
    void longNumbersAtTheAxisStandApart();
    void exportsAreWhatTheirEndingSays_data();
    void exportsAreWhatTheirEndingSays();
    void theTableIsCopiedAsText();
    void theHistogramsOfAGroupAreExported();
    void complexNumbersAreSaidToBeMagnitudes();
    void aPictureIsAsItWasUntilTheNextIsThere();
    void figures();
};

void TestPlots::aPlotIsGreyOnlyWhileItIsDisabled()
{
    Bench bench("histogram");
    HistogramPlot &plot = bench.histogram().plot();
    const QImage before = bench.drawn();
    plot.setEnabled(false);
    QVERIFY(bench.drawn() != before);
    plot.setEnabled(true);
    QCOMPARE(bench.drawn(), before);
}

// One value is a larger share of few than of many: the axis begins below the share of the smallest.
void TestPlots::binsWithoutValuesLieOnALogarithmicAxis()
{
    HistogramPlot plot(HistogramPlot::Detail::Full);
    plot.resize(400, 300);
    plot.setLogarithmic(true);
    const auto series = [](std::uint64_t values) {
        return HistogramSeries{{}, {{0, 1, 2, 3}, {values, 0, values}, 0, 0}, {}, false};
    };
    plot.setSeries({series(3), series(3000)});
    const auto isDrawn = [&plot](double share) {
        const QImage drawn = plot.grab().toImage();
        const QRect area = plot.curveArea();
        const int x = area.left() + static_cast<int>(area.width() * share);
        for (int y = area.top() + 2; y < area.bottom() - 4; ++y)
            if (drawn.pixelColor(x, y).hsvSaturation() > 30) // the grid is grey
                return true;
        return false;
    };
    QTRY_VERIFY(isDrawn(1.0 / 6));
    QVERIFY(!isDrawn(0.5));
}

void TestPlots::longNumbersAtTheAxisStandApart()
{
    HistogramPlot plot(HistogramPlot::Detail::Full);
    plot.resize(375, 150);
    plot.setSeries({HistogramSeries{{}, {{0, 1.7e38, 3.4e38}, {2, 1}, 0, 0}, {}, false}});
    QTRY_VERIFY(longestNumber(plot) > 2 && longestNumber(plot) < 12);
}

void TestPlots::binsAndRangeChangeThePicture()
{
    Bench bench("histogram");
    const QImage first = bench.drawn();
    bench.choose("histogramBins", 1);
    const QImage finer = bench.drawn();
    QVERIFY(first != finer);
    QVERIFY2(bench.histogram().caption().contains("64 bins"_L1),
             qPrintable(bench.histogram().caption()));
    bench.choose("histogramRange", 1);
    QVERIFY(finer != bench.drawn());
    QVERIFY2(bench.histogram().caption().contains("below the range"_L1),
             qPrintable(bench.histogram().caption()));
    QVERIFY2(bench.histogram().caption().contains(" of 1,536 values"_L1),
             qPrintable(bench.histogram().caption()));
    QCOMPARE(bench.settings.histogramChoice(),
             (HistogramChoice{64, HistogramSpan::Robust, HistogramChoice().custom}));
}

void TestPlots::everyNumberOfBinsIsDrawn_data()
{
    QTest::addColumn<int>("item");
    QTest::addColumn<QString>("said");
    QTest::newRow("for so many values") << 0 << u"in 24 bins"_s;
    QTest::newRow("64") << 1 << u"in 64 bins"_s;
    QTest::newRow("256") << 2 << u"in 256 bins"_s;
    QTest::newRow("1024") << 3 << u"in 1,024 bins"_s;
}

void TestPlots::everyNumberOfBinsIsDrawn()
{
    QFETCH(int, item);
    QFETCH(QString, said);
    Bench bench("histogram");
    bench.choose("histogramBins", item);
    QVERIFY2(bench.histogram().caption().contains(said), qPrintable(bench.histogram().caption()));
}

void TestPlots::logCountsAndTheNormalCurveChangeThePicture()
{
    Bench bench("histogram");
    const QImage first = bench.drawn();
    QTest::keyClick(&bench.window, Qt::Key_L, Qt::ControlModifier);
    const QImage logarithmic = bench.drawn();
    QVERIFY(bench.histogram().isLogarithmic());
    QVERIFY(first != logarithmic);
    bench.find<QCheckBox>("normalCurve")->click();
    QVERIFY(logarithmic != bench.drawn());
    QTest::keyClick(&bench.window, Qt::Key_L, Qt::ControlModifier);
    bench.find<QCheckBox>("normalCurve")->click();
    QCOMPARE(bench.drawn(), first);
}

void TestPlots::theBinUnderThePointerIsRead()
{
    Bench bench("histogram");
    const QString hint = bench.histogram().readout();
    QWidget *area = bench.area();
    QTest::mouseMove(area, area->rect().center());
    QTRY_VERIFY2(bench.histogram().readout().contains(" values"_L1),
                 qPrintable(bench.histogram().readout()));
    const QString middle = bench.histogram().readout();
    QTest::mouseMove(area, area->rect().center() + QPoint(area->width() / 5, 0));
    QTRY_VERIFY(bench.histogram().readout() != middle);
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(area, &leave);
    QCOMPARE(bench.histogram().readout(), hint);
}

void TestPlots::whatIsNotDrawnIsCounted()
{
    Bench bench("histogram");
    bench.select(u"discriminator/module.head.weight"_s);
    QVERIFY2(bench.histogram().caption().contains("not drawn: 1 NaN"_L1),
             qPrintable(bench.histogram().caption()));
}

void TestPlots::aRangeIsDraggedAndLeftByADoubleClick()
{
    Bench bench("histogram");
    const QString whole = bench.histogram().caption();
    const QImage before = bench.drawn();
    QWidget *area = bench.area();
    const QPoint middle = area->rect().center();
    QTest::mousePress(area, Qt::LeftButton, {}, middle);
    QTest::mouseMove(area, middle + QPoint(area->width() / 10, 20));
    QTest::mouseMove(area, middle + QPoint(area->width() / 5, 40));
    QTest::mouseRelease(area, Qt::LeftButton, {}, middle + QPoint(area->width() / 5, 40));
    QVERIFY(bench.settle());
    QVERIFY2(bench.histogram().caption().contains("below the range"_L1),
             qPrintable(bench.histogram().caption()));
    QVERIFY(bench.drawn() != before);
    QCOMPARE(bench.find<QComboBox>("histogramRange")->currentText(), u"custom"_s);
    QVERIFY(bench.find<QLineEdit>("histogramFrom")->isVisible());
    QTest::mouseDClick(area, Qt::LeftButton, {}, middle);
    QVERIFY(bench.settle());
    QCOMPARE(bench.histogram().caption(), whole);
}

void TestPlots::aRangeIsTyped()
{
    Bench bench("histogram");
    bench.choose("histogramRange", 3);
    bench.find<QLineEdit>("histogramFrom")->setText(u"-0.01"_s);
    bench.find<QLineEdit>("histogramTo")->setText(u"0.01"_s);
    QTest::keyClick(bench.find<QLineEdit>("histogramTo"), Qt::Key_Return);
    QVERIFY(bench.settle());
    QVERIFY2(bench.histogram().caption().contains("from -0.01 to 0.01"_L1),
             qPrintable(bench.histogram().caption()));
    bench.find<QLineEdit>("histogramTo")->setText(u"-5"_s);
    QTest::keyClick(bench.find<QLineEdit>("histogramTo"), Qt::Key_Return);
    QCOMPARE(bench.find<QLineEdit>("histogramTo")->text(), u"0.01"_s);
}

void TestPlots::whatReachesTooFarIsExplained()
{
    Bench bench("histogram");
    const QString whole = bench.histogram().caption();
    Q_EMIT bench.histogram().plot().rangeDragged(-1e300, 1e300);
    QVERIFY(bench.settle());
    QVERIFY2(bench.histogram().caption().contains("too far apart"_L1),
             qPrintable(bench.histogram().caption()));
    bench.choose("histogramRange", 0);
    QCOMPARE(bench.histogram().caption(), whole);
}

void TestPlots::aPinnedTensorStaysBesideTheNext()
{
    Bench bench("histogram");
    bench.find<QCheckBox>("pinHistogram")->setChecked(true);
    QVERIFY(bench.settle());
    const QImage pinned = bench.drawn();
    bench.select(u"generator/module.out.weight"_s);
    QVERIFY2(bench.histogram().caption().startsWith("2 tensors"_L1),
             qPrintable(bench.histogram().caption()));
    const QImage both = bench.drawn();
    QVERIFY(both != pinned);
    bench.find<QCheckBox>("pinHistogram")->setChecked(false);
    QVERIFY(bench.settle());
    QVERIFY(!bench.histogram().caption().startsWith("2 tensors"_L1));
    QVERIFY(both != bench.drawn());
}

void TestPlots::atMostTwentyAreDrawnOverEachOther()
{
    Bench bench("histogram");
    bench.select(u"optimizer_G"_s);
    QVERIFY(bench.histogram().grid().model()->rowCount() > 20);
    bench.find<QCheckBox>("histogramOverlay")->click();
    QVERIFY(bench.settle());
    QVERIFY2(bench.histogram().caption().startsWith("The first 20 tensors. "_L1),
             qPrintable(bench.histogram().caption()));
}

void TestPlots::aGroupIsShownSideBySideAndOverEachOther()
{
    Bench bench("histogram");
    bench.select(u"generator"_s);
    QVERIFY(bench.histogram().grid().isVisible());
    QCOMPARE(bench.histogram().grid().model()->rowCount(), 19);
    QVERIFY2(bench.histogram().caption().startsWith("19 tensors"_L1),
             qPrintable(bench.histogram().caption()));
    const QImage before = bench.histogram().grid().grab().toImage();
    bench.find<QCheckBox>("logarithmicCounts")->click();
    QVERIFY(bench.histogram().grid().grab().toImage() != before);
    bench.find<QCheckBox>("histogramOverlay")->click();
    QVERIFY(bench.settle());
    QVERIFY(bench.histogram().plot().isVisible());
    QVERIFY2(bench.histogram().caption().startsWith("19 tensors: "_L1),
             qPrintable(bench.histogram().caption()));
}

void TestPlots::oneOfManyIsSelectedFromTheGrid()
{
    Bench bench("histogram");
    bench.select(u"generator"_s);
    auto &grid = bench.histogram().grid();
    grid.setCurrentIndex(grid.model()->index(3, 0));
    QTest::keyClick(&grid, Qt::Key_Return);
    QVERIFY(bench.settle());
    QVERIFY(bench.histogram().plot().isVisible());
    QCOMPARE(bench.find<QTreeView>("entryTree")->currentIndex().data().toString(), u"weight"_s);
}

void TestPlots::magnitudesHaveAnAxisOfTheirOwn()
{
    Bench bench("histogram");
    const QImage values = bench.drawn();
    bench.choose("histogramAxis", 1);
    QVERIFY(values != bench.drawn());
    QVERIFY2(bench.histogram().caption().contains("bins of |x|"_L1),
             qPrintable(bench.histogram().caption()));
    QVERIFY(bench.settings.histogramChoice().magnitudes);
}

// The bins are of equal ratio: they begin and end where one does.
void TestPlots::aRangeOfMagnitudesIsTyped()
{
    Bench bench("histogram");
    bench.choose("histogramAxis", 1);
    bench.choose("histogramRange", 3);
    const auto captionOf = [&](const QString &from, const QString &to) {
        bench.find<QLineEdit>("histogramFrom")->setText(from);
        bench.find<QLineEdit>("histogramTo")->setText(to);
        QTest::keyClick(bench.find<QLineEdit>("histogramTo"), Qt::Key_Return);
        bench.settle();
        return bench.histogram().caption();
    };
    QCOMPARE(captionOf(u"0.005"_s, u"0.02"_s),
             u"136 of 1,536 values in 24 bins of |x| from 0.004998 to 0.02088; not drawn: "
             "32 zeros, 42 below the range, 1,326 above the range"_s);
    QCOMPARE(
        captionOf(u"0.005"_s, u"3"_s),
        u"1,462 of 1,536 values in 24 bins of |x| from 0.004998 to 3.11; not drawn: 32 zeros, 42 below the range"_s);
}

void TestPlots::exportsAreWhatTheirEndingSays_data()
{
    QTest::addColumn<QString>("ending");
    QTest::addColumn<QByteArray>("beginning");
    QTest::newRow("png") << u"png"_s << QByteArray("\x89PNG");
    QTest::newRow("svg") << u"svg"_s << QByteArray("<?xml");
    QTest::newRow("pdf") << u"pdf"_s << QByteArray("%PDF");
    QTest::newRow("csv") << u"csv"_s << QByteArray("\"From\",\"To\",\"Count\"\n");
}

void TestPlots::exportsAreWhatTheirEndingSays()
{
    QFETCH(QString, ending);
    QFETCH(QByteArray, beginning);
    Bench bench("histogram");
    bench.prompts.save = bench.folder.filePath(u"plot."_s + ending);
    bench.histogram().exportView();
    QVERIFY(bench.settle());
    const QByteArray written = test::bytesOf(bench.prompts.save);
    QVERIFY(written.size() > 100);
    QCOMPARE(written.left(beginning.size()), beginning);
}

void TestPlots::theTableIsCopiedAsText()
{
    Bench bench("histogram");
    bench.find<QCheckBox>("histogramAsTable")->setChecked(true);
    QVERIFY(bench.find<QTableView>("histogramTable")->isVisible());
    bench.histogram().copy();
    QVERIFY(QApplication::clipboard()->text().startsWith("\"From\""_L1));
    bench.find<QCheckBox>("histogramAsTable")->setChecked(false);
    QTest::mouseClick(bench.find<QToolButton>("copyHistogram"), Qt::LeftButton);
    QVERIFY(!QApplication::clipboard()->image().isNull());
}

void TestPlots::theHistogramsOfAGroupAreExported()
{
    Bench bench("histogram");
    bench.select(u"generator"_s);
    const std::pair<QString, QByteArray> kinds[] = {
        {u"svg"_s, "<?xml"}, {u"csv"_s, "\"Tensor\",\"From\",\"To\",\"Count\"\n"}};
    for (const auto &[ending, beginning] : kinds) {
        bench.prompts.save = bench.folder.filePath(u"grid."_s + ending);
        bench.histogram().exportView();
        QVERIFY(bench.settle());
        QVERIFY(test::bytesOf(bench.prompts.save).startsWith(beginning));
    }
}

void TestPlots::complexNumbersAreSaidToBeMagnitudes()
{
    Bench bench("histogram");
    QByteArray header = R"({"z":{"dtype":"C64","shape":[2],"data_offsets":[0,16]}})";
    header.append(8 - header.size() % 8, ' ');
    QFile file(bench.folder.filePath(u"z.safetensors"_s));
    QVERIFY(file.open(QFile::WriteOnly));
    file.write(QByteArray(1, char(header.size())) + QByteArray(7, 0) + header + QByteArray(16, 1));
    file.close();
    QVERIFY(bench.openAndWait(file.fileName()));
    bench.window.page()->showPanel("histogram");
    bench.select(u"z"_s);
    QVERIFY2(
        bench.window.page()->histogram().caption().startsWith("Magnitudes of complex values."_L1),
        qPrintable(bench.window.page()->histogram().caption()));
    bench.window.page()->showPanel("summary");
    QVERIFY(bench.settle());
    const auto summary = bench.window.page()->findChild<SummaryPanel *>()->text();
    QVERIFY2(summary.contains("Statistics of the magnitudes\n"_L1), qPrintable(summary));
}

void TestPlots::aPictureIsAsItWasUntilTheNextIsThere()
{
    Bench bench("histogram");
    QByteArray header = R"({"x":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},)"
                        R"("z":{"dtype":"C64","shape":[2],"data_offsets":[16,32]}})";
    header.append(8 - header.size() % 8, ' ');
    QFile file(bench.folder.filePath(u"xz.safetensors"_s));
    QVERIFY(file.open(QFile::WriteOnly));
    file.write(QByteArray(1, char(header.size())) + QByteArray(7, 0) + header + QByteArray(32, 1));
    file.close();
    QVERIFY(bench.openAndWait(file.fileName()));
    bench.window.page()->showPanel("histogram");
    bench.select(u"x"_s);
    HistogramPanel &panel = bench.window.page()->histogram();
    const auto drawn = [&panel] {
        QTest::qWait(1); // a queued replot
        return panel.plot().grab().toImage();
    };
    const test::HeldWorkers held;
    bench.window.page()->selectPath(u"z"_s);
    QTRY_VERIFY(!panel.plot().isEnabled());
    const QImage before = drawn();
    auto *normal = panel.findChild<QCheckBox *>(u"normalCurve"_s);
    normal->click();
    normal->click();
    QCOMPARE(drawn(), before);
}

void TestPlots::figures()
{
    HistogramPlot plot(HistogramPlot::Detail::Full);
    plot.resize(1000, 500);
    plot.show();
    engine::Histogram histogram;
    for (int edge = 0; edge <= 256; ++edge)
        histogram.edges.push_back(edge);
    for (int bin = 0; bin < 256; ++bin)
        histogram.counts.push_back(static_cast<std::uint64_t>(bin * (256 - bin)));
    QElapsedTimer timer;
    timer.start();
    plot.setSeries(std::vector<HistogramSeries>(20, {u"a tensor"_s, histogram, {}, false}));
    QApplication::processEvents(); // a queued replot
    const QPixmap drawn = plot.grab();
    qInfo("20 overlays: %lld ms", timer.elapsed());
    QVERIFY(!drawn.isNull());
}

LENS_WINDOW_TEST(TestPlots)
#include "tst_plots.moc"
