// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/jobs.h"
#include "tests/support/edits.h"
#include "tests/support/madecheckpoint.h"

#include <QSignalSpy>
#include <QTest>

#include <random>

using namespace lens;
using namespace Qt::StringLiterals;
using test::MadeCheckpoint;

class TestDocument final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEditSaysWhatMovedAndCanBeUndone();
    void anEditOfNothingIsNoStep();
    void undoingEverythingGivesTheFirstTagsAndRedoingTheLast();
    void whatIsSavedIsNoChangeUntilItIsUndone();
    void revertingIsOneMoreStep();
    void everyChangeHasItsPlace();
    void aGroupOfNamesStandsForItsMembers();
    void tiedTensorsMoveTogether();
    void totalsCountARepeatedTensorOnce();
    void outlineOfHostileNames_data();
    void outlineOfHostileNames();
    void aStoppedOutlineIsNoOutline();
};

namespace {

std::vector<std::string> tagsOf(const Document &document)
{
    std::vector<std::string> tags;
    for (std::uint32_t i = 0; i < document.checkpoint()->tensors.size(); ++i)
        tags.push_back(document.devices().tagOf(i));
    return tags;
}

} // namespace

void TestDocument::anEditSaysWhatMovedAndCanBeUndone()
{
    MadeCheckpoint made;
    made.tensor(0, "w", {2}, "cuda:1");
    Document document;
    document.load(*makeSnapshot(made.finish()));
    std::vector<DocumentChange> changes;
    connect(&document, &Document::changed, this,
            [&changes](const DocumentChange &change) { changes.push_back(change); });

    test::edit(document, {{{0, "cpu"}}}, u"Change device to cpu"_s);
    QCOMPARE(document.devices().tagOf(0), "cpu");
    QVERIFY(document.isTensorChanged(0));
    QCOMPARE(document.undoStack().undoText(), u"Change device to cpu"_s);
    test::undo(document);
    QCOMPARE(document.devices().tagOf(0), "cuda:1");
    QVERIFY(document.edits().empty());
    QVERIFY(!document.isTensorChanged(0));
    QCOMPARE(changes.size(), 2u);
    for (const auto &change : changes) {
        QCOMPARE(change.kind, DocumentChange::Kind::Devices);
        QCOMPARE(change.sites, std::vector<std::uint32_t>{0});
    }
}

void TestDocument::anEditOfNothingIsNoStep()
{
    MadeCheckpoint made;
    made.tensor(0, "w", {2});
    Document document;
    document.load(*makeSnapshot(made.finish()));
    test::edit(document, {}, u"Nothing"_s);
    QVERIFY(!document.undoStack().canUndo());
}

void TestDocument::undoingEverythingGivesTheFirstTagsAndRedoingTheLast()
{
    MadeCheckpoint made;
    constexpr int tensors = 20;
    for (int i = 0; i < tensors; ++i)
        made.tensor(0, "w" + std::to_string(i), {1}, i % 2 ? "cpu" : "cuda:0");
    Document document;
    document.load(*makeSnapshot(made.finish()));
    std::vector<std::vector<std::string>> states{tagsOf(document)}; // by the steps that lead there
    std::vector<std::string> written = states.front();

    std::mt19937 random(5);
    const std::string tags[] = {"cpu", "cuda:0", "cuda:7", "mps", ""};
    for (int step = 0; step < 200; ++step) {
        RetagEdit edit;
        for (unsigned n = random() % 4 + 1; n > 0; --n)
            edit.devices[random() % tensors] = tags[random() % std::size(tags)];
        test::edit(document, edit);
        const auto at = static_cast<std::size_t>(document.undoStack().index());
        states.resize(at);
        states.push_back(tagsOf(document));
        if (random() % 5 == 0)
            test::undo(document);
        if (random() % 9 == 0) {
            test::markSaved(document);
            written = tagsOf(document);
        }
        QCOMPARE(document.isModified(), tagsOf(document) != written);
    }
    states.resize(static_cast<std::size_t>(document.undoStack().count()) + 1);
    const auto check = [&] {
        QCOMPARE(tagsOf(document), states[static_cast<std::size_t>(document.undoStack().index())]);
        QCOMPARE(document.isModified(), tagsOf(document) != written);
        QCOMPARE(document.pendingChanges().empty(), !document.isModified());
    };
    while (document.undoStack().canUndo()) {
        test::undo(document);
        check();
    }
    QVERIFY(document.edits().empty());
    while (document.undoStack().canRedo()) {
        test::redo(document);
        check();
    }
    QCOMPARE(document.undoStack().index() + 1, static_cast<int>(states.size()));
}

void TestDocument::whatIsSavedIsNoChangeUntilItIsUndone()
{
    MadeCheckpoint made;
    made.tensor(0, "w", {2}, "cuda:1");
    Document document;
    document.load(*makeSnapshot(made.finish()));
    QVERIFY(!document.isModified());
    test::edit(document, {{{0, "cpu"}}});
    QVERIFY(document.isModified());
    test::markSaved(document);
    QVERIFY(!document.isModified() && !document.isTensorChanged(0));
    QVERIFY(document.pendingChanges().empty());
    QVERIFY(document.undoStack().isClean());

    test::undo(document);
    QVERIFY(document.isModified() && document.isTensorChanged(0));
    QCOMPARE(document.pendingChanges(), (std::vector<PendingChange>{{1, "cpu", "cuda:1"}}));
    QVERIFY(document.edits().empty());
}

