// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/filterhelp.h"

#include <QGridLayout>
#include <QLabel>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace lens {

FilterHelp::FilterHelp(QWidget *parent)
    : QFrame(parent, Qt::Popup)
{
    setAccessibleName(tr("What a filter can be"));
    const std::pair<QString, QString> examples[] = {
        {u"conv weight"_s, tr("names with all of these words, anywhere")},
        {u"layer*.bias"_s, tr("* is any text, ? any character")},
        {u"/conv\\d+\\.weight$/"_s, tr("a regular expression")},
        {u"shape:64x*"_s, tr("first axis 64; shape:scalar has none; dims:4 counts them")},
        {u"dtype:f16"_s, tr("also float16, int, float8")},
        {u"dev:cuda"_s, tr("any cuda device; dev:cuda:1 only that one")},
        {u"size>10M"_s, tr("larger than 10 MiB; params>1M counts elements")},
        {u"is:changed"_s,
         tr("also shared, repeated, broken, finding, nan, inf, zero, scalar, text, object")},
        {u"in:optimizer"_s, tr("below entries with that name or role")},
        {u"-bias"_s, tr("a minus leaves out; \"quotes\" keep spaces")},
    };
    auto *grid = new QGridLayout(this);
    grid->setVerticalSpacing(0);
    int row = 0;
    for (const auto &[example, meaning] : examples) {
        auto *take = new QToolButton;
        take->setText(example);
        take->setAutoRaise(true);
        take->setAccessibleDescription(meaning);
        take->setFocusPolicy(Qt::StrongFocus);
        connect(take, &QToolButton::clicked, this, [this, text = example] {
            Q_EMIT chosen(text);
            close();
        });
        auto *label = new QLabel(meaning);
        label->setTextFormat(Qt::PlainText);
        grid->addWidget(take, row, 0, Qt::AlignLeft);
        grid->addWidget(label, row++, 1);
    }
    auto *note = new QLabel(tr("All parts of a filter have to match. Press an example to try it."));
    note->setForegroundRole(QPalette::PlaceholderText);
    grid->addWidget(note, row, 0, 1, 2);
}

} // namespace lens
