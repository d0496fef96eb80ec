// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/compare.h"
#include "model/document/partrule.h"
#include "tests/support/madecheckpoint.h"

#include <QTest>

#include <map>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

using Names = std::vector<std::string>;

const Names net{"fc.weight", "fc.bias", "out.weight", "out.bias"}, small{"conv.weight", "fc.bias"};

Names wrapped(Names names)
{
    for (std::string &name : names)
        name.insert(0, "module.");
    return names;
}

// A file of state dicts, each below its path ("model/generator"); an empty path is the whole file.
struct Part
{
    std::string path;
    Names names;
    std::int64_t size = 1;
};

CheckpointPtr fileOf(const std::vector<Part> &parts)
{
    test::MadeCheckpoint file;
    std::map<std::string, std::uint32_t> dicts{{"", 0}};
    for (const Part &part : parts) {
        std::string path;
        std::uint32_t dict = 0;
        for (const QString &step :
             QString::fromStdString(part.path).split(u'/', Qt::SkipEmptyParts)) {
            path += '/' + step.toStdString();
            const auto known = dicts.find(path);
            dict = known != dicts.end() ? known->second : file.dict(dict, step.toStdString());
            dicts[path] = dict;
        }
        for (const std::string &name : part.names)
            file.tensor(dict, name, {part.size}, "cpu");
    }
    return file.finish();
}

// "model/generator ⇄ : 4 of 4"
QString suggested(const std::vector<Part> &partsA, const std::vector<Part> &partsB, Job &&job = {})
{
    const auto a = fileOf(partsA), b = fileOf(partsB);
    auto rows = compareStructure(*a, *b, {});
    std::vector<engine::ComparedRow> compared;
    for (CompareRow &row : *rows)
        compared.push_back({std::move(row), {}, {}});
    const auto rule = suggestParts(*a, *b, compared, job);
    if (!rule)
        return {};
    const auto path = [](const CheckpointPtr &file, std::uint32_t entry) {
        return QString::fromStdString(file->pathText(entry));
    };
    const QString prefix =
        rule->prefix.empty() ? QString() : u" without "_s + QString::fromStdString(rule->prefix);
    return u"%1 ⇄ %2%3: %4 of %5"_s.arg(path(a, rule->a), path(b, rule->b), prefix)
        .arg(rule->matched)
        .arg(rule->of);
}

} // namespace

class TestPartRule final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aBundleMeetsAPlainStateDict();
    void prefixesAreSeenThrough();
    void theShapesDecideBetweenEquals();
    void whatMatchesAsItIsNeedsNoOffer();
    void whoStopsIsOfferedNothing();
    void aPartIsFoundAgainByItsPath();
};

void TestPartRule::aBundleMeetsAPlainStateDict()
{
    const std::vector<Part> bundle{{"discriminator", small}, {"generator", net}};
    QCOMPARE(suggested(bundle, {{"", net}}), u"generator ⇄ : 4 of 4"_s);
    QCOMPARE(suggested({{"", net}}, bundle), u" ⇄ generator: 4 of 4"_s);
    QCOMPARE(suggested({{"model/discriminator", small}, {"model/generator", net}}, {{"", net}}),
             u"model/generator ⇄ : 4 of 4"_s);
    QCOMPARE(suggested({{"net_g", net}, {"net_d", small}}, bundle), u"net_g ⇄ generator: 4 of 4"_s);
    QCOMPARE(suggested({{"state_dict", net}}, {{"", net}}), u"state_dict ⇄ : 4 of 4"_s);
}

void TestPartRule::prefixesAreSeenThrough()
{
    QCOMPARE(suggested({{"g", wrapped(net)}, {"d", small}}, {{"", net}}),
             u"g ⇄  without module.: 4 of 4"_s);
    QCOMPARE(suggested({{"", net}}, {{"g", wrapped(net)}, {"d", small}}),
             u" ⇄ g without module.: 4 of 4"_s);
    QCOMPARE(suggested({{"g", wrapped(net)}, {"d", small}}, {{"", wrapped(net)}}),
             u"g ⇄ : 4 of 4"_s);
    // More may be common than what wraps them.
    const Names block{"block.0.weight", "block.0.bias"};
    QCOMPARE(suggested({{"g", wrapped(block)}, {"d", small}}, {{"", block}}),
             u"g ⇄  without module.: 2 of 2"_s);
}

void TestPartRule::theShapesDecideBetweenEquals()
{
    QCOMPARE(suggested({{"student", net, 2}, {"teacher", net, 3}}, {{"", net, 3}}),
             u"teacher ⇄ : 4 of 4"_s);
    QCOMPARE(suggested({{"student", net, 2}, {"teacher", net, 3}}, {{"", net, 5}}),
             u"student ⇄ : 4 of 4"_s);
}

void TestPartRule::whatMatchesAsItIsNeedsNoOffer()
{
    const std::vector<Part> bundle{{"discriminator", small}, {"generator", net}};
    QCOMPARE(suggested(bundle, bundle), QString());
    QCOMPARE(suggested({{"", net}}, {{"", net}}), QString());
    QCOMPARE(suggested({{"", net}}, {{"", wrapped(net)}}), QString()); // that is a prefix's
    QCOMPARE(suggested({{"generator", net}}, bundle), QString());
    QCOMPARE(suggested({{"generator", wrapped(net)}}, bundle), QString()); // and that one's, too
    QCOMPARE(suggested(bundle, {{"", {"a.weight", "b.weight"}}}), QString());
    QCOMPARE(suggested({}, {{"", net}}), QString());
}

void TestPartRule::whoStopsIsOfferedNothing()
{
    Job job;
    job.cancel();
    QCOMPARE(suggested({{"generator", net}}, {{"", net}}, std::move(job)), QString());
}

void TestPartRule::aPartIsFoundAgainByItsPath()
{
    const auto placeOf = [](const CheckpointPtr &file, const std::string &path) {
        const auto found = findPart(*file, path);
        return found ? QString::fromStdString('/' + file->pathText(*found)) : u"nowhere"_s;
    };
    const auto before = fileOf({{"generator", net}, {"discriminator", small}}),
               after =
                   fileOf({{"ema/generator", net}, {"discriminator", small}, {"generator", net}});
    QVERIFY(*findPart(*before, "generator") != *findPart(*after, "generator"));
    QCOMPARE(placeOf(after, "generator"), u"/generator"_s);
    QCOMPARE(placeOf(after, "ema/generator"), u"/ema/generator"_s);
    // Not what only ends like it, nor what holds no state dict.
    QCOMPARE(placeOf(fileOf({{"ema/generator", net}}), "generator"), u"nowhere"_s);
    QCOMPARE(placeOf(after, "ema"), u"nowhere"_s);
    QCOMPARE(placeOf(after, "generator/fc.weight"), u"nowhere"_s);
    // All of a file, as long as it has a state dict that is compared then.
    QCOMPARE(placeOf(fileOf({{"", net}}), ""), u"/"_s);
    QCOMPARE(placeOf(fileOf({{"state_dict", net}}), ""), u"/"_s);
    QCOMPARE(placeOf(fileOf({}), ""), u"nowhere"_s);
}

QTEST_GUILESS_MAIN(TestPartRule)
#include "tst_partrule.moc"
