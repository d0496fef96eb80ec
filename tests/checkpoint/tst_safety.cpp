// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/safety.h"

#include <QTest>

using namespace lens;

class TestSafety : public QObject
{
    Q_OBJECT
private slots:
    void namesAreRated_data();
    void namesAreRated();
    void callsMustBeCanonical_data();
    void callsMustBeCanonical();
    void onlyWrittenNamesAreTrusted();
    void usesOfOneNameAreOneLine();
    void globalsBeforeAnErrorAreListed();
    void theVerdictNeverSaysSafe_data();
    void theVerdictNeverSaysSafe();
};

namespace {

std::vector<RatedGlobal> rated(const std::string &pickle)
{
    pickle::Graph graph;
    const std::string_view bytes = graph.keep(pickle);
    return ratedGlobals(graph, pickle::read(graph, bytes), "data.pkl");
}

std::string ratingOf(const std::string &pickle, const std::string &global)
{
    for (const RatedGlobal &line : rated(pickle)) {
        if (line.name == global)
            return std::string(name(line.rating));
    }
    return "not listed";
}

std::string stackGlobal(const std::string &module, const std::string &attribute)
{
    const auto text = [](const std::string &t) {
        return std::string("\x8c") + static_cast<char>(t.size()) + t;
    };
    return "\x80\x04" + text(module) + text(attribute) + "\x93.";
}

} // namespace

void TestSafety::namesAreRated_data()
{
    QTest::addColumn<std::string>("module");
    QTest::addColumn<std::string>("attribute");
    QTest::addColumn<std::string>("rating");
    const auto row = [](const char *title, const char *module, const char *attribute,
                        const char *rating) {
        QTest::newRow(title) << std::string(module) << std::string(attribute)
                             << std::string(rating);
    };
    row("a storage class", "torch", "FloatStorage", "torch");
    row("a storage class of an old card", "torch.cuda", "HalfStorage", "torch");
    row("a class that only sounds like one", "torch", "EvilStorage", "unknown");
    row("a storage class of somebody else", "evil", "FloatStorage", "unknown");
    row("a dtype", "torch", "bfloat16", "torch");
    row("a tensor class", "torch.cuda", "FloatTensor", "torch");
    row("a quantisation scheme", "torch", "per_tensor_affine", "torch");
    row("a builder", "torch._utils", "_rebuild_tensor_v2", "torch");
    row("a builder that does not exist", "torch._utils", "_rebuild_anything", "unknown");
    row("numpy data", "numpy.core.multiarray", "_reconstruct", "data");
    row("numpy data of version 2", "numpy._core.multiarray", "scalar", "data");
    row("a dtype class of numpy", "numpy.dtypes", "Float64DType", "data");
    row("a path", "pathlib", "PosixPath", "data");
    row("a method of a path", "pathlib", "PosixPath.unlink", "dangerous");
    row("a module's class", "torch.nn.modules.linear", "Linear", "unknown");
    row("a nested class of a stranger", "model", "Net.Block", "unknown");
    row("the shell", "os", "system", "dangerous");
    row("the shell by its C name", "posix", "system", "dangerous");
    row("a module below a dangerous one", "multiprocessing.util", "spawnv_passfds", "dangerous");
    row("a module that only begins alike", "osmosis", "read", "unknown");
    row("eval", "builtins", "eval", "dangerous");
    row("another builtin", "builtins", "set", "data");
    row("the inner loader", "torch.storage", "_load_from_bytes", "dangerous");
    row("torch's loader", "torch", "load", "dangerous");
    row("the compiler's cache", "torch._inductor.codecache", "compile_file", "dangerous");
    row("a path through an allowed module", "torch", "serialization.os.system", "dangerous");
    row("a path to code in a stranger's", "random", "_os.system", "dangerous");
    row("a dunder of a stranger", "model", "Net.__init__", "dangerous");
    row("a partial call", "functools", "partial", "dangerous");
    row("reading with pandas", "pandas.io.parsers.readers", "read_csv", "dangerous");
    row("numpy's loader", "numpy", "load", "dangerous");
    row("TorchScript's own lists", "torch.jit._pickle", "build_intlist", "torch");
    row("TorchScript's loader", "torch.jit", "load", "dangerous");
}

void TestSafety::namesAreRated()
{
    QFETCH(std::string, module);
    QFETCH(std::string, attribute);
    QTEST(ratingOf(stackGlobal(module, attribute), module + "." + attribute), "rating");
}

