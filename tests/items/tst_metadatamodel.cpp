// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/plaintext.h"
#include "model/items/metadatamodel.h"
#include "tests/support/heldworkers.h"
#include "tests/support/madecheckpoint.h"
#include "tests/support/printed.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace lens;
using namespace Qt::StringLiterals;
using test::MadeCheckpoint;
using test::printed;

namespace {

MetadataRows rows(std::vector<MetadataRow> made)
{
    return std::make_shared<const std::vector<MetadataRow>>(std::move(made));
}

} // namespace

class TestMetadataModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingThatIsNoTensorIsARow();
    void aShortListIsShownWhereItIsReferredTo();
    void metadataIsFilteredByWords();
    void metadataIsSortedByAColumn();
    void sortingKeepsWhatIsSelected();
    void noRowIsKnownBeforeTheFirstSearch();
    void aTipIsNoMarkupOfTheFile();
    void aStoppedSearchKeepsTheRows();
    void aStoppedSortKeepsTheOrder();
    void aLongTextIsNotCutInsideACharacter();
    void ofALongTextOnlyTheBeginningIsRead();
    void jsonInATextIsLaidOut();
    void aLongListIsLaidOutInLines();
    void aLineThatIsCutIsNotWhole();
    void aCopyHasTheLinesAndTabsOfTheFile();
    void whatHasRowsOfItsOwnHasNoText();
};

void TestMetadataModel::everythingThatIsNoTensorIsARow()
{
    MadeCheckpoint made;
    const auto args = made.dict(0, "args");
    made.text(args, "name", "face\u202es");
    made.dict(args, "empty");
    made.tensor(0, "w", {1});
    const auto steps = made.list(0, "steps");
    made.number(steps, "", 30);
    made.number(steps, "", 4);
    made.number(made.list(0, "one"), "", 1);
    MetadataModel model;
    const QAbstractItemModelTester tester(&model);
    const Job job;
    model.setRows(metadataRows(*made.finish(), "model.pth", job));
    QTRY_COMPARE(printed(model),
                 QStringList({u"args/name | str | 'face\\u202es'"_s, u"args/empty | dict | {}"_s,
                              u"steps | list | [30, 4]"_s, u"one | list | [1]"_s}));
}

void TestMetadataModel::aShortListIsShownWhereItIsReferredTo()
{
    MadeCheckpoint made;
    const auto betas = made.list(0, "betas");
    made.number(betas, "", 1);
    const auto steps = made.list(0, "steps");
    for (int i = 0; i < 200; ++i)
        made.number(steps, "", i);
    made.reference(0, "again", betas);
    made.reference(0, "more", steps);
    MetadataModel model;
    const Job job;
    model.setRows(metadataRows(*made.finish(), "model.pth", job));
    QTRY_COMPARE(model.rowCount(), 4);
    QCOMPARE(printed(model).mid(2),
             QStringList({u"again | list | [1]"_s, u"more | list | → steps"_s}));
}

void TestMetadataModel::metadataIsFilteredByWords()
{
    MetadataModel model;
    const QAbstractItemModelTester tester(&model);
    model.setRows(
        rows({{1, u"args/lr"_s, u"float"_s, u"0.1"_s}, {2, u"args/name"_s, u"str"_s, u"'LR'"_s}}));
    model.setFilter(u"lr float"_s);
    QTRY_COMPARE(printed(model), QStringList{u"args/lr | float | 0.1"_s});
    model.setFilter(u"lr"_s);
    QTRY_COMPARE(model.rowCount(), 2);
    model.setFilter(u"nothing"_s);
    QTRY_COMPARE(model.rowCount(), 0);
    QCOMPARE(model.total(), 2);
}

void TestMetadataModel::metadataIsSortedByAColumn()
{
    MetadataModel model;
    model.setRows(rows({{1, u"l.10"_s, u"int"_s, u"1"_s}, {2, u"l.9"_s, u"int"_s, u"2"_s}}));
    model.sort(MetadataModel::PathColumn, Qt::AscendingOrder);
    QTRY_COMPARE(model.index(0, 0).data().toString(), u"l.9"_s);
    model.sort(-1, Qt::AscendingOrder);
    QTRY_COMPARE(model.index(0, 0).data().toString(), u"l.10"_s);
}

