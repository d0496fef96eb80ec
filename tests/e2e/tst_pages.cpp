// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/report.h"
#include "model/items/largestmodel.h"
#include "model/items/metadatamodel.h"
#include "model/items/optimizermodels.h"
#include "model/items/reportmodels.h"
#include "model/items/treemodel.h"
#include "tests/e2e/bench.h"
#include "tests/support/edits.h"
#include "widgets/entrytree.h"
#include "widgets/findingdetails.h"
#include "widgets/histogramgrid.h"
#include "widgets/jobstrip.h"
#include "widgets/resources.h"
#include "widgets/rowtable.h"
#include "widgets/summarypanel.h"

#include <QAction>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

// The window with the built-in sample open.
struct Bench : test::Bench
{
    Bench()
    {
        window.openFiles({file()});
        settle();
    }
    void show(const char *panel)
    {
        window.page()->showPanel(panel);
        settle();
    }
    // Of the page in front: some tests open a second file.
    template <typename T>
    T *find(const char *name) const
    {
        return window.page()->findChild<T *>(QLatin1StringView(name));
    }
    QString tabTitle(const char *page) const
    {
        const auto *tabs = find<QTabWidget>("filePanels");
        return tabs->tabText(tabs->indexOf(find<QWidget>(page)));
    }
    QString current() const
    {
        const auto *tree = find<EntryTree>("entryTree");
        const Document &document = window.page()->document();
        const auto entry = document.outline()->node(tree->currentNode()).entry;
        return QString::fromStdString(document.checkpoint()->pathText(entry));
    }
};

QStringList column(const QAbstractItemView *view, int column)
{
    QStringList cells;
    for (int row = 0; row < view->model()->rowCount(); ++row)
        cells << view->model()->index(row, column).data().toString();
    return cells;
}

int rowWith(const QAbstractItemView *view, int inColumn, const QString &text)
{
    const QStringList cells = column(view, inColumn);
    for (int row = 0; row < cells.size(); ++row)
        if (cells[row].contains(text))
            return row;
    return -1;
}

void choose(RowTable *table, int row, int inColumn)
{
    table->setCurrentIndex(table->model()->index(row, inColumn));
    QTest::keyClick(table, Qt::Key_Return);
}

} // namespace

class TestPages final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void theReportFindsWhatIsWrongWithTheSample();
    void whatTheReportWarnsOfIsMarkedInTheTree();
    void aFindingLeadsToItsEntry();
    void aLongPathHidesNoFinding();
    void findingsAreSteppedThrough();
    void aReportIsSaved_data();
    void aReportIsSaved();
    void aReportDoesNotReplaceTheCheckpoint();
    void theOptimizerShowsEachOfTheBundle();
    void aMomentLeadsToItsEntry();
    void aFileWithoutOptimizerSaysSo();
    void metadataIsSearched();
    void metadataThatWasStoppedIsReadAgain();
    void metadataThatIsSearchedIsNotSaidToBeNone();
    void theStorageOfATiedWeightSaysWhoSharesIt();
    void aPageWithNothingSaysSo();
    void aTensorIsSummedUpWithItsHash();
    void aGroupIsSummedUpByDTypeAndSize();
    void theLargestOfAModelAreNamedAsInItsStateDict();
    void severalRowsAreSummedUpTogether();
    void aChangedDeviceIsSummedUpAnew();
    void rowsOfAnotherViewAreNotSummedUp();
    void histogramsOfTheFileAsItWasAreForgotten();
};

void TestPages::theReportFindsWhatIsWrongWithTheSample()
{
    Bench bench;
    bench.show("report");
    auto *table = bench.find<RowTable>("findingsTable");
    const int before = table->model()->rowCount();
    QVERIFY(rowWith(table, FindingsModel::TextColumn, u"module."_s) >= 0);
    QVERIFY(rowWith(table, FindingsModel::TextColumn, u"cuda:1"_s) >= 0);
    QVERIFY(rowWith(bench.find<RowTable>("globalsTable"), GlobalsModel::NameColumn,
                    u"argparse.Namespace"_s) >= 0);
    bench.find<QPushButton>("checkValues")->click();
    QVERIFY(bench.settle());
    QVERIFY(table->model()->rowCount() > before);
    QVERIFY(rowWith(table, FindingsModel::TextColumn, u"NaN"_s) >= 0);
    QVERIFY(rowWith(table, FindingsModel::TextColumn, u"zero throughout"_s) >= 0);
    const auto title = bench.tabTitle("reportPage");
    QVERIFY2(title.startsWith(u"Report "_s), qPrintable(title));
}

