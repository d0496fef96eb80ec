// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/bench.h"
#include "widgets/manualpage.h"
#include "widgets/resources.h"

#include <QAction>
#include <QClipboard>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollBar>
#include <QSet>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTextFragment>

using namespace lens;
using namespace Qt::StringLiterals;
using test::Bench;

// The manual in the window, and what program this is.
class TestHelp final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void theManualOpensAtWhatIsInFront();
    void theManualOpensAtTheHeading();
    void enterPressesTheButtonThatHasTheFocus();
    void allOfTheManualIsSearched();
    void everyChapterOfTheManualIsThere();
    void theVersionsAreCopied();
};

void TestHelp::theManualOpensAtWhatIsInFront()
{
    Bench bench;
    const auto text = [&bench] { return bench.find<QTextBrowser>("manualText")->toPlainText(); };
    const auto ask = [&bench] { QTest::keyClick(&bench.window, Qt::Key_F1); };
    ask();
    QVERIFY2(text().startsWith(u"The first minute"_s), qPrintable(text().left(80)));
    QVERIFY(bench.find<QTextBrowser>("manualText")->hasFocus());
    QVERIFY(bench.openAndWait(bench.file()));
    for (const auto &[action, heading] :
         {std::pair("view.summary", u"The tree"_s), std::pair("view.values", u"Values"_s),
          std::pair("view.histogram", u"The tree"_s), std::pair("view.metadata", u"The tree"_s),
          std::pair("view.optimizer", u"Optimizer"_s), std::pair("view.report", u"Report"_s)}) {
        bench.window.actions().action(action)->trigger();
        ask();
        QVERIFY2(text().startsWith(heading), qPrintable(text().left(80)));
        QCOMPARE(bench.window.pageCount(), 2);
        ask(); // the chapter that is read stays
        QVERIFY(text().startsWith(heading));
        QTest::keyClick(&bench.window, Qt::Key_W, Qt::ControlModifier);
        QCOMPARE(bench.window.frontPage(), bench.window.page());
        QVERIFY(bench.window.page());
    }
}

void TestHelp::theManualOpensAtTheHeading()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    for (const auto &[action, heading] :
         {std::pair("view.histogram", u"Histogram"_s),
          std::pair("view.metadata", u"Everything that is no tensor"_s),
          std::pair("view.summary", u"The tree and the histogram"_s)}) {
        bench.window.actions().action(action)->trigger();
        QTest::keyClick(&bench.window, Qt::Key_F1);
        const auto *text = bench.find<QTextBrowser>("manualText");
        QCOMPARE(text->textCursor().block().text(), heading);
        QVERIFY(text->viewport()->rect().contains(text->cursorRect()));
        QTest::keyClick(&bench.window, Qt::Key_W, Qt::ControlModifier);
    }
    QFile broken(bench.folder.filePath(u"broken.pth"_s));
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.close();
    QVERIFY(bench.openAndWait(broken.fileName()));
    QTest::keyClick(&bench.window, Qt::Key_F1);
    QVERIFY(bench.find<QTextBrowser>("manualText")->toPlainText().startsWith(u"The first"_s));
}

void TestHelp::enterPressesTheButtonThatHasTheFocus()
{
    Bench bench;
    bench.find<QPushButton>("welcomeSample")->setFocus();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(bench.window.pageCount(), 1);
    QVERIFY(bench.window.page());
    QVERIFY(bench.settle());
}

void TestHelp::allOfTheManualIsSearched()
{
    Bench bench;
    bench.window.actions().action("help.manual")->trigger();
    auto *line = bench.find<QLineEdit>("manualLine");
    const auto *text = bench.find<QTextBrowser>("manualText");
    const auto *note = bench.find<QLabel>("manualNote");
    line->setFocus();
    QTest::keyClicks(line, u"tolerance"_s); // the chapter on comparing has it
    QVERIFY(text->toPlainText().startsWith(u"Compare"_s));
    QCOMPARE(text->textCursor().selectedText(), u"tolerance"_s);
    line->selectAll();
    QTest::keyClicks(line, u"tensor"_s);
    QSet<QString> chapters;
    for (int i = 0; i < 100; ++i) {
        QCOMPARE(text->textCursor().selectedText().toLower(), u"tensor"_s);
        chapters << text->source().fileName();
        QTest::keyClick(line, Qt::Key_Return);
    }
    QVERIFY(chapters.size() > 4);
    QVERIFY(note->text().isEmpty());
    QTest::keyClicks(line, u"ZZZ"_s);
    QCOMPARE(note->text(), u"Not in the manual"_s);
    line->selectAll();
    QTest::keyClicks(line, u"torch"_s);
    QVERIFY(note->text().isEmpty());
    const auto at = [text] {
        return std::pair(text->source(), text->textCursor().selectionStart());
    };
    QList<std::pair<QUrl, int>> places{at()};
    for (int i = 0; i < 12; ++i) {
        QTest::keyClick(line, Qt::Key_Return);
        places << at();
    }
    for (int i = 12; i-- > 0;) {
        QTest::keyClick(line, Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(at(), places[i]);
    }
    QTest::keyClick(line, Qt::Key_Escape);
    QVERIFY(line->text().isEmpty() && line->hasFocus());
    QTest::keyClick(line, Qt::Key_Escape);
    QVERIFY(text->hasFocus());
}

// No chapter refers to what is not there, and no picture is left out half.
void TestHelp::everyChapterOfTheManualIsThere()
{
    const QDir chapters(u":/manual"_s);
    const auto files = chapters.entryList({u"*.md"_s});
    QCOMPARE(files.size(), 8);
    ManualPage page;
    const auto *text = page.findChild<QTextBrowser *>();
    for (QString file : files) {
        page.showChapter(file.remove(u".md"_s));
        QVERIFY2(text->toPlainText().size() > 200, qPrintable(file));
        QVERIFY2(!text->toPlainText().contains(u'<'), qPrintable(file));
        QVERIFY2(!text->toPlainText().contains(QChar::ObjectReplacementCharacter),
                 qPrintable(file));
        for (auto block = text->document()->begin(); block.isValid(); block = block.next())
            for (auto part = block.begin(); !part.atEnd(); ++part)
                if (const auto format = part.fragment().charFormat(); format.isAnchor())
                    QVERIFY2(chapters.exists(format.anchorHref()),
                             qPrintable(file + u": "_s + format.anchorHref()));
    }
}

void TestHelp::theVersionsAreCopied()
{
    Bench bench;
    bench.window.actions().action("help.about")->trigger();
    auto *box = bench.find<QMessageBox>("about");
    QVERIFY(box && box->isVisible());
    bench.find<QPushButton>("copyVersions")->click();
    const QString copied = QApplication::clipboard()->text();
    QVERIFY2(copied.contains(QLatin1StringView(qVersion())) && !copied.contains(u'%'),
             qPrintable(copied));
    QVERIFY(box->informativeText().contains(copied.section(u'\n', 1)));
    QVERIFY(box->isVisible());
}

LENS_WINDOW_TEST(TestHelp)
#include "tst_help.moc"
