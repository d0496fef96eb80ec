// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/structure.h"
#include "model/document/contents.h"
#include "model/document/jobs.h"
#include "model/items/largestmodel.h"
#include "model/items/optimizermodels.h"
#include "model/items/reportmodels.h"
#include "model/items/roles.h"
#include "model/items/sharersmodel.h"
#include "tests/support/heldworkers.h"
#include "tests/support/madecheckpoint.h"
#include "tests/support/printed.h"

#include <QAbstractItemModelTester>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace lens;
using namespace Qt::StringLiterals;
using test::MadeCheckpoint;
using test::printed;

namespace {

QStringList printed(const std::vector<Finding> &findings)
{
    QStringList lines;
    for (const Finding &finding : findings)
        lines << u"%1 %2 %3: %4"_s.arg(int(finding.severity))
                     .arg(QString::fromStdString(finding.id), QString::fromStdString(finding.path),
                          QString::fromStdString(finding.text));
    lines.sort();
    return lines;
}

ReportItemPtr item(const char *id, Severity severity, const char *text, std::uint32_t entry)
{
    Finding finding;
    finding.id = id;
    finding.severity = severity;
    finding.text = text;
    return std::make_shared<const ReportItem>(ReportItem{finding, entry, advice(id)});
}

// Two parameters with Adam's state; the second was stepped once less.
void addAdam(MadeCheckpoint &made)
{
    const auto optimizer = made.dict(0, "optimizer");
    const auto state = made.dict(optimizer, "state");
    for (const int i : {0, 1}) {
        const auto of = made.dict(state, std::to_string(i));
        made.number(of, "step", 7 - i);
        made.tensor(of, "exp_avg", {2}, "cpu", {3, 4});
        made.tensor(of, "exp_avg_sq", {2}, "cpu", {0.5F, i ? -1.0F : 9.0F});
    }
    const auto group = made.dict(made.list(optimizer, "param_groups"), "0");
    made.text(group, "lr", "0.1");
    const auto params = made.list(group, "params");
    for (const int i : {0, 1, 2})
        made.number(params, "", i);
}

// An optimizer with a parameter at each of these steps.
OptimizerTable tableWithSteps(const std::vector<float> &steps)
{
    MadeCheckpoint made;
    const auto optimizer = made.dict(0, "optimizer");
    const auto state = made.dict(optimizer, "state");
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto of = made.dict(state, std::to_string(i));
        made.tensor(of, "step", {}, "cpu", {steps[i]});
        made.tensor(of, "exp_avg", {1}, "cpu", {1});
        made.tensor(of, "exp_avg_sq", {1}, "cpu", {1});
    }
    const auto group = made.dict(made.list(optimizer, "param_groups"), "0");
    const auto params = made.list(group, "params");
    for (std::size_t i = 0; i < steps.size(); ++i)
        made.number(params, "", static_cast<std::int64_t>(i));
    return optimizerTables(*made.finish()).at(0);
}

} // namespace

class TestTables final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void manyRowsAreSortedStably();
    void aSortCanBeStopped();
    void findingsSayTheirSeverityByRole();
    void globalsAreRated();
    void theWorstComesFirst();
    void valuesAreChecked();
    void reportsAreWrittenWithoutMarkupFromTheFile();
    void anOptimizerIsARowAParameter();
    void manyGroupsHaveARowEach();
    void momentsFillTheRows();
    void aTableIsSortedByNumbersAndNames();
    void numbersThatAreNoneStandBehindTheOthers();
    void manyRowsAreSortedByAJob();
    void aStepThatIsNoNumberHidesNoOther();
    void stepsThatAreAllInfiniteAreFound();
    void aStorageSaysWhoSharesIt();
    void bytesAreWrittenInLinesOfSixteen();
    void aGroupSaysItsDTypesDevicesAndLargest();
    void rowsInEachOtherCountOnce();
    void sharesAreSaidInPercent();
    void theHashIsThatOfTheElements();
};

