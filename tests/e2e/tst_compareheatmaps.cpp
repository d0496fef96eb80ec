// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/comparing.h"
#include "widgets/compareheatmaps.h"
#include "widgets/plots/heatmapplot.h"
#include "widgets/resources.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QWheelEvent>

#include <algorithm>
#include <limits>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

// The window with the heatmaps of two epochs in front.
struct Bench : test::CompareBench
{
    void select(const QString &name) { list()->select(static_cast<int>(names().indexOf(name))); }
    bool show(const QString &name)
    {
        find<QTabBar>("compareViews")->setCurrentIndex(1);
        select(name);
        return settle();
    }
    CompareHeatmaps *maps() const { return find<CompareHeatmaps>("compareHeatmaps"); }
    QFrame *pictures() const { return find<QFrame>("comparePictures"); }
    QString place() const { return maps()->readout().section(u'\n', 0, 0); }
    // Four elements to a cell, the first of which is marked.
    bool showLong()
    {
        const QString a = folder.filePath(u"a.safetensors"_s);
        const QString b = folder.filePath(u"b.safetensors"_s);
        test::writeTensors(a, 1, 1 << 20, 1);
        test::writeTensors(b, 1, 1 << 20, -3);
        if (!compare(a, b) || !show(u"blocks.0.weight"_s) ||
            !QTest::qWaitFor([this] { return areDrawn(); }))
            return false;
        pictures()->setFocus(Qt::TabFocusReason);
        return true;
    }
    QList<HeatmapPlot *> plots() const { return maps()->findChildren<HeatmapPlot *>(); }
    bool areDrawn() const { return std::ranges::all_of(plots(), &QWidget::isEnabled); }
};

void wheel(QWidget &over, int by)
{
    QWidget *target = over.findChild<QWidget *>(); // the library's
    const QPointF middle = target->rect().center();
    QWheelEvent event(middle, target->mapToGlobal(middle), {}, QPoint(0, by), Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(target, &event);
}

// How many pixels of a line through the middle are of cells.
int widthOfCells(HeatmapPlot &plot)
{
    QWidget *target = plot.findChild<QWidget *>();
    QSignalSpy spy(&plot, &HeatmapPlot::hovered);
    int pixels = 0;
    for (int x = 0; x < target->width(); ++x) {
        const QPointF place(x, target->height() / 2);
        QMouseEvent move(QEvent::MouseMove, place, target->mapToGlobal(place), Qt::NoButton,
                         Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(target, &move);
        pixels += !spy.isEmpty() && spy.last()[1].toLongLong() >= 0 ? 1 : 0;
        spy.clear();
    }
    return pixels;
}

} // namespace

// A, the difference and B in colours, below the list of a comparison.
class TestCompareHeatmaps final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void aCellIsReadInAllThreeByKeys();
    void aSliceIsChosenForAllThree();
    void zoomAndPanAreLinked();
    void whatHasNoDifferenceSaysWhy();
    void nanIsCounted();
    void onlyWhatIsSeenIsRead();
    void whatIsNoLongerWantedIsNotRead();
    void largeDifferencesAreNamedAfterTheirSize();
    void thePointerDoesNotMoveTheCellOfTheKeys();
    void oldPicturesAreNotReadAsNew();
    void whatWasStoppedIsReadAgain();
    void whatIsSeenIsReadInFinerCells();
    void keysWalkAcrossTheEdgeOfAPart();
    void aStoppedPartIsReadAgain();
    void theFirstArrowMovesNothing();
    void theyFitASmallWindow_data();
    void theyFitASmallWindow();
};

