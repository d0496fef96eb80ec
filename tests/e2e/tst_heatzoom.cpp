// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/bench.h"
#include "widgets/heatmappanel.h"
#include "widgets/plots/heatmapplot.h"
#include "widgets/resources.h"

#include <QCheckBox>
#include <QComboBox>
#include <QImage>
#include <QLineEdit>
#include <QWheelEvent>

#include <algorithm>
#include <numeric>
#include <vector>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

using Shape = QList<qint64>;

// Tensors w, w1, w2, …; of the first these values. What is not given is zero and takes no room on
// the disk.
QString fileOf(const QTemporaryDir &folder, const QList<Shape> &shapes,
               const std::vector<float> &values = {})
{
    QStringList tensors;
    qint64 bytes = 0;
    for (const Shape &shape : shapes) {
        QStringList sizes;
        for (const qint64 size : shape)
            sizes << QString::number(size);
        const qint64 end =
            bytes + 4 * std::accumulate(shape.begin(), shape.end(), 1LL, std::multiplies<>());
        const QString number = tensors.isEmpty() ? QString() : QString::number(tensors.size());
        tensors << uR"("w%1":{"dtype":"F32","shape":[%2],"data_offsets":[%3,%4]})"_s
                       .arg(number, sizes.join(u','))
                       .arg(bytes)
                       .arg(end);
        bytes = end;
    }
    QByteArray header = u"{%1}"_s.arg(tensors.join(u',')).toLatin1();
    header += QByteArray(7 - (header.size() + 7) % 8, ' ');
    QFile file(folder.filePath(u"zoom.safetensors"_s));
    if (!file.open(QIODevice::WriteOnly))
        return {};
    const quint64 size = static_cast<quint64>(header.size());
    file.write(reinterpret_cast<const char *>(&size), sizeof size);
    file.write(header);
    const qint64 begin = file.pos();
    file.write(reinterpret_cast<const char *>(values.data()),
               static_cast<qint64>(values.size() * sizeof(float)));
    file.resize(begin + bytes);
    return file.fileName();
}

constexpr qint64 side = 2048; // two elements to a cell

// The window with the heatmap of a matrix of 0, 1, 2, …
struct Bench : test::Bench
{
    explicit Bench(const Shape &shape = {side, side}, const QList<Shape> &others = {})
    {
        std::vector<float> values;
        if (shape.size() == 2) {
            values.resize(static_cast<std::size_t>(shape[0] * shape[1]));
            std::iota(values.begin(), values.end(), 0.0F);
        }
        window.openFiles({fileOf(folder, QList<Shape>{shape} + others, values)});
        if (!settle())
            qFatal("the file did not open");
        window.page()->showPanel("heatmap");
        window.page()->selectPath(u"w"_s);
        if (!settle())
            qFatal("the panel did not settle");
    }
    HeatmapPanel &panel() const { return *find<HeatmapPanel>("heatmapPanel"); }
    HeatmapPlot &plot() const { return panel().plot(); }
    QWidget *area() const { return plot().findChild<QWidget *>({}, Qt::FindDirectChildrenOnly); }
    void wheel(int notches) const
    {
        const QPointF middle = area()->rect().center();
        QWheelEvent event(middle, area()->mapToGlobal(middle), {}, QPoint(0, 120 * notches),
                          Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(area(), &event);
    }
    QString read(qint64 row, qint64 column) const
    {
        Q_EMIT plot().hovered(row, column);
        return panel().readout();
    }
    void chooseSlice(const QString &text) const
    {
        auto *slice = panel().findChild<QLineEdit *>(u"sliceText"_s);
        slice->setText(text);
        QTest::keyClick(slice, Qt::Key_Return);
    }
    QStringList ends() const
    {
        return {find<QLineEdit>("heatmapLow")->text(), find<QLineEdit>("heatmapHigh")->text()};
    }
    // What is written inside of it, away from its edges, has another colour.
    bool isWritten() const
    {
        const QImage drawn = plot().picture().toImage();
        const QRect inside(drawn.width() / 2 - 60, drawn.height() / 4, 120, drawn.height() / 4);
        const QImage part = drawn.copy(inside);
        for (int y = 0; y < part.height(); ++y)
            for (int x = 0; x < part.width(); ++x)
                if (part.pixel(x, y) != part.pixel(0, 0))
                    return true;
        return false;
    }
};

} // namespace

