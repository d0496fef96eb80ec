// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/treemodel.h"
#include "tests/e2e/bench.h"
#include "tests/support/manytensors.h"
#include "widgets/entrytree.h"
#include "widgets/filterline.h"
#include "widgets/parameterspage.h"
#include "widgets/resources.h"
#include "widgets/treeheader.h"

#include <QAbstractItemModelTester>
#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QCompleter>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

// A window with the sample in it, as a person has it.
struct Bench : test::Bench
{
    Bench()
    {
        window.openFiles({file()});
        settle();
    }
    template <typename T>
    T &find(const char *name) const
    {
        return *window.findChild<T *>(QLatin1StringView(name));
    }
    QLineEdit &line() const { return find<QLineEdit>("filterLine"); }
    EntryTree &tree() const { return window.page()->tree(); }
    // As a person does, and waits until nothing moves any more.
    void type(const QString &text)
    {
        QTest::keyClick(&window, Qt::Key_F, Qt::ControlModifier);
        QVERIFY(line().hasFocus());
        QTest::keyClicks(&line(), text);
        QVERIFY(settle());
    }
    // What is to be seen of the tree.
    QStringList visibleNames() const
    {
        QStringList names;
        for (auto at = tree().model()->index(0, 0); at.isValid(); at = tree().indexBelow(at))
            names << at.data().toString();
        return names;
    }
};

} // namespace

class TestTree final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void typingShowsOnlyWhatIsFound();
    void aWrongFilterSaysSoAndKeepsWhatWasFound();
    void escapeGivesTheTreeBackAsItWas();
    void returnGoesToTheFirstRowThatWasFound();
    void keysOfAFilterAreCompleted();
    void returnGoesOnFromAListOfCompletions();
    void aCompletionIsTaken();
    void theHelpHasExamplesToTake();
    void theListHasNoGroups();
    void aClickOnAHeaderSortsAndAThirdOneGivesTheOrderOfTheFile();
    void whatIsSelectedStaysSelected();
    void goingToAHiddenEntryGivesUpTheFilter();
    void columnsAreChosenAndRemembered();
    void rowsOfAnotherViewAreNotShown();
    void whoGoesOnWhileAViewIsMadeStaysThere();
    void everyRowIsSound();
};

void TestTree::typingShowsOnlyWhatIsFound()
{
    Bench bench;
    bench.type(u"dtype:f16 weight"_s);
    const auto &count = bench.find<QLabel>("filterCount");
    QVERIFY(count.isVisible());
    QVERIFY2(count.text().startsWith("0 of "_L1), qPrintable(count.text()));
    QCOMPARE(bench.visibleNames(), QStringList{u"run12.pth"_s});
    bench.line().clear();
    bench.type(u"epoch"_s);
    QCOMPARE(bench.visibleNames(), QStringList({u"run12.pth"_s, u"epoch"_s}));
    QVERIFY2(count.text().startsWith("1 of "_L1), qPrintable(count.text()));
}

void TestTree::aWrongFilterSaysSoAndKeepsWhatWasFound()
{
    Bench bench;
    bench.type(u"epoch"_s);
    const auto &problem = bench.find<QLabel>("filterProblem");
    QVERIFY(!problem.isVisible());
    bench.type(u"epoch /a(b/"_s);
    QVERIFY(problem.isVisible());
    QVERIFY2(problem.text().contains("not valid"_L1), qPrintable(problem.text()));
    QCOMPARE(bench.visibleNames(), QStringList({u"run12.pth"_s, u"epoch"_s}));
    bench.type(u"foo:bar"_s);
    QTRY_VERIFY(problem.isVisible());
    QVERIFY2(problem.text().contains("no key \"foo\""_L1), qPrintable(problem.text()));
    QCOMPARE(bench.visibleNames(), QStringList({u"run12.pth"_s, u"epoch"_s}));
    bench.type(u"/weight"_s);
    QVERIFY2(problem.text().contains("ends with a slash"_L1), qPrintable(problem.text()));
    QCOMPARE(bench.visibleNames(), QStringList({u"run12.pth"_s, u"epoch"_s}));
    bench.line().clear();
    QVERIFY(bench.settle());
    QVERIFY(!problem.isVisible());
}

void TestTree::escapeGivesTheTreeBackAsItWas()
{
    Bench bench;
    const auto before = bench.visibleNames();
    bench.type(u"weight"_s);
    QVERIFY(bench.visibleNames() != before);
    QTest::keyClick(&bench.line(), Qt::Key_Escape);
    QVERIFY(bench.settle());
    QCOMPARE(bench.visibleNames(), before);
    QVERIFY(bench.line().hasFocus());
    QTest::keyClick(&bench.line(), Qt::Key_Escape);
    QVERIFY(bench.tree().hasFocus());
}

