// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/json/comparisonjson.h"
#include "tests/e2e/comparing.h"
#include "widgets/captionedplot.h"
#include "widgets/jobstrip.h"
#include "widgets/resources.h"

#include <QAction>
#include <QClipboard>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QToolButton>
#include <QtEndian>

#include <limits>

using namespace lens;
using namespace Qt::StringLiterals;
using test::bytesOf;
using test::writeTensors;
using Bench = test::CompareBench;

namespace {

// What the terminal program prints.
QByteArray printed(const QStringList &arguments)
{
    QProcess program;
    program.start(QStringLiteral(CKPTLENS_CLI), arguments);
    return program.waitForFinished() ? program.readAllStandardOutput() : QByteArray();
}

} // namespace

// What of a comparison leaves the window, as files and as text.
class TestCompareExport final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void exportsAsTheTerminalProgramPrints();
    void theKeyExportsWhatIsInFront();
    void noExportLeavesOutAToleranceThatIsTyped();
    void exportsTheListedRowsAsCsvAndHtml();
    void exportsSayWhatIsInsideAContainer();
    void nanOfOneSideIsToldAndExported();
    void equalValuesOfAnotherDtypeAreNotBlamedOnTheirBytes();
    void theExportOfJsonTellsHowFarItIs();
    void aStoppedExportLeavesTheFile();
    void selectedRowsAreCopied();
};

void TestCompareExport::exportsAsTheTerminalProgramPrints()
{
    Bench bench;
    QVERIFY(bench.compare());
    bench.prompts.save = bench.folder.filePath(u"out.json"_s);
    bench.find<QPushButton>("exportComparison")->click();
    QVERIFY(bench.settle());
    // Beside A, whatever was chosen last.
    QCOMPARE(bench.prompts.asked.first(), bench.folder.filePath(u"comparison.json"_s));
    const QByteArray expected = printed({u"diff"_s, u"--json"_s, bench.a, bench.b});
    QVERIFY(QJsonDocument::fromJson(expected).object().value("entries"_L1).isArray());
    QCOMPARE(bytesOf(bench.prompts.save), expected);
    bench.find<QToolButton>("chip6")->click();
    bench.prompts.replace = true;
    bench.find<QPushButton>("exportComparison")->click();
    QVERIFY(bench.settle());
    QCOMPARE(bytesOf(bench.prompts.save),
             printed({u"diff"_s, u"--json"_s, u"--all"_s, bench.a, bench.b}));
}

void TestCompareExport::theKeyExportsWhatIsInFront()
{
    Bench bench;
    const auto written = [&bench](const QString &ending) {
        bench.prompts.save = bench.folder.filePath(u"out"_s + ending);
        QFile::remove(bench.prompts.save);
        QTest::keyClick(&bench.window, Qt::Key_E, Qt::ControlModifier);
        return bench.settle() ? bytesOf(bench.prompts.save) : QByteArray();
    };
    QVERIFY(!bench.window.actions().action("file.export")->isEnabled());
    QVERIFY(bench.compare());
    QVERIFY(written(u".csv"_s).contains("Path in A"));
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->selectPath(u"generator/module.hidden.weight"_s);
    bench.window.page()->showPanel("report");
    QVERIFY(written(u".html"_s).startsWith("<!DOCTYPE html>"));
    for (const char *panel : {"histogram", "heatmap"}) {
        bench.window.page()->showPanel(panel);
        QVERIFY(bench.settle());
        QVERIFY(written(u".png"_s).startsWith("\x89PNG"));
    }
    for (const char *panel : {"summary", "values", "storage", "metadata", "optimizer"}) {
        bench.window.page()->showPanel(panel);
        QVERIFY(bench.settle());
        bench.window.page()->findChild<MessageBar *>()->hide();
        QVERIFY(written(u".png"_s).isEmpty());
        QVERIFY(bench.window.page()->findChild<MessageBar *>()->isVisible());
        QVERIFY(bench.window.page()->findChild<MessageBar *>()->text().contains(u"not exported"_s));
    }
}

