// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/welcomepage.h"

#include "model/document/plaintext.h"
#include "model/document/recentfiles.h"
#include "widgets/icons.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QEvent>
#include <QFile>
#include <QFileInfo>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QPushButton *largeButton(const QString &text, const QString &iconName)
{
    auto *button = new QPushButton(icon(iconName), text);
    const int height = button->fontMetrics().height();
    button->setIconSize(QSize(height * 5 / 4, height * 5 / 4));
    button->setMinimumSize(height * 11, height * 5 / 2);
    button->setAccessibleName(QString(text).remove(u'&'));
    return button;
}

QLabel *centred(const QString &text)
{
    auto *label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setAlignment(Qt::AlignCenter);
    return label;
}

constexpr int mostNameCharacters = 45; // the rest is elided
constexpr int shownFiles = 8;          // more by scrolling
constexpr int leastFiles = 2;

enum ListColumn { NameColumn, FolderColumn, SizeColumn, AgeColumn, RemoveColumn, ListColumns };

QString tr(const char *text) { return QCoreApplication::translate("lens::WelcomePage", text); }

QString counted(qint64 amount, const QString &one, const QString &many)
{
    return amount == 1 ? one : many.arg(amount);
}

// How long ago, as coarse as one says it.
QString ageText(const QDateTime &then, const QDateTime &now)
{
    const qint64 minutes = then.secsTo(now) / 60, hours = minutes / 60, days = then.daysTo(now);
    if (minutes < 1)
        return tr("just now");
    if (minutes < 60)
        return counted(minutes, tr("a minute ago"), tr("%1 minutes ago"));
    if (days < 1)
        return counted(hours, tr("an hour ago"), tr("%1 hours ago"));
    if (days < 31)
        return counted(days, tr("yesterday"), tr("%1 days ago"));
    return QLocale().toString(then.date(), QLocale::ShortFormat);
}

QString shownPath(const QString &path) { return plainText(QFile::encodeName(path).toStdString()); }

} // namespace

WelcomePage::WelcomePage(RecentFiles &recent, QWidget *parent)
    : QWidget(parent)
    , m_recent(recent)
    , m_recentPart(makeRecent())
{
    setObjectName(u"welcomePage"_s);
    const int gap = fontMetrics().height();
    auto *mark = centred({});
    mark->setPixmap(QIcon(u":/icons/ckptlens.svg"_s).pixmap(gap * 5));
    auto *title = centred(tr("Checkpoint Lens"));
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 2);
    title->setFont(large);
    auto *promise = centred(tr("Look inside PyTorch and safetensors checkpoints.\n"
                               "Nothing in the file is executed."));
    auto *hint = centred(tr("or drop files anywhere in this window"));
    hint->setForegroundRole(QPalette::PlaceholderText);

    auto *open = largeButton(tr("&Open…"), u"open"_s);
    open->setObjectName(u"welcomeOpen"_s);
    m_first = open;
    focusFirst();
    auto *sample = largeButton(tr("Open &sample"), u"sample"_s);
    sample->setObjectName(u"welcomeSample"_s);
    auto *compare = largeButton(tr("&Compare two…"), u"compare"_s);
    compare->setObjectName(u"welcomeCompare"_s);
    connect(compare, &QPushButton::clicked, this, &WelcomePage::compareRequested);
    connect(open, &QPushButton::clicked, this, &WelcomePage::openRequested);
    connect(sample, &QPushButton::clicked, this, &WelcomePage::sampleRequested);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(gap);
    buttons->addStretch();
    buttons->addWidget(open);
    buttons->addWidget(compare);
    buttons->addWidget(sample);
    buttons->addStretch();
    auto *column = new QVBoxLayout(this);
    column->setSpacing(gap);
    column->addStretch(2);
    column->addWidget(mark);
    column->addWidget(title);
    column->addWidget(promise);
    column->addSpacing(gap);
    column->addLayout(buttons);
    column->addWidget(hint);
    column->addSpacing(gap);
    column->addWidget(m_recentPart, 0, Qt::AlignHCenter);
    column->addWidget(makeTips());
    column->addStretch(3);
    connect(&m_recent, &RecentFiles::changed, this, &WelcomePage::showRecent);
    showRecent();
}

QWidget *WelcomePage::makeTips()
{
    auto *tips = new QWidget;
    auto *layout = new QVBoxLayout(tips);
    layout->setSpacing(2);
    for (int i = 0; i < 3; ++i) {
        m_tips << centred({});
        m_tips.back()->setForegroundRole(QPalette::PlaceholderText);
        layout->addWidget(m_tips.back());
    }
    return tips;
}

void WelcomePage::focusFirst() { m_first->setFocus(Qt::OtherFocusReason); }