// A heatmap larger than a picture, read again where a person looks closer.
class TestHeatZoom final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void zoomingInReadsElements();
    void zoomingOutReadsNothing();
    void whatWasSeenStaysUntilThePartIsRead();
    void thePointerMovesWhatIsSeen();
    void whatIsUnderAStillPointerIsRead();
    void colourEndsStayFromPartToPart();
    void theNextSliceIsSeenAtTheSamePlace();
    void noCellIsNamedWhileAnotherTensorIsRead_data();
    void noCellIsNamedWhileAnotherTensorIsRead();
    void keysWalkAndZoom();
    void theFirstArrowMovesNothing();
    void keysWalkAcrossTheEdgeOfAPart_data();
    void keysWalkAcrossTheEdgeOfAPart();
    void whatWasStoppedIsReadAgain();
    void whatCannotBeReadSaysWhy();
    void whatIsSeenIsExported();
    void numbersAreWrittenWhereThereIsRoom();
};

void TestHeatZoom::zoomingInReadsElements()
{
    Bench bench;
    QCOMPARE(bench.panel().caption(), u"2048 × 2048 values, the mean of 2 × 2 in a cell"_s);
    QVERIFY(bench.read(1024, 1025).startsWith(u"[1024:1026, 1024:1026]: mean "_s));
    bench.wheel(12);
    QVERIFY(bench.settle());
    QVERIFY2(bench.panel().caption().endsWith(u"in view"_s), qPrintable(bench.panel().caption()));
    // What was pointed at is read anew by itself.
    QCOMPARE(bench.panel().readout(), u"[1024, 1025]: 2098177"_s);
    QCOMPARE(bench.read(0, 0).section(u':', 0, 1), u"[0:2, 0"_s); // not in view
    QVERIFY(bench.plot().accessibleDescription().endsWith(u"\n"_s + bench.panel().caption()));
}

void TestHeatZoom::zoomingOutReadsNothing()
{
    Bench bench;
    const QImage before = bench.plot().picture().toImage();
    bench.wheel(12);
    QVERIFY(bench.settle());
    QVERIFY(bench.plot().picture().toImage() != before);
    const test::HeldWorkers held;
    QTest::mouseDClick(bench.area(), Qt::LeftButton, {}, bench.area()->rect().center());
    QVERIFY(bench.window.isSettled());
    QCOMPARE(bench.plot().picture().toImage(), before);
    QCOMPARE(bench.panel().caption(), u"2048 × 2048 values, the mean of 2 × 2 in a cell"_s);
}

void TestHeatZoom::whatWasSeenStaysUntilThePartIsRead()
{
    Bench bench;
    {
        const test::HeldWorkers held;
        bench.wheel(8);
        QVERIFY(!bench.window.isSettled());
        QVERIFY(bench.plot().isEnabled());
        QVERIFY(bench.read(1024, 1024).startsWith(u"[1024:1026, "_s));
        bench.wheel(8); // only the latest counts
    }
    QVERIFY(bench.settle());
    QVERIFY(bench.read(1024, 1024).startsWith(u"[1024, 1024]: "_s));
    const test::HeldWorkers held;
    bench.wheel(-20);
    QVERIFY(bench.window.isSettled()); // and none where all is wanted
}

