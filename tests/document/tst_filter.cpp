// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/filter.h"
#include "model/document/jobs.h"
#include "model/document/rows.h"
#include "tests/support/edits.h"
#include "tests/support/madecheckpoint.h"

#include <QElapsedTimer>
#include <QTest>

using namespace lens;
using namespace Qt::StringLiterals;
using test::MadeCheckpoint;

namespace {

// A little of everything that a filter can ask for.
Snapshot everything()
{
    MadeCheckpoint made;
    const auto model = made.dict(0, "model");
    made.tensor(model, "encoder.conv1.weight", {64, 3, 7, 7}, "cuda:0");
    made.tensor(model, "encoder.conv1.bias", {64}, "cuda:0");
    const auto head = made.tensor(model, "head.Weight", {10, 64}, "cuda:1");
    made.tied(model, "head.tied", head);
    made.reference(model, "head.again", head);
    made.tensor(model, "steps", {}, "cpu");
    const auto optimizer = made.dict(0, "optimizer_G");
    made.tensor(optimizer, "momentum", {64}, "cuda:0");
    made.dict(optimizer, "empty");
    made.number(0, "epoch", 12);
    made.text(0, "note", "as published");
    return *makeSnapshot(made.finish());
}

QStringList found(const Snapshot &snapshot, std::string_view line)
{
    const auto filter = Filter::parse(line);
    if (!filter)
        return {QString::fromStdString(filter.error().message)};
    const RowSource source{snapshot.checkpoint, snapshot.outline, snapshot.devices,
                           snapshot.devices};
    QStringList paths;
    const auto nodes = matches(source, *filter);
    if (!nodes)
        return {QString::fromStdString(nodes.error().message)};
    for (const auto node : *nodes)
        paths << QString::fromStdString(
            snapshot.checkpoint->pathText(snapshot.outline->node(node).entry));
    return paths;
}

} // namespace

class TestFilter final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void finds_data();
    void finds();
    void whatLooksLikeAKeyIsAWordWhereANameHasIt();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void whatIsChangedFollowsTheEdits();
    void aWordForATextFindsThatText_data();
    void aWordForATextFindsThatText();
    void rowsKeepTheParentsOfWhatIsFound();
    void rowsAreSorted_data();
    void rowsAreSorted();
    void aFlatListHasOnlyItems();
    void aHundredThousandRowsAreFilteredAtOnce();
};

void TestFilter::finds_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QStringList>("expected");
    const QString weight = u"model/encoder.conv1.weight"_s, bias = u"model/encoder.conv1.bias"_s,
                  head = u"model/head.Weight"_s, tied = u"model/head.tied"_s,
                  again = u"model/head.again"_s, steps = u"model/steps"_s,
                  momentum = u"optimizer_G/momentum"_s, empty = u"optimizer_G/empty"_s,
                  epoch = u"epoch"_s, note = u"note"_s;
    const auto row = [](const char *what, const char *line, const QStringList &expected) {
        QTest::newRow(what) << QByteArray(line) << expected;
    };
    row("nothing asked is everything", "  ",
        {epoch, bias, weight, head, again, tied, steps, note, empty, momentum});
    row("a word, in any case", "WEIGHT", {weight, head});
    row("all words", "conv1 wei", {weight});
    row("a path as it is copied", "model/encoder.conv1", {bias, weight});
    row("a minus turns it around", "model -head -steps", {bias, weight});
    row("quotes keep what is special", "\"conv*\"", {});
    row("a glob of the last parts", "conv*.bias", {bias});
    row("a glob of a group is all in it", "enc*r", {bias, weight});
    row("a glob ends where a name ends", "*.wei", {});
    row("a regular expression", "/conv\\d\\.(bias|x)$/", {bias});
    row("a regular expression with a space is one", "/a b/", {});
    row("a shape", "shape:64", {bias, momentum});
    row("a shape with a star", "shape:64x*", {weight});
    row("a shape as Python writes it", "shape:[10,64]", {head, tied});
    row("the shape without axes", "shape:scalar", {steps});
    row("a dtype by its short name", "dtype:f32 bias", {bias});
    row("dtypes that begin so", "dtype:float conv1", {bias, weight});
    row("another dtype", "dtype:bf16", {});
    row("a kind of device", "dev:cuda", {bias, weight, head, tied, momentum});
    row("one device", "dev:cuda:1", {head, tied});
    row("bytes", "size>1k", {weight, head, tied});
    row("bytes at most", "size<=4", {steps});
    row("elements", "params>=640 dims<3", {head, tied});
    row("axes", "dims:4", {weight});
    row("shared storages", "is:shared", {head, tied});
    row("repeated objects", "is:repeated", {again});
    row("scalars", "is:scalar", {epoch, steps});
    row("texts", "is:text", {note});
    row("tensors that are not elsewhere", "is:tensor -in:model", {momentum});
    row("below a part in the middle of a name", "in:conv1", {bias, weight});
    row("below a name that begins so", "in:optimizer", {empty, momentum});
    row("a key without its value asks nothing yet", "note shape: size> is:", {note});
    const QString unknown =
        u"no name has \"foo:bar\" in it, and there is no key \"foo\"; there are "
        "shape, dtype, type, dev, device, size, bytes, params, dims, is, in"_s;
    row("what looks like a key and is in no name", "foo:bar conv1", {unknown});
    row("and without it", "-foo:bar", {unknown});
    row("in quotes it is a word", "\"foo:bar\"", {});
}