void TestTables::findingsSayTheirSeverityByRole()
{
    FindingsModel model;
    const QAbstractItemModelTester tester(&model);
    model.setItems({item("value.nan", Severity::Error, "1 of 4 values is NaN.", 3)});
    model.add({item("zip.gap", Severity::Note, "A gap\nof bytes.", noIndex)});
    QCOMPARE(printed(model), QStringList({u" | the file | 1 of 4 values is NaN."_s,
                                          u" | the file | A gap\\x0aof bytes."_s}));
    QCOMPARE(model.index(0, 0).data(SeverityRole).toInt(), static_cast<int>(Severity::Error));
    QCOMPARE(model.index(0, 0).data(EntryRole).toUInt(), 3u);
    QVERIFY(!model.items()[0]->advice.empty());
}

void TestTables::globalsAreRated()
{
    GlobalsModel model;
    const QAbstractItemModelTester tester(&model);
    model.setGlobals({{"posix.system", Rating::Dangerous, "called", 1, "data.pkl", 10},
                      {"torch.FloatStorage", Rating::Torch, "imported", 1200, "data.pkl", 2}});
    QCOMPARE(printed(model), QStringList({u"dangerous | posix.system | called | 1"_s,
                                          u"torch | torch.FloatStorage | imported | 1,200"_s}));
    QCOMPARE(model.index(0, 0).data(RatingRole).toInt(), static_cast<int>(Rating::Dangerous));
}

void TestTables::theWorstComesFirst()
{
    Report report;
    report.items = {
        item("a", Severity::Note, "n", noIndex), item("b", Severity::Error, "e", noIndex),
        item("c", Severity::Note, "n2", noIndex), item("d", Severity::Warning, "w", noIndex)};
    sortReport(report);
    QString order;
    for (const ReportItemPtr &one : report.items)
        order += QString::fromStdString(one->finding.id);
    QCOMPARE(order, u"bdac"_s);
}

void TestTables::valuesAreChecked()
{
    MadeCheckpoint made;
    const auto model = made.dict(0, "model");
    made.tensor(model, "fine.weight", {2, 2}, "cpu", {1, 2, 3, 4});
    made.tensor(model, "nan.weight", {2, 2}, "cpu", {1, NAN, INFINITY, 4});
    made.tensor(model, "zero.weight", {2, 2}, "cpu", {0, 0, 0, 0});
    made.tensor(model, "dead.weight", {3, 2}, "cpu", {1, 2, 0, 0, 0, 3});
    made.tensor(model, "bn.weight", {2}, "cpu", {1, 1});
    made.tensor(model, "bn.running_var", {2}, "cpu", {1, -0.5F});
    ValueChecksJob job;
    std::vector<Finding> found;
    connect(&job, &ValueChecksJob::found, this, [&found](const ReportItems &items) {
        for (const ReportItemPtr &one : items)
            found.push_back(one->finding);
    });
    CheckedValues checked;
    connect(&job, &ValueChecksJob::finished, this,
            [&checked](const CheckedValues &values) { checked = values; });
    const Snapshot snapshot = *makeSnapshot(made.finish());
    job.start(snapshot.checkpoint, snapshot.outline,
              {item("zip.gap", Severity::Warning, "A gap.", noIndex)});
    QTRY_VERIFY(checked.found);
    QCOMPARE(checked.items.size(), found.size() + 1); // with what was known before
    QCOMPARE(checked.counts, (SeverityCounts{1, 3, 3}));
    QCOMPARE(checked.items[3]->finding.id, "zip.gap"); // the first of the warnings
    QVERIFY(checked.found->marksInside(0) & FindingMark);
    QCOMPARE(printed(found),
             QStringList({u"0 value.constant model/bn.weight: All 2 values are 1."_s,
                          u"1 value.all-zero model/zero.weight: All 4 values are zero."_s,
                          u"1 value.dead-rows model/dead.weight: 1 of 3 rows is zero throughout."_s,
                          u"2 value.infinite model/nan.weight: 1 of 4 values is infinite."_s,
                          u"2 value.nan model/nan.weight: 1 of 4 values is NaN."_s,
                          u"2 value.variance model/bn.running_var: A running variance is negative "
                          "(-0.5); the layer gives NaN."_s}));
}

