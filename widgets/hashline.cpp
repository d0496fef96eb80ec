// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/hashline.h"

#include <QAbstractTextDocumentLayout>
#include <QFontDatabase>
#include <QGridLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextBlock>

#include <cmath>

using namespace Qt::StringLiterals;

namespace lens {

HashLine::HashLine(const QString &widestName, QWidget *parent)
    : QWidget(parent)
    , m_hash(new QPlainTextEdit)
    , m_compute(new QPushButton)
{
    auto *name = new QLabel(tr("SHA-256"));
    name->setForegroundRole(QPalette::PlaceholderText);
    m_hash->setObjectName(u"tensorHash"_s);
    m_hash->setAccessibleName(tr("SHA-256 of the elements"));
    m_hash->setReadOnly(true);
    m_hash->setFrameShape(QFrame::NoFrame);
    m_hash->setWordWrapMode(QTextOption::WrapAnywhere);
    m_hash->setTabChangesFocus(true);
    for (const auto set : {&QPlainTextEdit::setHorizontalScrollBarPolicy,
                           &QPlainTextEdit::setVerticalScrollBarPolicy})
        (m_hash->*set)(Qt::ScrollBarAlwaysOff);
    m_hash->viewport()->setAutoFillBackground(false);
    m_hash->document()->setDocumentMargin(0);
    m_hash->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_compute->setObjectName(u"computeHash"_s);
    m_compute->setAccessibleName(tr("Compute the SHA-256 of the elements"));
    connect(m_compute, &QPushButton::clicked, this, &HashLine::computeRequested);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(fontMetrics().horizontalAdvance(u'0') * 2);
    grid->setColumnMinimumWidth(0, fontMetrics().horizontalAdvance(widestName));
    grid->setColumnStretch(1, 1);
    grid->addWidget(name, 0, 0, Qt::AlignTop);
    grid->addWidget(m_hash, 0, 1);
    grid->addWidget(m_compute, 0, 1, Qt::AlignLeft);
}

void HashLine::offer(const QString &button)
{
    m_compute->setText(button);
    m_compute->show();
    m_hash->hide();
}

void HashLine::showHash(const QString &text)
{
    m_hash->setPlainText(text);
    m_hash->show();
    m_compute->hide();
    fitHeight();
}

void HashLine::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitHeight();
}

// As many lines as it takes: no part of a hash may be missing.
void HashLine::fitHeight()
{
    const QTextDocument &document = *m_hash->document();
    const QRectF text = document.documentLayout()->blockBoundingRect(document.firstBlock());
    constexpr int air = 2; // else the last line counts as hidden
    m_hash->setFixedHeight(static_cast<int>(std::ceil(text.height())) + air);
}

} // namespace lens