void TestTree::returnGoesToTheFirstRowThatWasFound()
{
    Bench bench;
    bench.type(u"epoch"_s);
    QTest::keyClick(&bench.line(), Qt::Key_Return);
    QVERIFY(bench.settle());
    QVERIFY(bench.tree().hasFocus());
    QCOMPARE(bench.tree().currentIndex().data().toString(), u"epoch"_s);
}

void TestTree::keysOfAFilterAreCompleted()
{
    Bench bench;
    bench.type(u"weight is:sh"_s);
    auto *completer = bench.line().completer();
    QCOMPARE(completer->completionCount(), 1);
    QCOMPARE(completer->currentCompletion(), u"weight is:shared"_s);
    completer->popup()->hide();
    bench.line().clear();
    bench.type(u"dev:"_s);
    QVERIFY(completer->completionCount() >= 2);
    completer->popup()->hide();
}

void TestTree::returnGoesOnFromAListOfCompletions()
{
    Bench bench;
    bench.type(u"weight is:shared"_s);
    auto *popup = bench.line().completer()->popup();
    QVERIFY(popup->isVisible());
    QTest::keyClick(popup, Qt::Key_Return);
    QVERIFY(bench.settle());
    QVERIFY(!popup->isVisible());
    QTRY_VERIFY(bench.tree().hasFocus());
    QCOMPARE(bench.line().text(), u"weight is:shared"_s);
    QVERIFY(bench.tree().currentIndex().parent().isValid()); // the first that was found
}

void TestTree::aCompletionIsTaken()
{
    Bench bench;
    bench.type(u"weight is:sh"_s);
    auto *popup = bench.line().completer()->popup();
    QTest::keyClick(popup, Qt::Key_Down);
    QTest::keyClick(popup, Qt::Key_Return);
    QVERIFY(bench.settle());
    QCOMPARE(bench.line().text(), u"weight is:shared"_s);
    QVERIFY(!popup->isVisible());
    QTRY_VERIFY(bench.line().hasFocus());
}

void TestTree::theHelpHasExamplesToTake()
{
    Bench bench;
    bench.find<QToolButton>("filterHelp").click();
    auto *help = QApplication::activePopupWidget();
    QVERIFY(help);
    const auto examples = help->findChildren<QToolButton *>();
    QVERIFY(examples.size() >= 8);
    const auto text = examples.first()->text();
    examples.first()->click();
    QCOMPARE(bench.line().text(), text);
    QVERIFY(bench.settle());
}

void TestTree::theListHasNoGroups()
{
    Bench bench;
    bench.window.actions().action("view.flat")->trigger();
    QVERIFY(bench.settle());
    const auto *model = bench.tree().model();
    const auto root = model->index(0, 0);
    QVERIFY(model->rowCount(root) > 20);
    for (int row = 0; row < model->rowCount(root); ++row)
        QCOMPARE(model->rowCount(model->index(row, 0, root)), 0);
    bench.window.actions().action("view.flat")->trigger();
    QVERIFY(bench.settle());
    QCOMPARE(model->rowCount(root), 8);
}

void TestTree::aClickOnAHeaderSortsAndAThirdOneGivesTheOrderOfTheFile()
{
    Bench bench;
    bench.window.actions().action("view.flat")->trigger();
    QVERIFY(bench.settle());
    auto &header = bench.tree().columns();
    header.hideSection(TreeModel::ContentColumn); // so that the other is on the screen
    header.hideSection(TreeModel::TypeColumn);
    const auto click = [&] {
        const int x = header.sectionViewportPosition(TreeModel::BytesColumn) +
                      header.sectionSize(TreeModel::BytesColumn) / 2;
        QTest::mouseClick(header.viewport(), Qt::LeftButton, {}, QPoint(x, header.height() / 2));
        QVERIFY(bench.settle());
    };
    const auto bytes = [&] {
        QList<qulonglong> found;
        const auto root = bench.tree().model()->index(0, 0);
        for (int row = 0; row < bench.tree().model()->rowCount(root); ++row)
            found << bench.tree().model()->index(row, 0, root).data(BytesRole).toULongLong();
        return found;
    };
    const auto before = bytes();
    click(); // of numbers the largest are looked for
    QVERIFY(std::ranges::is_sorted(bytes(), std::greater()));
    click();
    QVERIFY(std::ranges::is_sorted(bytes()));
    click();
    QCOMPARE(bytes(), before);
}

