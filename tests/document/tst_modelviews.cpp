// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/summary.h"
#include "model/document/contents.h"
#include "model/document/jobs.h"
#include "model/document/optimizertable.h"
#include "model/document/pythonlines.h"
#include "model/document/rows.h"
#include "tests/checkpoint/fixtures.h"
#include "tests/support/edits.h"

#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

// The paths of all rows in the order of the tree.
QStringList paths(const Document &document)
{
    QStringList found;
    RowsRequest request{.source = rowSource(document)};
    request.flat = true;
    const auto rows = *makeRows(request);
    for (const auto node : rows.rows)
        found << QString::fromStdString(document.outline()->pathText(*document.checkpoint(), node));
    return found;
}

} // namespace

class TestModelViews final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aWholeModelIsFirstItsStateDict_data();
    void aWholeModelIsFirstItsStateDict();
    void theObjectIsTheSecondView();
    void aStateDictHasOnlyOne();
    void theLargestHaveTheNamesOfTheView();
    void bytesCountUnderTheDTypeTheyHave();
    void everyEntryIsFound();
    void aWeightWithTwoNamesCountsOnce();
    void sharedBytesAreSaid();
    void aWeightWithTwoNamesIsAsLargeAsItIs();
    void codeAsksTheStateDict();
    void stateThatIsKeptInOnePlaceIsNotMissing();

private:
    Snapshot open(const QString &file) { return *makeSnapshot(m_fixtures.open(file)); }
    test::Fixtures m_fixtures;
};

void TestModelViews::initTestCase()
{
    if (const QString reason = m_fixtures.make(); !reason.isEmpty())
        QSKIP(qPrintable(reason));
}

void TestModelViews::aWholeModelIsFirstItsStateDict_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("before");
    QTest::newRow("as the file") << u"model.pt"_s << QString();
    QTest::newRow("in a legacy stream") << u"model_legacy.pt"_s << QString();
    QTest::newRow("beside other things") << u"model_inside.pt"_s << u"net/"_s;
    QTest::newRow("as a program") << u"scripted.pt"_s << QString();
}

void TestModelViews::aWholeModelIsFirstItsStateDict()
{
    QFETCH(QString, file);
    QFETCH(QString, before);
    Document document;
    document.load(open(file));
    QVERIFY(document.hasModelViews());
    QStringList expected;
    for (const auto &name : m_fixtures.expected(u"state_dicts"_s)[file].toArray())
        expected << before + name.toString();
    auto found = paths(document);
    found.removeAll(u"epoch"_s);
    found.sort();
    expected.sort();
    QCOMPARE(found.join(u'\n'), expected.join(u'\n'));
}

void TestModelViews::theObjectIsTheSecondView()
{
    Document document;
    document.load(open(u"model_inside.pt"_s));
    QSignalSpy changed(&document, &Document::changed);
    test::show(document, ModelView::Object);
    QCOMPARE(changed.size(), 1);
    QVERIFY(paths(document).contains(u"net/_modules/conv/_parameters/weight"_s));
    const auto raw = Outline::build(*document.checkpoint());
    QCOMPARE(document.outline()->size(), raw->size());
    test::show(document, ModelView::StateDict);
    QVERIFY(paths(document).contains(u"net/conv.weight"_s));
}

void TestModelViews::aStateDictHasOnlyOne()
{
    Document document;
    document.load(open(u"state_dict.pt"_s));
    QVERIFY(!document.hasModelViews());
    test::show(document, ModelView::Object);
    QCOMPARE(document.modelView(), ModelView::StateDict);
}

void TestModelViews::theLargestHaveTheNamesOfTheView()
{
    Document document;
    document.load(open(u"model_inside.pt"_s));
    const auto largestBelow = [&document](std::uint32_t node) {
        QStringList names;
        for (const auto id :
             contentsBelow(*document.checkpoint(), *document.outline(), document.devices(), {node})
                 .largest)
            names << QString::fromStdString(
                document.outline()->pathText(*document.checkpoint(), id));
        return names;
    };
    const QStringList all = largestBelow(0);
    QCOMPARE(all.first(), u"net/conv.weight"_s);
    QVERIFY2(!all.join(u' ').contains("_modules"_L1), qPrintable(all.join(u' ')));
}

void TestModelViews::bytesCountUnderTheDTypeTheyHave()
{
    Document document;
    document.load(open(u"sparse.pt"_s));
    const auto contents =
        contentsBelow(*document.checkpoint(), *document.outline(), document.devices(), {0});
    QJsonObject found;
    for (const ContentsShare &share : contents.dtypes)
        found[QString::fromStdString(share.name)] = static_cast<qint64>(share.bytes);
    QCOMPARE(found, m_fixtures.expected(u"sparse_bytes"_s));
}