void TestCompareHeatmaps::aCellIsReadInAllThreeByKeys()
{
    Bench bench;
    QVERIFY(bench.compare());
    bench.list()->select(static_cast<int>(bench.names().indexOf(u"model/0.weight"_s)));
    QVERIFY(bench.settle());
    auto *views = bench.find<QTabBar>("compareViews");
    views->setFocus(Qt::TabFocusReason);
    QTest::keyClick(views, Qt::Key_Right);
    QVERIFY(bench.settle());
    QVERIFY(bench.maps()->isVisible());
    bench.pictures()->setFocus(Qt::TabFocusReason);
    QCOMPARE(bench.place(), u"[0, 0, 0, 0]"_s);
    QTest::keyClick(bench.pictures(), Qt::Key_Right);
    QTest::keyClick(bench.pictures(), Qt::Key_Down);
    QCOMPARE(bench.place(), u"[0, 0, 1, 1]"_s);
    const QStringList lines = bench.maps()->readout().split(u'\n');
    QCOMPARE(lines.size(), 4);
    const auto value = [&lines](int line) { return lines[line].section(u' ', -1).toDouble(); };
    QVERIFY(value(2) != 0);
    QVERIFY(qAbs(value(3) - value(1) - value(2)) < 1e-6);
    QCOMPARE(bench.pictures()->accessibleDescription(), bench.maps()->readout());
    for (const QWidget *widget : bench.maps()->findChildren<QWidget *>())
        if ((widget->focusPolicy() & Qt::TabFocus) && widget->isVisible() &&
            !widget->objectName().startsWith(u"qt_"_s))
            QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
}

void TestCompareHeatmaps::aSliceIsChosenForAllThree()
{
    Bench bench;
    QVERIFY(bench.compare());
    QVERIFY(bench.show(u"model/0.weight"_s));
    bench.find<QCheckBox>("compareTiles")->click();
    QVERIFY(bench.settle());
    QVERIFY2(bench.maps()->caption().startsWith(u"3 × 3 values"_s),
             qPrintable(bench.maps()->caption()));
    auto *slice = bench.maps()->findChild<QLineEdit *>(u"sliceText"_s);
    slice->setText(u"[7, :, 1, :]"_s);
    QTest::keyClick(slice, Qt::Key_Return);
    QVERIFY(bench.settle());
    bench.pictures()->setFocus(Qt::TabFocusReason);
    QCOMPARE(bench.place(), u"[7, 0, 1, 0]"_s);
}

