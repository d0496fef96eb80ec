// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/histogramsmodel.h"
#include "model/items/roles.h"

#include "tests/engine/tensors.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

std::vector<HistogramsModel::Tensor> many(int count)
{
    std::vector<HistogramsModel::Tensor> tensors;
    for (int i = 0; i < count; ++i)
        tensors.push_back({u"t%1"_s.arg(i), static_cast<std::uint32_t>(i + 5),
                           tensors::of(DType::Float32, std::vector<float>{0, float(i + 1)})});
    return tensors;
}

// Each row as "name from to", "name …" before it was read.
QStringList printed(const HistogramsModel &model)
{
    QStringList rows;
    for (int row = 0; row < model.rowCount(); ++row) {
        QString text = model.index(row).data().toString();
        const auto &read = model.read(row);
        if (!read)
            text += u" …"_s;
        else if (!*read)
            text += u" failed"_s;
        else
            text += u" %1 %2"_s.arg((*read)->histogram->edges.front())
                        .arg((*read)->histogram->edges.back());
        rows << text;
    }
    return rows;
}

} // namespace

class TestHistogramsModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyWhatIsLookedAtIsRead();
    void aChoiceIsReadAgain();
    void aTensorWithoutBytesSaysSoAlone();
    void theBinsOfWhatWasReadAreLinesOfText();
};

void TestHistogramsModel::onlyWhatIsLookedAtIsRead()
{
    HistogramsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.show(many(5), {});
    QCOMPARE(model.index(1).data(NodeRole).toUInt(), 6U);
    model.setVisible(1, 2);
    QTRY_VERIFY(!model.job().isRunning());
    QCOMPARE(printed(model),
             QStringList({u"t0 …"_s, u"t1 0 2"_s, u"t2 0 3"_s, u"t3 …"_s, u"t4 …"_s}));
    model.setVisible(2, 90);
    QTRY_VERIFY(!model.job().isRunning());
    QCOMPARE(printed(model),
             QStringList({u"t0 …"_s, u"t1 0 2"_s, u"t2 0 3"_s, u"t3 0 4"_s, u"t4 0 5"_s}));
}

void TestHistogramsModel::aChoiceIsReadAgain()
{
    HistogramsModel model;
    model.show(many(20), {});
    model.setVisible(0, 19);
    QTRY_VERIFY(printed(model).last() == u"t19 0 20"_s);
    model.setChoice({64, HistogramSpan::Custom, {-1, 1}, false});
    QTRY_VERIFY(printed(model).last() == u"t19 -1 1"_s);
}

void TestHistogramsModel::aTensorWithoutBytesSaysSoAlone()
{
    HistogramsModel model;
    auto tensors = many(2);
    tensors[0].data = makeError(ErrorCode::Truncated, "missing");
    model.show(std::move(tensors), {});
    model.setVisible(0, 1);
    QTRY_COMPARE(printed(model), QStringList({u"t0 failed"_s, u"t1 0 2"_s}));
}

void TestHistogramsModel::theBinsOfWhatWasReadAreLinesOfText()
{
    HistogramsModel model;
    model.show(many(2), {2, HistogramSpan::Full, {}, false});
    model.setVisible(1, 1);
    QTRY_VERIFY(!model.job().isRunning());
    QCOMPARE(model.csv({u"Tensor"_s, u"From"_s}),
             QByteArray("\"Tensor\",\"From\"\n\"t1\",0.0,1.0,1\n\"t1\",1.0,2.0,1\n"));
}

QTEST_GUILESS_MAIN(TestHistogramsModel)
#include "tst_histogramsmodel.moc"