void TestCompareExport::noExportLeavesOutAToleranceThatIsTyped()
{
    Bench bench;
    QVERIFY(bench.compare());
    bench.prompts.save = bench.folder.filePath(u"out.json"_s);
    auto *atol = bench.find<QLineEdit>("atol");
    atol->setFocus();
    atol->selectAll();
    QTest::keyClicks(atol, u"1e9"_s);
    QTest::keyClick(&bench.window, Qt::Key_E, Qt::ControlModifier);
    QVERIFY2(bench.message().startsWith(u"The comparison has begun anew"_s),
             qPrintable(bench.message()));
    QVERIFY(bench.settle());
    QVERIFY(!QFile::exists(bench.prompts.save));
    QVERIFY(bench.window.comparePage()->model().count(CompareState::Tolerance) > 0);
    QTest::keyClick(&bench.window, Qt::Key_E, Qt::ControlModifier);
    QVERIFY(bench.settle());
    QCOMPARE(bytesOf(bench.prompts.save),
             printed({u"diff"_s, u"--json"_s, u"--atol"_s, u"1e9"_s, bench.a, bench.b}));
    // Nor by its button, and what is no tolerance stops it.
    QFile::remove(bench.prompts.save);
    for (const QString &typed : {u"0"_s, u"much"_s}) {
        atol->setFocus();
        atol->selectAll();
        QTest::keyClicks(atol, typed);
        if (typed == u"0"_s)
            bench.find<QPushButton>("exportComparison")->setFocus();
        QTest::keyClick(&bench.window, Qt::Key_E, Qt::ControlModifier);
        QVERIFY(!bench.message().isEmpty());
        QVERIFY(bench.settle());
        QVERIFY(!QFile::exists(bench.prompts.save));
    }
    QVERIFY2(bench.message().contains(u"is no tolerance"_s), qPrintable(bench.message()));
}

void TestCompareExport::exportsTheListedRowsAsCsvAndHtml()
{
    Bench bench;
    QVERIFY(bench.compare());
    bench.find<QLineEdit>("compareFilter")->setText(u"weight"_s);
    bench.prompts.save = bench.folder.filePath(u"out.csv"_s);
    bench.find<QPushButton>("exportComparison")->click();
    QVERIFY(bench.settle());
    QCOMPARE(bytesOf(bench.prompts.save).count("\r\n"), bench.names().size() + 1);
    bench.prompts.save = bench.folder.filePath(u"out.html"_s);
    bench.find<QPushButton>("exportComparison")->click();
    QVERIFY(bench.settle());
    QCOMPARE(bytesOf(bench.prompts.save).count("<tr>"), bench.names().size() + 1);
}

void TestCompareExport::exportsSayWhatIsInsideAContainer()
{
    Bench bench;
    QVERIFY(bench.compare());
    bench.find<QLineEdit>("compareFilter")->setText(u"model"_s);
    const QString inside = statusText(
        bench.find<CompareList>("compareList")->model()->index(0, CompareModel::StatusColumn));
    bench.prompts.save = bench.folder.filePath(u"out.csv"_s);
    bench.find<QPushButton>("exportComparison")->click();
    QVERIFY(bench.settle());
    const QString line = QString::fromUtf8(bytesOf(bench.prompts.save)).section(u"\r\n"_s, 1, 1);
    const QString changed = inside.section(u" · "_s, -1).section(u' ', 1, 1);
    QVERIFY2(line.contains(u"inside: %1 changed"_s.arg(changed)), qPrintable(line));
    bench.find<CompareList>("compareList")->select(0);
    bench.find<CompareList>("compareList")->copy();
    QVERIFY(bench.settle());
    QCOMPARE(QApplication::clipboard()->text().section(u'\t', 0, 1), inside + u"\tmodel"_s);
}

void TestCompareExport::nanOfOneSideIsToldAndExported()
{
    Bench bench;
    const QString a = bench.folder.filePath(u"a.safetensors"_s),
                  b = bench.folder.filePath(u"b.safetensors"_s);
    writeTensors(a, 1, 4, 1);
    writeTensors(b, 1, 4, std::numeric_limits<float>::quiet_NaN());
    bench.window.compareFiles(a, b);
    QVERIFY(bench.settle());
    const auto *model = bench.find<CompareList>("compareList")->model();
    QCOMPARE(statusText(model->index(model->rowCount() - 1, CompareModel::StatusColumn)),
             u"≠ changed · ⚠ NaN in B"_s);
    QVERIFY(bench.find<QLabel>("compareStatus")->text().contains(u"1 NaN only in B"_s));
    const QString caption = bench.window.findChild<CaptionedPlot *>()->caption();
    QVERIFY2(caption.endsWith(u" · of B not drawn: 1 NaN"_s), qPrintable(caption));
    QVERIFY(bench.find<QLabel>("compareStatus")->text().contains(u"largest |Δ| inf"_s));
    const int last = model->rowCount() - 1;
    QCOMPARE(model->index(last, CompareModel::MaxColumn).data().toString(), u"inf"_s);
    QCOMPARE(model->index(last, CompareModel::CosineColumn).data().toString(), u"–"_s);
    const auto exported = [&bench](const QString &name) {
        bench.prompts.save = bench.folder.filePath(name);
        bench.find<QPushButton>("exportComparison")->click();
        return bench.settle() ? QString::fromUtf8(bytesOf(bench.prompts.save)) : QString();
    };
    const QString json = exported(u"out.json"_s);
    QVERIFY2(json.contains(u"\"nan_only_b\":1"_s) && !json.contains(u"nan_only_a"_s),
             qPrintable(json));
    QVERIFY(exported(u"out.csv"_s).contains(u"\"changed; ⚠ NaN in B\""_s));
    QVERIFY(exported(u"out.html"_s).contains(u"<td>0</td><td>1</td><td>0</td><td>0</td></tr>"_s));
    QVERIFY(printed({u"diff"_s, a, b}).contains("max inf"));
    QVERIFY(printed({u"diff"_s, a, b}).contains("1 NaN only in B"));
    QVERIFY(!printed({u"diff"_s, u"--json"_s, a, b}).contains("nan_only"));
}

