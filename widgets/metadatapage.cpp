// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/metadatapage.h"

#include "model/document/plaintext.h"
#include "model/items/metadatamodel.h"
#include "model/items/roles.h"
#include "widgets/divider.h"
#include "widgets/filterkeys.h"
#include "widgets/icons.h"
#include "widgets/messagebar.h"
#include "widgets/rowtable.h"
#include "widgets/selecting.h"
#include "widgets/tableclipboard.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <chrono>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr std::size_t shownBytes = 100'000; // of one value; more belongs into a file

} // namespace

MetadataPage::MetadataPage(const PanelContext &context, QWidget *parent)
    : Panel(context, parent)
    , m_model(new MetadataModel(this))
    , m_filter(new QLineEdit)
    , m_count(new QLabel)
    , m_path(new QLabel)
    , m_copy(new QPushButton(icon(u"copy"_s), tr("Cop&y value")))
    , m_goTo(new QPushButton(icon(u"reference"_s), tr("G&o to")))
    , m_table(new RowTable(u"metadataTable"_s, tr("Values that are no tensors"), context.settings))
    , m_value(new QPlainTextEdit)
    , m_divider(new Divider(Qt::Vertical, context.settings, u"metadata"_s))
    , m_content(new QWidget)
    , m_nothing(new QLabel(tr("Everything in this file is a tensor.")))
{
    setObjectName(u"metadataPage"_s);
    m_table->setRows(m_model);
    m_table->sizeColumns({u"loops/fit_loop/epoch_loop.batch_progress/current/ready"_s,
                          u"collections.OrderedDict"_s,
                          {}});
    m_table->setTextElideMode(Qt::ElideRight);
    m_divider->addWidget(m_table);
    m_divider->addWidget(makeDetails());
    m_divider->setStretchFactor(0, 4);
    m_divider->setStretchFactor(1, 1);
    m_divider->begin({4000, 1000});
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(makeLine());
    column->addWidget(m_divider, 1);
    m_nothing->setObjectName(u"noMetadata"_s);
    m_nothing->setTextFormat(Qt::PlainText);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    m_nothing->hide();
    auto *layout = new QVBoxLayout(this);
    const int margin = fontMetrics().height() * 3 / 4;
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->addWidget(m_content, 1);
    layout->addWidget(m_nothing, 1);
    m_filter->setFocus(); // no proxy: Tab would pass by what is before it
    watch(&m_job, tr("Reading metadata"));
    watch(&m_copyJob, tr("Copying"));
    watch(&m_model->job(), tr("Searching"));
    connect(m_model, &QAbstractItemModel::modelReset, this, &MetadataPage::showFirst);
    connect(m_model, &MetadataModel::stopped, this, &MetadataPage::searchStopped);
    m_filterDelay.setSingleShot(true);
    m_filterDelay.setInterval(std::chrono::milliseconds(100));
    connect(&m_filterDelay, &QTimer::timeout, this, &MetadataPage::applyFilter);
    connect(&m_job, &MetadataJob::finished, this, &MetadataPage::showRows);
    connect(&m_copyJob, &WholeValueJob::finished, this,
            [](const QString &text) { QGuiApplication::clipboard()->setText(text); });
    yieldToNewerCopies(m_copyJob);
    connect(&document(), &Document::changed, this, &MetadataPage::rename);
    connect(m_table, &RowTable::currentRowChanged, this, &MetadataPage::showValue);
    connect(m_table, &RowTable::rowChosen, this, &MetadataPage::goTo);
    actOn(*m_table);
}

QWidget *MetadataPage::makeLine()
{
    m_filter->setObjectName(u"metadataFilter"_s);
    m_filter->setAccessibleName(tr("Search in paths, types and values"));
    m_filter->setPlaceholderText(tr("Search in paths, types and values"));
    m_filter->setClearButtonEnabled(true);
    m_count->setObjectName(u"metadataCount"_s);
    m_count->setTextFormat(Qt::PlainText);
    m_goTo->setObjectName(u"goToMetadata"_s);
    m_goTo->setAccessibleName(tr("Go to this entry"));
    connect(m_filter, &QLineEdit::textChanged, this, [this] { m_filterDelay.start(); });
    connect(new FilterKeys(*m_filter), &FilterKeys::left, this, [this] {
        applyFilter();
        m_table->setFocus();
    });
    m_copy->setObjectName(u"copyMetadata"_s);
    m_copy->setAccessibleName(tr("Copy the whole value"));
    m_copy->setToolTip(tr("Copy the whole value, also what is too long to be shown below"));
    connect(m_copy, &QPushButton::clicked, this, &MetadataPage::copyValue);
    connect(m_goTo, &QPushButton::clicked, this, [this] { goTo(m_table->currentIndex()); });
    auto *part = new QWidget;
    auto *line = new QHBoxLayout(part);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_filter, 1);
    line->addWidget(m_count);
    line->addWidget(m_copy);
    line->addWidget(m_goTo);
    return part;
}

QWidget *MetadataPage::makeDetails()
{
    m_path->setTextFormat(Qt::PlainText);
    m_path->setWordWrap(true);
    m_path->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_value->setObjectName(u"metadataValue"_s);
    m_value->setAccessibleName(tr("The whole value"));
    m_value->setReadOnly(true);
    m_value->setTabChangesFocus(true);
    m_value->setFrameShape(QFrame::NoFrame);
    m_value->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    auto *part = new QWidget;
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, fontMetrics().height() / 2, 0, 0);
    layout->addWidget(m_path);
    layout->addWidget(m_value, 1);
    return part;
}

