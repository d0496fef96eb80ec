// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/changeslist.h"

#include "model/items/changesmodel.h"
#include "model/items/roles.h"
#include "widgets/columnmemory.h"
#include "widgets/selecting.h"

#include <QLabel>
#include <QScreen>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr int shownRows = 12; // the rest by scrolling
constexpr int shownCharacters = 110;

} // namespace

ChangesList::ChangesList(Document &document, Settings &settings, QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_list(new QTreeView)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"changesList"_s);
    setFrameShape(QFrame::StyledPanel);
    auto *title = new QLabel(tr("A save writes these device tags"));
    title->setTextFormat(Qt::PlainText);
    auto *model = new ChangesModel(document, this);
    m_list->setObjectName(u"changes"_s);
    m_list->setAccessibleName(tr("Changes that are not saved"));
    m_list->setModel(model);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setAlternatingRowColors(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(ChangesModel::PlaceColumn, QHeaderView::Stretch);
    for (const int column : {ChangesModel::BeforeColumn, ChangesModel::AfterColumn})
        m_list->header()->resizeSection(column, fontMetrics().averageCharWidth() * 16);
    new ColumnMemory(*m_list->header(), settings, m_list->objectName());
    selectAlone(*m_list, model->index(0, 0));
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(title);
    layout->addWidget(m_list);
    connect(m_list, &QTreeView::activated, this, [this](const QModelIndex &index) {
        Q_EMIT entryRequested(index.data(EntryRole).toUInt());
        close();
    });
    connect(m_list, &QTreeView::clicked, m_list, &QTreeView::activated);
    setFocusProxy(m_list);
}

void ChangesList::showAbove(const QWidget &button)
{
    const int rows = std::clamp(m_list->model()->rowCount(), 3, shownRows);
    resize(fontMetrics().averageCharWidth() * shownCharacters,
           fontMetrics().height() * (rows + 4) * 4 / 3);
    const QRect room = button.screen()->availableGeometry();
    QPoint corner = button.mapToGlobal(QPoint(button.width() - width(), -height()));
    corner.setX(std::clamp(corner.x(), room.left(), std::max(room.left(), room.right() - width())));
    corner.setY(std::max(corner.y(), room.top()));
    move(corner);
    show();
    m_list->setFocus();
}

} // namespace lens