void TestTables::reportsAreWrittenWithoutMarkupFromTheFile()
{
    Report report;
    report.file = "/data/<b>run</b>.pth";
    report.items = {item("value.nan", Severity::Error, "<script>|x|</script>", noIndex)};
    report.globals = {{"a|b", Rating::Unknown, "called", 2, "data.pkl", 1}};
    Job job;
    const auto html = QString::fromStdString(reportText(report, ReportFormat::Html, job));
    QVERIFY(html.contains("&lt;script&gt;|x|"_L1));
    QVERIFY(!html.contains("<script>"_L1) && !html.contains("<b>"_L1));
    QVERIFY(job.total() == 1 && job.done() == 1); // of the findings
    Job stopped;
    stopped.cancel();
    QVERIFY(reportText(report, ReportFormat::Html, stopped).find("script") == std::string::npos);
    QVERIFY(QString::fromStdString(reportText({}, ReportFormat::Html, job)).contains("None."_L1));
    const auto markdown = QString::fromStdString(reportText(report, ReportFormat::Markdown, job));
    QVERIFY(markdown.contains("\\<script\\>\\|x\\|"_L1));
    const auto json = QJsonDocument::fromJson(
        QByteArray::fromStdString(reportText(report, ReportFormat::Json, job)));
    QCOMPARE(json[u"findings"_s][0][u"severity"_s].toString(), u"error"_s);
    QCOMPARE(json[u"globals"_s][0][u"count"_s].toInt(), 2);
}

void TestTables::anOptimizerIsARowAParameter()
{
    MadeCheckpoint made;
    addAdam(made);
    const auto checkpoint = made.finish();
    const auto tables = optimizerTables(*checkpoint);
    QCOMPARE(tables.size(), 1u);
    OptimizerModel model;
    const QAbstractItemModelTester tester(&model);
    model.setTable(std::make_shared<const OptimizerTable>(tables[0]));
    QCOMPARE(model.headerData(OptimizerModel::FirstColumn, Qt::Horizontal, Qt::DisplayRole),
             QVariant(u"norm exp_avg"_s));
    QCOMPARE(model.index(0, OptimizerModel::StepColumn).data().toString(), u"7"_s);
    QCOMPARE(model.index(0, OptimizerModel::FirstColumn).data().toString(), u"…"_s);
    QCOMPARE(model.index(0, OptimizerModel::BytesColumn).data().toString(), u"16 B"_s);
    QVERIFY(model.index(1, 0).data(FlagsRole).toUInt() & StepDiffers ||
            model.index(0, 0).data(FlagsRole).toUInt() & StepDiffers);
    QCOMPARE(model.index(2, 0).data(FlagsRole).toUInt(), static_cast<unsigned>(NoState));
    QCOMPARE(checkpoint->pathText(model.entryAt(1, OptimizerModel::SecondColumn)),
             std::string("optimizer/state/1/exp_avg_sq"));
    GroupsModel groups;
    const QAbstractItemModelTester groupsTester(&groups);
    groups.setTable(std::make_shared<const OptimizerTable>(tables[0]));
    QCOMPARE(printed(groups), QStringList({u"parameters | 3"_s, u"lr | '0.1'"_s}));
    QVERIFY(!model.commonReason().empty()); // there is no model beside it
    QCOMPARE(model.index(0, OptimizerModel::NameColumn).data().toString(), u"–"_s);
    model.finish();
    QCOMPARE(model.index(0, OptimizerModel::FirstColumn).data().toString(), u"–"_s);
}

