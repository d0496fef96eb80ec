// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/retagdialog.h"

#include "model/document/plaintext.h"
#include "model/items/retagmodel.h"
#include "widgets/prompts.h"
#include "widgets/retagtable.h"
#include "widgets/retagtexts.h"
#include "widgets/screenroom.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

// What programs, not loaders, read: left as it is unless a person asks.
bool holdsDeviceObjects(const Checkpoint &checkpoint)
{
    using Kind = DeviceSite::Kind;
    return std::ranges::any_of(checkpoint.sites, [](const DeviceSite &site) {
        return site.kind == Kind::Device || site.kind == Kind::Spec;
    });
}

} // namespace

RetagDialog::RetagDialog(Purpose purpose, RetagPlace place, Prompts &prompts, Settings &settings,
                         QWidget *parent)
    : QDialog(parent)
    , m_purpose(purpose)
    , m_place(std::move(place))
    , m_prompts(prompts)
    , m_targets(new RetagModel(this))
    , m_question(prompts)
    , m_everything(new QRadioButton(tr("&Everything to")))
    , m_each(new QRadioButton(tr("Choose for each device &found")))
    , m_reach(nullptr)
    , m_allTarget(tagChooser())
    , m_objects(new QCheckBox(tr("Also torch.device &values and devices in DTensor specs")))
    , m_outcome(new QLabel)
    , m_notes(new QLabel)
    , m_destination(new QLineEdit)
{
    setObjectName(u"retagDialog"_s);
    setWindowTitle(purpose == Purpose::Copy ? tr("Save as for device") : tr("Change device"));
    setAttribute(Qt::WA_DeleteOnClose);
    for (QLabel *label : {m_outcome, m_notes}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_objects->setObjectName(u"deviceObjects"_s);
    m_objects->setVisible(holdsDeviceObjects(*m_place.checkpoint));
    m_outcome->setObjectName(u"outcome"_s);
    m_notes->setForegroundRole(QPalette::PlaceholderText);
    m_notes->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(fontMetrics().height() * 2 / 3);
    if (!m_place.entries.empty())
        layout->addWidget(makeScope());
    layout->addLayout(makeEverything());
    layout->addWidget(m_each);
    layout->addWidget(new RetagTable(*m_targets, settings), 1);
    layout->addWidget(m_objects);
    layout->addWidget(m_outcome);
    layout->addWidget(m_notes);
    layout->addWidget(makeDestination());
    layout->addWidget(makeButtons());
    resizeWithinScreen(*this, {fontMetrics().averageCharWidth() * 80, fontMetrics().height() * 24});

    connect(m_objects, &QCheckBox::toggled, this, &RetagDialog::refresh);
    connect(m_each, &QRadioButton::toggled, this, &RetagDialog::targetsMoved);
    connect(m_allTarget, &QComboBox::currentTextChanged, this, &RetagDialog::targetsMoved);
    connect(m_targets, &RetagModel::chosen, this, &RetagDialog::refresh);
    connect(m_targets, &RetagModel::modelReset, this, [this] {
        if (m_each->isChecked())
            refresh();
    });
    connect(&m_devicesJob, &DevicesJob::finished, m_targets, &RetagModel::setTags);
    connect(&m_planJob, &RetagPlanJob::finished, this, &RetagDialog::showPlan);
    connect(&m_planJob, &LatestJob::progressed, this, [this] {
        say(tr("Looking for what changes…"));
        m_notes->hide();
    });
    connect(&m_question, &LatestJob::progressed, this,
            [this] { say(tr("Looking whether a file of this name exists…")); });
    m_devicesJob.start(this->place());
    targetsMoved();
    m_allTarget->setFocus(); // what is typed there replaces what is suggested
    m_allTarget->lineEdit()->selectAll();
}

QLayout *RetagDialog::makeEverything()
{
    m_everything->setObjectName(u"everythingTo"_s);
    m_everything->setChecked(true);
    m_each->setObjectName(u"eachDevice"_s);
    m_allTarget->setObjectName(u"allTarget"_s);
    m_allTarget->setAccessibleName(tr("New device of everything"));
    auto *line = new QHBoxLayout;
    line->addWidget(m_everything);
    line->addWidget(m_allTarget);
    line->addStretch();
    return line;
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
    connect(m_reach, &QComboBox::currentIndexChanged, this, &RetagDialog::placeMoved);
    return line;
}

RetagPlace RetagDialog::place() const
{
    const bool selected = m_reach && m_reach->currentIndex() == 0;
    return selected
               ? m_place
               : RetagPlace{m_place.checkpoint, m_place.pending, {}, m_place.saved, m_place.path};
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
    line->setVisible(m_purpose == Purpose::Copy);
    connect(browse, &QPushButton::clicked, this, &RetagDialog::browse);
    connect(m_destination, &QLineEdit::textEdited, this, [this] {
        m_nameTyped = true;
        takeBack();
        enableSave();
    });
    return line;
}

QWidget *RetagDialog::makeButtons()
{
    // The first of them has the focus of the box; Tab would pass by what is before it.
    auto *buttons = new QDialogButtonBox;
    m_save = buttons->addButton(m_purpose == Purpose::Copy ? tr("&Save") : tr("&Change"),
                                QDialogButtonBox::AcceptRole);
    m_save->setObjectName(u"saveButton"_s);
    buttons->addButton(QDialogButtonBox::Cancel)->setIcon({});
    connect(buttons, &QDialogButtonBox::accepted, this, &RetagDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &RetagDialog::reject);
    return buttons;
}

RetagRequest RetagDialog::request() const
{
    RetagRequest request;
    request.deviceObjects = m_objects->isChecked();
    if (m_everything->isChecked())
        request.all = m_allTarget->currentText().trimmed().toStdString();
    else
        request.map = m_targets->changes();
    request.exact = true; // a row is a tag
    return request;
}

QString RetagDialog::destination() const { return m_destination->text().trimmed(); }

// The rows of the place before go at once: what was chosen in them is not meant for this one.
void RetagDialog::placeMoved()
{
    m_targets->setTags({});
    m_devicesJob.start(place());
    if (m_everything->isChecked())
        refresh();
}

// The table shows what each tag becomes, whoever decided it; a choice of one's own begins with the
// tags as they are.
void RetagDialog::targetsMoved()
{
    m_allTarget->setEnabled(m_everything->isChecked());
    const bool all = m_everything->isChecked();
    m_targets->setAll(all ? std::optional(m_allTarget->currentText()) : std::nullopt);
    refresh();
}

void RetagDialog::refresh()
{
    takeBack();
    m_plan = nullptr;
    suggestName();
    if (const QString missing = missingTag(); missing.isEmpty()) {
        m_planJob.start(place(), request());
    } else {
        m_planJob.abandon();
        say(missing);
        m_notes->hide();
    }
    enableSave();
}

void RetagDialog::say(const QString &text, bool isError)
{
    QPalette look = palette();
    if (isError)
        look.setColor(QPalette::WindowText, toneColour(look, Tone::Error));
    m_outcome->setPalette(look);
    m_outcome->setText(text);
}

void RetagDialog::sayOutcome() { say(outcomeText(*m_plan, m_purpose == Purpose::Copy)); }

void RetagDialog::showPlan(const Result<RetagPlanPtr> &plan)
{
    m_plan = plan ? *plan : nullptr;
    if (m_plan)
        sayOutcome();
    else
        say(plainText(plan.error().text()), true);
    m_notes->setText(plan ? notesText(*m_plan) : QString());
    m_notes->setVisible(!m_notes->text().isEmpty());
    grow();
    enableSave();
    if (std::exchange(m_saveWanted, false) && m_save->isEnabled())
        save();
}

// The rows of the table and the notes come after it was shown; neither squeezes the other.
void RetagDialog::grow()
{
    const int least = layout()->totalMinimumHeightForWidth(width());
    if (least > height())
        resize(width(), least);
}

// Whoever decides before all is known need not wait for it here.
void RetagDialog::enableSave()
{
    const bool changes = m_planJob.isRunning() || (m_plan && !m_plan->edit.devices.empty());
    const bool known = m_planJob.isRunning() || m_plan;
    m_save->setEnabled(m_purpose == Purpose::Copy ? known && !destination().isEmpty() : changes);
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

void RetagDialog::suggestName()
{
    if (m_nameTyped)
        return;
    const auto path = QFile::decodeName(QByteArray::fromStdString(m_place.path));
    const auto tag = tagInName(request(), m_targets->rowCount());
    // What is no file yet has only a name.
    m_destination->setText(
        QDir::toNativeSeparators(suggestedPath(QDir::home().filePath(path), tag)));
}

void RetagDialog::browse()
{
    takeBack();
    const QPointer<RetagDialog> self(this);
    const auto chosen = m_prompts.fileToSave(parentWidget(), destination());
    if (!self || chosen.isEmpty())
        return;
    m_nameTyped = true;
    m_destination->setText(chosen);
    enableSave();
}

void RetagDialog::save()
{
    m_saveWanted = m_planJob.isRunning();
    if (m_saveWanted)
        return;
    const RetagEditPtr edit(m_plan, &m_plan->edit);
    if (m_purpose == Purpose::Edit) {
        Q_EMIT editRequested(edit, editText(request()));
        return accept();
    }
    askToSave();
}

// A question has an event loop of its own, in which the file may be loaded again: what is asked
// then belongs to the window, not to this dialog, which is gone by the answer.
void RetagDialog::askToSave()
{
    const QString to = destination();
    const QString path = QFile::decodeName(QByteArray::fromStdString(m_place.path));
    // What is no file yet has only a name.
    const ReplaceQuestion::Own own{QDir::isAbsolutePath(path) ? path : QString()};
    m_question.ask(parentWidget(), to, own, [this, to](const auto &place) {
        if (!isVisible() || !m_plan)
            return;
        if (!place)
            return sayOutcome();
        Q_EMIT saveRequested({m_plan, &m_plan->edit}, editText(request()), to, *place);
        accept();
    });
}

// Whoever goes on choosing does not want to save yet.
void RetagDialog::takeBack()
{
    m_saveWanted = false;
    if (!m_question.isRunning())
        return;
    m_question.abandon();
    if (m_plan)
        sayOutcome();
}

// Closed, however that was, it asks for nothing more: the file may be another by then.
void RetagDialog::done(int result)
{
    m_devicesJob.abandon();
    m_planJob.abandon();
    m_question.abandon();
    m_saveWanted = false;
    QDialog::done(result);
}

} // namespace lens
