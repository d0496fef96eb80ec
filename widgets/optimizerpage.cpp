// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/optimizerpage.h"

#include "model/document/plaintext.h"
#include "model/items/optimizermodels.h"
#include "model/items/roles.h"
#include "widgets/divider.h"
#include "widgets/icons.h"
#include "widgets/messagebar.h"
#include "widgets/optimizerdelegate.h"
#include "widgets/rowtable.h"
#include "widgets/selecting.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>
#include <numeric>
#include <span>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr int widestSetting = 28; // characters of a column of settings
constexpr qsizetype listedWarnings = 6;
constexpr std::size_t shownType = 100; // bytes of its name
constexpr std::size_t listedOptimizers = 500;

QString sizeText(const OptimizerTable &table)
{
    const QString size = plainText(humanBytes(table.bytes));
    if (table.modelBytes == 0)
        return OptimizerPage::tr("%1 of state").arg(size);
    const QString model = plainText(humanBytes(table.modelBytes));
    return table.models == 1
               ? OptimizerPage::tr("%1 of state beside %2 of model").arg(size, model)
               : OptimizerPage::tr("%1 of state; the models of the file have %2").arg(size, model);
}

} // namespace

OptimizerPage::OptimizerPage(const PanelContext &context, QWidget *parent)
    : Panel(context, parent)
    , m_parameters(new OptimizerModel(this))
    , m_groups(new GroupsModel(this))
    , m_choice(new QComboBox)
    , m_title(new QLabel)
    , m_reason(new QLabel)
    , m_warnings(new QLabel)
    , m_nothing(new QLabel(tr("There is no optimizer in this file.\n\nA file has one when training "
                              "code saves it: torch.save({\"optimizer\": "
                              "optimizer.state_dict(), …}).")))
    , m_goTo(new QPushButton(icon(u"reference"_s), tr("G&o to")))
    , m_groupsTable(new RowTable(u"groupsTable"_s, tr("Settings of the groups"), context.settings))
    , m_parametersTable(new RowTable(u"optimizerParameters"_s, tr("Parameters of the optimizer"),
                                     context.settings))
    , m_content(new Divider(Qt::Horizontal, context.settings, u"optimizer"_s))
{
    setObjectName(u"optimizerPage"_s);
    for (QLabel *label : {m_title, m_reason, m_warnings, m_nothing}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    m_nothing->setObjectName(u"noOptimizer"_s);
    m_content->addWidget(makeGroups());
    m_content->addWidget(makeParameters());
    m_content->setStretchFactor(0, 0);
    m_content->setStretchFactor(1, 1);
    m_content->begin({1, 1}); // until there are groups
    auto *layout = new QVBoxLayout(this);
    const int margin = fontMetrics().height() * 3 / 4;
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->addWidget(makeHead());
    layout->addWidget(m_content, 1);
    layout->addWidget(m_nothing, 1);
    m_nothing->hide();
    m_parametersTable->setFocus(); // no proxy: Tab would pass by what is before it
    watch(&m_readJob, tr("Reading the optimizer"));
    watch(&m_momentsJob, tr("Reading moments"));
    watch(&m_parameters->sortJob(), tr("Sorting"));
    connect(&m_readJob, &OptimizerJob::finished, this, &OptimizerPage::showTables);
    connect(&m_momentsJob, &MomentsJob::found, m_parameters, &OptimizerModel::fill);
    connect(&m_momentsJob, &MomentsJob::finished, this, [this](const Result<void> &result) {
        m_parameters->finish();
        if (!result && result.error().code != ErrorCode::Cancelled)
            Q_EMIT said(Tone::Error, errorText(result.error()));
    });
}

QWidget *OptimizerPage::makeHead()
{
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setBold(true);
    m_title->setFont(large);
    m_title->setObjectName(u"optimizerTitle"_s);
    m_reason->setForegroundRole(QPalette::PlaceholderText);
    m_warnings->setObjectName(u"optimizerWarnings"_s);
    m_choice->setObjectName(u"optimizerChoice"_s);
    m_choice->setAccessibleName(tr("Optimizer to show"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_goTo->setObjectName(u"goToState"_s);
    m_goTo->setAccessibleName(tr("Go to the state of this parameter"));
    m_goTo->setToolTip(tr("Show the state in the tree with its histogram and values; from a cell "
                          "of a moment, that moment"));
    connect(m_choice, &QComboBox::activated, this, &OptimizerPage::showTable);
    connect(m_goTo, &QPushButton::clicked, this,
            [this] { goTo(m_parametersTable->currentIndex()); });
    auto *texts = new QVBoxLayout;
    for (QLabel *label : {m_title, m_reason, m_warnings})
        texts->addWidget(label);
    auto *head = new QWidget;
    auto *line = new QHBoxLayout(head);
    line->setContentsMargins(0, 0, 0, 0);
    line->addLayout(texts, 1);
    line->addWidget(m_choice, 0, Qt::AlignTop);
    line->addWidget(m_goTo, 0, Qt::AlignTop);
    return head;
}

QWidget *OptimizerPage::makeGroups()
{
    m_groupsTable->setModel(m_groups);
    m_groupsTable->header()->setStretchLastSection(true);
    connect(m_groupsTable, &RowTable::rowChosen, this, &OptimizerPage::goTo);
    return m_groupsTable;
}

QWidget *OptimizerPage::makeParameters()
{
    m_parametersTable->setItemDelegate(new OptimizerDelegate(m_parametersTable));
    m_parametersTable->setWalkedByCell();
    m_parametersTable->setRows(m_parameters);
    m_parametersTable->setEmptyText(tr("This optimizer has no parameters."));
    actOn(*m_parametersTable, OptimizerModel::StepColumn);
    connect(m_parametersTable, &RowTable::rowChosen, this, &OptimizerPage::goTo);
    return m_parametersTable;
}

QWidget *OptimizerPage::mainPart() const { return m_parametersTable; }

void OptimizerPage::showSelection(const Selection &)
{
    if (m_shown == document().checkpoint())
        return;
    m_shown = document().checkpoint();
    m_momentsJob.abandon();
    m_readJob.start(m_shown);
}

void OptimizerPage::showTables(const OptimizerTables &tables)
{
    m_tables = tables;
    m_tablesOf = m_shown;
    m_choice->clear();
    for (const OptimizerTable &table :
         std::span(*m_tables).first(std::min(m_tables->size(), listedOptimizers)))
        m_choice->addItem(pathText(table));
    if (m_tables->size() > listedOptimizers)
        addRest(m_tables->size() - listedOptimizers);
    const QWidget *focus = window()->focusWidget();
    const bool any = !m_tables->empty(), hasFocus = isAncestorOf(focus);
    const bool wasNothing = focus == m_nothing;
    m_choice->setVisible(m_tables->size() > 1);
    for (QWidget *part : std::initializer_list<QWidget *>{m_title, m_reason, m_content, m_goTo})
        part->setVisible(any);
    m_nothing->setVisible(!any);
    m_warnings->setVisible(any);
    if (any)
        showTable(0);
    // Else a tab bar has it.
    if (!any && hasFocus)
        m_nothing->setFocus(); // until another page comes
    else if (any && wasNothing)
        mainPart()->setFocus();
    Q_EMIT chosenRowsMoved();
}

// A line that cannot be chosen.
void OptimizerPage::addRest(std::size_t count)
{
    m_choice->addItem(
        counted(count, tr("and 1 more; see the tree"), tr("and %1 more; see the tree")));
    auto *lines = qobject_cast<QStandardItemModel *>(m_choice->model());
    lines->item(m_choice->count() - 1)->setEnabled(false);
}

QString OptimizerPage::pathText(const OptimizerTable &table) const
{
    return table.path.empty() ? plainText(fileName(document().path()), 80)
                              : plainText(table.path, 80);
}

void OptimizerPage::showTable(int index)
{
    const OptimizerTable &table = (*m_tables)[static_cast<std::size_t>(index)];
    m_title->setText(tr("%1: %2").arg(pathText(table), plainText(table.type, shownType)));
    m_reason->setText(u"%1 · %2 · %3"_s.arg(
        plainText(table.typeReason),
        counted(table.rows.size(), tr("1 parameter"), tr("%1 parameters")), sizeText(table)));
    m_groups->setTable({m_tables, &table});
    sizeGroups();
    m_parameters->setTable({m_tables, &table});
    showWarnings(table);
    sizeParameters();
    hideEmptyColumns(table);
    selectAlone(*m_parametersTable, m_parameters->index(0, OptimizerModel::NameColumn));
    m_momentsJob.start(m_shown, {m_tables, &table});
}

// As wide as the groups need, at most half of the page; a person who moved the handle knows better.
void OptimizerPage::sizeGroups()
{
    const int room = fontMetrics().averageCharWidth() * 2;
    const int widest = fontMetrics().averageCharWidth() * widestSetting;
    QList<int> widths;
    for (int column = 0; column < m_groups->columnCount(); ++column)
        widths << std::min(m_groupsTable->columnWidthHint(column) + room, widest);
    m_groupsTable->setColumnWidths(widths);
    const int wanted = std::accumulate(widths.begin(), widths.end(), room);
    const int groups = std::min(wanted, m_content->width() / 2);
    m_content->suggest({groups, m_content->width() - groups});
}

void OptimizerPage::resetLayout()
{
    m_content->reset();
    sizeGroups();
}

void OptimizerPage::sizeParameters()
{
    const auto title = [this](int column) {
        return m_parameters->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    };
    const QString number = u"1.234e-05"_s;
    QStringList samples{u"0000"_s, u"Group"_s, {}, u"512×512×3×3"_s, u"100000"_s};
    for (const int column : {OptimizerModel::FirstColumn, OptimizerModel::SecondColumn})
        samples << (title(column).size() > number.size() ? title(column) : number);
    m_parametersTable->sizeColumns(samples << u"1023.9 KiB"_s << u"other step, NaN"_s);
}

void OptimizerPage::hideEmptyColumns(const OptimizerTable &table)
{
    const std::pair<int, bool> columns[] = {
        {OptimizerModel::GroupColumn, table.groups.size() > 1},
        {OptimizerModel::ShapeColumn, table.hasShapes},
        {OptimizerModel::StepColumn, table.hasSteps},
        {OptimizerModel::FirstColumn, !table.firstName.empty()},
        {OptimizerModel::SecondColumn, !table.secondName.empty()},
    };
    for (const auto &[column, used] : columns)
        m_parametersTable->setColumnHidden(column, !used);
}

void OptimizerPage::showWarnings(const OptimizerTable &table)
{
    QStringList lines;
    if (const std::string &reason = m_parameters->commonReason(); !reason.empty())
        lines << tr("Names are not known: %1.").arg(shortened(plainText(reason)));
    if (const int hidden = m_groups->hiddenSettings(); hidden > 0)
        lines << counted(static_cast<std::uint64_t>(hidden),
                         tr("1 more setting of the groups has no column here; see the tree."),
                         tr("%1 more settings of the groups have no column here; see the tree."));
    for (const Finding &finding : table.findings) {
        if (lines.size() == listedWarnings) {
            lines << tr("and more: the report lists them all.");
            break;
        }
        lines << u"%1: %2"_s.arg(severityWord(static_cast<int>(finding.severity)),
                                 shortened(plainText(finding.text)));
    }
    m_warnings->setText(lines.join(u'\n'));
    m_warnings->setVisible(!lines.isEmpty());
}

bool OptimizerPage::isUpToDate() const { return m_tablesOf == document().checkpoint(); }

bool OptimizerPage::hasChosenRows() const { return isUpToDate() && Panel::hasChosenRows(); }

void OptimizerPage::goTo(const QModelIndex &cell)
{
    const auto entry = cell.isValid() ? cell.data(EntryRole).toUInt() : noIndex;
    if (entry != noIndex && isUpToDate())
        Q_EMIT entryRequested(entry);
}

} // namespace lens