void TestHeatZoom::thePointerMovesWhatIsSeen()
{
    Bench bench;
    bench.wheel(12);
    QVERIFY(bench.settle());
    const double from = bench.panel().view().columns().from;
    const QPoint middle = bench.area()->rect().center();
    QTest::mousePress(bench.area(), Qt::LeftButton, {}, middle);
    QMouseEvent move(QEvent::MouseMove, middle - QPoint(50, 0),
                     bench.area()->mapToGlobal(middle - QPoint(50, 0)), Qt::NoButton,
                     Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(bench.area(), &move);
    QTest::mouseRelease(bench.area(), Qt::LeftButton, {}, middle - QPoint(50, 0));
    QVERIFY(bench.panel().view().columns().from > from);
    // Far away, what is there now is read.
    Q_EMIT bench.plot().dragged(-5000, 5000);
    QVERIFY(bench.settle());
    QCOMPARE(bench.read(0, side - 1), u"[0, 2047]: 2047"_s);
}

void TestHeatZoom::whatIsUnderAStillPointerIsRead()
{
    Bench bench({3, 200'000});
    QTest::mouseMove(bench.area(), bench.area()->rect().center());
    QTRY_VERIFY(bench.area()->underMouse());
    bench.wheel(36);
    QVERIFY(bench.settle());
    const QString place = bench.panel().readout().section(u']', 0, 0);
    const HeatView::Side seen = bench.panel().view().columns();
    bool isNumber = false;
    const double column = place.section(u", "_s, 1).toInt(&isNumber);
    QVERIFY2(isNumber && seen.length < 100, qPrintable(place));
    QVERIFY2(seen.from <= column && column < seen.from + seen.length, qPrintable(place));
}

void TestHeatZoom::colourEndsStayFromPartToPart()
{
    Bench bench;
    bench.wheel(12);
    QVERIFY(bench.settle());
    const QStringList ends = bench.ends();
    Q_EMIT bench.plot().dragged(5000, 5000);
    QVERIFY(bench.settle());
    QCOMPARE(bench.ends(), ends);
    bench.find<QLineEdit>("heatmapHigh")->setText(u"1e+07"_s);
    QTest::keyClick(bench.find<QLineEdit>("heatmapHigh"), Qt::Key_Return);
    const QStringList locked = bench.ends();
    QVERIFY(locked != ends);
    Q_EMIT bench.plot().resetRequested();
    bench.wheel(3);
    QVERIFY(bench.settle());
    QCOMPARE(bench.ends(), locked);
}

void TestHeatZoom::theNextSliceIsSeenAtTheSamePlace()
{
    Bench bench({2, 1500, 1500});
    bench.wheel(12);
    QVERIFY(bench.settle());
    const HeatView view = bench.panel().view();
    bench.chooseSlice(u"[1, :, :]"_s);
    QVERIFY(bench.settle());
    QVERIFY(bench.panel().view() == view);
    QCOMPARE(bench.read(750, 751), u"[1, 750, 751]: 0"_s);
    bench.chooseSlice(u"[:, 0, :]"_s);
    QVERIFY(bench.settle());
    QVERIFY(bench.panel().view() == HeatView(2, 1500));
}

// What is drawn is of a slice that a tensor with fewer axes does not have.
void TestHeatZoom::noCellIsNamedWhileAnotherTensorIsRead_data()
{
    QTest::addColumn<QString>("next");
    QTest::newRow("with as many axes") << u"w1"_s;
    QTest::newRow("with one axis") << u"w2"_s;
    QTest::newRow("with none") << u"w3"_s;
}

void TestHeatZoom::noCellIsNamedWhileAnotherTensorIsRead()
{
    QFETCH(QString, next);
    Bench bench({5, 9, 2}, {{9, 9, 9}, {9}, {}});
    bench.chooseSlice(u"[3, :, 0]"_s);
    QVERIFY(bench.settle());
    QCOMPARE(bench.read(0, 1), u"[3, 1, 0]: 0"_s);
    {
        const test::HeldWorkers held;
        bench.window.page()->selectPath(next);
        QTRY_VERIFY(!bench.plot().isEnabled());
        Q_EMIT bench.find<QComboBox>("heatmapColours")->activated(0);
        QCOMPARE(bench.read(0, 2), u"[3, 1, 0]: 0"_s);
    }
    QVERIFY(bench.settle());
    QVERIFY(bench.panel().readout().startsWith(u"Point at"_s));
}

void TestHeatZoom::keysWalkAndZoom()
{
    Bench bench;
    bench.plot().setFocus(Qt::TabFocusReason);
    QVERIFY(bench.plot().hasFocus());
    const auto press = [&bench](Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(&bench.plot(), key, modifiers);
        QVERIFY(bench.settle());
    };
    press(Qt::Key_Right);
    QVERIFY(bench.panel().readout().startsWith(u"[0:2, 0:2]: "_s));
    press(Qt::Key_Down);
    QVERIFY(bench.panel().readout().startsWith(u"[2:4, 0:2]: "_s));
    for (int i = 0; i < 3; ++i)
        press(Qt::Key_Plus);
    QCOMPARE(bench.panel().readout(), u"[2, 0]: 4096"_s);
    press(Qt::Key_Right);
    QCOMPARE(bench.panel().readout(), u"[2, 1]: 4097"_s);
    const double from = bench.panel().view().rows().from;
    press(Qt::Key_Down, Qt::ShiftModifier);
    QVERIFY(bench.panel().view().rows().from > from);
    press(Qt::Key_Minus);
    press(Qt::Key_0);
    QVERIFY(bench.panel().view() == HeatView(side, side));
}

// Though the first element that is seen may be the second in a cell of the whole.
void TestHeatZoom::theFirstArrowMovesNothing()
{
    Bench bench;
    bench.plot().setFocus(Qt::TabFocusReason);
    for (int i = 0; i < 9; ++i)
        QTest::keyClick(&bench.plot(), Qt::Key_Plus);
    QTest::keyClick(&bench.plot(), Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(bench.settle());
    const HeatView view = bench.panel().view();
    QVERIFY(view.first() == std::pair(std::int64_t(1022), std::int64_t(1023)));
    QTest::keyClick(&bench.plot(), Qt::Key_Right);
    QVERIFY(bench.panel().view() == view);
    QCOMPARE(bench.panel().readout().section(u':', 0, 0), u"[1022, 1023]"_s);
}

void TestHeatZoom::keysWalkAcrossTheEdgeOfAPart_data()
{
    QTest::addColumn<bool>("waits"); // for each part
    QTest::newRow("slowly") << true;
    QTest::newRow("faster than is read") << false;
}

void TestHeatZoom::keysWalkAcrossTheEdgeOfAPart()
{
    QFETCH(bool, waits);
    Bench bench;
    for (int i = 0; i < 4; ++i)
        QTest::keyClick(&bench.plot(), Qt::Key_Plus);
    QVERIFY(bench.settle());
    QVERIFY(bench.read(1024, 1380).startsWith(u"[1024, 1380]: "_s));
    {
        std::optional<test::HeldWorkers> held;
        if (!waits)
            held.emplace();
        for (int i = 0; i < 60; ++i) {
            QTest::keyClick(&bench.plot(), Qt::Key_Right);
            QVERIFY(!waits || bench.settle());
            const auto &[from, length] = bench.panel().view().columns();
            QVERIFY(from <= 1381 + i && 1382 + i <= from + length);
        }
        QVERIFY(waits || !bench.window.isSettled());
    }
    QVERIFY(bench.settle());
    QVERIFY2(bench.panel().readout().startsWith(u"[1024, 1440]: "_s),
             qPrintable(bench.panel().readout()));
}

void TestHeatZoom::whatWasStoppedIsReadAgain()
{
    Bench bench;
    {
        const test::HeldWorkers held;
        bench.wheel(12);
        QTest::keyClick(&bench.window, Qt::Key_Escape);
    }
    QVERIFY(bench.settle());
    QVERIFY(bench.read(1024, 1024).startsWith(u"[1024:1026, "_s));
    bench.wheel(1);
    QVERIFY(bench.settle());
    QVERIFY(bench.read(1024, 1024).startsWith(u"[1024, 1024]: "_s));
    const test::HeldWorkers held;
    Q_EMIT bench.plot().dragged(5000, 5000);
    QTest::keyClick(&bench.window, Qt::Key_Escape);
    Q_EMIT bench.plot().resetRequested(); // the part that is there is not kept over the whole
    QCOMPARE(bench.panel().caption(), u"2048 × 2048 values, the mean of 2 × 2 in a cell"_s);
}

void TestHeatZoom::whatCannotBeReadSaysWhy()
{
    Bench bench;
    QVERIFY(QFile::resize(bench.folder.filePath(u"zoom.safetensors"_s), 4096));
    bench.wheel(12);
    QVERIFY(bench.settle());
    const QString said = bench.panel().caption().section(u"; "_s, 1);
    QVERIFY(!said.isEmpty());
    QVERIFY(bench.read(1024, 1024).startsWith(u"[1024:1026, "_s));
    QVERIFY(bench.panel().caption().endsWith(said));
    Q_EMIT bench.plot().resetRequested();
    QVERIFY(!bench.panel().caption().contains(said));
}

void TestHeatZoom::whatIsSeenIsExported()
{
    Bench bench;
    for (int i = 0; i < 9; ++i)
        QTest::keyClick(&bench.plot(), Qt::Key_Plus);
    QVERIFY(bench.settle());
    bench.prompts.save = bench.folder.filePath(u"map.csv"_s);
    bench.panel().exportView();
    QVERIFY(bench.settle());
    QFile file(bench.prompts.save);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readLine(), ",1022,1023,1024,1025\n");
    QCOMPARE(file.readLine(), "1022,2094078.0,2094079.0,2094080.0,2094081.0\n");
}

void TestHeatZoom::numbersAreWrittenWhereThereIsRoom()
{
    Bench bench({2, 1500, 1500});
    QVERIFY(!bench.isWritten());
    bench.wheel(40);
    QVERIFY(bench.settle());
    QVERIFY(bench.isWritten());
}

LENS_WINDOW_TEST(TestHeatZoom)
#include "tst_heatzoom.moc"
