// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/metadatamodel.h"
#include "model/items/treemodel.h"
#include "tests/e2e/bench.h"
#include "tests/support/gapmeter.h"
#include "widgets/entrytree.h"
#include "widgets/resources.h"
#include "widgets/rowtable.h"

#include <QClipboard>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mebi = 1024 * 1024;

QByteArray withSize(char opcode, const QByteArray &bytes)
{
    const auto size = static_cast<std::uint32_t>(bytes.size());
    QByteArray written(1, opcode);
    for (int shift = 0; shift < 32; shift += 8)
        written += static_cast<char>(size >> shift & 0xFF);
    return written + bytes;
}

QByteArray text(const QByteArray &utf8) { return withSize('X', utf8); }

// What is longer than anybody reads, each by its name: a pickle of a dict.
QByteArray longValues()
{
    const QByteArray letters = QByteArray("abcdefg ").repeated(5 * mebi / 8);
    QByteArray file("\x80\x03}(");
    const auto add = [&file](const char *name, const QByteArray &value) {
        file += text(name) + value;
    };
    add("text", text(letters));
    add("lines", text(QByteArray("one line of it\n").repeated(5 * mebi / 15)));
    add("breaks", text(QByteArray(5 * mebi, '\n')));
    add("controls", text(QByteArray(5 * mebi, '\x1b')));
    add("bytes", withSize('B', QByteArray(5 * mebi, '\0')));
    add("encoded", "c_codecs\nencode\n" + text(QByteArray("\xc3\xbf").repeated(5 * mebi)) +
                       text("latin1") + "\x86R");
    add("numbers", "](" + QByteArray("M\x01\x02").repeated(200'000) + "e");
    add("few", "](" + text(letters) + text(letters) + "e");
    add("config", "}(" + text("note") + text(letters) + "u");
    add("name", "}(" + text(QByteArray(mebi, 'k')) + "}(" + text("inside") + "K\x01uu");
    add("page", text(QByteArray("a line\n").repeated(2000)));
    add("pages", "](" + text(QByteArray(50'000, 'p')).repeated(9) + "e");
    QByteArray captions;
    for (int i = 0; i < 90; ++i)
        captions += text(QByteArray::number(i)) + text(QByteArray(3'000, 'c'));
    add("captions", "}(" + captions + "u");
    add("half", "}(" + text(QByteArray(200'000, 'h')) + "}(" + text("inside") + "K\x03uu");
    add("nothing", QByteArray("}q\x01"));
    add("nothing again", QByteArray("h\x01"));
    add("no text", text({}));
    add("slashes", "}(" + text(QByteArray(mebi, '/')) + "K\x02u");
    return file + "u.";
}

struct Bench : test::Bench
{
    QString path = folder.filePath(u"long.pkl"_s);

    Bench()
    {
        QFile out(path);
        if (!out.open(QIODevice::WriteOnly) || out.write(longValues()) < 0 || !out.flush())
            qFatal("the file could not be written");
    }
    RowTable *values() const { return find<RowTable>("metadataTable"); }
    bool showMetadata()
    {
        if (!openAndWait(path))
            return false;
        window.page()->showPanel("metadata");
        return settle() && values()->model()->rowCount() > 0;
    }
    bool choose(const QString &name)
    {
        const auto *model = values()->model();
        for (int row = 0; row < model->rowCount(); ++row)
            if (model->index(row, MetadataModel::PathColumn).data() == name) {
                values()->setCurrentIndex(model->index(row, 0));
                return true;
            }
        return false;
    }
    // By Ctrl+C, of so many rows.
    QString copiedFromTree(const QString &path, int rows = 1)
    {
        window.page()->showPanel("summary");
        window.page()->selectPath(path);
        if (!settle())
            return {};
        auto *tree = find<EntryTree>("entryTree");
        for (int row = 1; row < rows; ++row)
            QTest::keyClick(tree, Qt::Key_Down, Qt::ShiftModifier);
        QApplication::clipboard()->setText(u"nothing was copied"_s);
        QTest::keyClick(tree, Qt::Key_C, Qt::ControlModifier);
        return settle() ? QApplication::clipboard()->text() : QString();
    }
    QString shown() const { return find<QPlainTextEdit>("metadataValue")->toPlainText(); }
};

} // namespace

// Texts of megabytes: a cell says how they begin and how long they are, and the window goes on
// answering.
class TestLongTexts final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_bench.reset(); }
    void cellsSayHowTheyBeginAndHowLongTheyAre_data();
    void cellsSayHowTheyBeginAndHowLongTheyAre();
    void whatIsTooLongToBeShownIsCopiedWhole_data();
    void whatIsTooLongToBeShownIsCopiedWhole();
    void theTreeCopiesWholeTexts();
    void whatIsTooMuchToBeCopiedIsSaid_data();
    void whatIsTooMuchToBeCopiedIsSaid();
    void whereThereIsNoValueNothingIsCopied_data();
    void whereThereIsNoValueNothingIsCopied();
    void theWindowAnswers();

private:
    std::unique_ptr<Bench> m_bench; // to read the file takes a second
};

void TestLongTexts::initTestCase()
{
    initResources();
    m_bench = std::make_unique<Bench>();
    QVERIFY(m_bench->showMetadata());
}

void TestLongTexts::cellsSayHowTheyBeginAndHowLongTheyAre_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("begin");
    QTest::addColumn<QString>("end");
    QTest::newRow("a text") << u"text"_s << u"'abcdefg abc"_s << u"'… 5.0 MiB"_s;
    QTest::newRow("a text of lines") << u"lines"_s << u"'one line of it\\none"_s << u"'… 5.0 MiB"_s;
    QTest::newRow("bytes") << u"bytes"_s << u"b'\\x00\\x00"_s << u"'… 5.0 MiB"_s;
    QTest::newRow("bytes that are written as a text")
        << u"encoded"_s << u"b'\\xff\\xff"_s << u"'… 5.0 MiB"_s;
    QTest::newRow("a list of numbers") << u"numbers"_s << u"200,000 entries"_s << u"entries"_s;
    QTest::newRow("a list of two texts") << u"few"_s << u"['abcdefg abc"_s << u"'… 5.0 MiB]"_s;
    QTest::newRow("a dict of a text") << u"config"_s << u"{note: 'abcdefg"_s << u"'… 5.0 MiB}"_s;
}

void TestLongTexts::cellsSayHowTheyBeginAndHowLongTheyAre()
{
    QFETCH(const QString, name);
    QFETCH(const QString, begin);
    QFETCH(const QString, end);
    Bench &bench = *m_bench;
    bench.window.page()->selectPath(name);
    const QModelIndex row = bench.find<EntryTree>("entryTree")->currentIndex();
    const QString cell = row.siblingAtColumn(TreeModel::ContentColumn).data().toString();
    QVERIFY2(cell.startsWith(begin) && cell.endsWith(end) && cell.size() < 300, qPrintable(cell));
}

void TestLongTexts::whatIsTooLongToBeShownIsCopiedWhole_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("begin");
    QTest::addColumn<qsizetype>("size");
    QTest::newRow("a text") << u"text"_s << u"abcdefg a"_s << 5 * mebi;
    QTest::newRow("a text of lines")
        << u"lines"_s << u"one line of it\none"_s << 5 * mebi / 15 * 15;
    QTest::newRow("nothing but line breaks") << u"breaks"_s << u"\n\n"_s << 5 * mebi;
    QTest::newRow("control characters") << u"controls"_s << u"\\x1b\\x1b"_s << 4 * 5 * mebi;
    QTest::newRow("bytes") << u"bytes"_s << u"b'\\x00\\x00"_s << 4 * 5 * mebi + 3;
    QTest::newRow("bytes that are written as a text")
        << u"encoded"_s << u"b'\\xff\\xff"_s << 4 * 5 * mebi + 3;
    QTest::newRow("a list of numbers") << u"numbers"_s << u"[513, 513"_s << qsizetype(200'000 * 5);
    QTest::newRow("a list of two texts") << u"few"_s << u"['abcdefg a"_s << 2 * 5 * mebi + 8;
}

void TestLongTexts::whatIsTooLongToBeShownIsCopiedWhole()
{
    QFETCH(const QString, name);
    QFETCH(const QString, begin);
    QFETCH(const qsizetype, size);
    Bench &bench = *m_bench;
    bench.window.page()->showPanel("metadata");
    QVERIFY(bench.choose(name));
    QVERIFY2(bench.shown().startsWith(begin), qPrintable(bench.shown().left(100)));
    QVERIFY(bench.shown().size() < 250'000);
    bool isSaid = false;
    for (const QLabel *label : bench.window.page()->findChildren<QLabel *>())
        isSaid |= label->isVisible() && label->text().contains(u"too long to be shown whole"_s);
    QVERIFY(isSaid);
    bench.find<QPushButton>("copyMetadata")->click();
    QVERIFY(bench.settle());
    const QString copied = QApplication::clipboard()->text();
    QVERIFY2(copied.startsWith(begin), qPrintable(copied.left(100)));
    QCOMPARE(copied.size(), size);
}

void TestLongTexts::theTreeCopiesWholeTexts()
{
    Bench &bench = *m_bench;
    const QString copied = bench.copiedFromTree(u"page"_s);
    QVERIFY2(copied.startsWith(u"page\t'a line\\na line"_s), qPrintable(copied.left(100)));
    QCOMPARE(copied.count(u"a line\\n"_s), 2000);
    QVERIFY(!copied.contains(u'…'));
    const QString path = u"half/"_s + QString(200'000, u'h') + u"/inside"_s;
    QVERIFY(bench.copiedFromTree(path).startsWith(path + u'\t'));
    QVERIFY2(!bench.message().startsWith(u"Copied"_s), qPrintable(bench.message()));
}

void TestLongTexts::whatIsTooMuchToBeCopiedIsSaid_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("rows");
    QTest::newRow("one text") << u"text"_s << 1;
    QTest::newRow("bytes") << u"bytes"_s << 1;
    QTest::newRow("a list of two texts") << u"few"_s << 1;
    QTest::newRow("several rows") << u"pages/0"_s << 9;
    QTest::newRow("many rows") << u"captions/0"_s << 90;
}

void TestLongTexts::whatIsTooMuchToBeCopiedIsSaid()
{
    QFETCH(const QString, name);
    QFETCH(const int, rows);
    Bench &bench = *m_bench;
    bench.window.page()->findChild<MessageBar *>()->say(Tone::Note, u"before"_s);
    const QString copied = bench.copiedFromTree(name, rows);
    QCOMPARE(copied.count(u'\n'), rows - 1);
    QVERIFY(copied.startsWith(name + u'\t') && copied.contains(u'…'));
    QVERIFY(copied.size() < 400'000);
    QVERIFY2(bench.message().startsWith(u"Copied, but"_s), qPrintable(bench.message()));
}

void TestLongTexts::whereThereIsNoValueNothingIsCopied_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"nothing", "nothing again", "no text"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

// The clipboard would be empty.
void TestLongTexts::whereThereIsNoValueNothingIsCopied()
{
    QFETCH(const QString, name);
    m_bench->window.page()->showPanel("metadata");
    auto *copy = m_bench->find<QPushButton>("copyMetadata");
    QVERIFY(m_bench->choose(u"numbers"_s));
    QVERIFY(copy->isEnabled());
    QVERIFY(m_bench->choose(name));
    QVERIFY(!copy->isEnabled());
}

// Each row, everywhere it is shown.
void TestLongTexts::theWindowAnswers()
{
    Bench bench;
    test::GapMeter meter;
    QStringList gaps;
    const auto note = [&](const QString &what) {
        QTest::qWait(20); // it is painted
        gaps << u"%1 %2 ms"_s.arg(what).arg(meter.takeLongest(), 0, 'f', 0);
    };
    QVERIFY(bench.showMetadata());
    note(u"opening"_s);
    double longest = 0;
    for (int row = 0; row < bench.values()->model()->rowCount(); ++row) {
        const QModelIndex at = bench.values()->model()->index(row, 0);
        bench.values()->setCurrentIndex(at);
        note(u"value of "_s + at.data().toString().left(12));
    }
    bench.window.page()->showPanel("summary");
    QVERIFY(bench.settle());
    auto *tree = bench.find<EntryTree>("entryTree");
    tree->expandAll();
    note(u"unfolding"_s);
    for (QModelIndex row = tree->model()->index(0, 0); row.isValid(); row = tree->indexBelow(row)) {
        tree->setCurrentIndex(row);
        QVERIFY(bench.settle());
        note(u"row "_s + row.data().toString().left(12));
    }
    bench.window.resize(bench.window.width() - 40, bench.window.height());
    note(u"another size"_s);
    for (const QString &gap : gaps)
        longest = std::max(longest, gap.section(u' ', -2, -2).toDouble());
    qInfo("the longest gaps: %s", qPrintable(gaps.join(", "_L1)));
    QVERIFY(longest < test::MeteredApplication::bearable / 2);
}

LENS_WINDOW_TEST(TestLongTexts)
#include "tst_longtexts.moc"
