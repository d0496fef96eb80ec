// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/retagmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace lens;
using namespace Qt::StringLiterals;

class TestRetagModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneTagForAllHidesTheChoices();
    void whatIsChosenIsAChange();
    void aTagThatNobodyTouchedIsNoChange();
    void hostileTagsArePlainAndShort();
};

void TestRetagModel::oneTagForAllHidesTheChoices()
{
    RetagModel model;
    const QAbstractItemModelTester tester(&model);
    model.setTags({{"cpu", {1, 2, 8}}, {"cuda:1", {1, 1, 4}}});
    model.setAll(u"mps"_s);
    const auto target = model.index(1, RetagModel::TargetColumn);
    QCOMPARE(target.data().toString(), u"mps"_s);
    QVERIFY(!(target.flags() & Qt::ItemIsEditable));
    QVERIFY(!model.setData(target, u"cpu"_s, Qt::EditRole));
    model.setAll({});
    QCOMPARE(target.data().toString(), u"cuda:1"_s);
    QVERIFY(target.flags() & Qt::ItemIsEditable);
    QVERIFY(model.changes().empty());
}

void TestRetagModel::whatIsChosenIsAChange()
{
    RetagModel model;
    const QAbstractItemModelTester tester(&model);
    model.setTags({{"cpu", {1, 2, 8}}, {"cuda:1", {1, 1, 4}}});
    const QSignalSpy moved(&model, &QAbstractItemModel::dataChanged);
    QVERIFY(model.setData(model.index(1, RetagModel::TargetColumn), u" mps "_s, Qt::EditRole));
    QCOMPARE(moved.count(), 1);
    QCOMPARE(model.changes(), (std::map<std::string, std::string>{{"cuda:1", "mps"}}));
    QVERIFY(model.setData(model.index(1, RetagModel::TargetColumn), u"cuda:1"_s, Qt::EditRole));
    QVERIFY(model.changes().empty());
}

void TestRetagModel::aTagThatNobodyTouchedIsNoChange()
{
    RetagModel model;
    const QSignalSpy chosen(&model, &RetagModel::chosen);
    model.setTags({{"cuda:1 ", {1, 1, 4}}});
    model.setAll(u"cpu"_s);
    model.setAll({});
    QCOMPARE(chosen.count(), 0);
    QVERIFY(model.changes().empty());
    QVERIFY(model.setData(model.index(0, RetagModel::TargetColumn), u"cuda:1"_s, Qt::EditRole));
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(model.changes(), (std::map<std::string, std::string>{{"cuda:1 ", "cuda:1"}}));
}

void TestRetagModel::hostileTagsArePlainAndShort()
{
    RetagModel model;
    const std::string tag = "\u202e" + std::string(100'000, 'x');
    model.setTags({{tag, {1, 1, 4}}});
    const QString shown = model.index(0, RetagModel::FoundColumn).data().toString();
    QVERIFY(shown.size() < 300 && !shown.contains(QChar(0x202e)));
    QVERIFY(model.changes().empty());
    QVERIFY(model.setData(model.index(0, RetagModel::TargetColumn), u"cpu"_s, Qt::EditRole));
    QCOMPARE(model.changes(), (std::map<std::string, std::string>{{tag, "cpu"}}));
}

QTEST_GUILESS_MAIN(TestRetagModel)
#include "tst_retagmodel.moc"
