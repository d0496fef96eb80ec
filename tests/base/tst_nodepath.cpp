// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/nodepath.h"

#include <QTest>

using namespace lens;
using Steps = std::vector<std::string>;

class TestNodePath : public QObject
{
    Q_OBJECT
private slots:
    void pathsSplit_data();
    void pathsSplit();
    void aStepReadsBackAsItself();
};

void TestNodePath::pathsSplit_data()
{
    QTest::addColumn<std::string>("path");
    QTest::addColumn<Steps>("steps");
    QTest::newRow("dots are part of a key")
        << std::string("model/fc1.weight") << Steps{"model", "fc1.weight"};
    QTest::newRow("a slash inside a key") << std::string("a\\/b/c") << Steps{"a/b", "c"};
    QTest::newRow("a backslash alone stays") << std::string("a\\b") << Steps{"a\\b"};
    QTest::newRow("indices are text")
        << std::string("state/0/exp_avg") << Steps{"state", "0", "exp_avg"};
    QTest::newRow("the root has no steps") << std::string() << Steps{};
    QTest::newRow("an empty key") << std::string("a//b") << Steps{"a", "", "b"};
}

void TestNodePath::pathsSplit()
{
    QFETCH(std::string, path);
    QTEST(splitPath(path), "steps");
}

void TestNodePath::aStepReadsBackAsItself()
{
    const Step key{StepKind::Key, "a/b", 0};
    QCOMPARE(stepText(key), std::string("a\\/b"));
    QCOMPARE(splitPath(stepText(key)), Steps{"a/b"});
    const std::string slashes(1'000'000, '/'); // as fast as any other key of this length
    const Step many{StepKind::Key, slashes, 0};
    QCOMPARE(stepText(many).size(), 2 * slashes.size());
    QCOMPARE(stepText({StepKind::Index, {}, -3}), std::string("-3"));
    QCOMPARE(stepText({}), std::string());
}

QTEST_GUILESS_MAIN(TestNodePath)
#include "tst_nodepath.moc"
