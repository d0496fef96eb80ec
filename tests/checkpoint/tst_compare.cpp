// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/compare.h"
#include "tests/checkpoint/fixtures.h"

#include <QTest>

using namespace lens;

class TestCompare : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void differencesAreListed_data();
    void differencesAreListed();
    void aFileEqualsItself_data();
    void aFileEqualsItself();
    void optimizerStateMeetsByName();
    void wrongOptionsAreErrors_data();
    void wrongOptionsAreErrors();

private:
    // Every row that is not plainly the same: "structure fc.weight [dtype]".
    QStringList differences(const QString &a, const QString &b,
                            const CompareOptions &options) const;

    test::Fixtures m_fixtures;
};

Q_DECLARE_METATYPE(CompareOptions)

void TestCompare::initTestCase()
{
    if (const QString reason = m_fixtures.make(); !reason.isEmpty())
        QSKIP(qPrintable(reason));
}

QStringList TestCompare::differences(const QString &a, const QString &b,
                                     const CompareOptions &options) const
{
    const CheckpointPtr first = m_fixtures.open(a), second = m_fixtures.open(b);
    const auto rows = compareStructure(*first, *second, options);
    if (!rows)
        return {QString::fromStdString(rows.error().text())};
    QStringList lines;
    for (const CompareRow &row : *rows) {
        if (row.status == RowStatus::Same)
            continue;
        QString line = QString::fromLatin1(name(row.status).data());
        line += ' ' + QString::fromStdString(row.a == noIndex ? row.pathB : row.pathA);
        for (const std::string &what : row.what)
            line += " [" + QString::fromStdString(what) + ']';
        lines << line;
    }
    return lines;
}

void TestCompare::differencesAreListed_data()
{
    QTest::addColumn<QString>("a");
    QTest::addColumn<QString>("b");
    QTest::addColumn<CompareOptions>("options");
    QTest::addColumn<QStringList>("lines");
    CompareOptions options;
    QTest::newRow("two steps of one training")
        << "cmp_a.pt"
        << "cmp_b.pt" << options
        << QStringList{"structure model [order]",
                       "structure model/fc.weight [dtype]",
                       "structure model/out.weight [type] [requires_grad]",
                       "only-b model/new.weight",
                       "values epoch [value]",
                       "only-b steps"};
    options.ignore = {"model", "steps"};
    QTest::newRow("ignored parts with all below them")
        << "cmp_a.pt"
        << "cmp_b.pt" << options << QStringList{"values epoch [value]"};
    options = {};
    options.stripPrefix = "module.";
    QTest::newRow("a prefix on one side")
        << "cmp_prefixed.pt"
        << "cmp_plain.pt" << options << QStringList{"structure  [type]"};
    options = {};
    options.mapRegex = "^module\\.(.*)";
    options.mapReplacement = "\\1";
    QTest::newRow("a map of names")
        << "cmp_prefixed.pt"
        << "cmp_plain.pt" << options << QStringList{"structure  [type]"};
    options = {};
    options.stateDict = true;
    QTest::newRow("a training checkpoint by its state dict")
        << "cmp_a.pt"
        << "cmp_plain.pt" << options << QStringList{};
    QTest::newRow("a whole model against its state dict")
        << "model.pt"
        << "state_dict.pt" << options << QStringList{};
    options = {};
    QTest::newRow("a shared object against copies")
        << "cmp_shared.pt"
        << "cmp_copied.pt" << options << QStringList{"values b/x/1 [value]"};
    QTest::newRow("copies against a shared object")
        << "cmp_copied.pt"
        << "cmp_shared.pt" << options << QStringList{"values b/x/1 [value]"};
}

void TestCompare::differencesAreListed()
{
    QFETCH(QString, a);
    QFETCH(QString, b);
    QFETCH(CompareOptions, options);
    QTEST(differences(a, b, options), "lines");
}

void TestCompare::aFileEqualsItself_data()
{
    QTest::addColumn<QString>("file");
    for (const char *file : {"training.pt", "model.pt", "cmp_cycle.pt", "cmp_shared.pt",
                             "scripted.pt", "join_object.pt", "lightning.ckpt"})
        QTest::newRow(file) << QString::fromLatin1(file);
}

void TestCompare::aFileEqualsItself()
{
    QFETCH(QString, file);
    QCOMPARE(differences(file, file, {}), QStringList());
}

void TestCompare::optimizerStateMeetsByName()
{
    const CheckpointPtr a = m_fixtures.open("cmp_opt_a.pt"), b = m_fixtures.open("cmp_opt_b.pt");
    const auto rows = compareStructure(*a, *b, {});
    QVERIFY(rows);
    const auto row = std::ranges::find(*rows, "optimizer/state/0/exp_avg", &CompareRow::pathA);
    QVERIFY(row != rows->end());
    QCOMPARE(row->pathB, std::string("optimizer/state/2/exp_avg"));
    QVERIFY(row->numbersPending);
}

void TestCompare::wrongOptionsAreErrors_data()
{
    QTest::addColumn<CompareOptions>("options");
    QTest::addColumn<QString>("says");
    CompareOptions options;
    options.mapRegex = "(";
    QTest::newRow("a broken regex") << options << "regular expression";
    options.mapRegex = "fc\\.(weight|bias)";
    options.mapReplacement = "fc";
    QTest::newRow("two names become one") << options << "would both be named";
    options = {};
    options.entryA = 1'000'000;
    QTest::newRow("an entry that is not there") << options << "no such entry";
}

void TestCompare::wrongOptionsAreErrors()
{
    QFETCH(CompareOptions, options);
    QFETCH(QString, says);
    const QStringList lines = differences("cmp_a.pt", "cmp_b.pt", options);
    QCOMPARE(lines.size(), 1);
    QVERIFY2(lines[0].contains(says), qPrintable(lines[0]));
}

QTEST_GUILESS_MAIN(TestCompare)
#include "tst_compare.moc"
