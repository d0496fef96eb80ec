// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parameterspage.h"

#include "model/document/plaintext.h"
#include "model/document/settings.h"
#include "model/items/rowoffers.h"
#include "model/items/treemodel.h"
#include "widgets/divider.h"
#include "widgets/entryclipboard.h"
#include "widgets/entrymenu.h"
#include "widgets/entrytree.h"
#include "widgets/filterline.h"
#include "widgets/messagebar.h"
#include "widgets/modelviewbox.h"
#include "widgets/panels.h"
#include "widgets/paneltabs.h"
#include "widgets/savedfilters.h"
#include "widgets/treeheader.h"

#include <QHBoxLayout>
#include <QTabBar>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

// Statistics that are shown anyway are read without asking where that takes no time to speak of.
constexpr std::uint64_t readAtOnce = 256u << 20;

} // namespace

ParametersPage::ParametersPage(const PanelContext &context, QWidget *parent)
    : Panel(context, parent)
    , m_model(new TreeModel(context.document, this))
    , m_line(new FilterLine)
    , m_modelViews(new ModelViewBox)
    , m_tree(new EntryTree(*m_model))
    , m_details(new PanelTabs(detailPanels(), context))
    , m_splitter(new Divider(Qt::Horizontal, context.settings, u"parameters"_s))
    , m_statisticsJob(context.document)
{
    m_details->setObjectName(u"details"_s);
    m_details->tabBar()->setAccessibleName(tr("Details of the selected entry"));
    m_details->setBeside(m_tree);
    m_splitter->addWidget(makeLeft());
    m_splitter->addWidget(m_details);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->begin({6000, 4000}); // the tree is what one begins with
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    m_tree->setFocus(); // no proxy: Tab would pass by what is before it
    connectTree();
    connect(m_details, &PanelTabs::settled, this, &Panel::settled);
    connect(m_details, &PanelTabs::entryRequested, this, &ParametersPage::follow);
    connect(m_details, &PanelTabs::said, this, &Panel::said);
    connectFilter();
    connect(&m_job, &RowsJob::finished, this, &ParametersPage::rowsMade);
    // Before a load starts them again: they are given up by it.
    watch(&m_job, tr("Filtering"));
    watch(&m_statisticsJob, tr("Statistics"));
    connect(&document(), &Document::changed, this, &ParametersPage::documentChanged);
    connect(&m_statisticsJob, &StatisticsJob::finished, this, &ParametersPage::statisticsRead);
}

void ParametersPage::connectFilter()
{
    m_line->saved().setFilters(context().settings.savedFilters());
    connect(&m_line->saved(), &SavedFilters::filtersChanged, this,
            [this](const QStringList &filters) { context().settings.setSavedFilters(filters); });
    connect(m_line, &FilterLine::textMoved, this, &ParametersPage::filterMoved);
    connect(m_line, &FilterLine::left, this, [this] {
        m_tree->setFocus(Qt::OtherFocusReason);
        m_selectFound = m_job.isRunning();
        if (!m_selectFound)
            m_tree->selectFound();
    });
}

void ParametersPage::connectTree()
{
    connect(m_tree, &EntryTree::selectionMoved, m_details, &PanelTabs::setSelection);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &ParametersPage::currentMoved);
    connect(m_tree, &EntryTree::rested, this, [this] {
        if (isSettled())
            Q_EMIT settled();
    });
    connect(m_tree, &EntryTree::sortRequested, this, &ParametersPage::sort);
    connect(m_tree, &EntryTree::expandedPartly, this, &ParametersPage::sayPartly);
    connect(m_tree, &EntryTree::selectionRefused, this, [this] {
        Q_EMIT said(Tone::Note,
                    tr("Not selected: these rows are in too many groups. Select a group "
                       "for all that is in it, or use the flat list."));
    });
    connect(m_tree, &EntryTree::copiedPartly, this, [this] {
        Q_EMIT said(Tone::Note,
                    tr("Copied, but not all of it: the texts are too long, or too many. Copy value "
                       "on the Metadata page takes all of one."));
    });
    connect(&m_tree->columns(), &TreeHeader::columnsChanged, this,
            [this] { context().settings.setTreeColumns(m_tree->columns().columns()); });
    connect(&m_tree->columns(), &TreeHeader::columnShown, this, [this](int column) {
        if (TreeModel::isStatistic(column) && !document().statistics())
            startStatistics();
    });
    connect(m_tree, &EntryTree::menuRequested, this, &ParametersPage::showMenu);
    connect(m_tree, &EntryTree::activated, this, [this](const QModelIndex &index) {
        const auto entry = index.data(EntryRole).toUInt();
        if (static_cast<RowKind>(index.data(KindRole).toInt()) == RowKind::Reference)
            follow(document().checkpoint()->entry(entry).target);
    });
}

