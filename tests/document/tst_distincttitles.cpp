// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/distincttitles.h"

#include <QTest>

using namespace lens;
using namespace Qt::StringLiterals;

class TestDistinctTitles final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void titles_data();
    void titles();
    void theyFollowThePaths();
};

void TestDistinctTitles::titles_data()
{
    QTest::addColumn<QStringList>("paths");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const QStringList &paths, const QStringList &expected) {
        QTest::newRow(name) << paths << expected;
    };
    row("none", {}, {});
    row("other names", {u"/q/a.pt"_s, u"/r/b.pt"_s}, {u"a.pt"_s, u"b.pt"_s});
    row("the folder around", {u"/q1/a.pt"_s, u"/b.pt"_s, u"/q2/a.pt"_s},
        {u"a.pt (q1)"_s, u"b.pt"_s, u"a.pt (q2)"_s});
    row("a folder further out", {u"/r1/ckpt/a.pt"_s, u"/r2/ckpt/a.pt"_s},
        {u"a.pt (r1)"_s, u"a.pt (r2)"_s});
    row("more than one folder", {u"/r1/x/a.pt"_s, u"/r2/x/a.pt"_s, u"/r1/y/a.pt"_s},
        {u"a.pt (r1/x)"_s, u"a.pt (r2/x)"_s, u"a.pt (y)"_s});
    row("a folder inside the other", {u"/r/a.pt"_s, u"/r/r/a.pt"_s},
        {u"a.pt (/r)"_s, u"a.pt (r)"_s});
    row("right below the root", {u"/a.pt"_s, u"/r/a.pt"_s}, {u"a.pt (/)"_s, u"a.pt (r)"_s});
    row("what is no file", {u"a.pt"_s, u"/r/a.pt"_s}, {u"a.pt"_s, u"a.pt (r)"_s});
    row("the same file", {u"/r/a.pt"_s, u"/r/a.pt"_s}, {u"a.pt"_s, u"a.pt"_s});
    row("the same file beside another", {u"/r/a.pt"_s, u"/s/a.pt"_s, u"/r/a.pt"_s},
        {u"a.pt (r)"_s, u"a.pt (s)"_s, u"a.pt (r)"_s});
    row("what could break a label", {u"/\n/a.pt"_s, u"/r/a.pt"_s},
        {u"a.pt (\\x0a)"_s, u"a.pt (r)"_s});
}

void TestDistinctTitles::titles()
{
    QFETCH(QStringList, paths);
    QFETCH(QStringList, expected);
    std::vector<std::string> bytes;
    for (const QString &path : paths)
        bytes.push_back(path.toStdString());
    QCOMPARE(distinctTitles(bytes), expected);
}

void TestDistinctTitles::theyFollowThePaths()
{
    DistinctTitles titles;
    QCOMPARE(titles.of({"/q/a.pt"}), QStringList{u"a.pt"_s});
    const QStringList told{u"a.pt (q)"_s, u"a.pt (r)"_s};
    QCOMPARE(titles.of({"/q/a.pt", "/r/a.pt"}), told);
    QCOMPARE(titles.of({"/q/a.pt", "/r/a.pt"}), told);
    QCOMPARE(titles.of({"/r/a.pt"}), QStringList{u"a.pt"_s});
}

QTEST_GUILESS_MAIN(TestDistinctTitles)
#include "tst_distincttitles.moc"
