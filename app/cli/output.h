// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "model/base/textsink.h"

#include <string>
#include <string_view>

namespace lens::cli {

// Results on their way to stdout, in large writes. A reader that went away (`| head`) is no error:
// what comes after is dropped.
class Output final : public TextSink
{
public:
    explicit Output(int descriptor)
        : m_descriptor(descriptor)
    {}
    Output(const Output &) = delete;
    Output &operator=(const Output &) = delete;

    Output &operator<<(std::string_view text) override;
    Output &operator<<(char c) { return *this << std::string_view(&c, 1); }
    // Repeats a space.
    void pad(std::size_t columns);
    // Writes what is held back; an error of this or any earlier write.
    Result<void> flush();

private:
    void drain();

    int m_descriptor;
    int m_errno = 0;
    std::string m_buffer;
};

} // namespace lens::cli
