// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/build.h"
#include "model/pickle/emitter.h"
#include "model/pickle/token.h"

#include <QTest>

using namespace lens;
using pickle::NodeKind;
using pickle::Ref;

namespace {

// Every storage is there and holds zeros.
class Zeros final : public StorageResolver
{
public:
    void locate(Storage &storage) override
    {
        storage.bytes = memorySource(std::string(storage.nbytes, '\0'));
    }
};

// Writes objects into the graph of a checkpoint as a pickle would have.
class Maker
{
public:
    Ref global(std::string_view module, std::string_view name)
    {
        return {m_graph.addGlobal(module, name), 0};
    }
    Ref text(std::string bytes)
    {
        return {m_graph.addText(NodeKind::Str, m_graph.keep(std::move(bytes))), 0};
    }
    Ref integer(std::int64_t value) { return {m_graph.addInt(value), 0}; }
    Ref real(double value) { return {m_graph.addFloat(value), 0}; }
    Ref truth(bool value) { return {m_graph.boolean(value), 0}; }
    Ref tuple(const std::vector<Ref> &items)
    {
        return {m_graph.addContainer(NodeKind::Tuple, items), 0};
    }
    Ref dict(const std::vector<Ref> &items)
    {
        return {m_graph.addContainer(NodeKind::Dict, items), 0};
    }
    Ref call(Ref callable, const std::vector<Ref> &args)
    {
        return {m_graph.addObject(NodeKind::Call, callable, tuple(args)), 0};
    }
    Ref torch(std::string_view name, const std::vector<Ref> &args)
    {
        return call(global("torch._utils", name), args);
    }
    Ref storage(const char *type, const char *key, std::int64_t numel)
    {
        const Ref id = tuple(
            {text("storage"), global("torch", type), text(key), text("cuda:1"), integer(numel)});
        return {m_graph.addPersistent(id), 0};
    }
    Ref tensor(Ref storage, Ref shape, Ref stride)
    {
        return torch("_rebuild_tensor_v2",
                     {storage, integer(0), shape, stride, truth(false), tuple({})});
    }

    // The pickle of `root` read again, as a checkpoint.
    std::shared_ptr<Checkpoint> read(Ref root)
    {
        auto bytes = pickle::Emitter(m_graph).emit(root.node);
        if (!bytes)
            qFatal("%s", bytes.error().text().c_str());
        return build(*std::move(bytes));
    }
    static std::shared_ptr<Checkpoint> build(std::string bytes)
    {
        auto checkpoint = std::make_shared<Checkpoint>();
        PickleStream stream;
        stream.bytes = checkpoint->graph.keep(std::move(bytes));
        stream.reading = pickle::read(checkpoint->graph, stream.bytes);
        checkpoint->root = stream.reading.root;
        checkpoint->streams.push_back(std::move(stream));
        Zeros zeros;
        if (auto built = buildCheckpoint(*checkpoint, zeros, nullptr); !built)
            qFatal("%s", built.error().text().c_str());
        return checkpoint;
    }

private:
    pickle::Graph m_graph;
};

} // namespace

// Files made to take more than they hold, or to show something else than Python would.
class TestHostile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sizesInsideSizesNeedNoStack();
    void aSharedShapeIsNotCopiedForEachTensor();
    void sharedAttributesAreNotCopiedForEachTensor();
    void aKeyIsCutHoweverOftenItIsRepeated();
    void expandedScalesAreRefused();
    void scalesThatAreNoNumbersAreRefused();
    void shapesWithoutStorageAreChecked();
    void manyFindingsOfOneKindAreCounted();
    void pathsOfFindingsStayWithinReason();
    void equalKeysAreOneAsInPython();
    void aPathKeepsAnEmptyFirstKey();
    void aScalarThatIsNoNumberIsAnObject_data();
    void aScalarThatIsNoNumberIsAnObject();
    void arraysOutliveTheirCheckpoint();
    void theDeviceOfASubclassIsFound();
};

void TestHostile::sizesInsideSizesNeedNoStack()
{
    constexpr int deep = 300'000;
    std::string bytes = "ctorch\nSize\np0\n0";
    for (int i = 0; i < deep; ++i)
        bytes += "g0\n";
    bytes += ")";
    for (int i = 0; i < deep; ++i)
        bytes += "\x85R";
    const auto checkpoint = Maker::build(bytes + ".");
    QCOMPARE(checkpoint->entries[0].kind, EntryKind::Object);
}

