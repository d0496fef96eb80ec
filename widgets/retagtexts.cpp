// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/retagtexts.h"

#include "model/document/plaintext.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr qsizetype listedNotes = 6;

QString tr(const char *text) { return QCoreApplication::translate("RetagTexts", text); }

} // namespace

QString outcomeText(const PlacedPlan &plan, bool isCopy)
{
    const bool keepsUnsaved = isCopy && plan.keepsUnsaved;
    if (plan.edit.devices.empty() && keepsUnsaved)
        return tr("Every tag is already as asked. What is written has your changes that are not "
                  "saved yet, so it differs from the file on disk.");
    if (plan.edit.devices.empty())
        return (plan.changeable ? tr("Nothing changes: every tag is already as asked.")
                                : tr("Nothing changes: there is no device tag to change.")) +
               (isCopy ? tr(" What is written is an equal copy.") : QString());
    const auto tensors = counted(plan.tensors, tr("1 tensor"), tr("%1 tensors"));
    const auto storages = counted(plan.storages, tr("1 storage"), tr("%1 storages"));
    const auto others = counted(plan.others, tr("1 other device"), tr("%1 other devices"));
    return tr("A new tag for %1 in %2 (%3)%4. Only device tags change; every value stays as it is.")
               .arg(tensors, storages, plainText(humanBytes(plan.bytes)),
                    plan.others ? tr(" and %1").arg(others) : QString()) +
           (keepsUnsaved ? tr(" Your other changes that are not saved yet are written too.")
                         : QString());
}

QString notesText(const RetagPlan &plan)
{
    QStringList lines;
    for (const auto &note : plan.notes) {
        if (lines.size() == listedNotes) {
            lines << tr("and %1 more").arg(plan.notes.size() - listedNotes);
            break;
        }
        lines << plainText(note);
    }
    return lines.join(u'\n');
}

QString editText(const RetagRequest &request)
{
    const QString one = tr("Change device to %1");
    if (!request.all.empty())
        return one.arg(plainText(request.all));
    return request.map.size() == 1 ? one.arg(plainText(request.map.begin()->second))
                                   : tr("Change devices");
}

QString tagInName(const RetagRequest &request, int tags)
{
    if (!request.all.empty())
        return QString::fromStdString(request.all);
    // The name of one device is said only of a file that is all on it.
    return request.map.size() == 1 && tags == 1
               ? QString::fromStdString(request.map.begin()->second)
               : u"retagged"_s;
}

QString suggestedPath(const QString &path, const QString &tag)
{
    const QFileInfo file(path);
    QString suffix = tag;
    suffix.remove(u':');
    std::replace_if(
        suffix.begin(), suffix.end(), [](QChar c) { return !c.isLetterOrNumber(); }, u'_');
    // The dot of a hidden file begins its name, not its ending.
    const bool whole = file.suffix().isEmpty() || file.completeBaseName().isEmpty();
    const QString name = whole ? file.fileName() : file.completeBaseName();
    const QString ending = whole ? QString() : u'.' + file.suffix();
    return QDir(file.path()).filePath(name + u'_' + suffix + ending);
}

} // namespace lens
