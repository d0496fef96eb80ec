// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/hashline.h"

#include <QFontDatabase>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace lens {

HashLine::HashLine(const QString &widestName, QWidget *parent)
    : QWidget(parent)
    , m_hash(new QLineEdit)
    , m_compute(new QPushButton)
{
    auto *name = new QLabel(tr("SHA-256"));
    name->setForegroundRole(QPalette::PlaceholderText);
    m_hash->setObjectName(u"tensorHash"_s);
    m_hash->setAccessibleName(tr("SHA-256 of the elements"));
    m_hash->setReadOnly(true);
    m_hash->setFrame(false);
    m_hash->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_hash->setTextMargins(-2, 0, 0, 0); // what QLineEdit keeps beside a text without frame
    m_compute->setObjectName(u"computeHash"_s);
    m_compute->setAccessibleName(tr("Compute the SHA-256 of the elements"));
    connect(m_compute, &QPushButton::clicked, this, &HashLine::computeRequested);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(fontMetrics().horizontalAdvance(u'0') * 2);
    grid->setColumnMinimumWidth(0, fontMetrics().horizontalAdvance(widestName));
    grid->setColumnStretch(1, 1);
    grid->addWidget(name, 0, 0);
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
    m_hash->setText(text);
    m_hash->setToolTip(text); // a narrow panel shows only its beginning
    m_hash->setCursorPosition(0);
    m_hash->show();
    m_compute->hide();
}

} // namespace lens
