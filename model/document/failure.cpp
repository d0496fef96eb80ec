// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/failure.h"

#include "model/base/file.h"
#include "model/base/text.h"
#include "model/formats/detect.h"
#include "model/formats/format.h"

#include <algorithm>

namespace lens {
namespace {

// Without the last character where only its first bytes were read.
std::string_view wholeCharacters(std::string_view text)
{
    constexpr std::size_t longestCharacter = 4;
    for (std::size_t cut = 0; cut < std::min(longestCharacter, text.size()); ++cut)
        if (isUtf8(text.substr(0, text.size() - cut)))
            return text.substr(0, text.size() - cut);
    return text;
}

void addLines(Failure &failure, std::string_view text)
{
    while (!text.empty() && failure.lines.size() < Failure::mostLines) {
        const auto end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        failure.lines.emplace_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    failure.hasMoreLines = failure.hasMoreLines || !text.empty();
}

void addText(Failure &failure, const ByteSource &file)
{
    const auto head = file.readString(0, std::min<std::uint64_t>(file.size(), Failure::mostBytes));
    if (!head || !isText(*head))
        return;
    failure.hasMoreLines = head->size() < file.size();
    addLines(failure, failure.hasMoreLines ? wholeCharacters(*head) : *head);
    if (isLfsPointer(*head))
        failure.command = "git lfs pull";
}

} // namespace

bool mayBecomeComplete(const Error &error)
{
    return error.code == ErrorCode::Truncated || error.code == ErrorCode::Conflict;
}

Failure lookAtFailure(const std::string &path, const Error &error, const Job &job)
{
    Failure failure;
    const auto file = File::open(path);
    if (!file)
        return failure;
    if (!detect(**file))
        addText(failure, **file);
    else if (const auto broken = openBroken(path, &job))
        failure.report = makeReport(**broken, error);
    return failure;
}

void FailureJob::start(const std::string &path, const Error &error)
{
    LatestJob::start([=, this](Job &job) -> LatestJob::Report {
        return [this, failure = lookAtFailure(path, error, job)] { Q_EMIT finished(failure); };
    });
}

} // namespace lens
