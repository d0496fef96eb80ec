// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/binsmodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace lens;
using namespace Qt::StringLiterals;

class TestBinsModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void binsAreRowsAndHistogramsColumns();
    void aNameCannotBreakTheLinesOfCsv();
};

void TestBinsModel::binsAreRowsAndHistogramsColumns()
{
    BinsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 0);
    model.show({{{0, 0.5, 1}, {1234, 2}, 0, 0}, {{0, 0.5, 1}, {3, 4}, 0, 0}},
               {u"From"_s, u"To"_s, u"a"_s, u"b"_s});
    QStringList rows;
    for (int row = 0; row < model.rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < model.columnCount(); ++column)
            cells << model.index(row, column).data().toString();
        rows << cells.join(u' ');
    }
    QCOMPARE(rows, (QStringList{u"0 0.5 1,234 3"_s, u"0.5 1 2 4"_s}));
    QCOMPARE(model.headerData(3, Qt::Horizontal, Qt::DisplayRole).toString(), u"b"_s);
}

void TestBinsModel::aNameCannotBreakTheLinesOfCsv()
{
    BinsModel model;
    model.show({{{0, 0.5}, {1234}, 0, 0}}, {u"From"_s, u"To"_s, u"a \"quoted\", name"_s});
    QCOMPARE(model.csv(), QByteArray("\"From\",\"To\",\"a \"\"quoted\"\", name\"\n0.0,0.5,1234\n"));
}

QTEST_GUILESS_MAIN(TestBinsModel)
#include "tst_binsmodel.moc"