void MetadataPage::resetLayout() { m_divider->reset(); }

QWidget *MetadataPage::mainPart() const { return m_table; }

void MetadataPage::showSelection(const Selection &)
{
    if (m_shown == document().checkpoint() && m_complete)
        return;
    m_shown = document().checkpoint();
    m_complete = true; // unless it is stopped
    // Rows of the file as it was lead nowhere.
    m_model->setRows(nullptr);
    showCount();
    m_namesFile = true; // until it is seen
    m_job.start(m_shown, document().path());
}

// The root has the name of the file; most files have no row for it.
void MetadataPage::rename(const DocumentChange &change)
{
    if (change.kind == DocumentChange::Kind::File && std::exchange(m_namesFile, false)) {
        m_shown = nullptr;
        showSelection({});
    }
}

void MetadataPage::showEvent(QShowEvent *event)
{
    Panel::showEvent(event);
    if (!m_complete)
        showSelection({});
}

bool MetadataPage::isSettled() const { return !m_filterDelay.isActive() && Panel::isSettled(); }

void MetadataPage::showRows(const MetadataRows &rows, bool complete)
{
    m_complete = complete;
    m_namesFile = !rows->empty() && rows->front().entry == 0;
    const bool nothing = complete && rows->empty();
    const QWidget *focus = window()->focusWidget();
    const bool hasFocus = isAncestorOf(focus), wasNothing = focus == m_nothing;
    m_content->setVisible(!nothing);
    m_nothing->setVisible(nothing);
    // Else a tab bar has it.
    if (nothing && hasFocus)
        m_nothing->setFocus();
    else if (!nothing && wasNothing)
        mainPart()->setFocus();
    m_model->setRows(rows);
}

void MetadataPage::applyFilter()
{
    m_filterDelay.stop();
    m_model->setFilter(m_filter->text());
    if (m_model->isStopped())
        m_model->searchAgain();
    if (Panel::isSettled())
        Q_EMIT settled();
}

void MetadataPage::searchStopped()
{
    const MetadataChoice &choice = m_model->choice();
    m_table->header()->setSortIndicator(choice.column, choice.order);
    showCount();
    Q_EMIT said(Tone::Note,
                m_model->isStopped()
                    ? tr("The search was stopped: the rows are those from before it. "
                         "Enter searches again.")
                    : tr("Sorting was stopped: the rows are in the order from before."));
}

void MetadataPage::showFirst()
{
    selectAlone(*m_table, m_model->index(0, 0));
    showCount();
}

QString MetadataPage::emptyText() const
{
    if (!m_complete)
        return tr("Reading was stopped; come back to this page to go on.");
    if (m_model->isStopped())
        return tr("The search was stopped; Enter searches again.");
    return m_model->isReady() ? tr("No value fits the search.") : tr("Reading…");
}

void MetadataPage::showCount()
{
    const int shown = m_model->rowCount();
    m_table->setEmptyText(emptyText());
    if (m_complete && !m_model->isReady())
        m_count->clear();
    else if (!m_complete)
        m_count->setText(counted(static_cast<std::uint64_t>(m_model->total()),
                                 tr("1 value, then stopped"), tr("%1 values, then stopped")));
    else
        m_count->setText(
            shown == m_model->total()
                ? counted(static_cast<std::uint64_t>(shown), tr("1 value"), tr("%1 values"))
                : tr("%1 of %2 shown")
                      .arg(plainText(grouped(static_cast<std::uint64_t>(shown))),
                           plainText(grouped(static_cast<std::uint64_t>(m_model->total())))));
    showValue(m_table->currentIndex());
}

void MetadataPage::showValue(const QModelIndex &row)
{
    m_goTo->setEnabled(row.isValid());
    if (!row.isValid()) {
        m_copy->setEnabled(false);
        m_path->clear();
        return m_value->clear();
    }
    const auto entry = row.data(EntryRole).toUInt();
    const Checkpoint &checkpoint = *m_shown;
    const auto cell = [&row](int column) { return row.siblingAtColumn(column).data().toString(); };
    const bool isObject = checkpoint.entry(entry).kind == EntryKind::Object;
    const ReadableValue value =
        isObject ? ReadableValue() : readableValue(checkpoint, entry, shownBytes);
    const QString title =
        u"%1 · %2"_s.arg(cell(MetadataModel::PathColumn), cell(MetadataModel::TypeColumn));
    m_path->setText(value.isWhole ? title
                                  : title + tr(" · too long to be shown whole: Copy value "
                                               "takes all of it"));
    m_copy->setEnabled(!value.text.empty()); // nothing is to take the place of what was copied
    m_value->setPlainText(isObject ? tr("A Python object: not run, kept unchanged when saving.")
                                   : QString::fromStdString(value.text));
}

bool MetadataPage::startFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
    return true;
}

void MetadataPage::copyValue()
{
    m_copyJob.start(m_shown, m_table->currentIndex().data(EntryRole).toUInt());
}

void MetadataPage::goTo(const QModelIndex &row)
{
    if (row.isValid())
        Q_EMIT entryRequested(row.data(EntryRole).toUInt());
}

} // namespace lens