void TestCompareHeatmaps::zoomAndPanAreLinked()
{
    Bench bench;
    QVERIFY(bench.compare());
    QVERIFY(bench.show(u"model/0.weight"_s));
    const auto plots = bench.plots();
    QCOMPARE(plots.size(), 3);
    QTRY_VERIFY(bench.areDrawn());
    const HeatView all = bench.maps()->view();
    const auto pictures = [&plots] {
        QList<QImage> result;
        for (HeatmapPlot *plot : plots)
            result << plot->picture().toImage();
        return result;
    };
    const auto before = pictures();
    wheel(*plots[0], 240);
    QVERIFY(bench.maps()->view().rows().length < all.rows().length);
    const auto zoomed = pictures();
    for (int i = 0; i < plots.size(); ++i)
        QVERIFY(zoomed[i] != before[i]);
    bench.pictures()->setFocus(Qt::TabFocusReason);
    const HeatView there = bench.maps()->view();
    QTest::keyClick(bench.pictures(), Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(bench.maps()->view().columns().from > there.columns().from);
    QTest::keyClick(bench.pictures(), Qt::Key_0);
    QVERIFY(bench.maps()->view() == all);
    QTest::keyClick(bench.pictures(), Qt::Key_Plus);
    QCOMPARE(bench.maps()->view().rows().length, all.rows().length / 2);
    QTest::keyClick(bench.pictures(), Qt::Key_Minus);
    QVERIFY(bench.maps()->view() == all);
}

void TestCompareHeatmaps::whatHasNoDifferenceSaysWhy()
{
    Bench bench;
    QVERIFY(bench.compare());
    QVERIFY(bench.show(u"model/3.weight"_s));
    QCOMPARE(bench.maps()->caption(), u"Tensors of different shapes have no difference."_s);
    QVERIFY(!bench.pictures()->isVisible());
    // A number has no heatmaps at all; the next tensor has them again.
    QVERIFY(bench.show(u"epoch"_s));
    QVERIFY(!bench.maps()->isVisible());
    QVERIFY(bench.show(u"model/0.weight"_s));
    QVERIFY(bench.pictures()->isVisible());
    const QString a = bench.folder.filePath(u"a.safetensors"_s),
                  b = bench.folder.filePath(u"b.safetensors"_s);
    test::writeTensors(a, 2, 4, 1);
    test::writeTensors(b, 1, 4, 1);
    Bench other;
    QVERIFY(other.compare(a, b));
    QVERIFY(other.show(u"blocks.1.weight"_s));
    QCOMPARE(other.maps()->caption(), u"Only A has it."_s);
}

void TestCompareHeatmaps::nanIsCounted()
{
    Bench bench;
    const QString a = bench.folder.filePath(u"a.safetensors"_s),
                  b = bench.folder.filePath(u"b.safetensors"_s);
    test::writeTensors(a, 1, 64, 1);
    test::writeTensors(b, 1, 64, std::numeric_limits<float>::quiet_NaN());
    QVERIFY(bench.compare(a, b));
    QVERIFY(bench.show(u"blocks.0.weight"_s));
    QCOMPARE(bench.maps()->caption(), u"64 values in lines of 8\nΔ: 1 NaN ●\nB: 1 NaN ●"_s);
    bench.pictures()->setFocus(Qt::TabFocusReason);
    QCOMPARE(bench.maps()->readout(), u"[0]\nA  1\nΔ  1 NaN\nB  1 NaN"_s);
}

void TestCompareHeatmaps::onlyWhatIsSeenIsRead()
{
    Bench bench;
    QVERIFY(bench.compare());
    bench.list()->select(static_cast<int>(bench.names().indexOf(u"model/0.weight"_s)));
    QVERIFY(bench.settle());
    QVERIFY(!bench.maps()->isVisible());
    const test::HeldWorkers held;
    bench.list()->select(static_cast<int>(bench.names().indexOf(u"model/2.weight"_s)));
    QVERIFY(!bench.maps()->job().isRunning());
    bench.find<QTabBar>("compareViews")->setCurrentIndex(1);
    QVERIFY(bench.maps()->job().isRunning());
}

// Neither of what has another shape, while it is not seen, nor of what is no tensor.
void TestCompareHeatmaps::whatIsNoLongerWantedIsNotRead()
{
    Bench bench;
    QVERIFY(bench.compare());
    QVERIFY(bench.show(u"model/0.weight"_s));
    auto *views = bench.find<QTabBar>("compareViews");
    {
        const test::HeldWorkers held;
        bench.select(u"model/2.weight"_s);
        QVERIFY(bench.maps()->job().isRunning());
        views->setCurrentIndex(0);
        bench.select(u"model/0.bias"_s);
        QVERIFY(!bench.maps()->job().isRunning());
    }
    test::finishWork();
    views->setCurrentIndex(1);
    QVERIFY(bench.settle());
    QCOMPARE(bench.maps()->caption(), u"8 values in lines of 4"_s);
    const test::HeldWorkers held;
    bench.select(u"model/2.weight"_s);
    QVERIFY(bench.maps()->job().isRunning());
    bench.select(u"epoch"_s);
    QVERIFY(!bench.maps()->job().isRunning());
}

// They stay while the next are read, but are faded and take no keys.
void TestCompareHeatmaps::oldPicturesAreNotReadAsNew()
{
    Bench bench;
    QVERIFY(bench.compare());
    QVERIFY(bench.show(u"model/0.weight"_s));
    QTRY_VERIFY(bench.areDrawn());
    bench.pictures()->setFocus(Qt::TabFocusReason);
    const HeatView view = bench.maps()->view();
    HeatmapPlot *plot = bench.plots().last();
    const QImage drawn = plot->grab().toImage();
    {
        const test::HeldWorkers held;
        bench.select(u"model/2.weight"_s);
        QVERIFY(bench.pictures()->isVisible());
        QTRY_VERIFY(plot->grab().toImage() != drawn);
        bench.pictures()->setFocus(Qt::TabFocusReason);
        for (const int key : {Qt::Key_Right, Qt::Key_Plus})
            QTest::keyClick(bench.pictures(), Qt::Key(key));
        auto *span = bench.find<QComboBox>("compareSpan");
        QTest::keyClick(span, Qt::Key_Down);
        QCOMPARE(bench.maps()->readout(), u"Reading values…"_s);
        QVERIFY(bench.maps()->view() == view);
        QVERIFY(std::ranges::none_of(bench.plots(), &QWidget::isEnabled));
    }
    QVERIFY(bench.settle());
    QTRY_VERIFY(bench.areDrawn());
    QVERIFY(bench.maps()->caption().startsWith(u"32 kernels"_s));
}

void TestCompareHeatmaps::whatWasStoppedIsReadAgain()
{
    Bench bench;
    QVERIFY(bench.compare());
    QVERIFY(bench.show(u"model/0.weight"_s));
    const QString before = bench.maps()->caption();
    auto *again = bench.find<QPushButton>("compareAgain");
    QVERIFY(!again->isVisible());
    {
        const test::HeldWorkers held;
        bench.select(u"model/2.weight"_s);
        bench.maps()->job().cancel();
    }
    QVERIFY(bench.settle());
    QVERIFY(bench.pictures()->isVisible());
    QVERIFY(bench.maps()->readout().startsWith(u"Stopped"_s));
    QCOMPARE(bench.maps()->caption(), before);
    QVERIFY(std::ranges::none_of(bench.plots(), &QWidget::isEnabled));
    QTest::mouseClick(again, Qt::LeftButton);
    QVERIFY(bench.settle());
    QVERIFY(!again->isVisible());
    QVERIFY(bench.maps()->caption().startsWith(u"32 kernels"_s));
}

void TestCompareHeatmaps::largeDifferencesAreNamedAfterTheirSize()
{
    Bench bench;
    const QString a = bench.folder.filePath(u"a.safetensors"_s),
                  b = bench.folder.filePath(u"b.safetensors"_s);
    test::writeTensors(a, 1, 1 << 20, 1);
    test::writeTensors(b, 1, 1 << 20, -3);
    QVERIFY(bench.compare(a, b));
    QVERIFY(bench.show(u"blocks.0.weight"_s));
    QCOMPARE(bench.plots()[1]->accessibleName(), u"mean |Δ| of cells"_s);
    bench.pictures()->setFocus(Qt::TabFocusReason);
    QVERIFY2(bench.maps()->readout().contains(u"from -4 to 0, 4 values, mean |Δ| 1\n"_s),
             qPrintable(bench.maps()->readout()));
}

// And who walks sees that the keys go there.
void TestCompareHeatmaps::thePointerDoesNotMoveTheCellOfTheKeys()
{
    Bench bench;
    QVERIFY(bench.compare());
    QVERIFY(bench.show(u"model/0.weight"_s));
    QTRY_VERIFY(bench.areDrawn());
    const auto corner = [&bench] { return bench.pictures()->grab({0, 0, 30, 10}).toImage(); };
    const QImage without = corner();
    bench.find<QTabBar>("compareViews")->setFocus(Qt::TabFocusReason);
    for (int i = 0; i < 20 && !bench.pictures()->hasFocus(); ++i)
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QVERIFY(bench.pictures()->hasFocus());
    QVERIFY(corner() != without);
    QTest::keyClick(bench.pictures(), Qt::Key_Right);
    QCOMPARE(bench.place(), u"[0, 0, 0, 1]"_s);
    HeatmapPlot *plot = bench.plots().first();
    Q_EMIT plot->hovered(2, 2);
    QCOMPARE(bench.place(), u"[0, 0, 2, 2]"_s);
    Q_EMIT plot->hovered(-1, -1);
    QCOMPARE(bench.place(), u"[0, 0, 0, 1]"_s);
}

void TestCompareHeatmaps::whatIsSeenIsReadInFinerCells()
{
    Bench bench;
    QVERIFY(bench.showLong());
    QCOMPARE(bench.place(), u"[0:4]"_s);
    for (int i = 0; i < 5; ++i)
        QTest::keyClick(bench.pictures(), Qt::Key_Plus);
    QVERIFY(bench.settle());
    QCOMPARE(bench.maps()->readout(), u"[0]\nA  1\nΔ  -4\nB  -3"_s);
    QCOMPARE(bench.plots()[1]->accessibleName(), u"|Δ| = |B − A|"_s);
    QTest::keyClick(bench.pictures(), Qt::Key_Right);
    QCOMPARE(bench.place(), u"[1]"_s);
    const test::HeldWorkers held;
    QTest::keyClick(bench.pictures(), Qt::Key_0);
    QVERIFY(bench.window.isSettled()); // nothing is read again
    QCOMPARE(bench.place(), u"[0:4]"_s);
    QCOMPARE(bench.plots()[1]->accessibleName(), u"mean |Δ| of cells"_s);
}

void TestCompareHeatmaps::keysWalkAcrossTheEdgeOfAPart()
{
    Bench bench;
    QVERIFY(bench.showLong());
    for (int i = 0; i < 5; ++i)
        QTest::keyClick(bench.pictures(), Qt::Key_Plus);
    QVERIFY(bench.settle());
    Q_EMIT bench.plots().first()->hovered(0, 380);
    QCOMPARE(bench.place(), u"[380]"_s);
    for (int i = 1; i <= 9; ++i) {
        QTest::keyClick(bench.pictures(), Qt::Key_Right);
        QVERIFY(bench.settle());
        QCOMPARE(bench.place(), u"[%1]"_s.arg(380 + i));
        const auto &[from, length] = bench.maps()->view().columns();
        QVERIFY(from <= 380 + i && 381 + i <= from + length);
    }
}

void TestCompareHeatmaps::aStoppedPartIsReadAgain()
{
    Bench bench;
    QVERIFY(bench.showLong());
    {
        const test::HeldWorkers held;
        for (int i = 0; i < 5; ++i)
            QTest::keyClick(bench.pictures(), Qt::Key_Plus);
        bench.maps()->partJob().cancel();
    }
    QVERIFY(bench.settle());
    QCOMPARE(bench.place(), u"[0:4]"_s);
    QTest::keyClick(bench.pictures(), Qt::Key_Plus);
    QVERIFY(bench.settle());
    QCOMPARE(bench.place(), u"[0]"_s);
}

void TestCompareHeatmaps::theFirstArrowMovesNothing()
{
    Bench bench;
    QVERIFY(bench.compare());
    QVERIFY(bench.show(u"model/0.weight"_s));
    QTRY_VERIFY(bench.areDrawn());
    wheel(*bench.plots().first(), 480);
    const HeatView view = bench.maps()->view();
    QVERIFY(view.first().first > 0);
    bench.pictures()->setFocus(Qt::TabFocusReason);
    QVERIFY(bench.maps()->view() == view);
    QVERIFY(bench.place().startsWith(u'['));
}

void TestCompareHeatmaps::theyFitASmallWindow_data()
{
    QTest::addColumn<QString>("shape");
    QTest::newRow("a long vector") << u"16777216"_s;
    QTest::newRow("many rows") << u"4194304,4"_s;
    QTest::newRow("many columns") << u"4,4194304"_s;
    QTest::newRow("a convolution") << u"64,128,7,7"_s;
    QTest::newRow("many axes") << u"2,3,5,700,800"_s;
}

void TestCompareHeatmaps::theyFitASmallWindow()
{
    QFETCH(const QString, shape);
    Bench bench;
    qint64 bytes = 1;
    for (const QString &size : shape.split(u','))
        bytes *= size.toLongLong();
    const auto write = [&](const QString &name, char value) {
        QByteArray header =
            u"{\"w\":{\"dtype\":\"I8\",\"shape\":[%1],\"data_offsets\":[0,%2]}}"_s.arg(shape)
                .arg(bytes)
                .toLatin1();
        header.append(128 - header.size(), ' ');
        QFile file(bench.folder.filePath(name));
        if (file.open(QFile::WriteOnly)) {
            file.write(QByteArray(1, char(header.size())) + QByteArray(7, 0) + header + value);
            file.resize(8 + header.size() + bytes);
        }
        return file.fileName();
    };
    QVERIFY(bench.compare(write(u"a.safetensors"_s, 0), write(u"b.safetensors"_s, 1)));
    QVERIFY(bench.show(u"w"_s));
    QTRY_VERIFY(bench.areDrawn());
    const int left = bench.pictures()->x();
    constexpr QSize small(800, 600);
    bench.window.resize(small);
    QTRY_COMPARE(bench.window.size(), small);
    const QRect room(QPoint(), small);
    for (const QWidget *part : bench.maps()->findChildren<QWidget *>()) {
        const QRect place(part->mapTo(&bench.window, QPoint()), part->size());
        QVERIFY2(!part->isVisible() || room.contains(place), qPrintable(part->objectName()));
    }
    for (HeatmapPlot *plot : bench.plots()) {
        QVERIFY2(plot->width() > 120, qPrintable(QString::number(plot->width())));
        QTRY_VERIFY2(widthOfCells(*plot) > 25, qPrintable(QString::number(widthOfCells(*plot))));
    }
    bench.window.resize(1260, 760);
    QTRY_COMPARE(bench.pictures()->x(), left);
}

LENS_WINDOW_TEST(TestCompareHeatmaps)
#include "tst_compareheatmaps.moc"
