// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/bench.h"
#include "widgets/histogramgrid.h"
#include "widgets/histogrampanel.h"
#include "widgets/plots/histogramplot.h"
#include "widgets/resources.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
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

} // namespace

class TestPlots final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void binsAndRangeChangeThePicture();
    void aDraggedRangeIsLeftByADoubleClick();
    void aPinnedTensorStaysBesideTheNext();
    void aGroupIsShownSideBySideAndOverEachOther();
    void oneOfManyIsSelectedFromTheGrid();
    void magnitudesHaveAnAxisOfTheirOwn();
    void exportsAreWhatTheirEndingSays_data();
    void exportsAreWhatTheirEndingSays();
    void theTableIsCopiedAsText();
    void figures();
};

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
    QCOMPARE(bench.settings.histogramChoice(),
             (HistogramChoice{64, HistogramSpan::Robust, HistogramChoice().custom}));
}

void TestPlots::aDraggedRangeIsLeftByADoubleClick()
{
    Bench bench("histogram");
    const QString whole = bench.histogram().caption();
    Q_EMIT bench.histogram().plot().rangeDragged(-0.01, 0.01);
    QVERIFY(bench.settle());
    QVERIFY2(bench.histogram().caption().contains("from -0.01 to 0.01"_L1),
             qPrintable(bench.histogram().caption()));
    Q_EMIT bench.histogram().plot().resetRequested();
    QVERIFY(bench.settle());
    QCOMPARE(bench.histogram().caption(), whole);
}

void TestPlots::aPinnedTensorStaysBesideTheNext()
{
    Bench bench("histogram");
    bench.find<QCheckBox>("pinHistogram")->setChecked(true);
    QVERIFY(bench.settle());
    bench.select(u"generator/module.out.weight"_s);
    QVERIFY2(bench.histogram().caption().startsWith("2 tensors"_L1),
             qPrintable(bench.histogram().caption()));
    bench.find<QCheckBox>("pinHistogram")->setChecked(false);
    QVERIFY(bench.settle());
    QVERIFY(!bench.histogram().caption().startsWith("2 tensors"_L1));
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
    QFile file(bench.prompts.save);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray written = file.readAll();
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
