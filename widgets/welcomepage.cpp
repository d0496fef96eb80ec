// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/welcomepage.h"

#include "widgets/icons.h"

#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

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

} // namespace

WelcomePage::WelcomePage(QWidget *parent)
    : QWidget(parent)
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
    open->setDefault(true);
    open->setFocus();
    auto *sample = largeButton(tr("Open &sample"), u"sample"_s);
    sample->setObjectName(u"welcomeSample"_s);
    connect(open, &QPushButton::clicked, this, &WelcomePage::openRequested);
    connect(sample, &QPushButton::clicked, this, &WelcomePage::sampleRequested);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(gap);
    buttons->addStretch();
    buttons->addWidget(open);
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
    column->addStretch(3);
}

void WelcomePage::setDropping(bool dropping)
{
    m_dropping = dropping;
    update();
}

void WelcomePage::paintEvent(QPaintEvent *event)
{
    QWidget::paintEvent(event);
    if (!m_dropping)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(palette().color(QPalette::Highlight), 2, Qt::DashLine));
    const int margin = fontMetrics().height();
    painter.drawRoundedRect(rect().adjusted(margin, margin, -margin, -margin), 8, 8);
}

} // namespace lens
