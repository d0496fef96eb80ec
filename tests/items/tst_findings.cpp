// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/reportmodels.h"
#include "tests/support/heldworkers.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

// Findings that say these numbers.
ReportItems numbered(int first, int last)
{
    ReportItems items;
    const int step = first < last ? 1 : -1;
    for (int i = first; i != last + step; i += step) {
        ReportItem item;
        item.finding.severity = Severity::Warning;
        item.finding.text = std::to_string(i);
        items.push_back(std::make_shared<const ReportItem>(std::move(item)));
    }
    return items;
}

QString shown(const FindingsModel &model, int row)
{
    return model.index(row, FindingsModel::TextColumn).data().toString();
}

} // namespace

// Very many findings, as they come and as they are sorted.
class TestFindings final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void moreThanAViewCanTakeAreOnlyCounted();
    void aSortIsOfTheFindingsAsTheyWere();
};

void TestFindings::moreThanAViewCanTakeAreOnlyCounted()
{
    constexpr int many = FindingsModel::mostAdded;
    FindingsModel model;
    const QAbstractItemModelTester tester(&model);
    model.add(numbered(1, many));
    QCOMPARE(model.rowCount(), many);
    model.add(numbered(1, 5));
    QCOMPARE(model.rowCount(), many);
    QCOMPARE(model.counts(), (SeverityCounts{0, many + 5, 0}));
    model.setItems(numbered(1, many + 5));
    QCOMPARE(model.rowCount(), many + 5);
    QCOMPARE(model.counts(), (SeverityCounts{0, many + 5, 0}));
}

// The worker that sorts has them to itself: what comes meanwhile stays behind.
void TestFindings::aSortIsOfTheFindingsAsTheyWere()
{
    FindingsModel model;
    const QAbstractItemModelTester tester(&model);
    model.setItems(numbered(3000, 1));
    {
        const test::HeldWorkers held;
        model.sort(FindingsModel::TextColumn);
        model.add(numbered(0, 0));
        QCOMPARE(shown(model, 0), u"3000"_s);
    }
    QTRY_COMPARE(shown(model, 0), u"1"_s);
    QCOMPARE(shown(model, 2999), u"3000"_s);
    QCOMPARE(shown(model, 3000), u"0"_s);
}

QTEST_GUILESS_MAIN(TestFindings)
#include "tst_findings.moc"