void TestFilter::finds()
{
    QFETCH(QByteArray, line);
    QFETCH(QStringList, expected);
    QCOMPARE(found(everything(), line.toStdString()), expected);
}

void TestFilter::whatLooksLikeAKeyIsAWordWhereANameHasIt()
{
    MadeCheckpoint made;
    const auto model = made.dict(0, "model");
    made.tensor(model, "weight:0", {64}, "cpu");
    made.tensor(model, "bias:0", {64}, "cpu");
    const Snapshot file = *makeSnapshot(made.finish());
    QCOMPARE(found(file, "weight:0"), QStringList{u"model/weight:0"_s});
    QCOMPARE(found(file, "-weight:0"), QStringList{u"model/bias:0"_s});
    QCOMPARE(found(file, "weight:0 bias"), QStringList()); // each is in a name
    QVERIFY(found(file, "weight:1").front().startsWith(u"no name has"_s));
}

void TestFilter::saysWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("said");
    QTest::newRow("no number") << QByteArray("size>big") << u"\"big\" is no number"_s;
    QTest::newRow("a unit that is none") << QByteArray("params<3q") << u"no number"_s;
    QTest::newRow("no dtype") << QByteArray("dtype:f17") << u"no dtype is called \"f17\""_s;
    QTest::newRow("no state") << QByteArray("is:nice") << u"changed, shared"_s;
    QTest::newRow("no regular expression") << QByteArray("/a(b/") << u"/a(b/ is not valid"_s;
    for (const char *typed : {"/", "/conv", "/[", "bias -/[", "/a b"})
        QTest::newRow(typed) << QByteArray(typed) << u"ends with a slash"_s;
    QTest::newRow("too much") << QByteArray("a ").repeated(40) << u"at most 32"_s;
}

void TestFilter::saysWhatIsWrong()
{
    QFETCH(QByteArray, line);
    QFETCH(QString, said);
    const auto filter = Filter::parse(line.toStdString());
    QVERIFY(!filter);
    QVERIFY2(filter.error().message.find(said.toStdString()) != std::string::npos,
             filter.error().message.c_str());
}

void TestFilter::whatIsChangedFollowsTheEdits()
{
    Document document;
    document.load(everything());
    const auto changed = *Filter::parse("is:changed dev:mps");
    QVERIFY(changed.dependsOnEdits());
    QCOMPARE(matches(rowSource(document), changed)->size(), 0u);
    test::edit(document, {{{0, "mps"}}}, u"Change device"_s);
    QCOMPARE(matches(rowSource(document), changed)->size(), 1u);
    test::undo(document);
    QCOMPARE(matches(rowSource(document), changed)->size(), 0u);
}

void TestFilter::aWordForATextFindsThatText_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"plain.name", "two words", "-minus", "/slash/", "a*b", "is:tensor"})
        QTest::newRow(text) << QByteArray(text);
}

