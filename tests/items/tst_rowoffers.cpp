// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/filtermatch.h"
#include "model/document/jobs.h"
#include "model/items/rowoffers.h"
#include "model/items/treemodel.h"
#include "tests/support/madecheckpoint.h"

#include <QTest>

using namespace lens;
using namespace Qt::StringLiterals;
using test::MadeCheckpoint;

class TestRowOffers final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theCellComesFirst_data();
    void theCellComesFirst();
    void everyOfferFindsItsRow();
    void aPartReplacesOneWithItsKey_data();
    void aPartReplacesOneWithItsKey();

private:
    // With names that need quotes.
    static Snapshot made()
    {
        MadeCheckpoint made;
        const auto model = made.dict(0, "my model");
        const auto first = made.tensor(model, "enc.a.weight", {64, 3}, "cuda:1");
        made.tied(model, "enc.b.weight", first);
        made.reference(model, "again", first);
        made.tensor(model, "-odd * name", {}, "cpu");
        made.tensor(model, "a/b/c", {2}, "cpu");
        made.number(0, "epoch", 3);
        return *makeSnapshot(made.finish());
    }
};

void TestRowOffers::theCellComesFirst_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("first");
    const auto row = [](const char *what, int column, const char *first) {
        QTest::newRow(what) << column << QString::fromLatin1(first);
    };
    row("the name", TreeModel::NameColumn, "in:\"my model/enc\"");
    row("the shape", TreeModel::ContentColumn, "shape:64x3");
    row("the dtype", TreeModel::TypeColumn, "dtype:float32");
    row("the device", TreeModel::DeviceColumn, "dev:\"cuda:1\"");
    row("the parameters", TreeModel::ElementsColumn, "params>=192");
    row("the bytes", TreeModel::BytesColumn, "size>=768");
}

void TestRowOffers::theCellComesFirst()
{
    QFETCH(int, column);
    QFETCH(QString, first);
    Document document;
    document.load(made());
    const auto offers = filterOffers(document, document.outline()->nodeOf(2), column);
    QCOMPARE(offers.first(), first);
    QVERIFY(offers.contains(u"is:shared"_s));
}

void TestRowOffers::everyOfferFindsItsRow()
{
    Document document;
    document.load(made());
    const auto source = rowSource(document);
    for (std::uint32_t node = 1; node < document.outline()->size(); ++node) {
        if (!isItem(source, node))
            continue;
        for (const auto &offer : filterOffers(document, node, 0)) {
            const auto filter = Filter::parse(offer.toStdString());
            QVERIFY2(filter, qPrintable(offer));
            const auto found = *matches(source, *filter);
            QVERIFY2(std::ranges::find(found, node) != found.end(), qPrintable(offer));
        }
    }
}

void TestRowOffers::aPartReplacesOneWithItsKey_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("part");
    QTest::addColumn<QString>("expected");
    QTest::newRow("nothing there") << QString() << u"dtype:f16"_s << u"dtype:f16"_s;
    QTest::newRow("behind words") << u"conv  a"_s << u"dtype:f16"_s << u"conv a dtype:f16"_s;
    QTest::newRow("another dtype")
        << u"dtype:float32 conv"_s << u"dtype:f16"_s << u"conv dtype:f16"_s;
    QTest::newRow("the same word") << u"conv"_s << u"conv"_s << u"conv"_s;
    QTest::newRow("quotes keep spaces")
        << u"in:\"a b\" conv"_s << u"in:\"c d\""_s << u"conv in:\"c d\""_s;
    QTest::newRow("a regular expression is no key")
        << u"/a:b/"_s << u"dtype:f16"_s << u"/a:b/ dtype:f16"_s;
}

void TestRowOffers::aPartReplacesOneWithItsKey()
{
    QFETCH(QString, line);
    QFETCH(QString, part);
    QFETCH(QString, expected);
    QCOMPARE(withPart(line, part), expected);
}

QTEST_GUILESS_MAIN(TestRowOffers)
#include "tst_rowoffers.moc"