void TestModelViews::everyEntryIsFound()
{
    Document document;
    document.load(open(u"model_inside.pt"_s));
    const Checkpoint &checkpoint = *document.checkpoint();
    const Outline &outline = *document.outline();
    for (std::uint32_t entry = 0; entry < checkpoint.entries.size(); ++entry) {
        QVERIFY(outline.nodeOf(entry) < outline.size());
        const bool tensor = checkpoint.entry(entry).kind == EntryKind::Tensor;
        const auto path = checkpoint.pathText(entry);
        if (tensor && path.find("cache") == path.npos && path.find("not_a") == path.npos)
            QVERIFY2(outline.hasRow(entry), path.c_str());
    }
}

void TestModelViews::aWeightWithTwoNamesCountsOnce()
{
    Document document;
    document.load(open(u"tied.pt"_s));
    QCOMPARE(paths(document).size(), 2);
    QCOMPARE(document.outline()->totals(0).tensors, 1u);
    QCOMPARE(matches(rowSource(document), *Filter::parse("is:repeated"))->size(), 1u);
    const auto contents =
        contentsBelow(*document.checkpoint(), *document.outline(), document.devices(), {0});
    QCOMPARE(contents.tensors, 1u);
    QCOMPARE(contents.bytes, 6u * 4 * sizeof(float));
    for (const auto &shares : {contents.dtypes, contents.devices}) {
        QCOMPARE(shares.size(), 1u);
        QCOMPARE(shares.front().bytes, contents.bytes);
    }
    QCOMPARE(contents.sharedBytes, 0u);
}

// PyTorch counts both, as the tensors of a state dict; they are stored once.
void TestModelViews::sharedBytesAreSaid()
{
    Document document;
    document.load(open(u"tied_state.pt"_s));
    const Checkpoint &checkpoint = *document.checkpoint();
    const auto contents = contentsBelow(checkpoint, *document.outline(), document.devices(), {0});
    constexpr std::uint64_t once = 6u * 4 * sizeof(float);
    QCOMPARE(contents.tensors, 2u);
    QCOMPARE(contents.bytes, 2 * once);
    QCOMPARE(contents.sharedBytes, once);
    const std::uint32_t one = document.outline()->node(0).firstChild;
    QCOMPARE(contentsBelow(checkpoint, *document.outline(), document.devices(), {one}).sharedBytes,
             0u);
}

void TestModelViews::aWeightWithTwoNamesIsAsLargeAsItIs()
{
    Document document;
    document.load(open(u"deeply_tied.pt"_s));
    const Checkpoint &checkpoint = *document.checkpoint();
    const auto contents = contentsBelow(checkpoint, *document.outline(), document.devices(), {0});
    QCOMPARE(contents.tensors, 3u);
    const Entry &largest = checkpoint.entry(document.outline()->node(contents.largest[0]).entry);
    QCOMPARE(checkpoint.tensor(largest)->numel(), 24u);
}

void TestModelViews::codeAsksTheStateDict()
{
    Document document;
    document.load(open(u"model_inside.pt"_s));
    const auto found = *matches(rowSource(document), *Filter::parse("conv.weight"));
    QCOMPARE(found.size(), 1u);
    const auto code = *pythonCodeOf(document, found[0]);
    const std::string_view end = "value = checkpoint['net'].state_dict()['conv.weight']\n";
    QVERIFY2(code.ends_with(end), code.c_str());
    const auto inGroup = *matches(rowSource(document), *Filter::parse("bn.weight"));
    QCOMPARE(inGroup.size(), 1u);
    const auto group = document.outline()->node(inGroup[0]);
    QVERIFY(group.parent != 0);
    QVERIFY(pythonCodeOf(document, group.parent)->find("startswith('bn.')") != std::string::npos);
}

void TestModelViews::stateThatIsKeptInOnePlaceIsNotMissing()
{
    const auto tables = optimizerTables(*m_fixtures.open(u"lbfgs.pt"_s));
    QCOMPARE(tables.size(), 1u);
    QVERIFY(tables[0].rows.size() > 1);
    QVERIFY(tables[0].findings.empty());
    for (const OptimizerRow &row : tables[0].rows)
        QCOMPARE(row.flags & NoState, 0u);
    // Lists of tensors: two of `old_dirs`, two of `old_stps`, and what the last step left.
    const auto checkpoint = m_fixtures.open(u"lbfgs.pt"_s);
    const auto sums = totals(*checkpoint);
    QCOMPARE(tables[0].bytes, sums[0].bytes);
    QVERIFY(tables[0].rows[0].bytes > 4 * sums[0].bytes / 5);
}

QTEST_GUILESS_MAIN(TestModelViews)
#include "tst_modelviews.moc"