// Rows that warnings and errors name, and no others.
void TestPages::whatTheReportWarnsOfIsMarkedInTheTree()
{
    Bench bench;
    bench.find<QLineEdit>("filterLine")->setText(u"is:finding"_s);
    QVERIFY(bench.settle());
    const auto *model = static_cast<TreeModel *>(bench.find<EntryTree>("entryTree")->model());
    const auto check = [&] {
        std::set<std::uint32_t> warned, all;
        for (const auto &item : bench.window.page()->findings())
            for (auto *set : {&all, item->finding.severity >= Severity::Warning ? &warned : &all})
                set->insert(item->entry);
        QVERIFY(!warned.empty() && warned.size() < all.size());
        const Document &document = bench.window.page()->document();
        for (const auto entry : all)
            QCOMPARE((document.marks(document.outline()->nodeOf(entry)) & FindingMark) != 0,
                     warned.contains(entry));
    };
    check();
    const auto before = model->shown().found;
    bench.show("report");
    bench.find<QPushButton>("checkValues")->click();
    QVERIFY(bench.settle());
    check();
    QVERIFY(model->shown().found > before);
}

void TestPages::aFindingLeadsToItsEntry()
{
    Bench bench;
    bench.show("report");
    bench.find<QPushButton>("checkValues")->click();
    QVERIFY(bench.settle());
    auto *table = bench.find<RowTable>("findingsTable");
    const int row = rowWith(table, FindingsModel::TextColumn, u"NaN"_s);
    const auto place = column(table, FindingsModel::PlaceColumn)[row];
    choose(table, row, 0);
    QVERIFY(bench.settle());
    QCOMPARE(bench.current(), place);
    QVERIFY(bench.find<EntryTree>("entryTree")->isVisible());
}

void TestPages::aLongPathHidesNoFinding()
{
    ReportItem item;
    item.finding.path = std::string(5000, 'p');
    item.finding.text = "What is wrong " + std::string(5000, 't');
    FindingDetails details;
    details.showItem(item);
    const QString text = details.findChild<QLabel *>()->text();
    QVERIFY(text.contains(u"What is wrong"_s));
    QVERIFY(text.size() < 5000);
}

void TestPages::findingsAreSteppedThrough()
{
    Bench bench;
    auto *table = bench.find<RowTable>("findingsTable");
    const QStringList places = column(table, FindingsModel::PlaceColumn);
    QVERIFY(places.size() > 2);
    QTest::keyClick(&bench.window, Qt::Key_F8);
    QVERIFY(bench.settle());
    QCOMPARE(bench.current(), places[0]);
    // Where it went is no error, whatever was found there.
    QVERIFY2(bench.message().startsWith("Finding 1 of "_L1), qPrintable(bench.message()));
    QCOMPARE(
        bench.window.page()->findChild<MessageBar *>()->findChild<QLabel *>()->accessibleName(),
        u"Note"_s);
    QTest::keyClick(&bench.window, Qt::Key_F8);
    QCOMPARE(bench.current(), places[1]);
    QTest::keyClick(&bench.window, Qt::Key_F8, Qt::ShiftModifier);
    QTest::keyClick(&bench.window, Qt::Key_F8, Qt::ShiftModifier);
    QCOMPARE(bench.current(), places.last());
}

void TestPages::aReportIsSaved_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("begin");
    QTest::newRow("as a web page") << u"r.html"_s << QByteArray("<!DOCTYPE html>");
    QTest::newRow("as JSON") << u"r.json"_s << QByteArray("{\n");
    QTest::newRow("as Markdown") << u"r.md"_s << QByteArray("# Report on run12.pth\n");
}

