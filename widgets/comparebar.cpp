// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/comparebar.h"

#include "model/document/plaintext.h"
#include "widgets/titlelabel.h"
#include "widgets/typedline.h"

#include <QApplication>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr int mostWhole = 16; // letters

// No wider than its name, and narrower where there is no room for it.
TitleLabel *sideLabel(const QString &name, const QString &accessibleName)
{
    auto *label = new TitleLabel;
    label->setObjectName(name);
    label->setAccessibleName(accessibleName);
    label->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    QFont bold = QApplication::font(label);
    bold.setBold(true);
    label->setFont(bold);
    return label;
}

// The path has the name at its end, but not what else may be said of it.
QString sideTip(const QString &title, const QString &path)
{
    return tipText(path.endsWith(title) ? path : u"%1: %2"_s.arg(title, path));
}

QPushButton *button(const QString &text, const QString &name, const QString &tip)
{
    auto *made = new QPushButton(text);
    made->setObjectName(name);
    made->setAccessibleName(tip);
    made->setToolTip(tip);
    return made;
}

// The focus is not left to a tolerance, which the next key would replace.
void replace(QCheckBox &hidden, QCheckBox &shown)
{
    shown.show();
    if (hidden.hasFocus())
        shown.setFocus();
    hidden.hide();
}

} // namespace

CompareBar::CompareBar(QWidget *parent)
    : QWidget(parent)
    , m_nameA(sideLabel(u"nameA"_s, tr("File A")))
    , m_nameB(sideLabel(u"nameB"_s, tr("File B")))
    , m_rtol(makeTolerance(u"rtol"_s, &engine::Tolerance::rtol))
    , m_atol(makeTolerance(u"atol"_s, &engine::Tolerance::atol))
    , m_withoutPrefix(new QCheckBox)
    , m_parts(new QCheckBox)
    , m_stateDict(new QCheckBox(tr("State di&cts only")))
    , m_export(button(tr("E&xport…"), u"exportComparison"_s,
                      tr("Write the comparison as JSON, CSV or HTML")))
{
    m_stateDict->setObjectName(u"stateDictOnly"_s);
    m_stateDict->setAccessibleName(tr("Compare state dicts only"));
    m_stateDict->setToolTip(tr("Leave the optimizer and everything else out, and align the weights "
                               "wherever in the file they are"));
    m_withoutPrefix->setObjectName(u"withoutPrefix"_s);
    m_withoutPrefix->hide();
    m_parts->setObjectName(u"partsOnly"_s);
    m_parts->hide();
    m_export->setEnabled(false); // until there are rows
    auto *swap = button(tr("S&wap"), u"swapSides"_s, tr("Swap A and B"));
    auto *line = new QHBoxLayout(this);
    const int margin = fontMetrics().height() / 2;
    line->setContentsMargins(margin, margin, margin, margin / 2);
    line->addWidget(new QLabel(tr("A")));
    line->addWidget(m_nameA);
    line->addWidget(new QLabel(u"⇄"_s));
    line->addWidget(new QLabel(tr("B")));
    line->addWidget(m_nameB);
    line->addSpacing(margin);
    line->addWidget(swap);
    line->addStretch();
    line->addWidget(m_withoutPrefix);
    line->addWidget(m_parts);
    line->addWidget(m_stateDict);
    line->addSpacing(margin);
    for (TypedLine *edit : {m_rtol, m_atol}) {
        line->addWidget(new QLabel(edit->accessibleName()));
        line->addWidget(edit);
    }
    line->addSpacing(margin);
    line->addWidget(m_export);
    connect(swap, &QPushButton::clicked, this, &CompareBar::swapRequested);
    connect(m_export, &QPushButton::clicked, this, &CompareBar::exportRequested);
    connect(m_stateDict, &QCheckBox::toggled, this, &CompareBar::changed);
    connect(m_withoutPrefix, &QCheckBox::clicked, this, [this] {
        setPrefix({});
        Q_EMIT changed();
    });
    connect(m_parts, &QCheckBox::clicked, this, [this] {
        setParts({}, {});
        Q_EMIT partsReleased();
    });
}