void TestSafety::callsMustBeCanonical_data()
{
    QTest::addColumn<std::string>("pickle");
    QTest::addColumn<std::string>("global");
    QTest::addColumn<std::string>("rating");
    const auto row = [](const char *title, const char *pickle, const char *global,
                        const char *rating) {
        QTest::newRow(title) << std::string(pickle) << std::string(global) << std::string(rating);
    };
    row("bytes as protocol 2 writes them", "c_codecs\nencode\n(Vabc\nVlatin1\ntR.",
        "_codecs.encode", "data");
    row("bytes through another codec", "c_codecs\nencode\n(Vabc\nVrot13\ntR.", "_codecs.encode",
        "unknown");
    row("an ordered dict", "ccollections\nOrderedDict\n(tR.", "collections.OrderedDict", "torch");
    row("an ordered dict with too much", "ccollections\nOrderedDict\n(I1\nI2\ntR.",
        "collections.OrderedDict", "unknown");
    row("a default dict of lists", "ccollections\ndefaultdict\n(c__builtin__\nlist\ntR.",
        "collections.defaultdict", "data");
    row("a default dict of a stranger's", "ccollections\ndefaultdict\n(cevil\nmake\ntR.",
        "collections.defaultdict", "unknown");
    row("a subclass around a tensor builder",
        "ctorch._tensor\n_rebuild_from_type_v2\n(ctorch._utils\n_rebuild_tensor_v2\n"
        "cmodel\nMyTensor\n(tNtR.",
        "torch._tensor._rebuild_from_type_v2", "torch");
    row("a subclass around the shell",
        "ctorch._tensor\n_rebuild_from_type_v2\n(cposix\nsystem\ncmodel\nMyTensor\n(tNtR.",
        "torch._tensor._rebuild_from_type_v2", "unknown");
    row("a layout", "ctorch.serialization\n_get_layout\n(Vtorch.sparse_coo\ntR.",
        "torch.serialization._get_layout", "torch");
    row("a name of Python 2", "c__builtin__\neval\n(V1\ntR.", "builtins.eval", "dangerous");
    row("a module of Python 2", "ccommands\ngetoutput\n(V1\ntR.", "subprocess.getoutput",
        "dangerous");
}

void TestSafety::callsMustBeCanonical()
{
    QFETCH(std::string, pickle);
    QFETCH(std::string, global);
    QTEST(ratingOf(pickle, global), "rating");
}

void TestSafety::onlyWrittenNamesAreTrusted()
{
    // The module name is the result of a call.
    const auto lines = rated("\x80\x04\x8c\x04"
                             "evil"
                             "\x8c\x04"
                             "make"
                             "\x93)R\x8c\x06"
                             "system"
                             "\x93.");
    const auto dynamic = std::ranges::find(lines, "dynamic", &RatedGlobal::use);
    QVERIFY(dynamic != lines.end());
    QVERIFY(dynamic->rating == Rating::Dangerous);
    const auto extension = rated("\x80\x02\x82\x07.");
    QCOMPARE(extension.size(), std::size_t(1));
    QVERIFY(extension[0].rating == Rating::Dangerous);
}

void TestSafety::usesOfOneNameAreOneLine()
{
    const auto lines = rated("(cmodel\nNet\ncmodel\nNet\n(tRccollections\nOrderedDict\nl.");
    QCOMPARE(lines.size(), std::size_t(2));
    QCOMPARE(lines[0].name, std::string("model.Net"));
    QCOMPARE(lines[0].count, std::uint64_t(2));
    QCOMPARE(lines[0].use, std::string("called"));
    QCOMPARE(lines[0].offset, std::uint64_t(1));
    QCOMPARE(lines[0].member, std::string("data.pkl"));
    QCOMPARE(lines[1].use, std::string("imported"));
}

void TestSafety::globalsBeforeAnErrorAreListed()
{
    QCOMPARE(ratingOf("cposix\nsystem\n\xff", "posix.system"), std::string("dangerous"));
}

void TestSafety::theVerdictNeverSaysSafe_data()
{
    QTest::addColumn<std::string>("pickle");
    QTest::addColumn<bool>("complete");
    QTest::addColumn<std::string>("verdict");
    QTest::addColumn<int>("severity");
    const auto row = [](const char *title, const char *pickle, bool complete, const char *verdict,
                        Severity severity) {
        QTest::newRow(title) << std::string(pickle) << complete << std::string(verdict)
                             << int(severity);
    };
    row("no globals at all", "N.", true, "No code references", Severity::Note);
    row("only builders", "ccollections\nOrderedDict\n(tR.", true, "No code references",
        Severity::Note);
    row("an unknown class", "cmodel\nNet\n(tR.", true,
        "Code references, none known dangerous (1 unknown; 1 of them called)", Severity::Warning);
    row("only data", "cbuiltins\nset\n(tR.", true,
        "Code references, none known dangerous (known data helpers only)", Severity::Note);
    row("the shell", "cposix\nsystem\n.", true,
        "Dangerous: loading this file in Python would run code", Severity::Error);
    row("nothing was seen of a broken file", "", false,
        "Could not be analysed completely; treat it as dangerous", Severity::Error);
    row("the shell in a broken file", "cposix\nsystem\n\xff", false,
        "Could not be analysed completely; treat it as dangerous. "
        "Dangerous: loading this file in Python would run code",
        Severity::Error);
}

void TestSafety::theVerdictNeverSaysSafe()
{
    QFETCH(std::string, pickle);
    QFETCH(bool, complete);
    const Verdict found = verdict(rated(pickle), complete);
    QVERIFY(found.text.find("safe") == found.text.npos);
    QTEST(found.text, "verdict");
    QTEST(int(found.severity), "severity");
}

QTEST_GUILESS_MAIN(TestSafety)
#include "tst_safety.moc"