void TestPages::aReportIsSaved()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, begin);
    Bench bench;
    bench.show("report");
    bench.prompts.save = bench.folder.filePath(name);
    {
        const test::HeldWorkers held; // the window does not write it itself
        bench.find<QPushButton>("exportReport")->click();
        QVERIFY(!QFile::exists(bench.prompts.save));
    }
    QVERIFY(bench.settle());
    QVERIFY(bench.message().contains(name));
    QFile saved(bench.prompts.save);
    QVERIFY(saved.open(QIODevice::ReadOnly));
    QVERIFY(saved.readAll().startsWith(begin));
    QVERIFY(bench.prompts.asked[0].endsWith("run12_report.html"_L1));
}

void TestPages::aReportDoesNotReplaceTheCheckpoint()
{
    Bench bench;
    bench.show("report");
    bench.prompts.save = bench.file();
    bench.prompts.replace = true;
    bench.find<QPushButton>("exportReport")->click();
    QVERIFY(bench.settle());
    QVERIFY(bench.message().contains(u"checkpoint itself"_s));
    QFile original(u":/sample.pth"_s), kept(bench.file());
    QVERIFY(original.open(QIODevice::ReadOnly) && kept.open(QIODevice::ReadOnly));
    QCOMPARE(kept.readAll(), original.readAll());
}

void TestPages::theOptimizerShowsEachOfTheBundle()
{
    Bench bench;
    bench.show("optimizer");
    auto *choice = bench.find<QComboBox>("optimizerChoice");
    QVERIFY(choice->isVisible());
    QCOMPARE(choice->count(), 2);
    auto *table = bench.find<RowTable>("optimizerParameters");
    QCOMPARE(table->model()->rowCount(), 12);
    QCOMPARE(column(table, OptimizerModel::NameColumn)[0], u"module.embed.weight"_s);
    QVERIFY(!column(table, OptimizerModel::FirstColumn).contains(u"…"_s));
    QVERIFY(rowWith(bench.find<RowTable>("groupsTable"), 1, u"(0.5, 0.999)"_s) >= 0);
    choice->setCurrentIndex(1);
    Q_EMIT choice->activated(1);
    QVERIFY(bench.settle());
    QCOMPARE(table->model()->rowCount(), 6);
    QVERIFY(bench.find<QLabel>("optimizerTitle")->text().contains(u"Adam"_s));
}

void TestPages::aMomentLeadsToItsEntry()
{
    Bench bench;
    bench.show("optimizer");
    choose(bench.find<RowTable>("optimizerParameters"), 4, OptimizerModel::SecondColumn);
    QVERIFY(bench.settle());
    QCOMPARE(bench.current(), u"optimizer_G/state/4/exp_avg_sq"_s);
}

void TestPages::aFileWithoutOptimizerSaysSo()
{
    Bench bench;
    const QString plain = QFINDTESTDATA("../data/containers/zip_2_13.pth");
    bench.window.openFiles({plain});
    QVERIFY(bench.settle());
    bench.show("optimizer");
    auto *nothing = bench.find<QLabel>("noOptimizer");
    QVERIFY(nothing->isVisible());
    QVERIFY(nothing->text().contains(u"state_dict()"_s));
}

void TestPages::metadataThatWasStoppedIsReadAgain()
{
    Bench bench;
    {
        const test::HeldWorkers held; // nothing is read before it is stopped
        bench.window.page()->showPanel("metadata");
        bench.window.actions().action("file.stop")->trigger();
    }
    QVERIFY(bench.settle());
    auto *count = bench.find<QLabel>("metadataCount");
    QCOMPARE(count->text(), u"0 values, then stopped"_s);
    QVERIFY(!bench.find<QWidget>("noMetadata")->isVisible());
    bench.show("parameters");
    bench.show("metadata");
    QVERIFY2(count->text().endsWith(u" values"_s), qPrintable(count->text()));
}