void TestHostile::aSharedShapeIsNotCopiedForEachTensor()
{
    Maker make;
    const Ref long1 = make.tuple(std::vector<Ref>(100'000, make.integer(1)));
    std::vector<Ref> tensors;
    for (int i = 0; i < 20; ++i)
        tensors.push_back(make.tensor(make.storage("FloatStorage", "0", 1), long1, long1));
    const auto checkpoint = make.read(make.tuple(tensors));
    QCOMPARE(checkpoint->tensors.size(), std::size_t(20));
    for (const Tensor &tensor : checkpoint->tensors) {
        QVERIFY(tensor.shape.size() < 100);
        QVERIFY(!tensor.broken.empty());
    }
}

void TestHostile::sharedAttributesAreNotCopiedForEachTensor()
{
    Maker make;
    std::vector<Ref> items;
    for (int i = 0; i < 10'000; ++i) {
        items.push_back(make.text("a" + std::to_string(i)));
        items.push_back(make.truth(true));
    }
    const Ref state = make.dict(items), none = make.tuple({});
    const Ref inner = make.tuple(
        {make.storage("FloatStorage", "0", 1), make.integer(0), none, none, make.truth(false)});
    std::vector<Ref> tensors;
    for (int i = 0; i < 40; ++i)
        tensors.push_back(make.call(make.global("torch._tensor", "_rebuild_from_type_v2"),
                                    {make.global("torch._utils", "_rebuild_tensor_v2"),
                                     make.global("torch", "Tensor"), inner, state}));
    const auto checkpoint = make.read(make.tuple(tensors));
    std::size_t parts = 0;
    for (const Tensor &tensor : checkpoint->tensors)
        parts += tensor.parts.size();
    QCOMPARE(checkpoint->tensors.size(), std::size_t(40));
    QVERIFY(checkpoint->tensors.front().parts.size() == 10'000);
    QVERIFY(parts < 30'000);
}

void TestHostile::aKeyIsCutHoweverOftenItIsRepeated()
{
    Maker make;
    Ref key = make.text(std::string(100'000, 'x'));
    for (int depth = 0; depth < 4; ++depth)
        key = make.tuple(std::vector<Ref>(16, key));
    const auto checkpoint = make.read(make.dict({key, make.integer(1)}));
    QVERIFY(checkpoint->entries[1].step.text.size() < 10'000);
}

void TestHostile::expandedScalesAreRefused()
{
    Maker make;
    const Ref many = make.tuple({make.integer(std::int64_t(1) << 40)});
    const Ref still = make.tuple({make.integer(0)});
    const Ref scales = make.tensor(make.storage("DoubleStorage", "1", 1), many, still);
    const Ref zeros = make.tensor(make.storage("LongStorage", "2", 1), many, still);
    const Ref params =
        make.tuple({make.global("torch", "per_channel_affine"), scales, zeros, make.integer(0)});
    const Ref tensor =
        make.torch("_rebuild_qtensor", {make.storage("QInt8Storage", "0", 1), make.integer(0), many,
                                        still, params, make.truth(false), make.tuple({})});
    const auto checkpoint = make.read(tensor);
    const auto data = tensorData(*checkpoint, checkpoint->tensors[checkpoint->entries[0].index]);
    QVERIFY(!data);
    QCOMPARE(data.error().code, ErrorCode::Corrupt);
}

void TestHostile::scalesThatAreNoNumbersAreRefused()
{
    Maker make;
    const Ref one = make.tuple({make.integer(1)});
    const Ref params =
        make.tuple({make.global("torch", "per_channel_affine"), make.tuple({make.text("0.5")}),
                    make.tuple({make.integer(0)}), make.integer(0)});
    const auto checkpoint =
        make.read(make.torch("_rebuild_qtensor", {make.storage("QInt8Storage", "0", 1),
                                                  make.integer(0), one, one, params}));
    QVERIFY(!tensorData(*checkpoint, checkpoint->tensors[0]));
}

void TestHostile::shapesWithoutStorageAreChecked()
{
    Maker make;
    const Ref huge = make.integer(std::int64_t(1) << 62);
    const auto meta = [&](Ref shape) {
        return make.torch("_rebuild_meta_tensor_no_storage",
                          {make.global("torch", "float32"), shape, shape, make.truth(false)});
    };
    const auto checkpoint = make.read(
        make.tuple({meta(make.tuple({make.integer(-1)})), meta(make.tuple({huge, huge}))}));
    QCOMPARE(checkpoint->tensors[0].broken, std::string("a size is negative"));
    QVERIFY(!checkpoint->tensors[1].broken.empty());
}

void TestHostile::manyFindingsOfOneKindAreCounted()
{
    Maker make;
    std::vector<Ref> tensors;
    const Ref two = make.tuple({make.integer(2)}), one = make.tuple({make.integer(1)});
    for (int i = 0; i < 2000; ++i)
        tensors.push_back(make.tensor(make.storage("FloatStorage", "0", 1), two, one));
    const auto checkpoint = make.read(make.tuple(tensors));
    QVERIFY(checkpoint->findings.size() < 1100);
    QVERIFY(checkpoint->findings.front().text.starts_with("1,000 more"));
}

// Each tensor lies a long key deeper than the one before: all paths together take 10 GB.
void TestHostile::pathsOfFindingsStayWithinReason()
{
    Maker make;
    const Ref two = make.tuple({make.integer(2)}), one = make.tuple({make.integer(1)});
    const Ref key = make.text(std::string(100'000, 'x')), name = make.text("t");
    Ref inner = make.dict({});
    for (int i = 0; i < 450; ++i)
        inner = make.dict(
            {name, make.tensor(make.storage("FloatStorage", "0", 1), two, one), key, inner});
    const auto checkpoint = make.read(inner);
    std::size_t placed = 0, bytes = 0;
    for (const Finding &finding : checkpoint->findings) {
        if (!finding.entry)
            continue;
        ++placed;
        bytes += finding.path.size();
        QCOMPARE(checkpoint->entry(*finding.entry).kind, EntryKind::Tensor);
    }
    QCOMPARE(placed, 450u);
    QVERIFY(bytes > 0 && bytes < 100'000'000);
}

// Python keeps the first key and the last value.
void TestHostile::equalKeysAreOneAsInPython()
{
    Maker make;
    const auto checkpoint = make.read(
        make.dict({make.integer(1), make.text("a"), make.truth(true), make.text("b"),
                   make.real(1.0), make.text("c"), make.real(0.5), make.text("d"), make.real(0.5),
                   make.text("e"), make.tuple({make.integer(1)}), make.text("f")}));
    QCOMPARE(checkpoint->entries[0].length, 3u);
    QCOMPARE(checkpoint->pathText(1), std::string("1"));
    QCOMPARE(valueText(*checkpoint, 1), std::string("'c'"));
    QCOMPARE(valueText(*checkpoint, 2), std::string("'e'"));
}

void TestHostile::aPathKeepsAnEmptyFirstKey()
{
    Maker make;
    const auto checkpoint =
        make.read(make.dict({make.text(""), make.dict({make.text("a/b"), make.integer(1)})}));
    QCOMPARE(checkpoint->pathText(2), std::string("/a\\/b"));
    const auto found = findEntry(*checkpoint, "/a\\/b");
    QVERIFY(found);
    QCOMPARE(*found, 2u);
}

void TestHostile::arraysOutliveTheirCheckpoint()
{
    Maker make;
    const Ref type = make.call(make.global("numpy", "dtype"), {make.text("u1")});
    const Ref bytes = make.call(make.global("_codecs", "encode"),
                                {make.text(std::string(64, 'z')), make.text("latin1")});
    auto checkpoint =
        make.read(make.call(make.global("numpy.core.numeric", "_frombuffer"),
                            {bytes, type, make.tuple({make.integer(64)}), make.text("C")}));
    auto data = tensorData(*checkpoint, checkpoint->tensors.at(0));
    QVERIFY(data);
    checkpoint.reset();
    const auto text = data->bytes->readString(0, 64);
    QVERIFY(text);
    QCOMPARE(*text, std::string(64, 'z'));
}

// Its tag stands in the arguments of the function that the subclass is made with.
void TestHostile::theDeviceOfASubclassIsFound()
{
    Maker make;
    const Ref one = make.tuple({make.integer(1)});
    const Ref cpu = make.tensor(make.storage("FloatStorage", "0", 1), one, one);
    const Ref args =
        make.tuple({cpu, make.global("torch", "float32"), make.text("xla:0"), make.truth(false)});
    const auto checkpoint =
        make.read(make.call(make.global("torch._tensor", "_rebuild_from_type_v2"),
                            {make.global("torch._utils", "_rebuild_device_tensor_from_cpu_tensor"),
                             make.global("torch", "Tensor"), args, make.dict({})}));
    const auto isXla = [](const DeviceSite &site) { return site.tag == "xla:0"; };
    QCOMPARE(std::ranges::count_if(checkpoint->sites, isXla), 1);
    QCOMPARE(checkpoint->tensors[checkpoint->entries[0].index].device, std::string("xla:0"));
}

void TestHostile::aScalarThatIsNoNumberIsAnObject_data()
{
    QTest::addColumn<QString>("code"); // of the dtype; empty: the call has no arguments
    QTest::newRow("a point in time") << "M8";
    QTest::newRow("a name of no dtype") << "nonsense";
    QTest::newRow("nothing") << "";
}

void TestHostile::aScalarThatIsNoNumberIsAnObject()
{
    QFETCH(QString, code);
    Maker made;
    std::vector<Ref> args;
    if (!code.isEmpty())
        args = {made.call(made.global("numpy", "dtype"), {made.text(code.toStdString())}),
                made.text("12345678")};
    const Ref scalar = made.call(made.global("numpy.core.multiarray", "scalar"), args);
    const auto checkpoint = made.read(made.dict({made.text("t"), scalar}));
    QCOMPARE(int(checkpoint->entries[1].kind), int(EntryKind::Object));
    QCOMPARE(checkpoint->typeName(1), std::string("numpy.core.multiarray.scalar"));
}

QTEST_GUILESS_MAIN(TestHostile)
#include "tst_hostile.moc"