void TestFilter::aWordForATextFindsThatText()
{
    QFETCH(QByteArray, text);
    MadeCheckpoint made;
    made.tensor(0, text.toStdString(), {1});
    made.tensor(0, "other", {1});
    QCOMPARE(found(*makeSnapshot(made.finish()), filterWord(text.toStdString())).size(), 1);
}

void TestFilter::rowsKeepTheParentsOfWhatIsFound()
{
    const Snapshot snapshot = everything();
    const RowSource source{snapshot.checkpoint, snapshot.outline, snapshot.devices,
                           snapshot.devices};
    const auto rows = *makeRows({.source = source, .filter = *Filter::parse("conv1.bias")});
    QCOMPARE(rows.found, 1u);
    QCOMPARE(rows.items, 10u);
    QStringList labels;
    for (const auto node : rows.rows)
        labels << QString::fromStdString(std::string(snapshot.outline->node(node).label));
    QCOMPARE(labels.join(u'>'), u">encoder.conv1>bias"_s);
    QCOMPARE(rows.count[0], 1u);
    QVERIFY(!rows.isShown(snapshot.outline->nodeOf(9)));
}

void TestFilter::rowsAreSorted_data()
{
    QTest::addColumn<int>("order");
    QTest::addColumn<bool>("descending");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *what, RowOrder order, bool descending, const char *expected) {
        QTest::newRow(what) << static_cast<int>(order) << descending << QByteArray(expected);
    };
    row("natural", RowOrder::Natural, false, "a2 a10 b");
    row("natural, from the end", RowOrder::Natural, true, "b a10 a2");
    row("by bytes", RowOrder::Bytes, false, "b a2 a10");
    row("by bytes, the largest first", RowOrder::Bytes, true, "a10 a2 b");
    row("by device, equal ones in natural order", RowOrder::Device, false, "a10 a2 b");
}

void TestFilter::rowsAreSorted()
{
    QFETCH(int, order);
    QFETCH(bool, descending);
    QFETCH(QByteArray, expected);
    MadeCheckpoint made;
    made.tensor(0, "a10", {9}, "cpu");
    made.tensor(0, "a2", {4}, "cuda:0");
    made.tensor(0, "b", {1}, "cuda:0");
    const Snapshot snapshot = *makeSnapshot(made.finish());
    RowsRequest request{
        .source = {snapshot.checkpoint, snapshot.outline, snapshot.devices, snapshot.devices}};
    request.order = static_cast<RowOrder>(order);
    request.descending = descending;
    QByteArrayList names;
    const auto rows = *makeRows(request);
    for (const auto node : rows.rows)
        names << QByteArray::fromStdString(std::string(snapshot.outline->node(node).label));
    QCOMPARE(names.join(' '), expected);
}

void TestFilter::aFlatListHasOnlyItems()
{
    const Snapshot snapshot = everything();
    const RowSource source{snapshot.checkpoint, snapshot.outline, snapshot.devices,
                           snapshot.devices};
    const auto rows = *makeRows({.source = source, .flat = true});
    QCOMPARE(rows.rows.size(), 10u);
    QCOMPARE(rows.count[0], 10u);
}

void TestFilter::aHundredThousandRowsAreFilteredAtOnce()
{
    MadeCheckpoint made;
    for (int i = 0; i < 100'000; ++i)
        made.tensor(0,
                    "model.layers." + std::to_string(i / 10) + ".block.part" +
                        std::to_string(i % 10) + ".weight",
                    {64, 64});
    Document document;
    document.load(*makeSnapshot(made.finish()));
    RowsJob job;
    std::uint32_t found = 0;
    connect(&job, &RowsJob::finished, this,
            [&found](const auto &rows) { found = rows ? (*rows)->found : 0; });
    for (const char *line : {"part3 weight", "layers.*.part3.weight", "/part3\\.weight$/"}) {
        const RowsRequest request{.source = rowSource(document), .filter = *Filter::parse(line)};
        QElapsedTimer timer;
        timer.start();
        QVERIFY(makeRows(request));
        qInfo("%s: %lld ms", line, timer.elapsed());
        job.start(request);
        QVERIFY(QTest::qWaitFor([&] { return !job.isRunning(); }));
        QCOMPARE(std::exchange(found, 0), 10'000u);
    }
}

QTEST_GUILESS_MAIN(TestFilter)
#include "tst_filter.moc"