void TestTree::whatIsSelectedStaysSelected()
{
    Bench bench;
    bench.window.page()->selectPath(u"epoch"_s);
    QVERIFY(bench.settle());
    bench.type(u"e"_s);
    QCOMPARE(bench.tree().currentIndex().data().toString(), u"epoch"_s);
    QVERIFY(bench.tree().selectionModel()->isSelected(bench.tree().currentIndex()));
    QTest::keyClick(&bench.line(), Qt::Key_Escape);
    QVERIFY(bench.settle());
    QCOMPARE(bench.tree().currentIndex().data().toString(), u"epoch"_s);
}

void TestTree::goingToAHiddenEntryGivesUpTheFilter()
{
    Bench bench;
    bench.type(u"weight"_s);
    bench.window.page()->selectPath(u"epoch"_s);
    QVERIFY(bench.settle());
    QCOMPARE(bench.line().text(), QString());
    QCOMPARE(bench.tree().currentIndex().data().toString(), u"epoch"_s);
}

void TestTree::columnsAreChosenAndRemembered()
{
    Bench bench;
    auto &header = bench.tree().columns();
    header.chooseColumns(header.mapToGlobal(QPoint(5, 5)));
    auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    QVERIFY(menu);
    const auto choices = menu->actions();
    QVERIFY(choices.size() >= TreeModel::ColumnCount - 1);
    QVERIFY(!header.isSectionHidden(TreeModel::TypeColumn));
    choices[TreeModel::TypeColumn - 1]->trigger();
    menu->close();
    QVERIFY(header.isSectionHidden(TreeModel::TypeColumn));
    bench.window.openSample();
    QVERIFY(bench.settle());
    QVERIFY(bench.tree().columns().isSectionHidden(TreeModel::TypeColumn));
    bench.tree().columns().resetColumns();
    QVERIFY(!bench.tree().columns().isSectionHidden(TreeModel::TypeColumn));
}

// The filter is given up, and the view changes before the rows without it are made.
void TestTree::rowsOfAnotherViewAreNotShown()
{
    Bench bench;
    QVERIFY(bench.openAndWait(QFINDTESTDATA("../data/streams/legacy_module.pth")));
    auto &page = *bench.window.page()->findChild<ParametersPage *>();
    const auto &rows = *page.tree().model();
    const int before = rows.rowCount(rows.index(0, 0));
    page.setModelView(ModelView::Object);
    QVERIFY(rows.rowCount(rows.index(0, 0)) > before);
    page.setFilter(u"scale"_s);
    QVERIFY(bench.settle());
    {
        const test::HeldWorkers held;
        page.setFilter({});
        page.setModelView(ModelView::StateDict);
    }
    QVERIFY(bench.settle());
    QCOMPARE(rows.rowCount(rows.index(0, 0)), before);
}

void TestTree::whoGoesOnWhileAViewIsMadeStaysThere()
{
    Bench bench;
    const QString path = bench.folder.filePath(u"model.pth"_s);
    const std::vector<std::string> devices(6'000, "cuda"); // so many are not done at once
    QVERIFY(test::ManyTensors(devices, test::ManyTensors::As::Module).write(path));
    QVERIFY(bench.openAndWait(path));
    DocumentPage &page = *bench.window.page();
    EditJob edits(page.document());
    edits.push(std::make_shared<RetagEdit>(RetagEdit{{{0, "cpu"}}}), {});
    QTRY_VERIFY(page.isModified());
    const auto go = [&](const QString &row) {
        page.selectPath(u"_parameters/"_s + row);
        return bench.tree().currentIndex().data().toString();
    };
    go(u"blocks.1.part1"_s);
    {
        const test::HeldWorkers held;
        page.parameters().setModelView(ModelView::Object);
        QCOMPARE(page.document().modelView(), ModelView::StateDict);
        QCOMPARE(go(u"blocks.7.part3"_s), u"part3"_s);
    }
    QVERIFY(bench.settle());
    QCOMPARE(page.document().modelView(), ModelView::Object);
    QCOMPARE(bench.tree().currentIndex().data(PathRole).toString(),
             u"_parameters/blocks.7.part3"_s);
    QCOMPARE(bench.tree().selection().nodes.size(), 1u);
}

void TestTree::everyRowIsSound()
{
    Bench bench;
    const QAbstractItemModelTester tester(bench.tree().model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    bench.type(u"weight"_s);
    bench.window.actions().action("view.flat")->trigger();
    QVERIFY(bench.settle());
    bench.line().clear();
    QVERIFY(bench.settle());
}

LENS_WINDOW_TEST(TestTree)
#include "tst_tree.moc"