void TestPages::metadataIsSearched()
{
    Bench bench;
    bench.show("metadata");
    auto *table = bench.find<RowTable>("metadataTable");
    const int all = table->model()->rowCount();
    bench.find<QLineEdit>("metadataFilter")->setText(u"betas"_s);
    QVERIFY(bench.settle());
    QCOMPARE(table->model()->rowCount(), 2);
    QVERIFY(all > 2);
    QCOMPARE(bench.find<QPlainTextEdit>("metadataValue")->toPlainText(), u"(0.5, 0.999)"_s);
    QCOMPARE(bench.find<QLabel>("metadataCount")->text(), u"2 of %1 shown"_s.arg(all));
    bench.find<QPushButton>("goToMetadata")->click();
    QVERIFY(bench.settle());
    QVERIFY2(bench.current().endsWith(u"param_groups/0/betas"_s), qPrintable(bench.current()));
}

void TestPages::metadataThatIsSearchedIsNotSaidToBeNone()
{
    Bench bench;
    bench.show("metadata");
    auto &model = static_cast<MetadataModel &>(*bench.find<RowTable>("metadataTable")->model());
    const QString before = bench.find<QLabel>("metadataCount")->text();
    QStringList said;
    connect(&model, &QAbstractItemModel::modelReset, this,
            [&] { said << bench.find<QLabel>("metadataCount")->text(); });
    bench.window.page()->reload();
    QVERIFY(bench.settle());
    QVERIFY(said.size() > 1);
    QCOMPARE(said.takeLast(), before);
    for (const QString &text : said)
        QCOMPARE(text, QString());
}

void TestPages::theStorageOfATiedWeightSaysWhoSharesIt()
{
    Bench bench;
    bench.window.page()->selectPath(u"generator/module.embed.weight"_s);
    bench.show("storage");
    auto *table = bench.find<RowTable>("sharersTable");
    QCOMPARE(column(table, 0), QStringList{u"generator/module.tied"_s});
    const auto lines = bench.find<QPlainTextEdit>("storageBytes")->toPlainText().split(u'\n');
    QCOMPARE(lines.size(), 16);
    choose(table, 0, 0);
    QVERIFY(bench.settle());
    QCOMPARE(bench.current(), u"generator/module.tied"_s);
}

void TestPages::aPageWithNothingSaysSo()
{
    Bench bench;
    bench.window.openFiles({QFINDTESTDATA("../data/containers/zip_2_13.pth")});
    QVERIFY(bench.settle());
    bench.show("metadata");
    bench.find<QLineEdit>("metadataFilter")->setText(u"no such value"_s);
    QVERIFY(bench.settle());
    auto *table = bench.find<RowTable>("metadataTable");
    if (table->isVisible()) {
        QVERIFY(table->isHeaderHidden());
        QVERIFY(!table->accessibleDescription().isEmpty());
    } else {
        QVERIFY(bench.find<QLabel>("noMetadata")->isVisible());
    }
}

void TestPages::aTensorIsSummedUpWithItsHash()
{
    Bench bench;
    bench.window.page()->selectPath(u"generator/module.embed.weight"_s);
    bench.show("summary");
    auto *hash = bench.find<QPlainTextEdit>("tensorHash");
    QCOMPARE(hash->toPlainText().size(), 64);
    for (const int width : {300, 500, 900}) { // all of it is seen in any
        hash->parentWidget()->resize(width, 100);
        QCOMPARE(hash->verticalScrollBar()->maximum(), 0);
    }
    QVERIFY(!bench.find<QPushButton>("computeHash")->isVisible());
    QVERIFY(!bench.find<RowTable>("largestTensors")->isVisible());
}

void TestPages::aGroupIsSummedUpByDTypeAndSize()
{
    Bench bench;
    bench.window.page()->selectPath(u"optimizer_G"_s);
    bench.show("summary");
    auto *table = bench.find<RowTable>("largestTensors");
    QVERIFY(table->isVisible());
    QCOMPARE(table->model()->rowCount(), 10);
    QVERIFY(!bench.find<QPlainTextEdit>("tensorHash")->isVisible());
    const auto text = bench.find<SummaryPanel>("summaryPanel")->text();
    QVERIFY2(text.contains(u"float32\t"_s), qPrintable(text));
    const auto first = column(table, LargestModel::PathColumn)[0];
    choose(table, 0, 0);
    QVERIFY(bench.settle());
    QCOMPARE(bench.current(), u"optimizer_G/"_s + first);
}

