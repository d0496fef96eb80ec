// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/locator.h"

#include "model/document/plaintext.h"
#include "model/document/shownpath.h"
#include "widgets/locatordelegate.h"
#include "widgets/selecting.h"

#include <QApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr int shownRows = 12; // the rest by scrolling
constexpr std::size_t mostHits = 100;
constexpr int shownCharacters = 140;
constexpr std::size_t findingBytes = 300, placeBytes = 60;

QString severityName(Severity severity)
{
    switch (severity) {
    case Severity::Note: return Locator::tr("note");
    case Severity::Warning: return Locator::tr("warning");
    case Severity::Error: return Locator::tr("error");
    }
    return {};
}

// "fc.weight · error · ": the same sentence may be said of many.
QString placeText(const Finding &finding)
{
    const QString severity = severityName(finding.severity) + u" · "_s;
    return finding.path.empty() ? severity
                                : shownPath(finding.path, placeBytes) + u" · "_s + severity;
}

} // namespace

Locator::Locator(QWidget &window)
    : QFrame(&window)
    , m_window(window)
    , m_model(new LocatorModel(this))
    , m_line(new QLineEdit)
    , m_list(new QTreeView)
    , m_hint(new QLabel)
{
    setObjectName(u"locator"_s);
    setFrameStyle(QFrame::StyledPanel | QFrame::Raised);
    setAutoFillBackground(true);
    m_line->setObjectName(u"locatorLine"_s);
    m_line->setAccessibleName(tr("Go to an entry, an action or a finding"));
    m_line->setPlaceholderText(tr("Name of an entry in any tab;  > what to do;  @ findings"));
    m_line->setClearButtonEnabled(true);
    m_line->installEventFilter(this);
    m_list->setObjectName(u"locatorList"_s);
    m_list->setAccessibleName(tr("What was found"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new LocatorDelegate(*m_model, this));
    m_list->setHeaderHidden(true);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // The line keeps the focus: what is typed next is always the name.
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(LocatorModel::TextColumn, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(LocatorModel::DetailColumn,
                                           QHeaderView::ResizeToContents);
    m_hint->setObjectName(u"locatorHint"_s);
    m_hint->setTextFormat(Qt::PlainText);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_line);
    layout->addWidget(m_list);
    layout->addWidget(m_hint);
    connect(m_line, &QLineEdit::textChanged, this, &Locator::find);
    connect(m_list, &QTreeView::clicked, this, &Locator::choose);
    connect(&m_job, &LocatorJob::finished, this, &Locator::showItems);
    connect(&m_job, &LocatorJob::findingsFound, this, &Locator::showFindings);
    hide();
}

Locator::~Locator() { forget(); }

// What it leads into may have been closed meanwhile: nobody else has it then.
void Locator::forget() { freeByWorker(std::exchange(m_places, {})); }

void Locator::open(std::vector<LocatorPlace> places, std::vector<LocatorCommand> commands,
                   const QString &prefix)
{
    forget();
    m_places = std::move(places);
    m_commands = std::move(commands);
    if (isHidden())
        m_focusBefore = QApplication::focusWidget();
    m_line->setText(prefix);
    // Not as by a shortcut: that would select the prefix, and the next key replace it.
    m_line->setFocus(Qt::OtherFocusReason);
    find();
    place();
    QFrame::show();
    raise();
}

void Locator::find()
{
    m_job.abandon();
    m_chosen = false;
    const QString text = m_line->text();
    const bool isSpecial = text.startsWith(u'>') || text.startsWith(u'@');
    const LocatorQuery query(text.mid(isSpecial ? 1 : 0).toStdString());
    if (text.startsWith(u'>'))
        return findCommands(query);
    if (text.startsWith(u'@'))
        return findFindings(query);
    if (query.isEmpty())
        return show({}, m_places.empty() ? tr("No checkpoint is open. Type > for what to do.")
                                         : tr("Several words find what holds all of them."));
    std::vector<LocatorSourcePtr> sources;
    for (const auto &place : m_places)
        sources.push_back(place.names());
    m_job.start(std::move(sources), query, mostHits);
}

void Locator::findCommands(const LocatorQuery &query)
{
    std::vector<std::pair<int, LocatorRow>> found;
    for (const auto &command : m_commands)
        if (const auto rank = query.rank(command.text.toStdString()))
            // What cannot be done now is still named, but last.
            found.push_back({*rank + (command.enabled ? 0 : 1000),
                             {.kind = LocatorRow::Kind::Command,
                              .text = command.text,
                              .detail = command.detail,
                              .command = command.id,
                              .enabled = command.enabled}});
    std::ranges::stable_sort(found, {}, &std::pair<int, LocatorRow>::first);
    std::vector<LocatorRow> rows;
    for (auto &[rank, row] : found)
        rows.push_back(std::move(row));
    show(std::move(rows), tr("No action of that name."));
}

void Locator::findFindings(const LocatorQuery &query)
{
    std::vector<ReportItems> findings;
    for (const auto &place : m_places)
        findings.push_back(place.findings);
    m_job.start(std::move(findings), query, mostHits);
}

void Locator::showFindings(const FindingHits &hits)
{
    std::vector<LocatorRow> rows;
    for (const auto &[source, item] : hits.first)
        rows.push_back({.kind = LocatorRow::Kind::Finding,
                        .text = plainText(item->finding.text, findingBytes),
                        .detail = placeText(item->finding) + m_places[source].title,
                        .source = source,
                        .item = item->entry,
                        .severity = item->finding.severity});
    const auto shown = rows.size();
    show(std::move(rows), m_line->text() == u"@"_s ? tr("Nothing was found wrong in what is open.")
                                                   : tr("No finding says that."));
    if (hits.total > shown)
        showMore(tr("The first %1 of %2.").arg(shown).arg(plainText(grouped(hits.total))));
    chooseWhenFound();
}

void Locator::showItems(const LocatorHits &hits)
{
    std::vector<LocatorRow> rows;
    for (const auto &hit : hits.best) {
        const LocatorPlace &place = m_places[hit.source];
        QString detail = place.detail(hit.item);
        if (m_places.size() > 1)
            detail += u" · "_s + place.title;
        rows.push_back({.text = hit.text,
                        .detail = std::move(detail),
                        .source = hit.source,
                        .item = hit.item});
    }
    const auto shown = rows.size();
    show(std::move(rows), tr("No entry of that name."));
    if (hits.total > shown)
        showMore(tr("The best %1 of %2.").arg(shown).arg(plainText(grouped(hits.total))));
    chooseWhenFound();
}

void Locator::showMore(const QString &said)
{
    m_hint->setText(said);
    m_hint->setVisible(true);
    place();
}

void Locator::show(std::vector<LocatorRow> rows, const QString &nothing)
{
    const bool empty = rows.empty();
    m_model->setRows(std::move(rows));
    m_hint->setText(nothing);
    m_hint->setVisible(empty);
    m_list->setVisible(!empty);
    selectAlone(*m_list, m_model->index(0, 0));
    place();
}

// At the top of the window, in its middle; no higher than what was found.
void Locator::place()
{
    const int line = fontMetrics().height() * 8 / 5;
    m_list->setFixedHeight(line * std::clamp(m_model->rowCount(), 1, shownRows) + 4);
    layout()->activate();
    const int width =
        std::min(m_window.width() * 9 / 10, fontMetrics().averageCharWidth() * shownCharacters);
    resize(width, layout()->totalSizeHint().height());
    move((m_window.width() - width) / 2, fontMetrics().height() * 4);
}

void Locator::step(int by)
{
    const int rows = m_model->rowCount();
    if (rows == 0)
        return;
    const int row = std::clamp(m_list->currentIndex().row() + by, 0, rows - 1);
    selectAlone(*m_list, m_model->index(row, 0));
}

void Locator::choose(const QModelIndex &index)
{
    if (!index.isValid() || !m_model->row(index.row()).enabled)
        return;
    // A copy: whoever is told may open the locator again.
    const LocatorRow row = m_model->row(index.row());
    dismiss();
    if (row.kind == LocatorRow::Kind::Command)
        Q_EMIT commandRequested(row.command);
    else
        Q_EMIT itemRequested(row.source, row.item);
}

// Who types fast and presses Enter means what will be found.
void Locator::chooseWhenFound()
{
    if (std::exchange(m_chosen, false))
        choose(m_list->currentIndex());
}

void Locator::dismiss()
{
    m_job.abandon();
    const bool hadFocus = m_line->hasFocus();
    hide();
    if (hadFocus && m_focusBefore)
        m_focusBefore->setFocus(Qt::OtherFocusReason);
    forget();
    m_model->setRows({});
}

bool Locator::eventFilter(QObject *watched, QEvent *event)
{
    const auto type = event->type();
    if (type == QEvent::FocusOut && isVisible() &&
        static_cast<QFocusEvent *>(event)->reason() != Qt::ActiveWindowFocusReason &&
        static_cast<QFocusEvent *>(event)->reason() != Qt::PopupFocusReason)
        dismiss();
    if (type != QEvent::KeyPress && type != QEvent::ShortcutOverride)
        return QFrame::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    const bool own = key == Qt::Key_Escape || key == Qt::Key_Up || key == Qt::Key_Down ||
                     key == Qt::Key_PageUp || key == Qt::Key_PageDown || key == Qt::Key_Return ||
                     key == Qt::Key_Enter;
    if (!own)
        return QFrame::eventFilter(watched, event);
    event->accept();
    if (type == QEvent::ShortcutOverride)
        return true;
    switch (key) {
    case Qt::Key_Escape: dismiss(); break;
    case Qt::Key_Up: step(-1); break;
    case Qt::Key_Down: step(+1); break;
    case Qt::Key_PageUp: step(-shownRows); break;
    case Qt::Key_PageDown: step(+shownRows); break;
    default:
        m_chosen = m_job.isRunning();
        if (!m_chosen)
            choose(m_list->currentIndex());
    }
    return true;
}

} // namespace lens
