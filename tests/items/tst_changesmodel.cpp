// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/jobs.h"
#include "model/items/changesmodel.h"
#include "model/items/roles.h"
#include "tests/support/edits.h"
#include "tests/support/madecheckpoint.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace lens;
using namespace Qt::StringLiterals;
using test::MadeCheckpoint;

class TestChangesModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRowForEveryChange();
};

void TestChangesModel::aRowForEveryChange()
{
    MadeCheckpoint made;
    const auto model = made.dict(0, "model");
    const auto weight = made.tensor(model, "w\u202e", {2}, "cuda:1");
    made.tensor(model, "x", {2}, "cpu");
    Document document;
    ChangesModel changes(document);
    const QAbstractItemModelTester tester(&changes);
    QCOMPARE(changes.rowCount(), 0);
    document.load(*makeSnapshot(made.finish()));
    test::edit(document, {{{0, "cpu"}}});
    QCOMPARE(changes.rowCount(), 1);
    QCOMPARE(changes.index(0, 0).data(EntryRole).toUInt(), weight);
    QCOMPARE(changes.index(0, ChangesModel::BeforeColumn).data().toString(), u"cuda:1"_s);
    QCOMPARE(changes.index(0, ChangesModel::AfterColumn).data().toString(), u"cpu"_s);
    QVERIFY(!changes.index(0, 0).data().toString().contains(QChar(0x202e)));
    test::undo(document);
    QCOMPARE(changes.rowCount(), 0);
}

QTEST_GUILESS_MAIN(TestChangesModel)
#include "tst_changesmodel.moc"