void TestPages::theLargestOfAModelAreNamedAsInItsStateDict()
{
    Bench bench;
    bench.window.openFiles({QFINDTESTDATA("../data/streams/legacy_module.pth")});
    QVERIFY(bench.settle());
    bench.show("summary");
    auto *table = bench.find<RowTable>("largestTensors");
    QCOMPARE(column(table, LargestModel::PathColumn), QStringList{u"scale"_s});
    choose(table, 0, 0);
    QVERIFY(bench.settle());
    QCOMPARE(bench.current(), u"_parameters/scale"_s);
}

void TestPages::severalRowsAreSummedUpTogether()
{
    Bench bench;
    auto *tree = bench.find<EntryTree>("entryTree");
    bench.window.page()->selectPath(u"generator"_s);
    bench.show("summary");
    tree->setFocus();
    QTest::keyClick(tree, Qt::Key_Down, Qt::ShiftModifier);
    QVERIFY(bench.settle());
    const auto text = bench.find<SummaryPanel>("summaryPanel")->text();
    QVERIFY2(text.startsWith(u"2 rows are selected"_s), qPrintable(text));
    QVERIFY2(text.contains(u"Tensors\t"_s), qPrintable(text));
}

void TestPages::aChangedDeviceIsSummedUpAnew()
{
    Bench bench;
    bench.window.page()->selectPath(u"generator"_s);
    bench.show("summary");
    auto *panel = bench.find<SummaryPanel>("summaryPanel");
    QVERIFY(panel->text().contains(u"cuda:1\t"_s));
    Document &document = bench.window.page()->document();
    RetagEdit edit;
    for (std::uint32_t site = 0; site < document.checkpoint()->sites.size(); ++site)
        edit.devices[site] = "mps";
    test::edit(document, edit, u"Change device to mps"_s);
    QVERIFY(bench.settle());
    QVERIFY2(!panel->text().contains(u"cuda:1"_s), qPrintable(panel->text()));
    QVERIFY(panel->text().contains(u"mps\t"_s));
    bench.show("report");
    test::undo(document);
    bench.window.page()->showPanel("parameters");
    QVERIFY(bench.settle());
    QVERIFY(panel->text().contains(u"cuda:1\t"_s));
}

// Devices change and the rows become others while the summary is not seen.
void TestPages::rowsOfAnotherViewAreNotSummedUp()
{
    Bench bench;
    QVERIFY(bench.openAndWait(QFINDTESTDATA("../data/streams/legacy_module.pth")));
    Document &document = bench.window.page()->document();
    test::show(document, ModelView::Object);
    QCOMPARE(document.modelView(), ModelView::Object);
    Settings &settings = bench.settings;
    SummaryPanel panel({document, settings, bench.prompts, *bench.window.findChild<JobStrip *>()});
    panel.showSelection({1, {1}});
    const QString before = panel.text();
    test::edit(document, {{{0, "mps"}}}, u"Change device to mps"_s);
    test::show(document, ModelView::StateDict);
    panel.show();
    QCOMPARE(panel.text(), before);
}

void TestPages::histogramsOfTheFileAsItWasAreForgotten()
{
    Bench bench;
    bench.show("histogram");
    const auto &grid = *bench.find<HistogramGrid>("histogramGrid")->model();
    QVERIFY(grid.rowCount() > 1);
    bench.show("summary");
    bench.window.page()->reload();
    QVERIFY(bench.settle());
    QCOMPARE(grid.rowCount(), 0);
    bench.show("histogram");
    QVERIFY(grid.rowCount() > 1);
}

LENS_WINDOW_TEST(TestPages)
#include "tst_pages.moc"
