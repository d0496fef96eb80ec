// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/bench.h"
#include "tests/support/edits.h"
#include "widgets/comparedialog.h"
#include "widgets/comparepage.h"
#include "widgets/entrytree.h"
#include "widgets/pagetabs.h"
#include "widgets/resources.h"

#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QTimer>

#include <cstdio>
#include <functional>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

// The same name in two folders.
struct Bench : test::Bench
{
    QString first = folder.filePath(u"q1/last.ckpt"_s), second = folder.filePath(u"q2/last.ckpt"_s);

    Bench()
    {
        for (const QString &path : {first, second}) {
            QDir().mkpath(QFileInfo(path).path());
            QFile::copy(file(), path);
        }
    }
    QString tab(int index) const { return find<PageTabBar>("pageTabBar")->tabText(index); }
    QString label(const char *name) const { return find<QLabel>(name)->text(); }
};

} // namespace

// What files are called in the window.
class TestTitles final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void filesOfOneNameAreToldApart();
    void theQuestionAtClosingTellsThemApart();
    void comparedFilesAreToldApart();
    void filesOfOtherWindowsAreToldApart();
    void whatIsOpenIsComparedWithItsFile();
    void whatWasChangedHereIsNotCalledAsOpened();
    void aFileIsCalledAsItWasSaved();
    void whatWasSavedIsComparedUnderItsName();
    void aQuestionShowsNamesAsTheyAre_data();
    void aQuestionShowsNamesAsTheyAre();
};

void TestTitles::filesOfOneNameAreToldApart()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.first));
    QCOMPARE(bench.tab(0), u"last.ckpt"_s);
    QVERIFY(bench.openAndWait(bench.second));
    QCOMPARE(bench.tab(0), u"last.ckpt (q1)"_s);
    QCOMPARE(bench.tab(1), u"last.ckpt (q2)"_s);
    QVERIFY(bench.window.windowTitle().startsWith("last.ckpt (q2)"_L1));
    bench.window.actions().action("file.close")->trigger();
    QCOMPARE(bench.tab(0), u"last.ckpt"_s);
    QVERIFY(bench.window.windowTitle().startsWith("last.ckpt[*] "_L1));
}

void TestTitles::theQuestionAtClosingTellsThemApart()
{
    Bench bench;
    for (const QString &path : {bench.first, bench.second}) {
        QVERIFY(bench.openAndWait(path));
        test::edit(bench.window.page()->document(), {{{0, "mps"}}});
    }
    QVERIFY(!bench.window.close());
    QCOMPARE(bench.prompts.asked, (QStringList{u"last.ckpt (q1)"_s, u"last.ckpt (q2)"_s}));
}

void TestTitles::comparedFilesAreToldApart()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.first));
    bench.prompts.open = {bench.second};
    bench.window.actions().action("file.compare")->trigger();
    auto *dialog = bench.find<CompareDialog>("compareDialog");
    QVERIFY(dialog);
    dialog->findChild<QPushButton *>(u"browseB"_s)->click();
    const auto *a = dialog->findChild<QComboBox *>(u"compareA"_s);
    const auto *b = dialog->findChild<QComboBox *>(u"compareB"_s);
    QCOMPARE(a->currentText(), u"last.ckpt (q1)"_s);
    QCOMPARE(b->currentText(), u"last.ckpt (q2)"_s);
    dialog->findChild<QPushButton *>(u"startComparison"_s)->click();
    QVERIFY(bench.settle());
    QCOMPARE(bench.label("nameA"), u"last.ckpt (q1)"_s);
    QCOMPARE(bench.label("nameB"), u"last.ckpt (q2)"_s);
    QCOMPARE(bench.tab(1), u"last.ckpt (q1) ⇄ last.ckpt (q2)"_s);
}

void TestTitles::filesOfOtherWindowsAreToldApart()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.first));
    auto other = std::make_unique<MainWindow>(bench.settings, bench.prompts);
    other->openFiles({bench.second});
    QVERIFY(QTest::qWaitFor([&] { return other->isSettled(); }, 60'000));
    QVERIFY(other->windowTitle().startsWith("last.ckpt (q2)"_L1));
    QVERIFY(bench.window.windowTitle().startsWith("last.ckpt (q1)"_L1));
    other.reset();
    QVERIFY(bench.window.windowTitle().startsWith("last.ckpt[*] "_L1));
    QCOMPARE(bench.tab(0), u"last.ckpt"_s);
}

void TestTitles::whatIsOpenIsComparedWithItsFile()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.first));
    QCOMPARE(std::rename(qPrintable(bench.second), qPrintable(bench.first)), 0);
    QTRY_VERIFY(bench.message().contains(u"another program"_s));
    auto *compare = bench.find<QPushButton>("Compare with what is open");
    QVERIFY(compare);
    compare->click();
    QVERIFY(bench.settle());
    QVERIFY(bench.window.comparePage());
    QCOMPARE(bench.label("nameA"), u"last.ckpt, as opened"_s);
    QCOMPARE(bench.label("nameB"), u"last.ckpt, on disk"_s);
    QVERIFY(!bench.window.comparePage()->statusLine().isEmpty());
}

