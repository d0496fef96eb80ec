// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/roles.h"
#include "tests/e2e/bench.h"
#include "widgets/resources.h"
#include "widgets/retagdialog.h"
#include "widgets/rowtable.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>

#include <algorithm>
#include <array>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

constexpr std::array commands{"edit.copyPath", "edit.copyPython"};

const QString inTree = u"generator/module.hidden.weight"_s; // selected there in every test

struct Bench : test::Bench
{
    explicit Bench(const QString &path = {})
    {
        if (!openAndWait(path.isEmpty() ? file() : path))
            qFatal("the file did not open");
        if (path.isEmpty())
            window.page()->selectPath(inTree);
        if (!settle())
            qFatal("the page did not settle");
    }
    bool show(Qt::Key page)
    {
        QTest::keyClick(&window, page, Qt::ControlModifier);
        return settle();
    }
    bool offers(const char *id) const { return window.actions().action(id)->isEnabled(); }
    bool offersAll() const
    {
        return std::ranges::all_of(commands, [this](const char *id) { return offers(id); });
    }
    bool offersAny() const
    {
        return std::ranges::any_of(commands, [this](const char *id) { return offers(id); });
    }
    QString copied(Qt::Key key, Qt::KeyboardModifiers modifiers)
    {
        QApplication::clipboard()->setText(u"nothing was copied"_s);
        QTest::keyClick(&window, key, modifiers);
        return QApplication::clipboard()->text();
    }
    QString copiedPaths() { return copied(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier); }
    QString copiedCode() { return copied(Qt::Key_C, Qt::ControlModifier | Qt::AltModifier); }
    QString pathText(std::uint32_t entry) const
    {
        return QString::fromStdString(window.page()->document().checkpoint()->pathText(entry));
    }
};

// The view's own setter would add to the selection: a key with Ctrl was the last.
void choose(QTreeView *table, int row)
{
    table->selectionModel()->setCurrentIndex(table->model()->index(row, 0),
                                             QItemSelectionModel::ClearAndSelect |
                                                 QItemSelectionModel::Rows);
}

// Of the first row from `row` on whose entry is such.
template <typename Fits>
QString chooseRow(const Bench &bench, RowTable *table, int row, Fits fits)
{
    for (const auto *model = table->model(); row < model->rowCount(); ++row) {
        const auto entry = model->index(row, 0).data(EntryRole).toUInt();
        if (entry == noIndex || !fits(entry))
            continue;
        choose(table, row);
        return bench.pathText(entry);
    }
    return {};
}

bool any(std::uint32_t) { return true; }

} // namespace

// What the commands of the window act on: the rows in front, never those of a hidden tree.
class TestChosenRows final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void theRowInFrontIsMeant_data();
    void theRowInFrontIsMeant();
    void theDevicesOfAnOptimizerRowChange();
    void allSelectedRowsAreMeant();
    void anEntryWithoutARowOfTheTreeIsNamedWhole();
    void withoutARowInFrontNothingIsOffered();
    void aReloadKeepsThemOnWhatIsThere();
    void besideTheTreeItsSelectionIsMeant();
};

void TestChosenRows::theRowInFrontIsMeant_data()
{
    QTest::addColumn<Qt::Key>("page");
    QTest::addColumn<QString>("table");
    QTest::addColumn<int>("row");
    QTest::newRow("metadata") << Qt::Key_2 << u"metadataTable"_s << 5;
    QTest::newRow("report") << Qt::Key_4 << u"findingsTable"_s << 0;
}

void TestChosenRows::theRowInFrontIsMeant()
{
    QFETCH(const Qt::Key, page);
    QFETCH(const QString, table);
    QFETCH(const int, row);
    Bench bench;
    QVERIFY(bench.show(page));
    const QString path =
        chooseRow(bench, bench.find<RowTable>(table.toLatin1().constData()), row, any);
    QVERIFY(!path.isEmpty() && path != inTree);
    QVERIFY(bench.offersAll());
    QVERIFY(!bench.offers("edit.copyTable"));
    QCOMPARE(bench.copiedPaths(), path);
    const QString code = bench.copiedCode(), last = path.section(u'/', -1);
    QVERIFY2(code.contains(last) && !code.contains(u"module.hidden.weight"_s), qPrintable(code));
}

