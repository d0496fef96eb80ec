// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/bench.h"
#include "tests/e2e/tensorfiles.h"
#include "tests/support/manytensors.h"
#include "widgets/entrytree.h"
#include "widgets/histogrampanel.h"
#include "widgets/plots/histogramplot.h"
#include "widgets/resources.h"

#include <limits>

using namespace lens;
using namespace Qt::StringLiterals;

// Several histograms over each other, and none.
class TestOverlays final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void theLegendGrowsAndShrinks();
    void itIsSaidWhyNothingIsDrawn_data();
    void itIsSaidWhyNothingIsDrawn();
};

// In a window that is wide enough its entries stand side by side, with an unfinished last line.
void TestOverlays::theLegendGrowsAndShrinks()
{
    test::Bench bench;
    bench.window.resize(1900, 1000);
    const QString path = bench.folder.filePath(u"many.pth"_s);
    QVERIFY(test::ManyTensors(std::vector<std::string>(24, "cpu")).write(path));
    QVERIFY(bench.openAndWait(path));
    bench.window.page()->showPanel("histogram");
    bench.window.page()->selectPath(u"blocks.0.part0"_s);
    QVERIFY(bench.settle());
    auto &tree = bench.window.page()->tree();
    const auto &plot = bench.find<HistogramPanel>("histogramPanel")->plot();
    for (const auto key : {Qt::Key_Down, Qt::Key_Up})
        for (int i = 0; i < 9; ++i) {
            QTest::keyClick(&tree, key, Qt::ShiftModifier);
            QVERIFY(bench.settle());
            bench.window.resize(bench.window.width() - 30, 1000);
            QTest::qWait(1); // a queued replot
            if (tree.selectionModel()->selectedRows().size() > 1)
                QVERIFY(plot.rect().contains(plot.legendArea()));
        }
    QCOMPARE(tree.selectionModel()->selectedRows().size(), 1);
}

void TestOverlays::itIsSaidWhyNothingIsDrawn_data()
{
    QTest::addColumn<QString>("shape");
    QTest::addColumn<int>("count");
    QTest::addColumn<QString>("text");
    QTest::newRow("no elements") << u"0,3"_s << 0 << u"The tensor has no elements."_s;
    QTest::newRow("only NaN") << u"2"_s << 2 << u"No finite value to draw."_s;
}

void TestOverlays::itIsSaidWhyNothingIsDrawn()
{
    QFETCH(const QString, shape);
    QFETCH(const int, count);
    QFETCH(const QString, text);
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    test::Bench bench;
    QVERIFY(bench.openAndWait(test::countedFile(bench.folder, shape, count, {{0, nan}, {1, nan}})));
    bench.window.page()->showPanel("histogram");
    bench.window.page()->selectPath(u"w"_s);
    QVERIFY(bench.settle());
    QCOMPARE(bench.find<HistogramPanel>("histogramPanel")->caption(), text);
}

LENS_WINDOW_TEST(TestOverlays)
#include "tst_overlays.moc"
