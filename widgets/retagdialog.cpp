// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/retagdialog.h"

#include "model/document/plaintext.h"
#include "widgets/prompts.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

enum TableColumn { FoundColumn, TargetColumn, TensorsColumn, BytesColumn, TableColumns };

QComboBox *tagChooser(const std::string &keep)
{
    auto *box = new QComboBox;
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    QStringList tags{u"cpu"_s, u"cuda:0"_s, u"cuda:1"_s, u"cuda:2"_s, u"cuda:3"_s, u"mps"_s};
    if (const auto own = plainText(keep); !keep.empty() && !tags.contains(own))
        tags.prepend(own);
    box->addItems(tags);
    return box;
}

QString counted(std::uint64_t amount, const QString &one, const QString &many)
{
    return amount == 1 ? one : many.arg(plainText(grouped(amount)));
}

QTableWidgetItem *cell(const QString &text, bool number = false)
{
    auto *item = new QTableWidgetItem(text);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    if (number)
        item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return item;
}

// What programs, not loaders, read: left as it is unless a person asks.
bool holdsDeviceObjects(const Checkpoint &checkpoint)
{
    using Kind = DeviceSite::Kind;
    return std::ranges::any_of(checkpoint.sites, [](const DeviceSite &site) {
        return site.kind == Kind::Device || site.kind == Kind::Spec;
    });
}

} // namespace

QString suggestedPath(const QString &path, const QString &tag)
{
    const QFileInfo file(path);
    QString suffix = tag;
    suffix.remove(u':');
    std::replace_if(
        suffix.begin(), suffix.end(), [](QChar c) { return !c.isLetterOrNumber(); }, u'_');
    // The dot of a hidden file begins its name, not its ending.
    const bool whole = file.suffix().isEmpty() || file.completeBaseName().isEmpty();
    const QString name = whole ? file.fileName() : file.completeBaseName();
    const QString ending = whole ? QString() : u'.' + file.suffix();
    return QDir(file.path()).filePath(name + u'_' + suffix + ending);
}