void TestMetadataModel::sortingKeepsWhatIsSelected()
{
    MetadataModel model;
    const QAbstractItemModelTester tester(&model);
    model.setRows(rows({{1, u"b"_s, u"int"_s, u"1"_s},
                        {2, u"c"_s, u"int"_s, u"2"_s},
                        {3, u"a"_s, u"int"_s, u"3"_s}}));
    model.setFilter(u"int"_s);
    QTRY_COMPARE(model.rowCount(), 3);
    const QPersistentModelIndex kept = model.index(1, MetadataModel::ValueColumn);
    model.sort(MetadataModel::PathColumn, Qt::AscendingOrder);
    QTRY_COMPARE(kept.row(), 2);
    QCOMPARE(kept.data().toString(), u"2"_s);
    model.setFilter(u"c"_s);
    QTRY_COMPARE(printed(model), QStringList{u"c | int | 2"_s});
}

void TestMetadataModel::noRowIsKnownBeforeTheFirstSearch()
{
    MetadataModel model;
    model.setRows(rows({{1, u"a"_s, u"int"_s, u"1"_s}}));
    QVERIFY(!model.isReady());
    QTRY_VERIFY(model.isReady());
    QCOMPARE(model.rowCount(), 1);
    model.setRows(nullptr);
    QVERIFY(!model.isReady());
}

void TestMetadataModel::aStoppedSearchKeepsTheRows()
{
    MetadataModel model;
    model.setRows(rows({{1, u"a"_s, u"int"_s, u"1"_s}, {2, u"b"_s, u"int"_s, u"2"_s}}));
    QTRY_VERIFY(model.isReady());
    QSignalSpy stopped(&model, &MetadataModel::stopped);
    {
        const test::HeldWorkers held;
        model.setFilter(u"b"_s);
        model.job().cancel();
    }
    QTRY_COMPARE(stopped.count(), 1);
    QVERIFY(model.isStopped());
    QCOMPARE(model.rowCount(), 2);
    model.setFilter(u"b"_s); // the same words search again
    QTRY_COMPARE(printed(model), QStringList{u"b | int | 2"_s});
    QVERIFY(!model.isStopped());
}

void TestMetadataModel::aStoppedSortKeepsTheOrder()
{
    MetadataModel model;
    model.setRows(rows({{1, u"a"_s, u"int"_s, u"1"_s}, {2, u"b"_s, u"int"_s, u"2"_s}}));
    model.sort(MetadataModel::PathColumn, Qt::DescendingOrder);
    QTRY_COMPARE(model.index(0, 0).data().toString(), u"b"_s);
    const QSignalSpy stopped(&model, &MetadataModel::stopped);
    {
        const test::HeldWorkers held;
        model.sort(MetadataModel::ValueColumn, Qt::AscendingOrder);
        model.job().cancel();
    }
    QTRY_COMPARE(stopped.count(), 1);
    QVERIFY(!model.isStopped()); // no search
    QCOMPARE(model.choice().column, int(MetadataModel::PathColumn));
    QCOMPARE(model.choice().order, Qt::DescendingOrder);
    // A search later does not sort as was stopped.
    model.setFilter(u"int"_s);
    QTRY_VERIFY(!model.job().isRunning());
    QCOMPARE(model.index(0, 0).data().toString(), u"b"_s);
    model.sort(MetadataModel::ValueColumn, Qt::AscendingOrder);
    QTRY_COMPARE(model.index(0, 0).data().toString(), u"a"_s);
}

void TestMetadataModel::aLongTextIsNotCutInsideACharacter()
{
    const QString faces = QString::fromUtf8("\xf0\x9f\x98\x80").repeated(3);
    QCOMPARE(shortened(faces, 3), faces.left(2) + u'…');
    QCOMPARE(shortened(faces, 4), faces.left(4) + u'…');
    QCOMPARE(shortened(faces, 6), faces);
}

void TestMetadataModel::aTipIsNoMarkupOfTheFile()
{
    MetadataModel model;
    model.setRows(rows({{1, u"<img src=x> & y"_s, u"str"_s, u"z"_s}}));
    QTRY_COMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0, MetadataModel::PathColumn).data(Qt::ToolTipRole).toString(),
             u"<span>&lt;img src=x&gt; &amp; y</span>"_s);
}