void TestChosenRows::theDevicesOfAnOptimizerRowChange()
{
    Bench bench;
    QVERIFY(bench.show(Qt::Key_3));
    auto *table = bench.find<RowTable>("optimizerParameters");
    choose(table, 4);
    const QString state = u"optimizer_G/state/4"_s;
    QCOMPARE(bench.copiedPaths(), state);
    const QString code = bench.copiedCode();
    QVERIFY2(code.contains(u"['optimizer_G']['state'][4]"_s), qPrintable(code));
    QTest::keyClick(&bench.window, Qt::Key_D, Qt::ControlModifier | Qt::AltModifier);
    auto *dialog = bench.find<RetagDialog>("retagDialog");
    QVERIFY(dialog);
    auto *change = dialog->findChild<QPushButton *>(u"saveButton"_s);
    dialog->findChild<QComboBox *>(u"allTarget"_s)->setEditText(u"xpu:3"_s);
    QTRY_VERIFY(change->isEnabled());
    change->click();
    QVERIFY(bench.settle());
    const auto &changes = bench.window.page()->document().pendingChanges();
    QVERIFY(!changes.empty());
    for (const PendingChange &one : changes)
        QVERIFY2(bench.pathText(one.entry).startsWith(state + u'/'),
                 qPrintable(bench.pathText(one.entry)));
}

void TestChosenRows::allSelectedRowsAreMeant()
{
    Bench bench;
    QVERIFY(bench.show(Qt::Key_3));
    auto *table = bench.find<RowTable>("optimizerParameters");
    table->selectAll();
    const QStringList paths = bench.copiedPaths().split(u'\n');
    QCOMPARE(paths.size(), table->model()->rowCount());
    QCOMPARE(paths[1], u"optimizer_G/state/1"_s);
}

void TestChosenRows::anEntryWithoutARowOfTheTreeIsNamedWhole()
{
    Bench bench(QFINDTESTDATA("../data/streams/legacy_module.pth"));
    QVERIFY(bench.show(Qt::Key_2));
    const auto &outline = *bench.window.page()->document().outline();
    const QString path = chooseRow(bench, bench.find<RowTable>("metadataTable"), 0,
                                   [&](std::uint32_t entry) { return !outline.hasRow(entry); });
    QVERIFY(!path.isEmpty());
    QCOMPARE(bench.copiedPaths(), path);
    const QString code = bench.copiedCode();
    QVERIFY2(code.contains(path.section(u'/', -1)), qPrintable(code));
}

void TestChosenRows::withoutARowInFrontNothingIsOffered()
{
    Bench bench(QFINDTESTDATA("../data/containers/zip_2_13.pth"));
    QVERIFY(bench.offersAll() && bench.offers("edit.copyTable"));
    QVERIFY(bench.show(Qt::Key_3)); // it has no optimizer
    QVERIFY(!bench.offersAny() && !bench.offers("edit.copyTable"));
    QVERIFY(bench.offers("edit.changeDevice")); // of the whole file
    QVERIFY(bench.show(Qt::Key_1));
    QVERIFY(bench.offersAll() && bench.offers("edit.copyTable"));
    QVERIFY(bench.show(Qt::Key_2));
    auto *filter = bench.find<QLineEdit>("metadataFilter");
    filter->setText(u"there is no such value"_s);
    QVERIFY(bench.settle());
    QVERIFY(!bench.offersAny());
    filter->clear();
    QVERIFY(bench.settle());
    QVERIFY(bench.offersAll());
}

void TestChosenRows::aReloadKeepsThemOnWhatIsThere()
{
    Bench bench;
    QVERIFY(bench.show(Qt::Key_3));
    bench.window.page()->reload();
    QVERIFY(bench.settle());
    QVERIFY(bench.offersAll());
    QCOMPARE(bench.copiedPaths(), u"optimizer_G/state/0"_s);
    const QString plain = QFINDTESTDATA("../data/containers/zip_2_13.pth");
    QVERIFY(QFile::remove(bench.file()) && QFile::copy(plain, bench.file()));
    bench.window.page()->reload();
    QVERIFY(bench.settle());
    QVERIFY(!bench.offersAny());
}

void TestChosenRows::besideTheTreeItsSelectionIsMeant()
{
    Bench bench;
    bench.window.page()->askPanel("values");
    QVERIFY(bench.settle());
    bench.window.page()->askPanel("values"); // gives it the keys
    QVERIFY(bench.offersAll());
    QCOMPARE(bench.copiedPaths(), inTree);
}

LENS_WINDOW_TEST(TestChosenRows)
#include "tst_chosenrows.moc"