QWidget *ParametersPage::makeLeft()
{
    connect(m_modelViews, &ModelViewBox::chosen, this, &ParametersPage::setModelView);
    auto *left = new QWidget;
    auto *layout = new QVBoxLayout(left);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *top = new QHBoxLayout;
    top->setSpacing(0);
    top->addWidget(m_line, 1);
    auto *views = new QVBoxLayout;
    const int gap = fontMetrics().height() / 4; // as around the filter
    views->setContentsMargins(0, gap, gap, gap);
    views->addWidget(m_modelViews);
    views->addStretch();
    top->addLayout(views);
    layout->addLayout(top);
    layout->addWidget(m_tree, 1);
    m_line->showFound(0, 0, false);
    m_tree->columns().setColumns(context().settings.treeColumns());
    return left;
}

void ParametersPage::showSelection(const Selection &selection)
{
    m_tree->expandFirst();
    reveal(selection.current);
}

// Rows that are still made are of the outline as it was.
void ParametersPage::forgetSelection()
{
    m_job.abandon();
    m_selectFound = false;
    m_line->showFound(0, 0, false);
}

void ParametersPage::selectEntry(std::uint32_t entry)
{
    // Only among the objects does every entry have a row.
    if (document().outline()->hasRow(entry))
        reveal(document().outline()->nodeOf(entry));
    else
        showView(ModelView::Object, entry);
}

void ParametersPage::follow(std::uint32_t entry)
{
    Q_EMIT leaving();
    selectEntry(entry);
}

Spot ParametersPage::spot() const
{
    const Checkpoint &checkpoint = *document().checkpoint();
    const Outline &outline = *document().outline();
    const std::uint32_t node = m_tree->currentNode(), entry = outline.enclosingEntry(node);
    return {{},
            outline.pathText(checkpoint, node),
            checkpoint.pathText(entry),
            document().modelView() == ModelView::Object,
            node};
}

// Among the objects its row may be another one than in a state dict.
void ParametersPage::goTo(const Spot &spot)
{
    const Checkpoint &checkpoint = *document().checkpoint();
    const Outline &outline = *document().outline();
    const bool isView = spot.asObjects == (document().modelView() == ModelView::Object);
    if (isView) {
        const bool isThere =
            spot.row < outline.size() && outline.pathText(checkpoint, spot.row) == spot.path;
        if (const auto row = isThere ? spot.row : nodeAt(checkpoint, outline, spot.path))
            reveal(*row);
        return;
    }
    // What only ends like it is another.
    const auto entry = findEntry(checkpoint, spot.entryPath);
    if (entry && checkpoint.pathText(*entry) == spot.entryPath)
        showView(spot.asObjects ? ModelView::Object : ModelView::StateDict, *entry);
}

void ParametersPage::resetLayout()
{
    m_splitter->reset();
    m_tree->columns().resetColumns();
    context().settings.setTreeColumns({});
    m_details->resetLayout();
}

void ParametersPage::reveal(std::uint32_t node)
{
    if (!m_model->indexOf(node).isValid()) {
        m_flat = m_flat && isItem(rowSource(document()), node);
        m_job.abandon();
        m_memory.reset();
        m_filter = {};
        if (const auto rows = makeRows(request()))
            showRows(std::make_shared<ShownRows>(*rows));
        m_line->setText({});
    }
    m_tree->select(m_model->indexOf(node));
}

bool ParametersPage::isExportable() const { return m_details->front()->isExportable(); }

void ParametersPage::exportView() { m_details->front()->exportView(); }

bool ParametersPage::startFilter()
{
    m_line->startTyping();
    return true;
}