RetagDialog::RetagDialog(Purpose purpose, CheckpointPtr checkpoint, RetagScope scope,
                         Prompts &prompts, QWidget *parent)
    : QDialog(parent)
    , m_purpose(purpose)
    , m_checkpoint(std::move(checkpoint))
    , m_scope(std::move(scope))
    , m_prompts(prompts)
    , m_everything(new QRadioButton(tr("&Everything to")))
    , m_each(new QRadioButton(tr("Choose for each device &found")))
    , m_reach(nullptr)
    , m_allTarget(tagChooser({}))
    , m_objects(new QCheckBox(tr("Also torch.device &values and devices in DTensor specs")))
    , m_table(new QTableWidget)
    , m_outcome(new QLabel)
    , m_notes(new QLabel)
    , m_destination(new QLineEdit)
{
    setObjectName(u"retagDialog"_s);
    setWindowTitle(purpose == Purpose::Copy ? tr("Save as for device") : tr("Change device"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_everything->setObjectName(u"everythingTo"_s);
    m_everything->setChecked(true);
    m_each->setObjectName(u"eachDevice"_s);
    m_allTarget->setObjectName(u"allTarget"_s);
    m_allTarget->setAccessibleName(tr("New device of everything"));
    m_objects->setObjectName(u"deviceObjects"_s);
    m_objects->setVisible(holdsDeviceObjects(*m_checkpoint));
    for (QLabel *label : {m_outcome, m_notes}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_outcome->setObjectName(u"outcome"_s);
    m_notes->setForegroundRole(QPalette::PlaceholderText);

    auto *all = new QHBoxLayout;
    all->addWidget(m_everything);
    all->addWidget(m_allTarget);
    all->addStretch();
    // The first of them has the focus of the box; Tab would pass by what is before it.
    auto *buttons = new QDialogButtonBox;
    m_save = buttons->addButton(purpose == Purpose::Copy ? tr("&Save") : tr("&Change"),
                                QDialogButtonBox::AcceptRole);
    m_save->setObjectName(u"saveButton"_s);
    buttons->addButton(QDialogButtonBox::Cancel)->setIcon({});
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(fontMetrics().height() * 2 / 3);
    if (!m_scope.entries.empty())
        layout->addWidget(makeScope());
    layout->addLayout(all);
    layout->addWidget(m_each);
    layout->addWidget(makeTable(), 1);
    layout->addWidget(m_objects);
    layout->addWidget(m_outcome);
    layout->addWidget(m_notes);
    QWidget *destination = makeDestination();
    destination->setVisible(purpose == Purpose::Copy);
    layout->addWidget(destination);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 80, fontMetrics().height() * 24);

    connect(buttons, &QDialogButtonBox::accepted, this, &RetagDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &RetagDialog::reject);
    connect(m_objects, &QCheckBox::toggled, this, &RetagDialog::refresh);
    connect(m_each, &QRadioButton::toggled, this, &RetagDialog::showTargets);
    connect(m_allTarget, &QComboBox::currentTextChanged, this, &RetagDialog::showTargets);
    showTargets();
}

QWidget *RetagDialog::makeScope()
{
    auto *line = new QWidget;
    auto *layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    m_reach = new QComboBox;
    m_reach->setObjectName(u"reach"_s);
    m_reach->setAccessibleName(tr("What to change"));
    m_reach->addItems({tr("What is selected"), tr("The whole file")});
    m_reach->setCurrentIndex(m_purpose == Purpose::Copy ? 1 : 0);
    auto *label = new QLabel(tr("Change &in"));
    label->setBuddy(m_reach);
    layout->addWidget(label);
    layout->addWidget(m_reach);
    layout->addStretch();
    connect(m_reach, &QComboBox::currentIndexChanged, this, [this] {
        fillTable();
        showTargets();
    });
    return line;
}

RetagScope RetagDialog::scope() const
{
    const bool selected = m_reach && m_reach->currentIndex() == 0;
    return selected ? m_scope : RetagScope{{}, m_scope.pending};
}

QWidget *RetagDialog::makeTable()
{
    m_table->setObjectName(u"deviceTable"_s);
    m_table->setAccessibleName(tr("Devices found and what they become"));
    m_table->setColumnCount(TableColumns);
    m_table->setHorizontalHeaderLabels({tr("Found"), tr("New device"), tr("Tensors"), tr("Bytes")});
    m_table->horizontalHeaderItem(FoundColumn)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeaderItem(TargetColumn)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    for (const int column : {TensorsColumn, BytesColumn})
        m_table->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_table->verticalHeader()->hide();
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setFocusPolicy(Qt::NoFocus);
    m_table->setShowGrid(false);
    m_table->horizontalHeader()->setSectionResizeMode(FoundColumn, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(TargetColumn, QHeaderView::Stretch);
    fillTable();
    return m_table;
}

void RetagDialog::fillTable()
{
    m_table->setRowCount(0);
    m_tags.clear();
    m_targets.clear();
    for (const auto &[tag, count] : devicesOf(*m_checkpoint, scope()))
        addRow(tag, count);
}

void RetagDialog::addRow(const std::string &tag, const DeviceCount &count)
{
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    m_table->setItem(row, FoundColumn, cell(plainText(tag)));
    m_table->setItem(row, TensorsColumn, cell(plainText(grouped(count.tensors)), true));
    m_table->setItem(row, BytesColumn, cell(plainText(humanBytes(count.bytes)), true));
    auto *target = tagChooser(tag);
    target->setAccessibleName(tr("New device for %1").arg(plainText(tag)));
    target->setObjectName(u"target%1"_s.arg(row));
    connect(target, &QComboBox::currentTextChanged, this, &RetagDialog::refresh);
    m_table->setCellWidget(row, TargetColumn, target);
    m_table->setRowHeight(row, target->sizeHint().height() + 6);
    m_tags.push_back(tag);
    m_targets.push_back(target);
}

QWidget *RetagDialog::makeDestination()
{
    auto *line = new QWidget;
    auto *layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *label = new QLabel(tr("Save &to"));
    label->setBuddy(m_destination);
    auto *browse = new QPushButton(tr("&Browse…"));
    browse->setAutoDefault(false);
    m_destination->setObjectName(u"destination"_s);
    m_destination->setAccessibleName(tr("File to save to"));
    layout->addWidget(label);
    layout->addWidget(m_destination, 1);
    layout->addWidget(browse);
    connect(browse, &QPushButton::clicked, this, &RetagDialog::browse);
    connect(m_destination, &QLineEdit::textEdited, this, [this] {
        m_nameTyped = true;
        refresh();
    });
    return line;
}

RetagRequest RetagDialog::request() const
{
    RetagRequest request;
    request.deviceObjects = m_objects->isChecked();
    if (m_everything->isChecked()) {
        request.all = m_allTarget->currentText().trimmed().toStdString();
        return request;
    }
    for (std::size_t row = 0; row < m_tags.size(); ++row) {
        const auto target = m_targets[row]->currentText().trimmed();
        if (target != plainText(m_tags[row]))
            request.map[m_tags[row]] = target.toStdString();
    }
    return request;
}

QString RetagDialog::destination() const { return m_destination->text().trimmed(); }

void RetagDialog::refresh()
{
    m_allTarget->setEnabled(m_everything->isChecked());
    suggestName();
    const auto plan = planRetag(*m_checkpoint, request(), scope());
    m_plan = plan ? *plan : RetagPlan();
    QPalette look = palette();
    if (const QString missing = missingTag(); !missing.isEmpty()) {
        m_outcome->setText(missing);
    } else if (!plan) {
        look.setColor(QPalette::WindowText, toneColour(look, Tone::Error));
        m_outcome->setText(plainText(plan.error().text()));
    } else if (m_plan.edit.devices.empty()) {
        m_outcome->setText(m_tags.empty() ? tr("Nothing changes: there is no device tag to change.")
                                          : tr("Nothing changes: every tag is already as asked."));
    } else {
        m_outcome->setText(
            tr("A new tag for %1 in %2 (%3)%4. Only device tags change; every value stays as it "
               "is.")
                .arg(counted(m_plan.tensors, tr("1 tensor"), tr("%1 tensors")),
                     counted(m_plan.storages, tr("1 storage"), tr("%1 storages")),
                     plainText(humanBytes(m_plan.bytes)),
                     m_plan.others ? tr(" and %1").arg(counted(m_plan.others, tr("1 other device"),
                                                               tr("%1 other devices")))
                                   : QString()));
    }
    m_outcome->setPalette(look);
    QStringList notes;
    for (const auto &note : m_plan.notes)
        notes << plainText(note);
    m_notes->setText(notes.join(u'\n'));
    m_notes->setVisible(!notes.isEmpty());
    m_save->setEnabled(
        plan.has_value() &&
        (m_purpose == Purpose::Copy ? !destination().isEmpty() : !m_plan.edit.devices.empty()));
}

// What to do first, while no new tag is given.
QString RetagDialog::missingTag() const
{
    const auto wanted = request();
    if (!wanted.all.empty() || !wanted.map.empty())
        return {};
    return m_everything->isChecked() ? tr("Type a device tag: cpu, cuda:0, mps or another.")
                                     : tr("Nothing changes yet: choose a new device in the table. "
                                          "A tag that you leave is "
                                          "kept as it is.");
}

// The table shows what each tag becomes, whoever decided it; a choice of one's own begins with the
// tags as they are.
void RetagDialog::showTargets()
{
    for (std::size_t row = 0; row < m_tags.size(); ++row) {
        const QSignalBlocker quiet(m_targets[row]);
        m_targets[row]->setEnabled(m_each->isChecked());
        m_targets[row]->setCurrentText(m_each->isChecked() ? plainText(m_tags[row])
                                                           : m_allTarget->currentText());
    }
    refresh();
}

void RetagDialog::suggestName()
{
    if (m_nameTyped)
        return;
    const auto wanted = request();
    const QString tag = !wanted.all.empty() ? QString::fromStdString(wanted.all)
                        : wanted.map.size() == 1
                            ? QString::fromStdString(wanted.map.begin()->second)
                            : u"retagged"_s;
    const auto path = QFile::decodeName(QByteArray::fromStdString(m_checkpoint->path));
    m_destination->setText(QDir::toNativeSeparators(
        suggestedPath(m_checkpoint->file ? path : QDir::home().filePath(path), tag)));
}

void RetagDialog::browse()
{
    const auto chosen = m_prompts.fileToSave(this, destination());
    if (chosen.isEmpty())
        return;
    m_nameTyped = true;
    m_destination->setText(chosen);
    refresh();
}

QString RetagDialog::editText() const
{
    const auto wanted = request();
    if (!wanted.all.empty())
        return tr("Change device to %1").arg(plainText(wanted.all));
    return wanted.map.size() == 1
               ? tr("Change device to %1").arg(plainText(wanted.map.begin()->second))
               : tr("Change devices");
}

void RetagDialog::save()
{
    if (m_purpose == Purpose::Edit) {
        Q_EMIT editRequested(m_plan.edit, editText());
        return accept();
    }
    const bool exists = QFileInfo::exists(destination());
    if (exists && !m_prompts.mayReplace(this, destination()))
        return;
    Q_EMIT saveRequested(m_plan.edit, destination(), exists ? Overwrite::Yes : Overwrite::No);
    accept();
}

} // namespace lens
