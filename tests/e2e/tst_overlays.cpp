// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/bench.h"
#include "tests/support/manytensors.h"
#include "widgets/entrytree.h"
#include "widgets/histogrampanel.h"
#include "widgets/plots/histogramplot.h"
#include "widgets/resources.h"

using namespace lens;
using namespace Qt::StringLiterals;

// Several histograms over each other.
class TestOverlays final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void theLegendGrowsAndShrinks();
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

LENS_WINDOW_TEST(TestOverlays)
#include "tst_overlays.moc"
