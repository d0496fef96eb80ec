// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/report.h"
#include "model/document/tensorrows.h"
#include "model/formats/format.h"
#include "model/items/roles.h"
#include "tests/e2e/bench.h"
#include "widgets/comparepage.h"
#include "widgets/entrytree.h"
#include "widgets/heatmappanel.h"
#include "widgets/resources.h"
#include "widgets/retagdialog.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QDirIterator>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>

using namespace lens;
using namespace Qt::StringLiterals;
using test::bytesOf;
using test::MeteredApplication;
using test::tagsOnDisk;

namespace {

constexpr std::array details{"summaryPanel", "histogramPanel", "valuesPanel", "heatmapPanel",
                             "storagePanel"};

QString samples() { return QFINDTESTDATA("../../../shared/samples"); }

// What a person reads on it, a text a line.
QString textsOf(const QWidget &part)
{
    QStringList texts;
    for (const auto *label : part.findChildren<QLabel *>())
        if (label->isVisible() && !label->text().isEmpty())
            texts << label->text();
    return texts.join(u'\n');
}

bool isObject(const DeviceSite &site)
{
    return site.kind == DeviceSite::Kind::Device || site.kind == DeviceSite::Kind::Spec;
}

// Those that no loader reads.
QStringList objectTagsOf(const QString &path)
{
    QStringList tags;
    if (const auto opened = openCheckpoint(path.toStdString()))
        for (const DeviceSite &site : (*opened)->sites)
            if (isObject(site))
                tags << QString::fromStdString(site.tag);
    return tags;
}

// The window, and a copy of one sample to open in it.
struct Bench : test::Bench
{
    explicit Bench(const QString &sample)
        : path(folder.filePath(QFileInfo(sample).fileName()))
        , opened(openCheckpoint(sample.toStdString()))
    {
        if (!QFile::copy(sample, path))
            qFatal("the sample could not be copied");
    }
    void press(int key, Qt::KeyboardModifiers modifiers)
    {
        QTest::keyClick(&window, static_cast<Qt::Key>(key), modifiers);
    }
    void click(QAbstractButton *button)
    {
        QVERIFY(button && button->isVisible() && button->isEnabled());
        QTest::mouseClick(button, Qt::LeftButton);
    }
    bool isEnabled(const char *action) { return window.actions().action(action)->isEnabled(); }
    // A window manager does this when a dialog closes.
    void comeToTheFront()
    {
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
    }
    // The tensor of the row in focus; noIndex for every other row.
    std::uint32_t tensor()
    {
        const Document &document = window.page()->document();
        return tensorOfRow(*document.checkpoint(), *document.outline(),
                           window.page()->tree().currentNode());
    }
    // Why there are no values to see of the row in focus; empty when there are.
    QString refusal()
    {
        const auto index = tensor();
        if (index == noIndex)
            return u"Select a tensor to see"_s;
        const Checkpoint &checkpoint = *window.page()->document().checkpoint();
        const auto &shown = checkpoint.tensors[tensorWithValues(checkpoint, index)];
        const auto data = tensorData(checkpoint, shown);
        return data ? QString() : errorText(data.error());
    }

    const QString path;
    const Result<CheckpointPtr> opened; // by the reader, without a window
};

} // namespace

// The three uses on every kind of file that others wrote, by mouse and keyboard.
class TestEveryFile final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void theThreeUses_data();
    void theThreeUses();

private:
    void seesWhyNot(Bench &bench);
    void goesToATensor(Bench &bench);
    void looksAtDetails(Bench &bench);
    void looksAtPages(Bench &bench);
    void comparesWithItself(Bench &bench);
    void savesForCpu(Bench &bench);
};

void TestEveryFile::theThreeUses_data()
{
    QTest::addColumn<QString>("path");
    const QString folder = samples();
    QStringList paths;
    if (!folder.isEmpty())
        for (QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
             files.hasNext();)
            paths << files.next();
    paths.sort();
    for (const auto &path : paths)
        QTest::newRow(qPrintable(path.mid(folder.size() + 1))) << path;
    if (paths.isEmpty())
        QTest::newRow("no samples") << QString();
}

