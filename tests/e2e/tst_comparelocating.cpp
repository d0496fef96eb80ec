// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/locatormodel.h"
#include "tests/e2e/comparing.h"
#include "tests/support/gapmeter.h"
#include "widgets/locator.h"
#include "widgets/resources.h"

#include <QAction>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

#include <utility>

using namespace lens;
using namespace Qt::StringLiterals;
using test::writeTensors;

namespace {

struct Bench : test::CompareBench
{
    void compareZeros(int tensors, qint64 elements, float valueOfB, const QString &prefixOfB = {})
    {
        const QString first = folder.filePath(u"a.safetensors"_s),
                      second = folder.filePath(u"b.safetensors"_s);
        writeTensors(first, tensors, elements, 1);
        writeTensors(second, tensors, elements, valueOfB, prefixOfB);
        window.compareFiles(first, second);
    }
    const QAbstractItemModel &found() const { return *find<QTreeView>("locatorList")->model(); }
    QString detail(int row) const
    {
        return found().index(row, LocatorModel::DetailColumn).data().toString();
    }
    // Goes to a row whose values are not told yet.
    bool goToPending(const QString &name)
    {
        const CompareModel &model = window.comparePage()->model();
        QObject context;
        bool isPending = false, isThere = false;
        // As soon as they are listed: where they are few the values may be told right after that.
        QObject::connect(&model, &CompareModel::listed, &context, [&] {
            const auto row = model.sourceOf(name);
            if (!row || std::exchange(isThere, true)) // going there lists them again
                return;
            isPending = model.state(*row) == CompareState::Pending;
            window.comparePage()->goToRow(*row);
        });
        return QTest::qWaitFor([&] { return isPending && current() == name; });
    }
    QLineEdit *look(const QString &text) const
    {
        window.actions().action("go.locate")->trigger();
        auto *line = find<QLineEdit>("locatorLine");
        line->setText(text);
        return QTest::qWaitFor([this] { return find<Locator>("locator")->isSettled(); }) ? line
                                                                                         : nullptr;
    }
    // To the first that is found.
    bool goTo(const QString &text)
    {
        QLineEdit *line = look(text);
        if (!line || found().rowCount() == 0)
            return false;
        QTest::keyClick(line, Qt::Key_Return);
        return settle();
    }
};

} // namespace

// From the line that finds everything to the rows of comparisons.
class TestCompareLocating final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void rowsOfAnotherTabAreFoundAndShown();
    void whatTheSidesCallOtherwiseIsFoundByEither();
    void aRowThatIsNotListedIsShown_data();
    void aRowThatIsNotListedIsShown();
    void aRowThatIsFoldedAwayIsShown();
    void aRowStaysListedWhateverItTurnsOutToBe_data();
    void aRowStaysListedWhateverItTurnsOutToBe();
    void whoFiltersMeanwhileMeansThat_data();
    void whoFiltersMeanwhileMeansThat();
    void rowsThatAreReplacedLeadNowhere();
    void longTitlesLeaveRoomForNames();
};

void TestCompareLocating::rowsOfAnotherTabAreFoundAndShown()
{
    Bench bench;
    QVERIFY(bench.compare());
    QVERIFY(bench.openAndWait(bench.a));
    QLineEdit *line = bench.look(u"0.weight"_s);
    QVERIFY(line);
    // What is in front first.
    QVERIFY2(bench.detail(0).endsWith(u" · epoch1.pth"_s), qPrintable(bench.detail(0)));
    int row = 0;
    while (row < bench.found().rowCount() && !bench.detail(row).contains(u'⇄'))
        ++row;
    QVERIFY(row < bench.found().rowCount());
    QVERIFY(bench.detail(row).endsWith(u" float32 · epoch1.pth ⇄ epoch2.pth"_s));
    const QString name = bench.found().index(row, LocatorModel::TextColumn).data().toString();
    for (int i = 0; i < row; ++i)
        QTest::keyClick(line, Qt::Key_Down);
    QTest::keyClick(line, Qt::Key_Return);
    QVERIFY(bench.window.comparePage());
    QCOMPARE(bench.current(), name);
    QTRY_VERIFY(bench.list()->hasFocus());
    QVERIFY(bench.settle());
    // Findings are of checkpoints alone.
    QVERIFY(bench.look(u"@"_s));
    for (int found = 0; found < bench.found().rowCount(); ++found)
        QVERIFY(!bench.detail(found).contains(u'⇄'));
}

void TestCompareLocating::whatTheSidesCallOtherwiseIsFoundByEither()
{
    Bench bench;
    bench.compareZeros(12, 4, 2, u"module."_s);
    QVERIFY(bench.settle());
    QTest::mouseClick(bench.find<QPushButton>("Strip it"), Qt::LeftButton);
    QVERIFY(bench.settle());
    const QString paired = u"blocks.11.weight → module.blocks.11.weight"_s;
    for (const QString &text : {u"module 11"_s, u"blocks.11.weight"_s}) {
        bench.list()->select(1);
        QVERIFY(bench.goTo(text));
        QCOMPARE(bench.current(), paired);
    }
}

void TestCompareLocating::aRowThatIsNotListedIsShown_data()
{
    QTest::addColumn<int>("tensors"); // many are listed by a worker
    QTest::addColumn<float>("valueOfB");
    QTest::addColumn<QString>("filter");
    QTest::addColumn<int>("sortedBy");
    for (const int tensors : {20, 5000}) {
        const auto add = [tensors](const char *how, float value, const QString &filter, int by) {
            QTest::addRow("%s, of %d", how, tensors) << tensors << value << filter << by;
        };
        add("its state is hidden", 1, {}, -1);
        add("the filter does not take it", 2, u"9.weight"_s, -1);
        add("the filter takes it", 2, u"8.weight"_s, -1);
        add("neither", 1, u"9.weight"_s, -1);
        add("sorted", 1, {}, CompareModel::NameColumn);
    }
}

