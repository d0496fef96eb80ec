// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/retagtable.h"

#include "model/items/retagmodel.h"
#include "widgets/columnmemory.h"

#include <QApplication>
#include <QComboBox>
#include <QSignalBlocker>
#include <QStyledItemDelegate>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

// Puts what is typed or chosen into the model at once: the dialog says what would happen.
class TargetDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &,
                          const QModelIndex &index) const override
    {
        const QString found = index.siblingAtColumn(RetagModel::FoundColumn).data().toString();
        auto *box = tagChooser(parent);
        if (box->findText(found) < 0)
            box->insertItem(0, found);
        box->setObjectName(u"target%1"_s.arg(index.row()));
        box->setAccessibleName(RetagTable::tr("New device for %1").arg(found));
        connect(box, &QComboBox::currentTextChanged, this, &TargetDelegate::commit);
        return box;
    }
    void setEditorData(QWidget *editor, const QModelIndex &index) const override
    {
        auto *box = static_cast<QComboBox *>(editor);
        box->setEnabled(index.flags() & Qt::ItemIsEditable);
        const QSignalBlocker quiet(box);
        if (const auto text = index.data().toString(); text != box->currentText())
            box->setCurrentText(text);
    }
    void setModelData(QWidget *editor, QAbstractItemModel *model,
                      const QModelIndex &index) const override
    {
        model->setData(index, static_cast<QComboBox *>(editor)->currentText(), Qt::EditRole);
    }
    // The box is there.
    void paint(QPainter *, const QStyleOptionViewItem &, const QModelIndex &) const override {}

protected:
    // Tab and Enter mean in a box of the table what they mean in any other.
    bool eventFilter(QObject *, QEvent *) override { return false; }

private:
    void commit() { Q_EMIT commitData(static_cast<QWidget *>(sender())); }
};

} // namespace

QComboBox *tagChooser(QWidget *parent)
{
    auto *box = new QComboBox(parent);
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    constexpr int longestUsual = 15; // privateuseone:0
    box->setMinimumContentsLength(longestUsual);
    box->addItems({u"cpu"_s, u"cuda:0"_s, u"cuda:1"_s, u"cuda:2"_s, u"cuda:3"_s, u"mps"_s});
    return box;
}

RetagTable::RetagTable(RetagModel &model, Settings &settings, QWidget *parent)
    : QTableView(parent)
{
    setObjectName(u"deviceTable"_s);
    setAccessibleName(tr("Devices found and what they become"));
    setModel(&model);
    setItemDelegateForColumn(RetagModel::TargetColumn, new TargetDelegate(this));
    setEditTriggers(NoEditTriggers);
    setSelectionMode(SingleSelection);
    setSelectionBehavior(SelectRows);
    setTabKeyNavigation(false);
    setShowGrid(false);
    constexpr int air = 6;
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(QComboBox().sizeHint().height() + air);
    for (const int column : {RetagModel::FoundColumn, RetagModel::TargetColumn})
        horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
    new ColumnMemory(*horizontalHeader(), settings, objectName());
    connect(&model, &QAbstractItemModel::modelReset, this, [this] {
        growWithRows();
        openSeen();
    });
}

QModelIndex RetagTable::target(int row) const
{
    return model()->index(row, RetagModel::TargetColumn);
}

bool RetagTable::hasFocusIn(int row) const
{
    const QWidget *box = indexWidget(target(row)), *focus = QApplication::focusWidget();
    return box && focus && (box == focus || box->isAncestorOf(focus));
}

// The usual number of devices is seen without scrolling.
void RetagTable::growWithRows()
{
    constexpr int seenAtOnce = 6;
    const int rows = std::min(model()->rowCount(), seenAtOnce);
    setMinimumHeight(horizontalHeader()->sizeHint().height() + 2 * frameWidth() +
                     rows * verticalHeader()->defaultSectionSize());
}

void RetagTable::openSeen()
{
    const int rows = model()->rowCount();
    const int first = std::max(rowAt(0), 0);
    const int below = rowAt(viewport()->height() - 1);
    const int last = below < 0 ? rows - 1 : below;
    std::erase_if(m_open, [&](int row) {
        if ((row >= first && row <= last) || hasFocusIn(row))
            return false;
        closePersistentEditor(target(row));
        return true;
    });
    for (int row = first; row <= last; ++row)
        if (m_open.insert(row).second)
            openPersistentEditor(target(row));
    orderTabs();
}

// From the table to its boxes from above to below, and on.
void RetagTable::orderTabs()
{
    QWidget *before = this;
    for (const int row : m_open) {
        QWidget *box = indexWidget(target(row));
        setTabOrder(before, box);
        before = box;
    }
}

void RetagTable::reset()
{
    m_open.clear();
    QTableView::reset();
}

void RetagTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    openSeen();
}

void RetagTable::scrollContentsBy(int dx, int dy)
{
    QTableView::scrollContentsBy(dx, dy);
    openSeen();
}

bool RetagTable::focusNextPrevChild(bool next)
{
    const auto from = std::ranges::find_if(m_open, [this](int row) { return hasFocusIn(row); });
    const int to = from == m_open.end() ? -1 : *from + (next ? 1 : -1);
    if (to < 0 || to >= model()->rowCount())
        return QTableView::focusNextPrevChild(next);
    scrollTo(target(to));
    if (QWidget *box = indexWidget(target(to)))
        box->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    return true;
}

} // namespace lens