void WelcomePage::showKeys(const QStringList &keys)
{
    const QString texts[] = {
        tr("%1 goes to any entry by a part of its name; with > before it finds any action."),
        tr("%1 saves a copy that loads on another device, for example without a GPU."),
        tr("%1 opens the manual, at the page on what is in front.")};
    for (int i = 0; i < m_tips.size(); ++i) {
        m_tips[i]->setText(texts[i].arg(keys[i]));
        m_tips[i]->setVisible(!keys[i].isEmpty());
    }
}

QWidget *WelcomePage::makeRecent()
{
    auto *part = new QWidget;
    auto *title = new QLabel(tr("&Recent files"));
    m_list = new QTreeWidget;
    title->setBuddy(m_list);
    m_list->setObjectName(u"recentFiles"_s);
    m_list->setAccessibleName(tr("Recent files; Delete removes one from the list"));
    m_list->setColumnCount(ListColumns);
    m_list->setHeaderHidden(true);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_list->header()->setSectionResizeMode(FolderColumn, QHeaderView::Stretch);
    m_list->setFixedWidth(fontMetrics().averageCharWidth() * 110);
    m_list->setSizeAdjustPolicy(QTreeWidget::AdjustToContents);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // As the page itself, not as a field to type into.
    m_list->viewport()->setBackgroundRole(QPalette::Window);
    m_list->installEventFilter(this);
    connect(m_list, &QTreeWidget::activated, this,
            [this](const QModelIndex &index) { open(index.row()); });
    connect(m_list, &QTreeWidget::clicked, m_list, &QTreeWidget::activated);
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(title);
    layout->addWidget(m_list);
    return part;
}

void WelcomePage::showRecent()
{
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    m_list->clear();
    const auto now = QDateTime::currentDateTime();
    for (const RecentFile &file : m_recent.files()) {
        const QFileInfo info(file.path);
        auto *item = new QTreeWidgetItem(m_list);
        const QString name = shownPath(info.fileName());
        const int wide = fontMetrics().averageCharWidth() * mostNameCharacters;
        item->setText(NameColumn, name);
        item->setSizeHint(NameColumn,
                          QSize(std::min(fontMetrics().horizontalAdvance(name + u"xx"_s), wide),
                                fontMetrics().height() * 3 / 2));
        item->setText(FolderColumn, shownPath(info.path()));
        item->setForeground(FolderColumn, palette().placeholderText());
        item->setTextAlignment(SizeColumn, Qt::AlignRight | Qt::AlignVCenter);
        item->setTextAlignment(AgeColumn, Qt::AlignRight | Qt::AlignVCenter);
        if (!file.state)
            continue;
        if (file.state->exists) {
            item->setText(SizeColumn, plainText(humanBytes(file.state->bytes)));
            item->setText(AgeColumn, ageText(file.state->modified, now));
            continue;
        }
        item->setText(AgeColumn, tr("not there any more"));
        for (int column = 0; column < ListColumns; ++column)
            item->setForeground(column, palette().placeholderText());
        auto *remove = new QToolButton;
        remove->setIcon(icon(u"close"_s));
        remove->setAutoRaise(true);
        remove->setFocusPolicy(Qt::NoFocus);
        remove->setToolTip(tr("Remove from this list (Delete)"));
        remove->setAccessibleName(tr("Remove from this list"));
        connect(remove, &QToolButton::clicked, this, [this, path = file.path] {
            QMetaObject::invokeMethod(
                this, [this, path] { m_recent.forget(path); }, Qt::QueuedConnection);
        });
        m_list->setItemWidget(item, RemoveColumn, remove);
    }
    m_recentPart->setVisible(m_list->topLevelItemCount() > 0);
    // In a small window more of them scroll.
    const int line = fontMetrics().height() * 3 / 2;
    const int lines = std::clamp(m_list->topLevelItemCount(), 1, shownFiles);
    m_list->setMaximumHeight(line * lines);
    m_list->setMinimumHeight(line * std::min(lines, leastFiles));
    if (row >= 0)
        m_list->setCurrentItem(
            m_list->topLevelItem(std::min(row, m_list->topLevelItemCount() - 1)));
}

void WelcomePage::open(int row)
{
    const RecentFile &file = m_recent.files()[static_cast<std::size_t>(row)];
    // A copy: opening moves it to the front of the list.
    const QString path = file.path;
    Q_EMIT fileRequested(path);
}

bool WelcomePage::eventFilter(QObject *watched, QEvent *event)
{
    const bool isDelete = event->type() == QEvent::KeyPress &&
                          static_cast<QKeyEvent *>(event)->key() == Qt::Key_Delete;
    if (!isDelete || !m_list->currentItem())
        return QWidget::eventFilter(watched, event);
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    m_recent.forget(QString(m_recent.files()[static_cast<std::size_t>(row)].path));
    return true;
}

void WelcomePage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showRecent();
}

} // namespace lens
