// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/reportmodels.h"
#include "tests/e2e/bench.h"
#include "tests/support/edits.h"
#include "tests/support/manytensors.h"
#include "widgets/facts.h"
#include "widgets/reportpage.h"
#include "widgets/resources.h"
#include "widgets/retagdialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTableView>

#include <algorithm>

using namespace lens;
using namespace Qt::StringLiterals;
using test::Bench;
using test::finishWork;
using test::HeldWorkers;

namespace {

constexpr int many = 6'000; // sites: more than are edited at once

// A stream of torch.save() before 1.6 that holds torch.device("cuda", 1) and no tensor.
QString deviceAlone(const Bench &bench)
{
    QByteArray bytes("\x80\x02\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}.", 25);
    bytes += QByteArray("\x80\x02}U\x06"
                        "device"
                        "ctorch\ndevice\nU\x04"
                        "cuda"
                        "K\x01\x86Rs.");
    bytes += "\x80\x02].";
    QFile file(bench.folder.filePath(u"device.pth"_s));
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? file.fileName()
                                                                                : QString();
}

// "Change device…" of the first tensor of a file on some devices, or of a file.
struct Retagging
{
    Bench bench;
    QPointer<RetagDialog> dialog;

    bool open(const QString &path)
    {
        bench.window.openFiles({path});
        return QTest::qWaitFor([this] { return bench.window.isSettled(); }, 60'000);
    }
    bool openMany(const std::vector<std::string> &devices)
    {
        const QString path = bench.folder.filePath(u"many.pth"_s);
        return test::ManyTensors(devices).write(path) && open(path);
    }
    void ask()
    {
        bench.window.page()->changeDevice();
        dialog = bench.find<RetagDialog>("retagDialog");
    }
    template <typename T>
    T *part(const char *name) const
    {
        return dialog->findChild<T *>(QLatin1StringView(name));
    }
    QString outcome() const { return part<QLabel>("outcome")->text(); }
    bool mayChange() const { return part<QPushButton>("saveButton")->isEnabled(); }
    void change() const { part<QPushButton>("saveButton")->click(); }
    int rows() const { return part<QTableView>("deviceTable")->model()->rowCount(); }
    const Document &document() const { return bench.window.page()->document(); }
};

std::vector<std::string> cycled(const std::vector<std::string> &tags)
{
    std::vector<std::string> devices;
    for (std::size_t i = 0; i < many; ++i)
        devices.push_back(tags[i % tags.size()]);
    return devices;
}

} // namespace

// What the dialog of devices says is what it does, whatever comes in between.
class TestRetagging final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void whatTheFileSaysIsSaidAfterUndo();
    void choicesForAnotherPlaceAreForgotten();
    void devicesThatAreNoTagsOfTensorsAreToldFrom();
    void aCopyOfAFileWithoutDevicesIsSaidToBeEqual();
    void aRowIsItsTagAlone();
    void whatIsCancelledChangesNothing();
    void anotherNameTakesBackTheSave();
    void theQuestionOutlivesTheDialog();
    void anErrorIsOnlySoLongRed();
    void theTagsAreReadByKeyboard();
    void theReportIsOfTheTagsAsTheyAre();
};

void TestRetagging::choicesForAnotherPlaceAreForgotten()
{
    Retagging edit;
    QVERIFY(edit.openMany(cycled({"cuda:0", "cuda:1"})));
    edit.bench.window.page()->selectPath(u"blocks.0.part0"_s);
    edit.ask();
    QTRY_COMPARE(edit.rows(), 1);
    edit.part<QRadioButton>("eachDevice")->click();
    edit.part<QComboBox>("target0")->setEditText(u"cpu"_s);
    finishWork();
    QVERIFY(edit.mayChange());
    edit.part<QComboBox>("reach")->setCurrentIndex(1);
    QVERIFY(!edit.mayChange());
    finishWork();
    QCOMPARE(edit.rows(), 2);
    QVERIFY(edit.dialog->request().map.empty());
    QVERIFY2(edit.outcome().startsWith("Nothing changes yet"_L1), qPrintable(edit.outcome()));
    QVERIFY(!edit.mayChange());
}

