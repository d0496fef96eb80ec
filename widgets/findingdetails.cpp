// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/findingdetails.h"

#include "model/document/plaintext.h"
#include "widgets/icons.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace lens {

FindingDetails::FindingDetails(QWidget *parent)
    : QWidget(parent)
    , m_text(new QLabel)
    , m_advice(new QLabel)
    , m_goTo(new QPushButton(icon(u"reference"_s), tr("G&o to")))
{
    for (QLabel *label : {m_text, m_advice}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_advice->setForegroundRole(QPalette::PlaceholderText);
    m_goTo->setObjectName(u"goToFinding"_s);
    m_goTo->setAccessibleName(tr("Go to the entry of this finding"));
    connect(m_goTo, &QPushButton::clicked, this, &FindingDetails::goToRequested);
    auto *texts = new QVBoxLayout;
    texts->addWidget(m_text);
    texts->addWidget(m_advice);
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->addLayout(texts, 1);
    line->addWidget(m_goTo, 0, Qt::AlignTop);
}

void FindingDetails::showItem(const ReportItem &item)
{
    const Finding &finding = item.finding;
    QString text = shortened(plainText(finding.text));
    const auto &place = !finding.path.empty() ? finding.path : finding.member;
    if (!place.empty())
        text.prepend(shortened(plainText(place)) + u'\n');
    if (finding.offset)
        text += tr(" (at byte %1)").arg(plainText(grouped(*finding.offset)));
    m_text->setText(text);
    m_advice->setText(shortened(plainText(item.advice)));
    m_goTo->setEnabled(item.entry != noIndex);
    m_goTo->setToolTip(m_goTo->isEnabled() ? QString()
                                           : tr("This is said of the file, not of one entry."));
    show();
}

void FindingDetails::showNothing() { hide(); }

void FindingDetails::hideWay() { m_goTo->hide(); }

} // namespace lens
