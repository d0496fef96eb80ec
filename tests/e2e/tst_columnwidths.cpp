// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/columnwidths.h"

#include <QTest>

using namespace lens;

class TestColumnWidths : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leaveTheWideOneWhatItNeeds_data();
    void leaveTheWideOneWhatItNeeds();
};

void TestColumnWidths::leaveTheWideOneWhatItNeeds_data()
{
    using Widths = QList<int>;
    QTest::addColumn<Widths>("usual");
    QTest::addColumn<Widths>("needs");
    QTest::addColumn<int>("wide");
    QTest::addColumn<int>("room");
    QTest::addColumn<Widths>("widths");
    const Widths usual{100, 50, 80};
    QTest::newRow("room for all as usual")
        << usual << Widths{60, 20, 40} << 0 << 500 << Widths{370, 50, 80};
    QTest::newRow("one needs more")
        << usual << Widths{60, 90, 40} << 0 << 500 << Widths{330, 90, 80};
    QTest::newRow("only what they need")
        << usual << Widths{300, 20, 90} << 0 << 420 << Widths{310, 20, 90};
    QTest::newRow("the wide one gets half before others grow")
        << usual << Widths{900, 300, 30} << 0 << 400 << Widths{200, 170, 30};
    QTest::newRow("what is left goes to the first")
        << usual << Widths{900, 130, 900} << 0 << 400 << Widths{200, 120, 80};
    QTest::newRow("another wide one")
        << usual << Widths{200, 30, 60} << 2 << 400 << Widths{200, 50, 150};
    QTest::newRow("too little for anything")
        << usual << Widths{900, 900, 900} << 0 << 100 << Widths{100, 50, 80};
    QTest::newRow("no room at all") << usual << usual << 0 << 0 << usual;
}

void TestColumnWidths::leaveTheWideOneWhatItNeeds()
{
    using Widths = QList<int>;
    QFETCH(Widths, usual);
    QFETCH(Widths, needs);
    QFETCH(int, wide);
    QFETCH(int, room);
    QTEST(columnWidths(usual, needs, wide, room), "widths");
}

QTEST_APPLESS_MAIN(TestColumnWidths)
#include "tst_columnwidths.moc"