TypedLine *CompareBar::makeTolerance(const QString &name, double engine::Tolerance::*part)
{
    auto *edit = new TypedLine(u"0"_s);
    edit->setObjectName(name);
    edit->setAccessibleName(name);
    edit->setToolTip(tr("Values count as equal where |A − B| ≤ atol + rtol × |B|"));
    edit->setMaximumWidth(fontMetrics().averageCharWidth() * 10);
    const auto read = [this, edit, part] { readTolerance(edit, part); };
    connect(edit, &TypedLine::returnPressed, this, read);
    connect(edit, &TypedLine::left, this, read);
    return edit;
}

CompareBar::Typed CompareBar::readTolerance(TypedLine *edit, double engine::Tolerance::*part)
{
    if (!edit->isModified())
        return Typed::Nothing;
    edit->setModified(false);
    bool isNumber = false;
    const QString typed = edit->text();
    const double value = typed.toDouble(&isNumber);
    const bool isGood = isNumber && value >= 0;
    if (isGood && value == m_tolerance.*part)
        return Typed::Nothing;
    if (isGood) {
        m_tolerance.*part = value;
        Q_EMIT changed();
        return Typed::Another;
    }
    edit->setText(plainText(reprDouble(m_tolerance.*part)));
    Q_EMIT toleranceRefused(typed);
    return Typed::Refused;
}

CompareBar::Typed CompareBar::readTyped()
{
    // The other one was left, and read, when this one got the keys.
    const Typed relative = readTolerance(m_rtol, &engine::Tolerance::rtol);
    return relative != Typed::Nothing ? relative : readTolerance(m_atol, &engine::Tolerance::atol);
}

void CompareBar::setSides(const QString &titleA, const QString &pathA, const QString &titleB,
                          const QString &pathB)
{
    for (const auto &[label, title] : {std::pair(m_nameA, titleA), std::pair(m_nameB, titleB)}) {
        label->setText(title);
        // One that is short stays whole beside one that is long.
        label->setMinimumWidth(
            std::min(label->sizeHint().width(), fontMetrics().averageCharWidth() * mostWhole));
    }
    m_nameA->setToolTip(sideTip(titleA, pathA));
    m_nameB->setToolTip(sideTip(titleB, pathB));
}

bool CompareBar::isStateDictOnly() const { return m_stateDict->isChecked(); }

void CompareBar::setStateDictOnly(bool on) { m_stateDict->setChecked(on); }

void CompareBar::setExportable(bool on) { m_export->setEnabled(on); }

void CompareBar::setParts(const QString &what, const QString &whole)
{
    const QString words = tr("Just %1").arg(what);
    m_parts->setText(u'&' + QString(words).replace(u'&', "&&"_L1));
    m_parts->setAccessibleName(words);
    m_parts->setToolTip(tipText(
        tr("Only these state dicts are compared, by their names: %1. Uncheck to compare all of "
           "both files.")
            .arg(whole)));
    m_parts->setChecked(!what.isEmpty());
    // State dicts only: that is the same with parts it finds itself.
    what.isEmpty() ? replace(*m_parts, *m_stateDict) : replace(*m_stateDict, *m_parts);
}

void CompareBar::setPrefix(std::string prefix)
{
    m_prefix = std::move(prefix);
    const QString words = tr("Names without “%1”").arg(plainText(m_prefix, 24));
    m_withoutPrefix->setText(u'&' + QString(words).replace(u'&', "&&"_L1));
    m_withoutPrefix->setAccessibleName(words);
    m_withoutPrefix->setToolTip(
        tipText(tr("Names are compared without “%1” before them. Uncheck to compare whole names.")
                    .arg(plainText(m_prefix, 400))));
    m_withoutPrefix->setChecked(!m_prefix.empty());
    if (m_prefix.empty())
        replace(*m_withoutPrefix, m_parts->isHidden() ? *m_stateDict : *m_parts);
    else
        m_withoutPrefix->show();
}

} // namespace lens
