// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/formats/destination.h"

namespace lens {

// The new file while it is written, in the folder where it will lie. Without a name where the file
// system can do that (nothing is left behind even by a kill), else `.<name>.<pid>.<random>.part`.
// Removed by the destructor unless published.
class TemporaryFile
{
public:
    static Result<TemporaryFile> create(const Destination &destination);
    TemporaryFile(TemporaryFile &&other) noexcept;
    TemporaryFile &operator=(TemporaryFile &&) = delete;
    ~TemporaryFile();

    int descriptor() const { return m_descriptor; }
    // A path under which this very file can be opened for checking.
    std::string readablePath() const;
    // Takes the destination's name. A file that lies there is replaced when the destination had one
    // from the start, else left alone: Conflict.
    Result<void> publish(const Destination &destination);

private:
    TemporaryFile(int descriptor, std::string path)
        : m_descriptor(descriptor)
        , m_path(std::move(path))
    {}
    Result<void> giveName(const Destination &destination);

    int m_descriptor;
    std::string m_path; // empty while it has no name
};

} // namespace lens