void TestTitles::whatWasChangedHereIsNotCalledAsOpened()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.first));
    test::edit(bench.window.page()->document(), {{{0, "mps"}}});
    QCOMPARE(std::rename(qPrintable(bench.second), qPrintable(bench.first)), 0);
    QTRY_VERIFY(bench.message().contains(u"another program"_s));
    bench.find<QPushButton>("Compare with what is open")->click();
    QVERIFY(bench.settle());
    QCOMPARE(bench.label("nameA"), u"last.ckpt, with changes"_s);
}

void TestTitles::aFileIsCalledAsItWasSaved()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.first));
    bench.prompts.save = bench.folder.filePath(u"renamed.ckpt"_s);
    bench.window.actions().action("file.saveAs")->trigger();
    QVERIFY(bench.settle());
    const QAbstractItemModel &rows = *bench.window.page()->tree().model();
    QCOMPARE(rows.index(0, 0).data().toString(), u"renamed.ckpt"_s);
    QCOMPARE(bench.label("summaryTitle"), u"renamed.ckpt"_s);
    QCOMPARE(bench.tab(0), u"renamed.ckpt"_s);
}

// The comparison is of what the document shows and its new file holds, not of what was opened.
void TestTitles::whatWasSavedIsComparedUnderItsName()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.first));
    const Document &document = bench.window.page()->document();
    const std::string opened = document.checkpoint()->sites[0].tag;
    test::edit(bench.window.page()->document(), {{{0, "mps"}}});
    bench.prompts.save = bench.folder.filePath(u"renamed.ckpt"_s);
    bench.window.actions().action("file.saveAs")->trigger();
    QVERIFY(bench.settle());
    QVERIFY(bench.openAndWait(bench.second));
    bench.window.actions().action("file.compareTabs")->trigger();
    QVERIFY(bench.settle());
    QCOMPARE(bench.label("nameA"), u"last.ckpt"_s);
    QCOMPARE(bench.label("nameB"), u"renamed.ckpt"_s);
    const CompareModel &model = bench.window.comparePage()->model();
    QCOMPARE(model.b()->path, bench.prompts.save.toStdString());
    QVERIFY(model.count(CompareState::Structure) > 0);
    const auto exported = [&bench](const QString &name) {
        bench.prompts.save = bench.folder.filePath(name);
        bench.window.comparePage()->exportView();
        return bench.settle() ? QString::fromUtf8(test::bytesOf(bench.prompts.save)) : QString();
    };
    const QString html = exported(u"out.html"_s);
    QVERIFY2(html.contains(u"<h1>last.ckpt compared with renamed.ckpt</h1>"_s), qPrintable(html));
    QVERIFY(html.contains(u" mps</td>"_s));
    const QString json = exported(u"out.json"_s);
    QVERIFY(json.contains(u"\"device\":\"mps\""_s));
    QVERIFY(json.contains(u"\"device\":\"%1\""_s.arg(QString::fromStdString(opened))));
    QVERIFY(json.contains(u"\"values\":0,"_s));
}

using Question = std::function<void(Prompts &, const QString &)>;

void TestTitles::aQuestionShowsNamesAsTheyAre_data()
{
    QTest::addColumn<Question>("question");
    QTest::newRow("open or compare") << Question([](Prompts &ask, const QString &name) {
        ask.openOrCompare(nullptr, {name, name});
    });
    QTest::newRow("replace") << Question(
        [](Prompts &ask, const QString &name) { ask.mayReplace(nullptr, name); });
    QTest::newRow("close") << Question(
        [](Prompts &ask, const QString &name) { ask.closing(nullptr, {name}); });
    QTest::newRow("reload") << Question(
        [](Prompts &ask, const QString &name) { ask.mayReload(nullptr, name); });
}

void TestTitles::aQuestionShowsNamesAsTheyAre()
{
    QFETCH(const Question, question);
    QString shown;
    bool isPlain = true;
    QTimer::singleShot(0, this, [&] {
        auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
        shown = box->informativeText();
        for (const QLabel *label : box->findChildren<QLabel *>())
            isPlain = isPlain && label->textFormat() == Qt::PlainText;
        box->reject();
    });
    PlatformPrompts prompts;
    question(prompts, u"<i>a</i>\u202Eb.pth"_s);
    QVERIFY2(shown.startsWith(u"<i>a</i>\\u202eb.pth"_s), qPrintable(shown));
    QVERIFY(isPlain);
}

LENS_WINDOW_TEST(TestTitles)
#include "tst_titles.moc"