void TestEveryFile::theThreeUses()
{
    QFETCH(const QString, path);
    if (path.isEmpty())
        QSKIP("The samples are not beside the checkout.");
    auto *app = static_cast<MeteredApplication *>(qApp);
    app->forget();
    Bench bench(path);
    test::drop(bench.window, {bench.path});
    QTRY_COMPARE(bench.window.pageCount(), 1);
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.page()->document().isLoaded(), bench.opened.has_value());
    using Step = void (TestEveryFile::*)(Bench &);
    const auto steps =
        bench.opened
            ? std::vector<Step>{&TestEveryFile::goesToATensor, &TestEveryFile::looksAtDetails,
                                &TestEveryFile::looksAtPages, &TestEveryFile::comparesWithItself,
                                &TestEveryFile::savesForCpu}
            : std::vector<Step>{&TestEveryFile::seesWhyNot};
    for (const auto step : steps) {
        (this->*step)(bench);
        if (QTest::currentTestFailed())
            return;
    }
    qInfo("longest event: %lld ms (%s)", app->longest(), qPrintable(app->longestName()));
}

// What it is instead, and what to do; nothing that needs a checkpoint is offered.
void TestEveryFile::seesWhyNot(Bench &bench)
{
    const auto *text = bench.find<QLabel>("failureText");
    QVERIFY(text->isVisible());
    QVERIFY(text->text().startsWith(bench.window.page()->title()));
    QVERIFY2(text->text().contains(errorText(bench.opened.error())), qPrintable(text->text()));
    for (const char *action : {"file.save", "file.saveForDevice", "edit.copyPath", "view.report"})
        QVERIFY2(!bench.isEnabled(action), action);
    bench.click(bench.find<QPushButton>("copyFailure"));
    QCOMPARE(QApplication::clipboard()->text(), text->text());
    bench.click(bench.find<QPushButton>("tryAgain"));
    QVERIFY(bench.settle());
    QVERIFY(text->isVisible());
    bench.press(Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(bench.window.pageCount(), 0);
}

void TestEveryFile::goesToATensor(Bench &bench)
{
    auto &tree = bench.window.page()->tree();
    QVERIFY(tree.isVisible() && tree.hasFocus());
    QVERIFY(tree.model()->rowCount() == 1 && !tree.currentIndex().data().toString().isEmpty());
    bench.press(Qt::Key_F, Qt::ControlModifier);
    auto *line = bench.find<QLineEdit>("filterLine");
    QTest::keyClicks(line, u"is:tensor"_s);
    QTest::keyClick(line, Qt::Key_Return); // sooner than anything was found
    QVERIFY(bench.settle());
    QVERIFY(tree.hasFocus());
    QCOMPARE(bench.tensor() != noIndex, !(*bench.opened)->tensors.empty());
    bench.press(Qt::Key_F, Qt::ControlModifier);
    QTest::keyClick(line, Qt::Key_Escape);
    QVERIFY(bench.settle());
    QCOMPARE(bench.tensor() != noIndex, !(*bench.opened)->tensors.empty());
}

void TestEveryFile::looksAtDetails(Bench &bench)
{
    QStringList texts;
    for (std::size_t i = 0; i < details.size(); ++i) {
        bench.press(Qt::Key_1 + static_cast<int>(i), Qt::AltModifier);
        QVERIFY2(bench.settle(), details[i]);
        const auto *panel = bench.find<QWidget>(details[i]);
        QVERIFY2(panel->isVisible(), details[i]);
        texts << textsOf(*panel);
    }
    const QString refusal = bench.refusal();
    if (!refusal.isEmpty()) {
        for (int i = 1; i <= 3; ++i) // histogram, values, heatmap
            QVERIFY2(texts[i].contains(refusal), qPrintable(texts[i]));
        return;
    }
    QVERIFY2(texts[0].contains(u"Standard deviation"_s), qPrintable(texts[0]));
    QVERIFY2(texts[1].contains(u" bins from "_s), qPrintable(texts[1]));
    QVERIFY(bench.find<QTableView>("valuesTable")->model()->rowCount() > 0);
    const QString heatmap = bench.find<HeatmapPanel>("heatmapPanel")->caption();
    QVERIFY2(!heatmap.isEmpty() && heatmap.at(0).isDigit(), qPrintable(heatmap));
    QVERIFY2(texts[4].contains(u"Used here"_s), qPrintable(texts[4]));
}

void TestEveryFile::looksAtPages(Bench &bench)
{
    const auto rows = [&bench](const char *table) {
        return bench.find<QAbstractItemView>(table)->model()->rowCount();
    };
    bench.press(Qt::Key_2, Qt::ControlModifier);
    QVERIFY(bench.settle());
    QCOMPARE(bench.find<QWidget>("noMetadata")->isVisible(), rows("metadataTable") == 0);
    bench.press(Qt::Key_3, Qt::ControlModifier);
    QVERIFY(bench.settle());
    QCOMPARE(bench.find<QWidget>("noOptimizer")->isVisible(), rows("optimizerParameters") == 0);
    bench.press(Qt::Key_4, Qt::ControlModifier);
    QVERIFY(bench.settle());
    bench.click(bench.find<QAbstractButton>("checkValues"));
    QVERIFY(bench.settle());
    QCOMPARE(static_cast<std::size_t>(rows("findingsTable")),
             bench.window.page()->findings().size());
    bench.press(Qt::Key_1, Qt::ControlModifier);
    QVERIFY(bench.window.page()->tree().isVisible());
}

void TestEveryFile::comparesWithItself(Bench &bench)
{
    bench.press(Qt::Key_D, Qt::ControlModifier);
    bench.prompts.open = QStringList{bench.path};
    bench.click(bench.find<QPushButton>("browseB"));
    bench.click(bench.find<QPushButton>("startComparison"));
    bench.comeToTheFront();
    QVERIFY(bench.window.comparePage());
    QVERIFY(bench.settle());
    const QString notice = bench.find<QLabel>("compareNotice")->text();
    QVERIFY2(notice.startsWith("Both files hold the same"_L1), qPrintable(notice));
    bench.press(Qt::Key_W, Qt::ControlModifier);
    QVERIFY(bench.window.page());
}

void TestEveryFile::savesForCpu(Bench &bench)
{
    const QByteArray before = bytesOf(bench.path);
    bench.press(Qt::Key_S, Qt::ControlModifier | Qt::AltModifier);
    const auto *dialog = bench.find<RetagDialog>("retagDialog");
    QVERIFY(dialog);
    const QString copy = dialog->destination();
    QVERIFY2(QFileInfo(copy).fileName().startsWith(QFileInfo(bench.path).fileName().at(0)) &&
                 !QFileInfo::exists(copy),
             qPrintable(copy));
    auto *objects = dialog->findChild<QCheckBox *>(u"deviceObjects"_s);
    QStringList wantedObjects = objectTagsOf(bench.path);
    QCOMPARE(objects->isVisible(), !wantedObjects.isEmpty());
    if (objects->isVisible()) {
        QTest::keyClick(objects, Qt::Key_Space);
        wantedObjects.fill(u"cpu"_s);
    }
    bench.click(dialog->findChild<QPushButton *>(u"saveButton"_s));
    bench.comeToTheFront();
    QVERIFY(bench.settle());
    QCOMPARE(bytesOf(bench.path), before);
    QVERIFY2(bench.message().startsWith("Saved "_L1), qPrintable(bench.message()));

    // Meta tensors have no values to load anywhere.
    QStringList wanted = tagsOnDisk(bench.path);
    if (wanted.removeIf([](const QString &tag) { return tag != "meta"_L1; }) > 0)
        wanted.prepend(u"cpu"_s);
    QCOMPARE(tagsOnDisk(copy), wanted);
    QCOMPARE(objectTagsOf(copy), wantedObjects);
    bench.click(bench.window.page()->findChild<QAbstractButton *>(u"Open it"_s));
    QCOMPARE(bench.window.pageCount(), 2);
    QVERIFY(bench.settle());
    QVERIFY(bench.window.page()->document().isLoaded());
    QCOMPARE(bench.window.page()->filePath(), copy);
}

LENS_WINDOW_TEST(TestEveryFile)
#include "tst_everyfile.moc"