void TestCompareExport::equalValuesOfAnotherDtypeAreNotBlamedOnTheirBytes()
{
    Bench bench;
    const auto write = [&bench](const QString &name, QByteArray dtype, const QByteArray &bytes) {
        QByteArray header = R"({"w":{"dtype":")" + dtype + R"(","shape":[1],"data_offsets":[0,)" +
                            QByteArray::number(bytes.size()) + "]}}";
        header.append((8 - header.size() % 8) % 8, ' ');
        const quint64 size = qToLittleEndian(static_cast<quint64>(header.size()));
        QFile file(bench.folder.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(QByteArray(reinterpret_cast<const char *>(&size), 8) + header + bytes);
        return file.fileName();
    };
    const QString a = write(u"a.safetensors"_s, "BF16", "\x80\x3f"_ba),
                  b = write(u"b.safetensors"_s, "F32", QByteArray("\0\0\x80\x3f", 4));
    QVERIFY(bench.compare(a, b));
    QCOMPARE(bench.find<QLabel>("compareStatus")->text(),
             u"± other dtype · all 1 values are equal"_s);
}

void TestCompareExport::theExportOfJsonTellsHowFarItIs()
{
    Bench bench;
    QVERIFY(bench.compare());
    const CompareTable table = bench.window.comparePage()->model().table();
    std::vector<engine::ComparedRow> rows;
    for (const ComparedRowPtr &row : table.rows)
        rows.push_back(*row);
    const auto written = [&](Job &job) {
        StringSink text;
        JsonWriter json(text);
        ComparisonJson comparison{*table.all->a, *table.all->b, rows, true};
        comparison.job = &job;
        writeComparison(json, comparison);
        return QByteArray::fromStdString(text.text()).count("path_a");
    };
    Job job;
    QCOMPARE(written(job), static_cast<qsizetype>(rows.size()));
    QCOMPARE(job.total(), rows.size());
    QCOMPARE(job.done(), rows.size());
    Job stopped;
    stopped.cancel();
    QCOMPARE(written(stopped), 0);
}

void TestCompareExport::aStoppedExportLeavesTheFile()
{
    Bench bench;
    QVERIFY(bench.compare());
    for (const QString &ending : {u"json"_s, u"csv"_s, u"html"_s}) {
        bench.prompts.save = bench.folder.filePath(u"kept."_s + ending);
        bench.prompts.replace = true;
        QFile before(bench.prompts.save);
        QVERIFY(before.open(QIODevice::WriteOnly) && before.write("before") == 6);
        before.close();
        {
            const test::HeldWorkers held;
            bench.find<QPushButton>("exportComparison")->click();
            QVERIFY(bench.find<JobStrip>("jobStrip")->cancelShown());
        }
        QVERIFY(bench.settle());
        QCOMPARE(bytesOf(bench.prompts.save), "before"_ba);
        QVERIFY2(bench.message().startsWith(u"Stopped"_s), qPrintable(bench.message()));
    }
}

void TestCompareExport::selectedRowsAreCopied()
{
    Bench bench;
    QVERIFY(bench.compare());
    auto *list = bench.find<CompareList>("compareList");
    list->select(0);
    QTest::keyClick(list, Qt::Key_C, Qt::ControlModifier);
    QVERIFY(bench.settle());
    QTRY_COMPARE(QApplication::clipboard()->text().section(u'\t', 0, 3),
                 u"≠ changed\tepoch\t1\t2"_s);
}

LENS_WINDOW_TEST(TestCompareExport)
#include "tst_compareexport.moc"
