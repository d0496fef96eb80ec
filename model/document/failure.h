// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/report.h"

#include <optional>
#include <string>
#include <vector>

namespace lens {

// What can be said of a file that could not be opened, beside the error.
struct Failure
{
    static constexpr std::size_t mostBytes = 4096, mostLines = 40;

    std::vector<std::string> lines; // the first of a text, as they lie in the file
    bool hasMoreLines = false;
    std::string command;          // that brings the real file; may be empty
    std::optional<Report> report; // of a checkpoint, as far as it could be read
};

// A file that ends too early may still be on its way, and one that changed while it was read is.
bool mayBecomeComplete(const Error &error);
Failure lookAtFailure(const std::string &path, const Error &error, const Job &job);

class FailureJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(const std::string &path, const Error &error);

Q_SIGNALS:
    void finished(const lens::Failure &failure);
};

} // namespace lens
