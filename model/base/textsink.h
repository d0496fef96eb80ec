// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace lens {

// Where text goes that is written piece by piece.
class TextSink
{
public:
    virtual ~TextSink() = default;
    virtual TextSink &operator<<(std::string_view text) = 0;
    TextSink &operator<<(char c) { return *this << std::string_view(&c, 1); }
};

// Keeps it.
class StringSink final : public TextSink
{
public:
    using TextSink::operator<<;
    StringSink &operator<<(std::string_view text) override
    {
        m_text += text;
        return *this;
    }
    const std::string &text() const { return m_text; }

private:
    std::string m_text;
};

} // namespace lens
