// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/roles.h"
#include "tests/e2e/comparing.h"
#include "widgets/entrytree.h"
#include "widgets/resources.h"
#include "widgets/rowtable.h"

#include <QAction>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>

#include <algorithm>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

QStringList offered(const QMenu &menu)
{
    QStringList texts;
    for (const QAction *action : menu.actions())
        if (!action->isSeparator())
            texts << action->text().remove(u'&');
    return texts;
}

// What a right click on the middle of the cell opens.
QMenu *menuOf(QAbstractItemView &rows, const QModelIndex &cell)
{
    rows.scrollTo(cell);
    const QPoint at = rows.visualRect(cell).center();
    QTest::mouseClick(rows.viewport(), Qt::RightButton, {}, at); // opens none by itself
    QContextMenuEvent event(QContextMenuEvent::Mouse, at, rows.viewport()->mapToGlobal(at));
    QApplication::sendEvent(rows.viewport(), &event);
    return qobject_cast<QMenu *>(QApplication::activePopupWidget());
}

void choose(QMenu *menu, const QString &text)
{
    QVERIFY2(menu, "no menu was opened");
    const auto actions = menu->actions();
    const auto action = std::ranges::find_if(
        actions, [&](const QAction *one) { return QString(one->text()).remove(u'&') == text; });
    QVERIFY2(action != actions.end() && (*action)->isEnabled(), qPrintable(text));
    // Not cleared: an X server may say only later that nobody owns it, which would take what is
    // copied next away.
    QApplication::clipboard()->setText(u"nothing was copied"_s);
    (*action)->trigger();
    menu->close();
}

} // namespace

// What a right click on a row offers elsewhere than in the tree.
class TestRowMenus final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void aRowLeadsToItsEntry_data();
    void aRowLeadsToItsEntry();
    void whatLeadsNowhereIsOnlyCopied();
    void aKeyOpensItBelowTheCurrentRow();
    void rowsOfAComparisonAreCopied();
};

void TestRowMenus::aRowLeadsToItsEntry_data()
{
    QTest::addColumn<Qt::Key>("page");
    QTest::addColumn<QString>("table");
    QTest::newRow("metadata") << Qt::Key_2 << u"metadataTable"_s;
    QTest::newRow("optimizer") << Qt::Key_3 << u"optimizerParameters"_s;
    QTest::newRow("report") << Qt::Key_4 << u"findingsTable"_s;
}

void TestRowMenus::aRowLeadsToItsEntry()
{
    QFETCH(const Qt::Key, page);
    QFETCH(const QString, table);
    test::Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    QTest::keyClick(&bench.window, page, Qt::ControlModifier);
    QVERIFY(bench.settle());
    auto *rows = bench.window.findChild<RowTable *>(table);
    const auto *model = rows->model();
    int row = model->rowCount() - 1;
    while (row > 0 && model->index(row, 0).data(EntryRole).toUInt() == noIndex)
        --row;
    const QModelIndex cell = model->index(row, 0);
    const auto entry = cell.data(EntryRole).toUInt();
    QMenu *menu = menuOf(*rows, cell);
    QVERIFY(menu);
    QCOMPARE(rows->currentIndex().row(), row);
    QCOMPARE(offered(*menu), QStringList({u"Go to"_s, u"Copy"_s, u"Copy cell"_s, u"Copy path"_s,
                                          u"Copy as Python"_s, u"Change device…"_s}));
    choose(menu, u"Copy path"_s);
    QVERIFY(!QApplication::clipboard()->text().isEmpty());
    choose(menuOf(*rows, cell), u"Go to"_s);
    QVERIFY(bench.settle());
    auto &tree = bench.window.page()->tree();
    QVERIFY(tree.isVisible());
    QCOMPARE(tree.currentIndex().data(EntryRole).toUInt(), entry);
}

void TestRowMenus::whatLeadsNowhereIsOnlyCopied()
{
    test::Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    QTest::keyClick(&bench.window, Qt::Key_4, Qt::ControlModifier);
    QVERIFY(bench.settle());
    auto *globals = bench.find<RowTable>("globalsTable");
    const QModelIndex cell = globals->model()->index(1, 0);
    QMenu *menu = menuOf(*globals, cell);
    QVERIFY(menu);
    QCOMPARE(offered(*menu), QStringList({u"Copy"_s, u"Copy cell"_s}));
    choose(menu, u"Copy cell"_s);
    QCOMPARE(QApplication::clipboard()->text(), cell.data().toString());
    choose(menuOf(*globals, cell), u"Copy"_s);
    QVERIFY(QApplication::clipboard()->text().startsWith(cell.data().toString() + u'\t'));
}

void TestRowMenus::aKeyOpensItBelowTheCurrentRow()
{
    test::Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    QTest::keyClick(&bench.window, Qt::Key_2, Qt::ControlModifier);
    QVERIFY(bench.settle());
    auto *rows = bench.find<RowTable>("metadataTable");
    const QModelIndex cell = rows->model()->index(2, 0);
    rows->setCurrentIndex(cell);
    QContextMenuEvent event(QContextMenuEvent::Keyboard, {}, {});
    QApplication::sendEvent(rows->viewport(), &event);
    auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    QVERIFY(menu);
    QVERIFY(menu->y() >= rows->viewport()->mapToGlobal(rows->visualRect(cell).center()).y());
    choose(menu, u"Copy cell"_s);
    QCOMPARE(QApplication::clipboard()->text(), cell.data().toString());
}

void TestRowMenus::rowsOfAComparisonAreCopied()
{
    test::CompareBench bench;
    QVERIFY(bench.compare());
    auto *list = bench.find<CompareList>("compareList");
    const QModelIndex cell = list->model()->index(1, CompareModel::NameColumn);
    QMenu *menu = menuOf(*list, cell);
    QVERIFY(menu);
    QCOMPARE(offered(*menu), QStringList({u"Copy"_s, u"Copy cell"_s}));
    choose(menu, u"Copy cell"_s);
    QCOMPARE(QApplication::clipboard()->text(), cell.data().toString());
    choose(menuOf(*list, cell), u"Copy"_s);
    QTRY_VERIFY(QApplication::clipboard()->text().contains(cell.data().toString() + u'\t'));
}

LENS_WINDOW_TEST(TestRowMenus)
#include "tst_rowmenus.moc"
