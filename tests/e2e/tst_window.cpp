// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/bench.h"
#include "widgets/entrytree.h"
#include "widgets/histogrampanel.h"
#include "widgets/resources.h"

#include <QAction>
#include <QActionGroup>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTabWidget>
#include <QtEndian>

using namespace lens;
using namespace Qt::StringLiterals;
using test::Bench;
using test::drop;

class TestWindow final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void withoutFilesTheWelcomePageOffersTwoWaysToBegin();
    void aFileGivenIsOpenedAndItsTreeShown();
    void droppedFilesOpenInATabEach();
    void theOpenDialogOpensWhatWasChosen();
    void theSameFileIsNotOpenedTwice();
    void selectingATensorDrawsItsHistogram();
    void walkingThroughTheTreeByKeyboardFollowsWithNumbers();
    void starAndSlashOpenAndCloseTheGroups();
    void aFileThatIsNoCheckpointSaysSoOnItsPage();
    void aMissingFileCanBeTriedAgain();
    void closingATabWhileItOpensIsQuiet();
    void closingTheWindowWhileJobsRunIsQuiet();
    void thePathOfAnEntryIsCopied();
    void everyControlThatTakesTheFocusHasAName();
    void everyActionIsCompleteAndNoKeyIsTakenTwice();
    void bothThemesAreReadable();
    void aHostileNameIsShownAsPlainText();
    void aVeryLongNameDoesNotWidenAPage();
};

void TestWindow::withoutFilesTheWelcomePageOffersTwoWaysToBegin()
{
    Bench bench;
    auto *sample = bench.find<QPushButton>("welcomeSample");
    QVERIFY(sample && sample->isVisible());
    QVERIFY(bench.find<QPushButton>("welcomeOpen")->isVisible());
    sample->click();
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.page()->title(), u"sample.pth"_s);
    QVERIFY(bench.window.page()->document().isLoaded());
}

void TestWindow::aFileGivenIsOpenedAndItsTreeShown()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    auto *tree = bench.find<EntryTree>("entryTree");
    QVERIFY(tree->isVisible());
    QStringList names;
    const auto *model = tree->model();
    const auto root = model->index(0, 0);
    for (int row = 0; row < model->rowCount(root); ++row)
        names << model->index(row, 0, root).data().toString();
    QCOMPARE(names, QStringList({u"args"_s, u"discriminator"_s, u"epoch"_s, u"fixed_noise"_s,
                                 u"generator"_s, u"note"_s, u"optimizer_D"_s, u"optimizer_G"_s}));
    const auto line = bench.find<QLabel>("fileLine")->text();
    QVERIFY2(line.contains(u"no code run"_s) && line.contains(u"cuda:1"_s), qPrintable(line));
    QVERIFY(bench.window.windowTitle().startsWith("run12.pth"_L1));
}

void TestWindow::droppedFilesOpenInATabEach()
{
    Bench bench;
    const auto second = bench.folder.filePath(u"run13.pth"_s);
    QVERIFY(QFile::copy(bench.file(), second));
    bench.prompts.dropped = Dropped::Open;
    drop(bench.window, {bench.file(), second});
    QTRY_COMPARE(bench.window.pageCount(), 2);
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.page()->filePath(), bench.file());
    QVERIFY(bench.window.page()->document().isLoaded());
}

void TestWindow::theOpenDialogOpensWhatWasChosen()
{
    Bench bench;
    bench.prompts.open = {bench.file()};
    QTest::keyClick(&bench.window, Qt::Key_O, Qt::ControlModifier);
    QCOMPARE(bench.window.pageCount(), 1);
    QVERIFY(bench.settle());
    QCOMPARE(bench.settings.lastFolder(), bench.folder.path());
}

void TestWindow::theSameFileIsNotOpenedTwice()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.openSample();
    bench.window.openFiles({bench.file()});
    QCOMPARE(bench.window.pageCount(), 2);
    QCOMPARE(bench.window.page()->filePath(), bench.file());
    QVERIFY(bench.settle());
}

void TestWindow::selectingATensorDrawsItsHistogram()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->showPanel("histogram");
    auto *panel = bench.find<HistogramPanel>("histogramPanel");
    const QImage before = panel->grab().toImage();
    bench.window.page()->selectPath(u"generator/module.hidden.weight"_s);
    QVERIFY(bench.settle());
    QVERIFY2(panel->caption().startsWith("1,536 values in 24 bins"_L1),
             qPrintable(panel->caption()));
    const QImage first = panel->grab().toImage();
    QVERIFY(first != before);

    bench.window.page()->selectPath(u"discriminator/module.head.weight"_s);
    QVERIFY(bench.settle());
    QVERIFY2(panel->caption().contains(u"1 NaN"_s), qPrintable(panel->caption()));
    const QImage second = panel->grab().toImage();
    QVERIFY(second != first);
    bench.find<QAbstractButton>("logarithmicCounts")->click();
    QVERIFY(panel->grab().toImage() != second);
    QVERIFY(bench.settings.logarithmicCounts());
}

