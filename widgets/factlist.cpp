// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/factlist.h"

#include "model/document/plaintext.h"

#include <QFontMetrics>
#include <QGridLayout>
#include <QLabel>

#include <algorithm>
#include <span>

namespace lens {
namespace {

// A file may have any number of things, and names of any length for them; a label for each would
// stop the window.
constexpr std::size_t listedFacts = 32;
constexpr qsizetype nameCharacters = 60, valueCharacters = 5000;
constexpr qsizetype unbrokenCharacters = 30; // fit into the narrowest list

QLabel *makeLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    return label;
}

} // namespace

FactList::FactList(const QString &widestName, QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(fontMetrics().horizontalAdvance(u'0') * 2);
    m_grid->setVerticalSpacing(fontMetrics().height() / 4);
    m_grid->setColumnMinimumWidth(0, fontMetrics().horizontalAdvance(widestName));
    m_grid->setColumnStretch(1, 1);
}

FactList::Row &FactList::row(std::size_t index)
{
    while (m_rows.size() <= index) {
        Row added{makeLabel(this), makeLabel(this)};
        added.name->setForegroundRole(QPalette::PlaceholderText);
        added.value->setWordWrap(true);
        added.value->setMinimumWidth(1); // else the longest word is, and some have no end
        added.value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_rows.push_back(added);
    }
    return m_rows[index];
}

void FactList::fill(std::size_t index, const QString &name, const QString &value)
{
    auto &[nameLabel, valueLabel] = row(index);
    const int line = static_cast<int>(index);
    QFont plain = font();
    plain.setBold(false);
    valueLabel->setFont(plain);
    nameLabel->setVisible(!name.isEmpty());
    nameLabel->setText(name);
    valueLabel->setText(value);
    // A key has no place to break at and may end past the edge.
    valueLabel->setToolTip(value.size() > unbrokenCharacters ? tipText(value) : QString());
    valueLabel->setContentsMargins(0, 0, 0, 0);
    valueLabel->setVisible(true);
    if (!name.isEmpty()) {
        m_grid->addWidget(nameLabel, line, 0);
        m_grid->addWidget(valueLabel, line, 1);
    } else {
        m_grid->addWidget(valueLabel, line, 0, 1, 2);
    }
}

void FactList::fillHeading(std::size_t index, const QString &title)
{
    fill(index, {}, title);
    QLabel *label = row(index).value;
    QFont bold = font();
    bold.setBold(true);
    label->setFont(bold);
    label->setContentsMargins(0, index == 0 ? 0 : fontMetrics().height() / 2, 0, 0);
}

void FactList::setSections(const std::vector<FactSection> &sections)
{
    std::size_t used = 0;
    for (const auto &section : sections) {
        if (section.facts.empty())
            continue;
        if (!section.title.isEmpty())
            fillHeading(used++, section.title);
        const auto listed = std::min(section.facts.size(), listedFacts);
        for (const auto &fact : std::span(section.facts).first(listed))
            fill(used++, shortened(fact.name, nameCharacters),
                 shortened(fact.value, valueCharacters));
        if (const auto more = section.facts.size() - listed; more > 0)
            fill(used++, {}, tr("and %1 more").arg(more));
    }
    for (std::size_t i = used; i < m_used; ++i) {
        m_rows[i].name->hide();
        m_rows[i].value->hide();
    }
    m_used = used;
}

QString FactList::text() const
{
    QString text;
    for (std::size_t i = 0; i < m_used; ++i) {
        const auto &[name, value] = m_rows[i];
        text += name->isHidden() ? value->text() : name->text() + u'\t' + value->text();
        text += u'\n';
    }
    return text;
}

} // namespace lens
