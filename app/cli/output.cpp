// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output.h"

#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace lens::cli {

namespace {

constexpr std::size_t blockSize = 64 * 1024;

} // namespace

Output &Output::operator<<(std::string_view text)
{
    m_buffer += text;
    if (m_buffer.size() >= blockSize)
        drain();
    return *this;
}

void Output::pad(std::size_t columns) { m_buffer.append(columns, ' '); }

Result<void> Output::flush()
{
    drain();
    if (m_errno == 0 || m_errno == EPIPE)
        return {};
    return makeError(ErrorCode::Io,
                     std::string("the result cannot be written: ") + std::strerror(m_errno))
        .in("standard output");
}

void Output::drain()
{
    std::string_view rest = m_buffer;
    while (!rest.empty() && m_errno == 0) {
        const ssize_t written = ::write(m_descriptor, rest.data(), rest.size());
        if (written >= 0)
            rest.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR)
            m_errno = errno;
    }
    m_buffer.clear();
}

} // namespace lens::cli
