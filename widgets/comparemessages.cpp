// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/plaintext.h"
#include "widgets/comparebar.h"
#include "widgets/comparefilter.h"
#include "widgets/comparepage.h"
#include "widgets/divider.h"
#include "widgets/messagebar.h"

#include <QLabel>

#include <algorithm>

// What a comparison says of itself in sentences.

using namespace Qt::StringLiterals;

namespace lens {
namespace {

bool isOneOfSeveral(const CheckpointPtr &checkpoint)
{
    return checkpoint && std::ranges::any_of(checkpoint->findings, [](const Finding &finding) {
               return finding.id == "zip.several-archives";
           });
}

// A tensor, and not what holds one.
bool isOpen(const ComparedRowPtr &row) { return stateOf(*row) == CompareState::Pending; }

} // namespace

void ComparePage::sayRefused(const QString &tolerance)
{
    m_messages->say(Tone::Warning,
                    tr("“%1” is no tolerance, and the last one stays: it is a number that is not "
                       "negative, such as 1e-5.")
                        .arg(plainText(tolerance.toStdString(), 60)));
}

void ComparePage::offerPrefix()
{
    const auto &rule = m_model->prefix();
    if (!rule)
        return;
    const QString prefix = plainText(rule->prefix, 60);
    m_messages->add(Tone::Note,
                    tr("Strip “%1” from %2: %3 of %4 names then match.")
                        .arg(prefix, rule->isOfB ? tr("B") : tr("A"),
                             plainText(grouped(rule->matched)), plainText(grouped(rule->of))),
                    {{tr("S&trip it"), [this, found = rule->prefix] {
                          m_bar->setPrefix(found);
                          start();
                      }}});
}

void ComparePage::offerStateDicts()
{
    if (m_bar->isStateDictOnly() || m_areParts)
        return;
    if (m_model->parts())
        return offerParts(*m_model->parts());
    if (m_model->isModelOnOneSide())
        m_messages->add(
            Tone::Note,
            tr("One side is a whole model, with what Python keeps in it, and the other is "
               "not: their weights can be compared alone."),
            {{tr("&State dicts only"), [this] { m_bar->setStateDictOnly(true); }}});
}

// Here nobody can name entries or maps, as the error advises: what leaves something out is unset.
void ComparePage::sayFailed(Error error)
{
    if (error.code == ErrorCode::InvalidEdit && m_bar->isStateDictOnly())
        error.advice = tr("Uncheck “State dicts only” to compare whole files.").toStdString();
    else if (error.code == ErrorCode::InvalidEdit)
        error.advice = tr("Uncheck “Names without …” to compare whole names.").toStdString();
    fail(errorText(error));
}

void ComparePage::sayStopped()
{
    const auto open = m_isAligned ? std::ranges::count_if(m_model->rows(), &isOpen) : 0;
    const QString text = open == 0 ? tr("Stopped before the values were compared.")
                         : open == 1
                             ? tr("Stopped: one tensor was not compared.")
                             : tr("Stopped: %1 tensors were not compared.")
                                   .arg(plainText(grouped(static_cast<std::uint64_t>(open))));
    m_waiting->setText(tr("Nothing is compared yet."));
    m_messages->say(Tone::Note, text, {{tr("Go &on"), [this] { resume(); }}});
}

QString ComparePage::sameText(std::uint64_t entries) const
{
    const QString text =
        entries == 1 ? tr("Both files hold the same: their only entry is equal.")
                     : tr("Both files hold the same: all %1 entries and their values are equal.")
                           .arg(plainText(grouped(entries)));
    return isOneOfSeveral(m_a.compared) || isOneOfSeveral(m_b.compared)
               ? text + u' ' + tr("Only the first archive of each file was compared.")
               : text;
}

// Nothing to list: why, in one sentence.
void ComparePage::showCounts()
{
    const StateCounts &counts = m_model->counts();
    std::uint64_t all = 0;
    for (const std::uint64_t count : counts)
        all += count;
    QString notice;
    if (m_model->count(CompareState::Same) == all && m_model->rowCount() == 0)
        notice = sameText(all);
    else if (m_model->rowCount() == 0 && m_job.isRunning())
        notice = tr("Comparing values; what differs appears here.");
    else if (m_model->rowCount() == 0)
        notice = tr("No row matches the filter and the buttons above.");
    m_notice->setText(notice);
    turn(*m_body, notice.isEmpty() ? RowsPage : NoticePage);
    Q_EMIT stateChanged();
}

void ComparePage::sayExportStopped()
{
    m_messages->say(Tone::Note, tr("Stopped: the comparison was not exported."));
}

void ComparePage::exported(const Result<void> &result, const QString &path, std::size_t rows,
                           std::size_t all)
{
    if (!result && result.error().code == ErrorCode::Cancelled)
        return sayExportStopped();
    if (!result)
        return m_messages->say(Tone::Error, errorText(result.error()));
    const QString place = plainText(path.toStdString());
    const QString text = rows == all
                             ? tr("Wrote all %1 rows to %2.").arg(plainText(grouped(all)), place)
                             : tr("Wrote the %1 rows of the list, of %2, to %3.")
                                   .arg(plainText(grouped(rows)), plainText(grouped(all)), place);
    m_messages->say(Tone::Changed, text);
}

} // namespace lens
