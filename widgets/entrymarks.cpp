// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/entrymarks.h"

#include "model/document/outline.h"
#include "model/items/roles.h"

#include <QCoreApplication>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("EntryMarks", text); }

void addMarks(std::vector<EntryMark> &marks, unsigned bits, bool inside)
{
    const auto add = [&](unsigned bit, const QString &icon, const QString &word,
                         const QString &wordInside, Tone tone) {
        if (bits & bit)
            marks.push_back({icon, inside ? wordInside : word, tone, inside});
    };
    add(ChangedMark, u"changed"_s, tr("changed"), tr("changed inside"), Tone::Changed);
    add(BrokenMark, u"error"_s, tr("not readable"), tr("not readable inside"), Tone::Error);
    add(FindingMark, u"warning"_s, tr("finding"), tr("finding inside"), Tone::Warning);
    add(SharedMark, u"shared"_s, tr("shared"), {}, Tone::Note);
    add(RepeatedMark, u"reference"_s, tr("repeated"), {}, Tone::Note);
}

QString explained(const EntryMark &mark)
{
    if (mark.icon == "shared"_L1)
        return tr("shared: another tensor has the same storage");
    if (mark.icon == "reference"_L1)
        return tr("repeated: the same object is shown before, at another place");
    if (mark.icon == "changed"_L1 && !mark.inside)
        return tr("changed: not saved yet");
    if (mark.icon == "warning"_L1 && !mark.inside)
        return tr("finding: listed in the report");
    return mark.word;
}

} // namespace

std::vector<EntryMark> entryMarks(const QModelIndex &index, bool closed)
{
    std::vector<EntryMark> marks;
    const auto own = index.data(MarksRole).toUInt();
    addMarks(marks, own, false);
    if (closed)
        addMarks(marks, index.data(InsideMarksRole).toUInt() & ~own, true);
    return marks;
}

QString entryTip(const QModelIndex &index)
{
    const auto name = index.siblingAtColumn(0);
    QStringList lines{name.data(NameRole).toString()};
    for (const EntryMark &mark : entryMarks(index, true))
        lines << explained(mark);
    if (const auto reason = index.data(BrokenRole).toString(); !reason.isEmpty())
        lines << reason;
    if (index.column() != 0 && !index.data().toString().isEmpty())
        lines.insert(1, index.data().toString());
    return lines.join(u'\n');
}

} // namespace lens
