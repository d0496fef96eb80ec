// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/document.h"
#include "model/document/latestjob.h"

namespace lens {

// Reads every tensor of a document once and hands its numbers to the document, more and more of
// them while it runs. What was read before a cancel stays.
class StatisticsJob final : public LatestJob
{
    Q_OBJECT

public:
    explicit StatisticsJob(Document &document, QObject *parent = nullptr);
    ~StatisticsJob() override;
    void start();

Q_SIGNALS:
    // How many tensors have no numbers, as those whose bytes are missing.
    void finished(const lens::Result<std::uint64_t> &withoutNumbers);

private:
    class Board;
    static Result<std::uint64_t> read(Board &board, Job &job);
    bool take();
    void takeLast(const Result<std::uint64_t> &withoutNumbers);

    Document &m_document;
    std::shared_ptr<Board> m_board;
};

} // namespace lens