void TestRetagging::devicesThatAreNoTagsOfTensorsAreToldFrom()
{
    Retagging edit;
    QVERIFY(edit.open(deviceAlone(edit.bench)));
    QCOMPARE(edit.document().checkpoint()->sites.size(), 1u);
    edit.ask();
    QCOMPARE(edit.outcome(), u"Nothing changes: there is no device tag to change."_s);
    QVERIFY(!edit.mayChange());
    edit.part<QCheckBox>("deviceObjects")->click();
    QVERIFY2(edit.outcome().startsWith("A new tag for "_L1), qPrintable(edit.outcome()));
    edit.change();
    QCOMPARE(edit.document().pendingChanges().size(), 1u);
    QTRY_VERIFY(!edit.dialog);
    edit.ask();
    edit.part<QCheckBox>("deviceObjects")->click();
    QCOMPARE(edit.outcome(), u"Nothing changes: every tag is already as asked."_s);
    edit.dialog->reject();
}

void TestRetagging::aCopyOfAFileWithoutDevicesIsSaidToBeEqual()
{
    Bench bench;
    QFile file(bench.folder.filePath(u"x.safetensors"_s));
    QVERIFY(file.open(QFile::WriteOnly));
    file.write(QByteArray("\x02\0\0\0\0\0\0\0{}", 10));
    file.close();
    QVERIFY(bench.openAndWait(file.fileName()));
    bench.window.page()->saveForDevice();
    auto *dialog = bench.find<RetagDialog>("retagDialog");
    QTRY_COMPARE(dialog->findChild<QLabel *>(u"outcome"_s)->text(),
                 u"Nothing changes: there is no device tag to change. What is written is an equal "
                 "copy."_s);
    dialog->reject();
}

void TestRetagging::aRowIsItsTagAlone()
{
    Retagging edit;
    const QString path = edit.bench.folder.filePath(u"three.pth"_s);
    QVERIFY(test::ManyTensors({"cuda", "cuda:1", "cuda:1 "}).write(path) && edit.open(path));
    edit.ask();
    QCOMPARE(edit.rows(), 3);
    edit.part<QRadioButton>("eachDevice")->click();
    edit.part<QComboBox>("target0")->setEditText(u"cpu"_s);
    QCOMPARE(edit.dialog->request().map, (std::map<std::string, std::string>{{"cuda", "cpu"}}));
    edit.change();
    const auto changes = edit.document().pendingChanges();
    QCOMPARE(changes.size(), 1u);
    QCOMPARE(changes[0].before, "cuda");
}

// Wanted before it was known what it is, and cancelled when that was on its way.
void TestRetagging::whatIsCancelledChangesNothing()
{
    Retagging edit;
    QVERIFY(edit.openMany(cycled({"cuda:0"})));
    {
        const HeldWorkers held;
        edit.ask();
        edit.change();
    }
    LatestJob::workers().waitForDone();
    edit.dialog->reject();
    finishWork();
    QTRY_VERIFY(!edit.dialog && edit.bench.window.isSettled());
    QVERIFY(edit.document().pendingChanges().empty());
}

void TestRetagging::anotherNameTakesBackTheSave()
{
    Retagging copy;
    QVERIFY(copy.openMany(cycled({"cuda:0"})));
    {
        const HeldWorkers held;
        copy.bench.window.page()->saveForDevice();
        copy.dialog = copy.bench.find<RetagDialog>("retagDialog");
        copy.change();
        QTest::keyClicks(copy.part<QLineEdit>("destination"), u"2"_s);
    }
    finishWork();
    QVERIFY(copy.dialog && copy.dialog->isVisible());
    QVERIFY(copy.mayChange());
    QVERIFY(!QFile::exists(copy.dialog->destination()));
}

void TestRetagging::theQuestionOutlivesTheDialog()
{
    Retagging copy;
    QVERIFY(copy.open(copy.bench.file()));
    copy.bench.window.page()->saveForDevice();
    copy.dialog = copy.bench.find<RetagDialog>("retagDialog");
    QSignalSpy saves(copy.dialog, &RetagDialog::saveRequested);
    copy.part<QLineEdit>("destination")->setText(copy.bench.file());
    copy.bench.prompts.replace = true;
    copy.bench.prompts.meanwhile = [&copy] { copy.dialog->reject(); };
    copy.change();
    QVERIFY(copy.bench.settle());
    QCOMPARE(saves.count(), 0);
    QVERIFY(!copy.document().isModified());
}

