// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/distincttitles.h"
#include "widgets/comparebar.h"
#include "widgets/comparedetails.h"
#include "widgets/comparefilter.h"
#include "widgets/comparelist.h"
#include "widgets/comparepage.h"
#include "widgets/messagebar.h"

#include <QFile>
#include <QLabel>
#include <QSignalBlocker>
#include <QStackedWidget>

#include <algorithm>

// How a comparison goes: both files are opened, their rows aligned, the values compared.

using namespace Qt::StringLiterals;

namespace lens {

void tellApart(std::vector<CompareSource> &sources)
{
    std::vector<std::string> places;
    for (const CompareSource &source : sources)
        places.push_back(
            QFile::encodeName(source.path.isEmpty() ? source.title : source.path).toStdString());
    const QStringList titles = distinctTitles(places);
    for (std::size_t i = 0; i < sources.size(); ++i)
        sources[i].title = titles[static_cast<qsizetype>(i)];
}

void ComparePage::compare(CompareSource a, CompareSource b)
{
    m_a = {std::move(a)};
    m_b = {std::move(b)};
    leaveParts();
    startOpening();
}

void ComparePage::startOpening()
{
    m_bar->setSides(m_a.name(), m_a.path, m_b.name(), m_b.path);
    m_messages->hide();
    m_isAligned = false; // what is listed is of the files before
    sayWaiting(tr("Opening both files…"));
    turn(*m_stack, WaitingPage);
    open(m_openA, m_a);
    open(m_openB, m_b);
    start();
    Q_EMIT stateChanged();
}

// What a document shows may be more than what was opened, and lie elsewhere since.
void ComparePage::open(OpenJob &job, Side &side)
{
    std::string path = QFile::encodeName(side.path).toStdString();
    if (side.compared)
        return;
    if (!side.checkpoint)
        return job.start(path);
    if (path.empty())
        path = side.checkpoint->path; // what is no file yet has only a name
    if (side.edits && (!side.edits->empty() || path != side.checkpoint->path))
        job.start(side.checkpoint, side.edits, path);
    else
        side.compared = side.checkpoint;
}

void ComparePage::opened(Side &side, const Result<Snapshot> &result)
{
    if (!result)
        return fail(tr("%1 could not be opened.").arg(side.title) + u"\n\n"_s +
                    errorText(result.error()));
    side.compared = result->checkpoint;
    if (!side.checkpoint) // of no tab, which would have said so
        Q_EMIT fileUsed(side.path);
    start();
}

void ComparePage::fail(const QString &reason)
{
    sayWaiting(reason, true);
    turn(*m_stack, WaitingPage);
    Q_EMIT stateChanged();
    settle();
}

void ComparePage::start()
{
    if (!m_a.compared || !m_b.compared)
        return;
    sayWaiting(tr("Aligning both files…"));
    m_request = {m_a.compared, m_b.compared, {}, m_bar->tolerance()};
    m_request.options.stripPrefix = m_bar->prefix();
    m_request.options.stateDict = m_bar->isStateDictOnly();
    askForParts();
    m_isAligned = m_isCompared = false;
    m_job.start(m_request);
    Q_EMIT stateChanged();
}

// What was said of the comparison before is over. Who wants state dicts only wants those that
// belong together, where that is known.
void ComparePage::restart()
{
    if (m_bar->isStateDictOnly() && !m_areParts && m_isAligned && m_model->parts()) {
        const QSignalBlocker once(m_bar);
        m_bar->setStateDictOnly(false);
        return compareParts(*m_model->parts());
    }
    m_messages->hide();
    start();
}

void ComparePage::resume()
{
    if (!m_isAligned)
        return start();
    m_job.resume(m_request, m_model->rows());
    Q_EMIT stateChanged();
}

void ComparePage::aligned(const CompareRowsPtr &rows)
{
    if (m_wanted.isEmpty() && m_list->currentSource() >= 0)
        m_wanted = m_model->name(static_cast<std::size_t>(m_list->currentSource()));
    m_isAligned = true;
    m_chosen.reset();
    m_list->forget();
    m_details->showRow(-1);
    turn(*m_stack, ContentPage);
    m_model->setRows(rows);
    partsFound(*rows);
    m_rowsTitle = rowsTitle();
    m_rowsTolerance = m_request.tolerance;
    offerStateDicts();
    offerPrefix();
    findAsked();
}

void ComparePage::compared(const std::vector<CompareJob::Row> &rows)
{
    const bool isChosen =
        m_chosen && m_list->currentSource() == static_cast<std::ptrdiff_t>(*m_chosen);
    m_model->update(rows);
    // Whatever it turns out to be.
    if (isChosen)
        m_filter->reveal(*m_chosen);
    m_details->refresh();
}

void ComparePage::finished(const Result<void> &result)
{
    m_isCompared = static_cast<bool>(result);
    if (!result && result.error().code == ErrorCode::Cancelled)
        sayStopped();
    else if (!result)
        sayFailed(result.error());
    listed();
    Q_EMIT stateChanged();
}

void ComparePage::listed()
{
    if (m_model->isListing())
        return;
    showCounts();
    if (std::exchange(m_isCompared, false))
        selectFirst();
    // Later: rows may be listed in the midst of a result, before its first row is selected.
    QMetaObject::invokeMethod(this, &ComparePage::settle, Qt::QueuedConnection);
}

// What was asked for on the command line, as a document finds it.
void ComparePage::findAsked()
{
    if (m_asked.isEmpty())
        return;
    const std::string path = std::exchange(m_asked, {}).toStdString();
    const auto ofA = findEntry(*m_a.compared, path), ofB = findEntry(*m_b.compared, path);
    const auto &rows = m_model->rows();
    const auto row = std::ranges::find_if(rows, [&](const ComparedRowPtr &compared) {
        return ofA ? compared->row.a == *ofA : ofB && compared->row.b == *ofB;
    });
    m_mustShow = row != rows.end();
    if (m_mustShow)
        m_wanted = m_model->name(static_cast<std::size_t>(row - rows.begin()));
    else if (!ofA)
        m_messages->add(Tone::Warning, errorText(ofA.error()), {});
}

// What was asked for or selected before, else the first difference.
void ComparePage::selectFirst()
{
    if (!selectWanted() && m_list->currentSource() < 0)
        m_list->step(+1);
    m_wanted.clear();
    m_mustShow = false;
}

bool ComparePage::selectWanted()
{
    const int listed = m_model->rowOf(m_wanted);
    m_list->select(listed);
    if (listed >= 0 || !m_mustShow)
        return listed >= 0;
    const auto row = m_model->sourceOf(m_wanted);
    if (row)
        reveal(*row);
    return row.has_value();
}

CompareRowsPtr ComparePage::shownRows() const
{
    return m_stack->currentIndex() == ContentPage ? m_model->aligned() : nullptr;
}

// Also while its values are still compared, whatever was to be selected after that.
void ComparePage::goToRow(std::size_t row)
{
    m_wanted.clear();
    m_mustShow = false;
    m_chosen = row;
    reveal(row);
    m_list->setFocus(Qt::OtherFocusReason);
}

Spot ComparePage::spot() const
{
    const auto row = m_isAligned ? m_list->currentSource() : -1;
    return {{},
            row < 0 ? std::string() : m_model->name(static_cast<std::size_t>(row)).toStdString()};
}

void ComparePage::goTo(const Spot &spot)
{
    if (!m_isAligned || spot.path.empty())
        return;
    if (const auto row = m_model->sourceOf(QString::fromStdString(spot.path)))
        goToRow(*row);
}

void ComparePage::reveal(std::size_t row)
{
    m_model->unfold(row);
    if (m_model->isListing() || m_model->rowOf(row) < 0)
        m_filter->reveal(row);
    m_list->seek(row);
}

} // namespace lens
