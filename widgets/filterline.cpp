// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/filterline.h"

#include "model/base/text.h"
#include "model/document/plaintext.h"
#include "widgets/filterhelp.h"
#include "widgets/filterkeys.h"
#include "widgets/icons.h"
#include "widgets/popup.h"
#include "widgets/savedfilters.h"
#include "widgets/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QStringListModel>
#include <QToolButton>

#include <chrono>

using namespace Qt::StringLiterals;

namespace lens {

// Completes the last word of the line and leaves the others.
class FilterCompleter final : public QCompleter
{
public:
    explicit FilterCompleter(QLineEdit *line)
        : QCompleter(line)
        , m_line(line)
    {
        setModel(new QStringListModel(this));
        setCaseSensitivity(Qt::CaseInsensitive);
        popup()->setAccessibleName(FilterLine::tr("Completions"));
    }

    // A word alone gets no list: most words are parts of names.
    QStringList splitPath(const QString &path) const override
    {
        const auto last = lastWord(path);
        return {last.size() > 1 ? last : u"\x1"_s};
    }

    QString pathFromIndex(const QModelIndex &index) const override
    {
        const auto typed = m_line->text();
        return typed.left(typed.size() - lastWord(typed).size()) + index.data().toString();
    }

private:
    static QString lastWord(const QString &text)
    {
        auto word = text.mid(text.lastIndexOf(u' ') + 1);
        return word.startsWith(u'-') ? word.mid(1) : word;
    }

    QLineEdit *m_line;
};

FilterLine::FilterLine(QWidget *parent)
    : QWidget(parent)
    , m_line(new QLineEdit)
    , m_count(new QLabel)
    , m_mark(new QLabel)
    , m_problem(new QLabel)
    , m_saved(new SavedFilters)
    , m_help(new QToolButton)
    , m_completer(new FilterCompleter(m_line))
{
    m_line->setObjectName(u"filterLine"_s);
    m_line->setAccessibleName(tr("Filter"));
    m_line->setPlaceholderText(tr("Filter by name, shape:, dtype:, dev:, size>, is:, in:"));
    m_line->setClearButtonEnabled(true);
    m_line->addAction(icon(u"filter"_s), QLineEdit::LeadingPosition);
    m_line->setCompleter(m_completer);
    m_count->setObjectName(u"filterCount"_s);
    m_count->setTextFormat(Qt::PlainText);
    m_problem->setObjectName(u"filterProblem"_s);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_help->setObjectName(u"filterHelp"_s);
    m_help->setText(u"?"_s);
    m_help->setAutoRaise(true);
    m_help->setAccessibleName(tr("What a filter can be"));
    m_help->setToolTip(m_help->accessibleName());

    auto *layout = new QGridLayout(this);
    const int gap = fontMetrics().height() / 4;
    layout->setContentsMargins(gap, gap, gap, gap);
    layout->setSpacing(gap);
    auto *problem = new QHBoxLayout;
    problem->addWidget(m_mark);
    problem->addWidget(m_problem, 1);
    layout->addWidget(m_line, 0, 0);
    layout->addWidget(m_count, 0, 1);
    layout->addWidget(m_saved, 0, 2);
    layout->addWidget(m_help, 0, 3);
    layout->addLayout(problem, 1, 0, 1, 4);
    layout->setColumnStretch(0, 1);
    showProblem({});

    m_wait.setSingleShot(true);
    m_wait.setInterval(std::chrono::milliseconds(100));
    connect(&m_wait, &QTimer::timeout, this, [this] { Q_EMIT textMoved(text()); });
    connect(m_line, &QLineEdit::textChanged, this, [this] {
        m_saved->setCurrent(text());
        m_wait.start();
    });
    const auto *keys = new FilterKeys(*m_line);
    connect(keys, &FilterKeys::left, this, &FilterLine::goOn);
    connect(keys, &FilterKeys::cleared, this, &FilterLine::tell);
    // The list of completions hands Return on to the line, past its keys; what is chosen in the
    // list, it takes itself.
    connect(m_line, &QLineEdit::returnPressed, this, [this] {
        if (!m_completer->popup()->currentIndex().isValid())
            goOn();
    });
    connect(m_saved, &SavedFilters::chosen, this, &FilterLine::setText);
    connect(m_help, &QToolButton::clicked, this, &FilterLine::showHelp);
}

QString FilterLine::text() const { return m_line->text(); }

void FilterLine::setText(const QString &text)
{
    m_line->setText(text);
    tell();
}

void FilterLine::tell()
{
    m_wait.stop();
    Q_EMIT textMoved(text());
}

void FilterLine::startTyping()
{
    m_line->setFocus(Qt::ShortcutFocusReason);
    m_line->selectAll();
}

void FilterLine::showFound(quint32 found, quint32 items, bool filtered)
{
    m_count->setVisible(filtered);
    m_count->setText(
        tr("%1 of %2 shown").arg(plainText(grouped(found)), plainText(grouped(items))));
    m_line->setAccessibleDescription(filtered ? m_count->text() : QString());
}

void FilterLine::showProblem(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_mark->setVisible(!problem.isEmpty());
    if (!problem.isEmpty()) {
        m_line->setAccessibleDescription(problem);
        paintMark();
    }
}

void FilterLine::setCompletions(const QStringList &completions)
{
    static_cast<QStringListModel *>(m_completer->model())->setStringList(completions);
}

void FilterLine::goOn()
{
    if (m_wait.isActive())
        tell();
    Q_EMIT left();
}

void FilterLine::showHelp()
{
    auto *help = new FilterHelp(this);
    help->setAttribute(Qt::WA_DeleteOnClose);
    connect(help, &FilterHelp::chosen, this, [this](const QString &example) {
        setText(example);
        m_line->setFocus();
    });
    popUpBelow(help, m_help);
}

void FilterLine::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paintMark();
}

void FilterLine::paintMark()
{
    m_mark->setPixmap(
        icon(u"warning"_s, toneColour(palette(), Tone::Warning))
            .pixmap(QSize(fontMetrics().height(), fontMetrics().height()), devicePixelRatioF()));
}

} // namespace lens
