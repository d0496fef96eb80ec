// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/edits.h"
#include "model/checkpoint/glob.h"
#include "model/checkpoint/namemap.h"

#include <QTest>

using namespace lens;

// Names as people type them: globs, prefixes, regexes, device tags.
class TestNames : public QObject
{
    Q_OBJECT
private slots:
    void globsMatchWholePaths_data();
    void globsMatchWholePaths();
    void aHostileGlobEnds();
    void prefixesComeOff_data();
    void prefixesComeOff();
    void regexesRename_data();
    void regexesRename();
    void aBrokenRegexIsAnInvalidEdit();
    void deviceTagsAreThoseTorchReads_data();
    void deviceTagsAreThoseTorchReads();
    void anEditUndoesItself();
};

void TestNames::globsMatchWholePaths_data()
{
    QTest::addColumn<std::string>("pattern");
    QTest::addColumn<std::string>("text");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char *name, const char *pattern, const char *text, bool matches) {
        QTest::newRow(name) << std::string(pattern) << std::string(text) << matches;
    };
    row("the same text", "fc.weight", "fc.weight", true);
    row("a part is not the whole", "fc", "fc.weight", false);
    row("a star crosses slashes", "optimizer/*", "optimizer/state/0/exp_avg", true);
    row("a star takes nothing too", "fc*", "fc", true);
    row("stars around a word", "*running*", "bn.running_mean", true);
    row("the last star gives way", "*ab*ab", "abxabyab", true);
    row("a question mark is one byte", "layer?", "layer12", false);
    row("a set", "layer[0-3].w", "layer2.w", true);
    row("a negated set", "layer[!0-3].w", "layer2.w", false);
    row("an open bracket means itself", "a[b", "a[b", true);
    row("the empty pattern", "", "a", false);
}

void TestNames::globsMatchWholePaths()
{
    QFETCH(std::string, pattern);
    QFETCH(std::string, text);
    QTEST(globMatches(pattern, text), "matches");
}

void TestNames::aHostileGlobEnds()
{
    std::string pattern;
    for (int i = 0; i < 200; ++i)
        pattern += "a*";
    QVERIFY(!globMatches(pattern + "b", std::string(20000, 'a')));
}

void TestNames::prefixesComeOff_data()
{
    QTest::addColumn<std::string>("path");
    QTest::addColumn<int>("lastStep");
    QTest::addColumn<std::string>("stripped");
    QTest::newRow("from a name") << std::string("module.fc.weight") << 0
                                 << std::string("fc.weight");
    QTest::newRow("from a name inside a bundle")
        << std::string("net/module.fc.weight") << 4 << std::string("net/fc.weight");
    QTest::newRow("not from the middle of a name")
        << std::string("my.module.fc") << 0 << std::string("my.module.fc");
}

void TestNames::prefixesComeOff()
{
    QFETCH(std::string, path);
    QFETCH(int, lastStep);
    const auto map = NameMap::make("module.", "", "");
    QVERIFY(map);
    auto at = static_cast<std::size_t>(lastStep);
    map->strip(path, at);
    QTEST(path, "stripped");
}

void TestNames::regexesRename_data()
{
    QTest::addColumn<std::string>("regex");
    QTest::addColumn<std::string>("replacement");
    QTest::addColumn<std::string>("path");
    QTest::addColumn<int>("lastStep");
    QTest::addColumn<std::string>("mapped");
    const auto row = [](const char *name, const char *regex, const char *replacement,
                        const char *path, int lastStep, const char *mapped) {
        QTest::newRow(name) << std::string(regex) << std::string(replacement) << std::string(path)
                            << lastStep << std::string(mapped);
    };
    row("a backslash names a group", "layer(\\d+)", "block\\1", "layer3.w", 0, "block3.w");
    row("a dollar names a group", "layer(\\d+)", "block$1", "layer3.w", 0, "block3.w");
    row("an anchor means a name too", "^module\\.", "", "net/module.w", 4, "net/w");
    row("what does not match stays", "conv", "x", "net/fc.w", 4, "net/fc.w");
}

void TestNames::regexesRename()
{
    QFETCH(std::string, regex);
    QFETCH(std::string, replacement);
    QFETCH(std::string, path);
    QFETCH(int, lastStep);
    const auto map = NameMap::make("", regex, replacement);
    QVERIFY(map);
    QTEST(map->mapped(path, static_cast<std::size_t>(lastStep)), "mapped");
}

void TestNames::aBrokenRegexIsAnInvalidEdit()
{
    const auto map = NameMap::make("", "layer(", "x");
    QVERIFY(!map);
    QVERIFY(map.error().code == ErrorCode::InvalidEdit);
    const auto deep = NameMap::make("", "(a|b)*c", "x");
    QCOMPARE(deep->mapped(std::string(1'000'000, 'a'), 0).size(), std::size_t(1'000'000));
}

void TestNames::deviceTagsAreThoseTorchReads_data()
{
    QTest::addColumn<std::string>("tag");
    QTest::addColumn<bool>("valid");
    const auto row = [](const char *name, const char *tag, bool valid) {
        QTest::newRow(name) << std::string(tag) << valid;
    };
    row("the processor", "cpu", true);
    row("a graphics card by number", "cuda:0", true);
    row("a graphics card", "cuda", true);
    row("Apple's", "mps", true);
    row("a plug-in's", "npu:13", true);
    row("an unnamed plug-in's", "privateuseone:0", true);
    row("nothing loads on meta", "meta", false);
    row("a leading zero", "cuda:01", false);
    row("no number behind the colon", "cuda:", false);
    row("a sign", "cuda:+1", false);
    row("more devices than torch counts", "cuda:128", false);
    row("upper case", "CUDA", false);
    row("a space", "cpu ", false);
    row("nothing", "", false);
    row("only a number", ":0", false);
}

void TestNames::deviceTagsAreThoseTorchReads()
{
    QFETCH(std::string, tag);
    QTEST(isDeviceTag(tag), "valid");
}

void TestNames::anEditUndoesItself()
{
    EditSet edits;
    edits.devices = {{1, "cpu"}, {2, "cuda:0"}};
    const EditSet before = edits;
    const RetagEdit inverse = apply(edits, {{{1, ""}, {2, "mps"}, {3, "cpu"}}});
    QCOMPARE(edits.devices, (std::map<std::uint32_t, std::string>{{2, "mps"}, {3, "cpu"}}));
    apply(edits, inverse);
    QVERIFY(edits == before);
}

QTEST_GUILESS_MAIN(TestNames)
#include "tst_names.moc"