void TestRetagging::anErrorIsOnlySoLongRed()
{
    Retagging edit;
    QVERIFY(edit.openMany(cycled({"cuda:0"})));
    edit.ask();
    const auto colour = [&edit] {
        return edit.part<QLabel>("outcome")->palette().color(QPalette::WindowText);
    };
    const QColor plain = colour();
    edit.part<QComboBox>("allTarget")->setEditText(u"cuda one"_s);
    finishWork();
    QVERIFY(colour() != plain);
    {
        const HeldWorkers held;
        edit.part<QComboBox>("allTarget")->setEditText(u"mps"_s);
        QTRY_VERIFY(edit.outcome().startsWith("Looking"_L1));
        QCOMPARE(colour(), plain);
    }
    edit.dialog->reject();
}

void TestRetagging::theTagsAreReadByKeyboard()
{
    Retagging edit;
    std::vector<std::string> devices;
    for (int i = 0; i < 100; ++i)
        devices.push_back("cuda:" + std::to_string(100 + i));
    QVERIFY(edit.openMany(devices));
    edit.ask();
    QTRY_COMPARE(edit.rows(), 100);
    edit.dialog->activateWindow();
    QTRY_COMPARE(QApplication::activeWindow(), static_cast<QWidget *>(edit.dialog));
    auto *table = edit.part<QTableView>("deviceTable");
    table->setFocus(Qt::TabFocusReason);
    QVERIFY(table->hasFocus() && (table->focusPolicy() & Qt::TabFocus));
    QTest::keyClick(table, Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(table->currentIndex().row(), 99);
    QVERIFY(table->viewport()->rect().intersects(table->visualRect(table->currentIndex())));
    QTest::keyClick(table, Qt::Key_Up);
    QCOMPARE(table->selectionModel()->selectedRows().value(0).data().toString(), u"cuda:198"_s);
    edit.dialog->reject();
}

void TestRetagging::theReportIsOfTheTagsAsTheyAre()
{
    Retagging edit;
    QVERIFY(edit.open(edit.bench.file()));
    Document &document = edit.bench.window.page()->document();
    const auto &findings = edit.bench.find<ReportPage>("reportPage")->findings();
    const auto saysCuda = [&findings] {
        return std::ranges::any_of(findings.items(), [](const ReportItemPtr &item) {
            return item->finding.text.find("load on cuda:1") != std::string::npos;
        });
    };
    QVERIFY(saysCuda());
    const int before = findings.rowCount();
    edit.bench.find<QPushButton>("checkValues")->click();
    QVERIFY(edit.bench.settle());
    const int all = findings.rowCount();
    QVERIFY(all > before); // the values say something too

    RetagEdit toCpu;
    for (std::uint32_t site = 0; site < document.checkpoint()->sites.size(); ++site)
        toCpu.devices[site] = "cpu";
    test::edit(document, toCpu);
    QVERIFY(edit.bench.settle());
    QVERIFY(!saysCuda());
    QCOMPARE(findings.rowCount(), all - 1);
    edit.bench.window.actions().action("edit.undo")->trigger();
    QVERIFY(edit.bench.settle());
    QVERIFY(saysCuda());
    QCOMPARE(findings.rowCount(), all);

    // What was undone before it was said.
    {
        const HeldWorkers held;
        test::edit(document, toCpu);
        test::undo(document);
    }
    QVERIFY(edit.bench.settle());
    QVERIFY(saysCuda());
    test::edit(document, toCpu);
    test::undo(document);
    QVERIFY(edit.bench.settle());

    // What comes while values are checked is said after them.
    {
        const HeldWorkers held;
        edit.bench.find<QPushButton>("checkValues")->click();
        edit.bench.window.actions().action("edit.redo")->trigger();
    }
    QVERIFY(edit.bench.settle());
    QVERIFY(!saysCuda());
    QCOMPARE(findings.rowCount(), all - 1);
}

void TestRetagging::whatTheFileSaysIsSaidAfterUndo()
{
    Retagging run;
    QVERIFY(run.openMany({"cpu"}));
    Document &document = run.bench.window.page()->document();
    test::edit(document, {{{0, "mps"}}});
    run.bench.window.page()->save();
    QVERIFY(run.bench.settle());
    test::undo(document);
    const auto node = document.outline()->nodeOf(document.checkpoint()->entry(0).end - 1);
    QStringList said;
    for (const FactSection &section : facts(document, node))
        for (const auto &fact : section.facts)
            if (fact.name == u"Device"_s)
                said << fact.value;
    QCOMPARE(said, QStringList{u"cpu (changed, saved as mps)"_s});
}

LENS_WINDOW_TEST(TestRetagging)
#include "tst_retagging.moc"