void TestMetadataModel::ofALongTextOnlyTheBeginningIsRead()
{
    MadeCheckpoint made;
    const auto text = made.text(0, "long", QByteArray("\xc3\xa9").repeated(5000).toStdString());
    made.reference(made.list(0, "list"), "", text);
    MetadataModel model;
    const Job job;
    const auto checkpoint = made.finish();
    QCOMPARE(valueText(*checkpoint, text, 5), std::string("'\xc3\xa9\xc3\xa9'… 9.8 KiB"));
    model.setRows(metadataRows(*checkpoint, "model.pth", job));
    QTRY_COMPARE(model.rowCount(), 2);
    for (int row = 0; row < 2; ++row) {
        const QString shown = model.index(row, MetadataModel::ValueColumn).data().toString();
        QVERIFY2(shown.size() < 500 && shown.contains(u"ééé"_s), qPrintable(shown));
    }
}

void TestMetadataModel::jsonInATextIsLaidOut()
{
    MadeCheckpoint made;
    const auto entry = made.text(0, "config", R"({"a": [1]})");
    const auto lines = made.text(0, "note", "one\ntwo\x1b");
    const auto checkpoint = made.finish();
    QCOMPARE(readableValue(*checkpoint, entry, 1000).text,
             std::string("{\n    \"a\": [\n        1\n    ]\n}\n"));
    QCOMPARE(readableValue(*checkpoint, lines, 1000).text, std::string("one\ntwo\\x1b"));
}

void TestMetadataModel::aLongListIsLaidOutInLines()
{
    MadeCheckpoint made;
    const auto steps = made.list(0, "steps");
    for (int i = 0; i < 1000; ++i)
        made.number(steps, "", i);
    const auto lines =
        QString::fromStdString(readableValue(*made.finish(), steps, 100'000).text).split(u'\n');
    QVERIFY(lines.size() > 30);
    QVERIFY(lines.first().startsWith("[0, 1, 2"_L1) && lines.last().endsWith("999]"_L1));
    for (const QString &line : lines)
        QVERIFY(line.size() < 120);
}

// Escapes make it longer than what a window can lay out.
void TestMetadataModel::aLineThatIsCutIsNotWhole()
{
    MadeCheckpoint made;
    const auto shorter = made.text(0, "shorter", std::string(5'000, '\x1b'));
    const auto longer = made.text(0, "longer", std::string(5'001, '\x1b'));
    const auto checkpoint = made.finish();
    QVERIFY(readableValue(*checkpoint, shorter, 100'000).isWhole);
    const ReadableValue value = readableValue(*checkpoint, longer, 100'000);
    QVERIFY(!value.isWhole);
    QVERIFY(value.text.size() < 5'001 * 4);
}

void TestMetadataModel::aCopyHasTheLinesAndTabsOfTheFile()
{
    MadeCheckpoint made;
    const std::string note = "lr:\t0.1\r\n\tgamma:\t2\n";
    const auto tabs = made.text(0, "tabs", note);
    const auto hostile = made.text(0, "hostile",
                                   "a\x1b[2J\t\xe2\x80\xae"
                                   "b");
    const auto checkpoint = made.finish();
    QCOMPARE(wholeValue(*checkpoint, tabs), note);
    QCOMPARE(wholeValue(*checkpoint, hostile), std::string("a\\x1b[2J\t\\u202eb"));
}

// A list that is referred to and holds more than plain values is read in its own rows.
void TestMetadataModel::whatHasRowsOfItsOwnHasNoText()
{
    MadeCheckpoint made;
    const auto list = made.list(0, "list");
    made.number(made.list(list, ""), "", 1);
    const auto plain = made.list(0, "plain");
    made.number(plain, "", 2);
    const auto toList = made.reference(0, "toList", list);
    const auto toPlain = made.reference(0, "toPlain", plain);
    const auto checkpoint = made.finish();
    QCOMPARE(readableValue(*checkpoint, toList, 1000).text, std::string());
    QCOMPARE(wholeValue(*checkpoint, toList), std::string());
    QCOMPARE(readableValue(*checkpoint, toPlain, 1000).text, std::string("[2]"));
    QCOMPARE(wholeValue(*checkpoint, toPlain), std::string("[2]"));
}

QTEST_GUILESS_MAIN(TestMetadataModel)
#include "tst_metadatamodel.moc"