void TestTables::manyGroupsHaveARowEach()
{
    auto table = std::make_shared<OptimizerTable>();
    for (int i = 0; i < 100'000; ++i)
        table->groups.push_back({static_cast<std::uint32_t>(i), 2, {{"lr", std::to_string(i)}}});
    for (int i = 0; i < 1000; ++i)
        table->groups.back().settings.emplace_back("more" + std::to_string(i), "1");
    GroupsModel groups;
    const QAbstractItemModelTester tester(&groups);
    groups.setTable(table);
    QCOMPARE(groups.rowCount(), 100'000);
    QVERIFY(groups.columnCount() < 100);
    QCOMPARE(groups.columnCount() - 2 + groups.hiddenSettings(), 1001);
    QCOMPARE(groups.headerData(2, Qt::Horizontal, Qt::DisplayRole), QVariant(u"lr"_s));
    QCOMPARE(groups.index(77'777, 0).data().toString(), u"77777"_s);
    QCOMPARE(groups.index(77'777, 2).data().toString(), u"77777"_s);
    QCOMPARE(groups.index(77'777, 2).data(EntryRole).toUInt(), 77'777u);
    QCOMPARE(groups.index(0, 3).data().toString(), u"–"_s);
}

void TestTables::momentsFillTheRows()
{
    MadeCheckpoint made;
    addAdam(made);
    const auto checkpoint = made.finish();
    const auto tables = optimizerTables(*checkpoint);
    OptimizerModel model;
    model.setTable(std::make_shared<const OptimizerTable>(tables.at(0)));
    MomentsJob job;
    connect(&job, &MomentsJob::found, &model, &OptimizerModel::fill);
    QSignalSpy finished(&job, &MomentsJob::finished);
    job.start(checkpoint, std::make_shared<const OptimizerTable>(tables[0]));
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(model.index(0, OptimizerModel::FirstColumn).data().toString(), u"5"_s);
    QCOMPARE(model.index(0, OptimizerModel::SecondColumn).data().toString(), u"9"_s);
    QVERIFY(model.index(1, 0).data(FlagsRole).toUInt() & NegativeSecond);
}

void TestTables::aTableIsSortedByNumbersAndNames()
{
    GlobalsModel model;
    const QAbstractItemModelTester tester(&model);
    const RatedGlobal ten{"x10", Rating::Torch, "called", 9, "data.pkl", 1};
    const RatedGlobal nine{"x9", Rating::Data, "called", 1000, "data.pkl", 2};
    model.setGlobals({ten, nine});
    const QPersistentModelIndex kept = model.index(0, GlobalsModel::NameColumn);
    model.sort(GlobalsModel::NameColumn);
    QCOMPARE(model.index(0, GlobalsModel::NameColumn).data().toString(), u"x9"_s);
    QCOMPARE(kept.row(), 1);
    QCOMPARE(kept.data().toString(), u"x10"_s);
    model.sort(GlobalsModel::CountColumn, Qt::DescendingOrder);
    QCOMPARE(model.index(0, GlobalsModel::NameColumn).data().toString(), u"x9"_s);
    model.setGlobals({ten, nine, ten});
    QCOMPARE(model.sourceRow(0), 1); // stays sorted
    model.sort(-1);
    QCOMPARE(model.index(0, GlobalsModel::NameColumn).data().toString(), u"x10"_s);
    QCOMPARE(kept.isValid(), false);
}

void TestTables::numbersThatAreNoneStandBehindTheOthers()
{
    OptimizerTable table;
    for (const double step : {3.0, std::nan(""), 1.0, 2.0}) {
        table.rows.emplace_back();
        table.rows.back().step = step;
    }
    OptimizerModel model;
    model.setTable(std::make_shared<const OptimizerTable>(table));
    model.sort(OptimizerModel::StepColumn, Qt::AscendingOrder);
    QStringList steps;
    for (int row = 0; row < model.rowCount(); ++row)
        steps << model.index(row, OptimizerModel::StepColumn).data().toString();
    QCOMPARE(steps, QStringList({u"1"_s, u"2"_s, u"3"_s, u"nan"_s}));
}

void TestTables::manyRowsAreSortedByAJob()
{
    FindingsModel model;
    const QAbstractItemModelTester tester(&model);
    ReportItems items;
    for (int i = 0; i < 3000; ++i)
        items.push_back(item("a", Severity::Note, std::to_string(2999 - i).c_str(), noIndex));
    model.setItems(std::move(items));
    const QPersistentModelIndex kept = model.index(0, FindingsModel::TextColumn);
    model.sort(FindingsModel::TextColumn);
    QVERIFY(model.sortJob().isRunning());
    QCOMPARE(kept.data().toString(), u"2999"_s);
    QCOMPARE(kept.row(), 0); // the rows stay as they were until it ends
    QTRY_COMPARE(model.index(0, FindingsModel::TextColumn).data().toString(), u"0"_s);
    QCOMPARE(kept.row(), 2999);
    QCOMPARE(kept.data().toString(), u"2999"_s);
    model.sort(-1);
    QTRY_COMPARE(kept.row(), 0);
}

void TestTables::aStepThatIsNoNumberHidesNoOther()
{
    const auto table = tableWithSteps({NAN, 7, 7, 6});
    std::vector<unsigned> flags;
    for (const OptimizerRow &row : table.rows)
        flags.push_back(row.flags);
    QCOMPARE(flags, (std::vector<unsigned>{StepDiffers | NotFinite, 0, 0, StepDiffers}));
    QCOMPARE(printed(table.findings),
             QStringList({u"1 optimizer.steps-differ optimizer: 2 of 4 parameters have another "
                          "step than most."_s,
                          u"2 optimizer.step-not-finite optimizer: 1 of 4 parameters has a step "
                          "that is no finite number."_s}));
}

void TestTables::stepsThatAreAllInfiniteAreFound()
{
    QCOMPARE(printed(tableWithSteps({INFINITY, INFINITY}).findings),
             QStringList{u"2 optimizer.step-not-finite optimizer: 2 of 2 parameters have a step "
                         "that is no finite number."_s});
}

void TestTables::aStorageSaysWhoSharesIt()
{
    MadeCheckpoint made;
    const auto first = made.tensor(0, "embed", {2, 2}, "cpu", {1, 2, 3, 4});
    made.tied(0, "head", first);
    const auto checkpoint = made.finish();
    const StorageDetails details = storageDetails(*checkpoint, 0);
    QCOMPARE(details.usedBytes, 16u);
    QCOMPARE(details.head.size(), 16u);
    QVERIFY(isContiguous(checkpoint->tensors[0]));
    SharersModel model;
    const QAbstractItemModelTester tester(&model);
    model.setSharers(checkpoint, details.sharers);
    QCOMPARE(printed(model), QStringList{u"head | 2×2 | 0"_s});
    Checkpoint column = *checkpoint; // of the matrix: it spans all of it but the last element
    column.tensors[0].shape = {2};
    column.tensors[0].stride = {2};
    QCOMPARE(storageDetails(column, 0).head.size(), 12u);
    QVERIFY(!isContiguous(column.tensors[0]));
}

void TestTables::bytesAreWrittenInLinesOfSixteen()
{
    QCOMPARE(
        hexLines(std::string(17, '\x7f'), 0x40),
        std::string("00000040  7f 7f 7f 7f 7f 7f 7f 7f  7f 7f 7f 7f 7f 7f 7f 7f\n00000050  7f"));
}

void TestTables::aGroupSaysItsDTypesDevicesAndLargest()
{
    MadeCheckpoint made;
    const auto model = made.dict(0, "model");
    made.tensor(model, "small", {1}, "cpu", {1});
    const auto large = made.tensor(model, "large", {3}, "cuda:1", {1, 2, 3});
    made.reference(model, "again", large);
    for (int i = 0; i < 12; ++i)
        made.tensor(0, "t" + std::to_string(i), {2}, "cpu", {0, 0});
    Document document;
    document.load(*makeSnapshot(made.finish()));
    const auto below = [&document](std::uint32_t node) {
        return contentsBelow(*document.checkpoint(), *document.outline(), document.devices(),
                             {node});
    };
    const std::uint32_t group = document.outline()->nodeOf(model);
    const Contents contents = below(group);
    QCOMPARE(contents.tensors, 2u);
    QCOMPARE(contents.elements, 4u);
    QCOMPARE(contents.bytes, 16u);
    QCOMPARE(contents.dtypes.size(), 1u);
    QCOMPARE(contents.devices.size(), 2u);
    QCOMPARE(contents.devices[0].name, std::string("cuda:1"));
    QCOMPARE(contents.devices[0].bytes, 12u);
    LargestModel largest;
    const QAbstractItemModelTester tester(&largest);
    largest.setTensors(document, group, contents.largest, contents.bytes);
    QCOMPARE(printed(largest), QStringList({u"large | 3 | float32 | 12 B | 75.0 %"_s,
                                            u"small | 1 | float32 | 4 B | 25.0 %"_s}));
    QCOMPARE(largest.index(0, 0).data(EntryRole).toUInt(), large);
    const Contents all = below(0);
    QCOMPARE(all.tensors, 14u);
    QCOMPARE(all.largest.size(), 10u);
    QCOMPARE(document.outline()->node(all.largest[0]).entry, large);
}

void TestTables::rowsInEachOtherCountOnce()
{
    MadeCheckpoint made;
    const auto model = made.dict(0, "model");
    const auto inner = made.tensor(model, "w", {2}, "cpu", {1, 2});
    Document document;
    document.load(*makeSnapshot(made.finish()));
    const Outline &outline = *document.outline();
    const Contents contents =
        contentsBelow(*document.checkpoint(), outline, document.devices(),
                      {outline.nodeOf(inner), outline.nodeOf(model), 0, outline.nodeOf(inner)});
    QCOMPARE(contents.tensors, 1u);
    QCOMPARE(contents.bytes, 8u);
}

void TestTables::sharesAreSaidInPercent()
{
    QCOMPARE(percentText(1, 3), std::string("33.3 %"));
    QCOMPARE(percentText(1, 100'000), std::string("< 0.1 %"));
    QCOMPARE(percentText(99'999, 100'000), std::string("99.9 %"));
    QCOMPARE(percentText(7, 7), std::string("100.0 %"));
    QCOMPARE(percentText(0, 7), std::string("0.0 %"));
    QCOMPARE(percentText(0, 0), std::string("0.0 %"));
}

void TestTables::theHashIsThatOfTheElements()
{
    MadeCheckpoint made;
    made.tensor(0, "w", {2}, "cpu", {1, -2});
    HashJob job;
    QString hash;
    connect(&job, &HashJob::finished, this, [&hash](const Result<std::string> &result) {
        hash = QString::fromStdString(result.value());
    });
    job.start(made.finish(), 0);
    QTRY_VERIFY(!hash.isEmpty());
    // Of 00 00 80 3f 00 00 00 c0.
    QCOMPARE(hash,
             QStringLiteral("ee4ac73c2bd27756ab82780f27c73a7bc4d3f0bb6acb37e008bc27eccd7e588b"));
}

void TestTables::manyRowsAreSortedStably()
{
    SortKeys keys;
    for (int i = 0; i < 30'000; ++i)
        keys.numbers.push_back(i * 7919 % 1000);
    std::vector<int> wanted(keys.size());
    std::iota(wanted.begin(), wanted.end(), 0);
    std::ranges::stable_sort(wanted, [&keys](int a, int b) {
        return keys.numbers[std::size_t(a)] < keys.numbers[std::size_t(b)];
    });
    QVERIFY(sortedRows(keys, Qt::AscendingOrder) == wanted);
}

void TestTables::aSortCanBeStopped()
{
    SortKeys keys;
    keys.numbers = {3, 2, 1};
    Job stopped;
    stopped.cancel();
    QCOMPARE(sortedRows(keys, Qt::AscendingOrder, stopped), (std::vector<int>{0, 1, 2}));
    SortJob job;
    QSignalSpy finished(&job, &SortJob::finished);
    {
        const test::HeldWorkers held;
        job.start([keys] { return keys; }, Qt::AscendingOrder);
        job.cancel();
    }
    test::finishWork();
    QVERIFY(!job.isRunning());
    QCOMPARE(finished.count(), 0);
}

QTEST_GUILESS_MAIN(TestTables)
#include "tst_tables.moc"