void TestCompareLocating::aRowThatIsNotListedIsShown()
{
    QFETCH(const int, tensors);
    QFETCH(const float, valueOfB);
    QFETCH(const QString, filter);
    QFETCH(const int, sortedBy);
    Bench bench;
    test::GapMeter meter;
    bench.compareZeros(tensors, 4, valueOfB);
    QVERIFY(bench.settle());
    auto *line = bench.find<QLineEdit>("compareFilter");
    line->setText(filter);
    bench.list()->sortByColumn(sortedBy, Qt::AscendingOrder);
    QVERIFY(bench.settle());
    QVERIFY(bench.goTo(u"blocks.18.weight"_s));
    QCOMPARE(bench.current(), u"blocks.18.weight"_s);
    QVERIFY(bench.list()->selectionModel()->isSelected(bench.list()->currentIndex()));
    QTRY_VERIFY(bench.list()->hasFocus());
    QCOMPARE(bench.find<QToolButton>("chip6")->isChecked(), valueOfB == 1);
    QCOMPARE(line->text(), filter == u"8.weight"_s ? filter : QString());
    QVERIFY(meter.longest() < 1000);
}

void TestCompareLocating::aRowThatIsFoldedAwayIsShown()
{
    Bench bench;
    QVERIFY(bench.compare());
    auto *list = bench.list();
    list->select(static_cast<int>(bench.names().indexOf(u"model"_s)));
    QTest::keyClick(list, Qt::Key_Left);
    QVERIFY(!bench.names().contains(u"model/0.weight"_s));
    QVERIFY(bench.goTo(u"model/0.weight"_s));
    QCOMPARE(bench.current(), u"model/0.weight"_s);
    // It was hidden by nothing else.
    QVERIFY(!bench.find<QToolButton>("chip6")->isChecked());
}

void TestCompareLocating::aRowStaysListedWhateverItTurnsOutToBe_data()
{
    QTest::addColumn<qint64>("elements");
    QTest::newRow("told with the rows") << qint64(4);
    QTest::newRow("told later") << qint64(8 << 20);
}

void TestCompareLocating::aRowStaysListedWhateverItTurnsOutToBe()
{
    QFETCH(const qint64, elements);
    Bench bench;
    bench.compareZeros(24, elements, 1);
    const CompareModel &model = bench.window.comparePage()->model();
    QVERIFY(bench.goToPending(u"blocks.23.weight"_s));
    QVERIFY(bench.settle());
    const auto row = model.sourceOf(u"blocks.23.weight"_s);
    QVERIFY(row);
    QCOMPARE(model.state(*row), CompareState::Same);
    QCOMPARE(bench.current(), u"blocks.23.weight"_s);
    // Who hides it then means that.
    bench.find<QToolButton>("chip6")->click();
    QVERIFY(bench.settle());
    QVERIFY(!bench.names().contains(u"blocks.23.weight"_s));
}

void TestCompareLocating::whoFiltersMeanwhileMeansThat_data()
{
    QTest::addColumn<QString>("typed");
    QTest::newRow("with a button") << QString();
    QTest::newRow("by name") << u"12"_s;
}

// Also before a worker has listed what that leaves of many rows.
void TestCompareLocating::whoFiltersMeanwhileMeansThat()
{
    QFETCH(const QString, typed);
    Bench bench;
    bench.compareZeros(CompareModel::listedAtOnce + 1000, 1 << 20, 1);
    QVERIFY(bench.goToPending(u"blocks.4999.weight"_s));
    auto *line = bench.find<QLineEdit>("compareFilter");
    auto *chip = bench.find<QToolButton>("chip7");
    const CompareModel &model = bench.window.comparePage()->model();
    const auto equal = model.count(CompareState::Same);
    const test::HeldWorkers held;
    typed.isEmpty() ? chip->click() : line->setText(typed);
    QTRY_VERIFY(model.count(CompareState::Same) > equal);
    QCOMPARE(line->text(), typed);
    QCOMPARE(chip->isChecked(), !typed.isEmpty());
}

void TestCompareLocating::rowsThatAreReplacedLeadNowhere()
{
    Bench bench;
    QVERIFY(bench.compare());
    QLineEdit *line = bench.look(u"0.weight"_s);
    QVERIFY(line && bench.found().rowCount() > 0);
    bench.window.comparePage()->swapSides();
    QTest::qWait(0);
    QVERIFY(bench.settle());
    const QString now = bench.current();
    QTest::keyClick(line, Qt::Key_Return);
    QVERIFY(bench.settle());
    QCOMPARE(bench.current(), now);
}

void TestCompareLocating::longTitlesLeaveRoomForNames()
{
    Bench bench;
    const QString longName = bench.folder.filePath(QString(120, u'n') + u".pth"_s);
    QVERIFY(QFile::copy(bench.b, longName));
    QVERIFY(bench.openAndWait(bench.a));
    QVERIFY(bench.compare(bench.a, longName));
    QVERIFY(bench.look(u"weight"_s));
    const auto *list = bench.find<QTreeView>("locatorList");
    const int half = list->viewport()->width() / 2;
    QTRY_VERIFY(list->columnWidth(LocatorModel::TextColumn) >= half);
    const QModelIndex detail = list->model()->index(0, LocatorModel::DetailColumn);
    QVERIFY(detail.data(Qt::ToolTipRole).toString().contains(u"nnn.pth"_s));
}

LENS_WINDOW_TEST(TestCompareLocating)
#include "tst_comparelocating.moc"
