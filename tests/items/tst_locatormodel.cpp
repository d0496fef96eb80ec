// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/locatormodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace lens;
using namespace Qt::StringLiterals;

class TestLocatorModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsAreShownWithWhatTellsThemApart();
    void whatCannotBeDoneCannotBeChosen();
};

void TestLocatorModel::rowsAreShownWithWhatTellsThemApart()
{
    LocatorModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setRows({{LocatorRow::Kind::Entry, u"fc.weight"_s, u"a.pth"_s, 0, 7, {}, true},
                   {LocatorRow::Kind::Command, u"Save"_s, {}, 0, 0, u"file.save"_s, true}});
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0, LocatorModel::DetailColumn).data().toString(), u"a.pth"_s);
    QCOMPARE(model.index(0, 0).data(Qt::AccessibleTextRole).toString(), u"fc.weight, a.pth"_s);
    QCOMPARE(model.index(1, 0).data(Qt::AccessibleTextRole).toString(), u"Save"_s);
    QCOMPARE(model.row(1).command, u"file.save"_s);
    model.setRows({});
    QCOMPARE(model.rowCount(), 0);
}

void TestLocatorModel::whatCannotBeDoneCannotBeChosen()
{
    LocatorModel model;
    model.setRows({{LocatorRow::Kind::Command, u"Undo"_s, {}, 0, 0, u"edit.undo"_s, false}});
    QVERIFY(!(model.index(0, 0).flags() & Qt::ItemIsEnabled));
}

QTEST_GUILESS_MAIN(TestLocatorModel)
#include "tst_locatormodel.moc"