void TestDocument::revertingIsOneMoreStep()
{
    MadeCheckpoint made;
    made.tensor(0, "w", {2}, "cuda:1");
    Document document;
    document.load(*makeSnapshot(made.finish()));
    test::edit(document, {{{0, "cpu"}}});
    test::revert(document);
    QVERIFY(!document.isModified());
    QCOMPARE(document.devices().tagOf(0), "cuda:1");
    test::undo(document);
    QCOMPARE(document.devices().tagOf(0), "cpu");
    test::edit(document, {{{0, "cuda:1"}}}, u"The tag it had"_s);
    QVERIFY(!document.isModified());
}

void TestDocument::everyChangeHasItsPlace()
{
    MadeCheckpoint made;
    const auto second = made.tensor(0, "b", {2}, "cuda:1");
    const auto first = made.tensor(0, "a", {2}, "cpu");
    const auto tied = made.tied(0, "c", second);
    made.reference(0, "d", second);
    Document document;
    document.load(*makeSnapshot(made.finish()));
    test::edit(document, {{{0, "mps"}, {1, "cuda:0"}}});
    QCOMPARE(document.pendingChanges(),
             (std::vector<PendingChange>{
                 {first, "cpu", "cuda:0"}, {second, "cuda:1", "mps"}, {tied, "cuda:1", "mps"}}));
}

void TestDocument::aGroupOfNamesStandsForItsMembers()
{
    MadeCheckpoint made;
    const auto model = made.dict(0, "model");
    const auto bias = made.tensor(model, "fc.bias", {2});
    const auto weight = made.tensor(model, "fc.weight", {2});
    made.tensor(model, "head.bias", {2});
    Document document;
    document.load(*makeSnapshot(made.finish()));
    const auto group = document.outline()->node(document.outline()->nodeOf(bias)).parent;
    auto entries = document.entriesAt({group});
    std::ranges::sort(entries);
    QCOMPARE(entries, (std::vector<std::uint32_t>{bias, weight}));
    QVERIFY(document.entriesAt({group, 0}).empty());
}

void TestDocument::tiedTensorsMoveTogether()
{
    MadeCheckpoint made;
    const auto first = made.tensor(0, "embed", {4}, "cuda:0");
    made.tied(0, "head", first);
    Document document;
    document.load(*makeSnapshot(made.finish()));
    test::edit(document, {{{0, "mps"}}});
    QCOMPARE(tagsOf(document), (std::vector<std::string>{"mps", "mps"}));
}

void TestDocument::totalsCountARepeatedTensorOnce()
{
    MadeCheckpoint made;
    const auto model = made.dict(0, "model");
    const auto weight = made.tensor(model, "w", {3, 5});
    made.reference(0, "again", weight);
    const auto outline = Outline::build(*made.finish());
    QVERIFY(outline);
    QCOMPARE(outline->totals(0).tensors, 1u);
    QCOMPARE(outline->totals(0).parameters, 15u);
    QCOMPARE(outline->totals(0).bytes, 60u);
}

void TestDocument::outlineOfHostileNames_data()
{
    QTest::addColumn<QStringList>("names");
    QTest::newRow("only dots") << QStringList{u"."_s, u".."_s, u"..."_s};
    QTest::newRow("dots at the ends") << QStringList{u".a"_s, u"a."_s, u"a"_s, u"a..b"_s, u"a.b"_s};
    QTest::newRow("the same name twice") << QStringList{u"a.b"_s, u"a.b"_s};
    QTest::newRow("an empty name") << QStringList{u""_s, u"a"_s};
    QTest::newRow("numbers that are equal but written differently")
        << QStringList{u"l.1.x"_s, u"l.01.x"_s, u"l.1.y"_s, u"l.01.y"_s, u"l.001"_s};
    QTest::newRow("a thousand parts") << QStringList{QString(u"a."_s).repeated(1000) + u'x',
                                                     QString(u"a."_s).repeated(1000) + u'y'};
}

// Every entry keeps one row, below a row that is older, whatever the names are.
void TestDocument::outlineOfHostileNames()
{
    QFETCH(QStringList, names);
    MadeCheckpoint made;
    for (const auto &name : names)
        made.tensor(0, name.toStdString(), {1});
    const auto checkpoint = made.finish();
    const auto outline = Outline::build(*checkpoint);
    QVERIFY(outline);
    for (std::uint32_t entry = 1; entry < checkpoint->entries.size(); ++entry)
        QCOMPARE(outline->node(outline->nodeOf(entry)).entry, entry);
    for (std::uint32_t id = 1; id < outline->size(); ++id) {
        const auto &parent = outline->node(outline->node(id).parent);
        QVERIFY(outline->node(id).parent < id);
        QVERIFY(id >= parent.firstChild && id < parent.firstChild + parent.childCount);
        QVERIFY(outline->node(id).entry != noIndex || outline->node(id).childCount > 1);
    }
    QCOMPARE(outline->totals(0).tensors, static_cast<std::uint64_t>(names.size()));
}

void TestDocument::aStoppedOutlineIsNoOutline()
{
    MadeCheckpoint made;
    made.tensor(0, "w", {1});
    Job job;
    job.cancel();
    const auto outline = Outline::build(*made.finish(), ModelView::Object, &job);
    QVERIFY(!outline);
    QCOMPARE(outline.error().code, ErrorCode::Cancelled);
}

QTEST_GUILESS_MAIN(TestDocument)
#include "tst_document.moc"