void ParametersPage::setFilter(const QString &text) { m_line->setText(text); }

void ParametersPage::setFlat(bool flat)
{
    m_flat = flat;
    requestRows();
}

void ParametersPage::sayPartly(int levels)
{
    Q_EMIT said(Tone::Note,
                counted(static_cast<std::uint64_t>(levels),
                        tr("Expanded 1 level only: all rows are too many to show at once."),
                        tr("Expanded %1 levels only: all rows are too many to show at once.")) +
                    tr(" Expand a group inside by *, or filter."));
}

void ParametersPage::setModelView(ModelView view)
{
    showView(view, document().outline()->enclosingEntry(m_tree->currentNode()));
}

void ParametersPage::showView(ModelView view, std::uint32_t entry)
{
    m_wantedEntry = entry;
    m_modelViews->refresh(document()); // until then it says what is seen
    Q_EMIT modelViewRequested(view);
}

void ParametersPage::viewShown() { reveal(document().outline()->nodeOf(m_wantedEntry)); }

void ParametersPage::showMenu(const QModelIndex &index, const QPoint &at)
{
    auto *menu = new EntryMenu(document(), index, m_tree);
    connect(menu, &EntryMenu::filterChosen, this,
            [this](const QString &part) { setFilter(withPart(m_line->text(), part)); });
    connect(menu, &EntryMenu::entryRequested, this, &ParametersPage::follow);
    menu->popup(at);
}

void ParametersPage::copyTable() { m_tree->copyRows(true); }

QWidget *ParametersPage::mainPart() const { return m_tree; }

ChosenRows ParametersPage::chosenRows() const
{
    const Selection selection = m_tree->selection();
    ChosenRows chosen{{.node = selection.current}, {}};
    for (const auto node : selection.nodes)
        chosen.all.push_back({.node = node});
    return chosen;
}

void ParametersPage::documentChanged(const DocumentChange &change)
{
    using Kind = DocumentChange::Kind;
    const bool other = change.kind == Kind::Loaded || change.kind == Kind::Rows;
    if (other)
        loaded();
    if (change.kind == Kind::File && m_tree->currentNode() == 0)
        m_details->setSelection(m_tree->selection()); // they name it and its size
    const bool asked = !m_filter.isEmpty() || m_flat || m_order != RowOrder::Natural;
    const bool moved =
        change.kind == Kind::Devices && (m_filter.dependsOnEdits() || m_order == RowOrder::Device);
    const bool found = change.kind == Kind::Findings && m_filter.dependsOnFindings();
    if (moved || found || (other && asked))
        requestRows();
}

void ParametersPage::loaded()
{
    m_tree->forget();
    m_modelViews->refresh(document());
    m_line->setCompletions(filterCompletions(*m_model, document()));
    const bool small = document().outline()->totals(0).bytes <= readAtOnce;
    const bool wanted = m_tree->columns().showsStatistics() || m_filter.dependsOnStatistics();
    if (!document().statistics() && wanted && small)
        m_statisticsJob.start();
}

void ParametersPage::startStatistics()
{
    if (!m_tree->columns().showsStatistics())
        m_tree->columns().showStatistics();
    readStatistics();
}

void ParametersPage::readStatistics()
{
    if (!m_statisticsJob.isRunning())
        m_statisticsJob.start();
}

void ParametersPage::statisticsRead(const Result<std::uint64_t> &withoutNumbers)
{
    if (m_filter.dependsOnStatistics() || m_order >= RowOrder::Min)
        requestRows();
    if (!withoutNumbers && withoutNumbers.error().code == ErrorCode::Cancelled)
        Q_EMIT said(Tone::Note, tr("Stopped: the statistics of some tensors are not known."));
    else if (!withoutNumbers)
        Q_EMIT said(Tone::Error, errorText(withoutNumbers.error()));
    else if (*withoutNumbers > 0)
        Q_EMIT said(Tone::Note, counted(*withoutNumbers, tr("1 tensor has no numbers to read."),
                                        tr("%1 tensors have no numbers to read.")));
}

bool ParametersPage::isSettled() const
{
    return Panel::isSettled() && !m_line->isWaiting() && !m_tree->isMoving() &&
           m_details->isSettled();
}

} // namespace lens