void TestWindow::walkingThroughTheTreeByKeyboardFollowsWithNumbers()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    auto *tree = bench.find<EntryTree>("entryTree");
    bench.window.page()->showPanel("histogram");
    bench.window.page()->selectPath(u"generator/module.embed.bias"_s);
    QTest::keyClick(tree, Qt::Key_Down);
    QCOMPARE(tree->currentIndex().data().toString(), u"weight"_s);
    QVERIFY(bench.settle());
    QVERIFY(bench.find<HistogramPanel>("histogramPanel")->caption().startsWith("512 values"_L1));
}

void TestWindow::starAndSlashOpenAndCloseTheGroups()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    auto *tree = bench.find<EntryTree>("entryTree");
    const auto *model = tree->model();
    const auto group = model->index(6, 0, model->index(0, 0)); // optimizer_D
    const auto state = model->index(1, 0, group);
    tree->select(group);
    QTest::keyClick(tree, Qt::Key_Asterisk);
    QVERIFY(tree->isExpanded(state) && tree->isExpanded(model->index(0, 0, state)));
    QTest::keyClick(tree, Qt::Key_Slash);
    QVERIFY(!tree->isExpanded(group));
    QVERIFY(tree->isExpanded(model->index(0, 0)));
    // Below a leaf there is nothing.
    bench.window.page()->selectPath(u"epoch"_s);
    QTest::keyClick(tree, Qt::Key_Asterisk);
    QVERIFY(!tree->isExpanded(group));
    bench.window.actions().action("view.expand")->trigger();
    QVERIFY(tree->isExpanded(group) && tree->isExpanded(state));
    QVERIFY(tree->viewport()->rect().contains(tree->visualRect(tree->currentIndex()).center()));
    QCOMPARE(tree->currentIndex().data().toString(), u"epoch"_s);
}

void TestWindow::aFileThatIsNoCheckpointSaysSoOnItsPage()
{
    Bench bench;
    const auto path = bench.folder.filePath(u"page.pth"_s);
    QFile page(path);
    QVERIFY(page.open(QIODevice::WriteOnly));
    page.write("<!DOCTYPE html><html><body>Sign in</body></html>");
    page.close();
    QVERIFY(bench.openAndWait(path));
    const auto *text = bench.find<QLabel>("failureText");
    QVERIFY(text->isVisible());
    QVERIFY2(text->text().contains(u"web page"_s) || text->text().contains(u"HTML"_s),
             qPrintable(text->text()));
    QVERIFY(!bench.window.actions().action("file.saveForDevice")->isEnabled());
}

void TestWindow::aMissingFileCanBeTriedAgain()
{
    Bench bench;
    const auto path = bench.folder.filePath(u"later.pth"_s);
    QVERIFY(bench.openAndWait(path));
    QVERIFY(!bench.window.page()->document().isLoaded());
    QVERIFY(QFile::copy(bench.file(), path));
    bench.find<QPushButton>("tryAgain")->click();
    QVERIFY(bench.settle());
    QVERIFY(bench.window.page()->document().isLoaded());
}

void TestWindow::closingATabWhileItOpensIsQuiet()
{
    Bench bench;
    for (int round = 0; round < 20; ++round) {
        bench.window.openFiles({bench.file()});
        QTest::keyClick(&bench.window, Qt::Key_W, Qt::ControlModifier);
        QCOMPARE(bench.window.pageCount(), 0);
    }
    QVERIFY(bench.find<QPushButton>("welcomeOpen")->isVisible());
}

void TestWindow::closingTheWindowWhileJobsRunIsQuiet()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->selectPath(u"generator/module.hidden.weight"_s);
    bench.window.openSample();
    bench.window.close();
    QVERIFY(!bench.window.isVisible());
    QVERIFY(!bench.settings.windowGeometry().isEmpty());
}

void TestWindow::thePathOfAnEntryIsCopied()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->selectPath(u"generator/module.hidden.weight"_s);
    QTest::keyClick(&bench.window, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QApplication::clipboard()->text(), u"generator/module.hidden.weight"_s);
    QVERIFY(bench.settle());
}

