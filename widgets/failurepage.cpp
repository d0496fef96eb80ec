// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/failurepage.h"

#include "model/document/plaintext.h"
#include "widgets/failurereport.h"
#include "widgets/icons.h"
#include "widgets/jobstrip.h"
#include "widgets/messagebar.h"

#include <QClipboard>
#include <QEvent>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr int detailsStretch = 30; // against the empty space above and below

// Between stretches, not by alignment: only so does the height follow a wrapped text.
QHBoxLayout *centred(std::initializer_list<QWidget *> widgets)
{
    auto *line = new QHBoxLayout;
    line->addStretch();
    for (QWidget *widget : widgets)
        line->addWidget(widget);
    line->addStretch();
    return line;
}

QString shownLines(const Failure &failure)
{
    QStringList lines;
    for (const std::string &line : failure.lines)
        lines << plainText(line);
    if (failure.hasMoreLines)
        lines << u"…"_s;
    return lines.join(u'\n');
}

void copyToClipboard(const QString &text) { QGuiApplication::clipboard()->setText(text); }

} // namespace

FailurePage::FailurePage(const PanelContext &context, QWidget *parent)
    : QWidget(parent)
    , m_mark(new QLabel)
    , m_text(new QLabel)
    , m_state(new QLabel)
    , m_again(makeButton(u"tryAgain"_s, u"reload"_s, tr("Try &again")))
    , m_watch(makeButton(u"watchFile"_s, u"wait"_s, {}))
    , m_showLines(makeButton(u"showFirstLines"_s, u"summary"_s, tr("Show first &lines")))
    , m_copyCommand(makeButton(u"copyCommand"_s, u"copy"_s, tr("Copy co&mmand")))
    , m_copy(makeButton(u"copyFailure"_s, u"copy"_s, tr("&Copy this text")))
    , m_lines(new QPlainTextEdit)
    , m_report(new FailureReport(context))
{
    m_text->setObjectName(u"failureText"_s);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setAccessibleName(tr("Why the file could not be opened"));
    m_text->setAlignment(Qt::AlignCenter);
    m_text->setFixedWidth(fontMetrics().averageCharWidth() * 90);
    m_state->setObjectName(u"failureState"_s);
    m_state->setTextFormat(Qt::PlainText);
    makeButtons();
    makeLines();
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(fontMetrics().height());
    layout->addStretch(2);
    layout->addWidget(m_mark, 0, Qt::AlignHCenter);
    layout->addLayout(centred({m_text}));
    layout->addLayout(centred({m_again, m_watch, m_showLines, m_copyCommand, m_copy}));
    layout->addWidget(m_state, 0, Qt::AlignHCenter);
    layout->addWidget(m_lines, detailsStretch);
    layout->addWidget(m_report, detailsStretch);
    layout->addStretch(3);
    paintMark();
    context.jobs.watch(&m_job, tr("Looking at the file"));
    connect(&m_job, &FailureJob::finished, this, [this](const Failure &failure) {
        showFailure(failure);
        Q_EMIT settled();
    });
    connect(&m_wait, &FileWait::looked, this, &FailurePage::showWaiting);
    connect(&m_wait, &FileWait::quiet, this, &FailurePage::completed);
    connect(m_report, &FailureReport::said, this, &FailurePage::said);
}

QPushButton *FailurePage::makeButton(const QString &name, const QString &iconName,
                                     const QString &text)
{
    auto *button = new QPushButton(icon(iconName), text, this);
    button->setObjectName(name);
    button->setAccessibleName(QString(text).remove(u'&'));
    return button;
}

void FailurePage::focusMainPart() { m_again->setFocus(Qt::OtherFocusReason); }

void FailurePage::makeButtons()
{
    m_again->setFocus();
    m_watch->setToolTip(tr("Opens the file by itself once nobody writes to it any more"));
    m_showLines->setCheckable(true);
    connect(m_again, &QPushButton::clicked, this, &FailurePage::againRequested);
    connect(m_watch, &QPushButton::clicked, this, [this] { setWaiting(!m_wait.isWaiting()); });
    connect(m_showLines, &QPushButton::toggled, m_lines, &QWidget::setVisible);
    connect(m_copyCommand, &QPushButton::clicked, this, [this] { copyToClipboard(m_command); });
    connect(m_copy, &QPushButton::clicked, this, [this] { copyToClipboard(m_text->text()); });
}

void FailurePage::makeLines()
{
    m_lines->setObjectName(u"firstLines"_s);
    m_lines->setAccessibleName(tr("First lines of the file"));
    m_lines->setReadOnly(true);
    m_lines->setTabChangesFocus(true);
    m_lines->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_lines->hide();
}

void FailurePage::say(const QString &title, const std::string &path, const Error &error)
{
    m_path = path;
    m_wasStopped = error.code == ErrorCode::Cancelled;
    paintMark();
    m_text->setText(m_wasStopped
                        ? tr("%1 was not opened: reading it was stopped.").arg(title)
                        : tr("%1 could not be opened.").arg(title) + u"\n\n"_s + errorText(error));
    m_text->setAccessibleDescription(m_text->text());
    const bool mayComplete = !path.empty() && mayBecomeComplete(error);
    m_watch->setVisible(mayComplete);
    setWaiting(mayComplete && m_wait.isWaiting());
    if (!m_wait.isWaiting())
        showFailure({});
    // Nothing is known of a file that nobody read to its end.
    if (path.empty() || m_wasStopped)
        return m_job.abandon();
    m_job.start(path, error);
}

void FailurePage::leave()
{
    m_job.abandon();
    setWaiting(false);
}

bool FailurePage::isSettled() const { return !m_job.isRunning() && m_report->isSettled(); }

void FailurePage::resetLayout() { m_report->resetLayout(); }

void FailurePage::showFailure(const Failure &failure)
{
    m_command = plainText(failure.command);
    m_copyCommand->setVisible(!failure.command.empty());
    m_lines->setPlainText(shownLines(failure));
    m_showLines->setVisible(!failure.lines.empty());
    if (failure.lines.empty())
        m_showLines->setChecked(false);
    m_report->setVisible(failure.report.has_value());
    if (failure.report)
        m_report->showReport(*failure.report);
}

void FailurePage::setWaiting(bool on)
{
    if (on != m_wait.isWaiting()) {
        m_state->setText(tr("Waiting…"));
        on ? m_wait.start(m_path) : m_wait.stop();
    }
    m_state->setVisible(on);
    m_watch->setText(on ? tr("Stop &watching") : tr("&Watch until complete"));
    m_watch->setAccessibleName(m_watch->text().remove(u'&'));
}

void FailurePage::showWaiting()
{
    const QString then = tr("It is opened as soon as it is complete.");
    m_state->setText(
        m_wait.size()
            ? tr("Waiting: %1 so far. %2").arg(plainText(humanBytes(*m_wait.size())), then)
            : tr("Waiting: there is no such file at the moment. %1").arg(then));
}

void FailurePage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paintMark();
}

void FailurePage::paintMark()
{
    const int side = fontMetrics().height() * 3;
    const QIcon mark = m_wasStopped ? icon(u"note"_s, toneColour(palette(), Tone::Note))
                                    : icon(u"error"_s, toneColour(palette(), Tone::Error));
    m_mark->setPixmap(mark.pixmap(QSize(side, side), devicePixelRatioF()));
}

} // namespace lens
