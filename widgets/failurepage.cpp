// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/failurepage.h"

#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

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

} // namespace

FailurePage::FailurePage(QWidget *parent)
    : QWidget(parent)
    , m_mark(new QLabel)
    , m_text(new QLabel)
{
    m_text->setObjectName(u"failureText"_s);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setAccessibleName(tr("Why the file could not be opened"));
    m_text->setAlignment(Qt::AlignCenter);
    m_text->setFixedWidth(fontMetrics().averageCharWidth() * 90);
    auto *again = new QPushButton(icon(u"reload"_s), tr("Try &again"));
    again->setAccessibleName(tr("Try again"));
    again->setObjectName(u"tryAgain"_s);
    again->setFocus();
    auto *copy = new QPushButton(icon(u"copy"_s), tr("&Copy this text"));
    copy->setAccessibleName(tr("Copy this text"));
    copy->setObjectName(u"copyFailure"_s);
    connect(again, &QPushButton::clicked, this, &FailurePage::againRequested);
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_text->text()); });
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(fontMetrics().height());
    layout->addStretch(2);
    layout->addWidget(m_mark, 0, Qt::AlignHCenter);
    layout->addLayout(centred({m_text}));
    layout->addLayout(centred({again, copy}));
    layout->addStretch(3);
    paintMark();
}

void FailurePage::say(const QString &title, const QString &reason)
{
    m_text->setText(tr("%1 could not be opened.").arg(title) + u"\n\n"_s + reason);
    m_text->setAccessibleDescription(m_text->text());
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
    m_mark->setPixmap(icon(u"error"_s, toneColour(palette(), Tone::Error))
                          .pixmap(QSize(side, side), devicePixelRatioF()));
}

} // namespace lens