void TestWindow::everyControlThatTakesTheFocusHasAName()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->saveForDevice();
    bench.window.page()->changeDevice();
    bench.window.actions().action("help.shortcuts")->trigger();
    for (const QWidget *widget : bench.window.findChildren<QWidget *>()) {
        if (widget->focusPolicy() == Qt::NoFocus || widget->objectName().startsWith("qt_"_L1))
            continue;
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        // Parts of a control (the line of a combo box, the viewport of a view) speak through it.
        const bool part = qobject_cast<const QComboBox *>(widget->parentWidget()) ||
                          widget->parentWidget()->inherits("QAbstractScrollArea") ||
                          widget->inherits("QTabWidget") || widget->inherits("QSplitter") ||
                          widget->inherits("QComboBoxPrivateContainer") ||
                          widget->inherits("QHeaderView") || widget->inherits("QListView");
        const auto *label = qobject_cast<const QLabel *>(widget);
        const bool named =
            label || !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty());
        QVERIFY2(named || part, qPrintable(QLatin1StringView(widget->metaObject()->className()) +
                                           u" "_s + widget->objectName()));
    }
}

void TestWindow::everyActionIsCompleteAndNoKeyIsTakenTwice()
{
    Bench bench;
    QMap<QKeySequence, QString> taken;
    for (const auto &spec : bench.window.actions().table()) {
        const auto *action = bench.window.actions().action(spec.id);
        QVERIFY(action);
        QVERIFY2(action->text().contains(u'&'), spec.id);
        QVERIFY2(!action->statusTip().isEmpty(), spec.id);
        for (const auto &key : action->shortcuts()) {
            QVERIFY2(!taken.contains(key), qPrintable(key.toString()));
            taken[key] = QLatin1StringView(spec.id);
        }
    }
}

void TestWindow::bothThemesAreReadable()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    for (const char *id : {"settings.darkTheme", "settings.lightTheme"}) {
        bench.window.actions().action(id)->trigger();
        const QPalette look = QApplication::palette();
        const int contrast =
            look.color(QPalette::Text).lightness() - look.color(QPalette::Base).lightness();
        QVERIFY(qAbs(contrast) > 150);
        QCOMPARE(isDark(look), QLatin1StringView(id) == "settings.darkTheme"_L1);
        QVERIFY(bench.window.actions().action(id)->isChecked());
    }
    const QActionGroup *themes =
        bench.window.actions().action("settings.lightTheme")->actionGroup();
    QVERIFY(themes && themes->isExclusive());
    QCOMPARE(themes->actions().size(), 3);
    QCOMPARE(themes->checkedAction()->objectName(), u"settings.lightTheme"_s);
}

void TestWindow::aHostileNameIsShownAsPlainText()
{
    Bench bench;
    const auto path = bench.folder.filePath(u"<b>x&amp.pth"_s);
    QVERIFY(QFile::rename(bench.file(), path));
    QVERIFY(bench.openAndWait(path));
    const auto *tabs = bench.find<QTabWidget>("tabs");
    QCOMPARE(tabs->tabText(0), u"<b>x&&amp.pth"_s);
    QVERIFY(!tabs->tabToolTip(0).contains(u"<b>"_s));
    for (const QLabel *label : bench.window.findChildren<QLabel *>())
        if (label->text().contains(u"<b>"_s))
            QCOMPARE(label->textFormat(), Qt::PlainText);
}

void TestWindow::aVeryLongNameDoesNotWidenAPage()
{
    Bench bench;
    QByteArray header = R"({"long":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
    header.replace("long", QByteArray(10'000, 'w'));
    header += QByteArray(7 - (header.size() + 7) % 8, ' ');
    QFile file(bench.folder.filePath(u"long.safetensors"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const quint64 size = qToLittleEndian(static_cast<quint64>(header.size()));
    file.write(reinterpret_cast<const char *>(&size), sizeof size);
    file.write(header + QByteArray(8, 0));
    file.close();
    QVERIFY(bench.openAndWait(file.fileName()));
    auto &tree = bench.window.page()->tree();
    tree.select(tree.model()->index(0, 0, tree.model()->index(0, 0)));
    QVERIFY(bench.settle());
    const int wide = bench.window.width();
    for (const char *panel : {"summary", "histogram", "values", "heatmap", "storage"}) {
        bench.window.page()->showPanel(panel);
        QVERIFY(bench.settle());
        QTest::qWait(1); // for the layout
        for (const QWidget *part : bench.window.page()->findChildren<QWidget *>())
            if (part->isVisible() && !tree.isAncestorOf(part))
                QVERIFY2(part->width() <= wide,
                         qPrintable(
                             u"%1: %2 %3"_s.arg(QLatin1StringView(panel),
                                                QLatin1StringView(part->metaObject()->className()),
                                                part->objectName())));
    }
    QCOMPARE(bench.window.width(), wide);
    QVERIFY(bench.find<QLabel>("summaryTitle")->text().startsWith(u"www"_s));
}

LENS_WINDOW_TEST(TestWindow)
#include "tst_window.moc"
