// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/textsink.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace lens {

// Writes one JSON text as it is told, without keeping any of it. What JSON cannot hold is written
// as the contract says: NaN and infinities as "NaN", "Infinity", "-Infinity", integers beyond 2^53
// as strings. The caller opens and closes in order.
class JsonWriter
{
public:
    explicit JsonWriter(TextSink &out)
        : m_out(out)
    {}

    void beginObject() { open('{'); }
    void endObject() { close('}'); }
    void beginArray() { open('['); }
    void endArray() { close(']'); }
    // The next element starts on a line of its own.
    void newLine() { m_newLine = true; }
    void key(std::string_view name);

    // UTF-8; a lone surrogate (as CPython's "surrogatepass") becomes \udXXX, and so does a byte
    // that is no UTF-8 at all, as Python names such files.
    void text(std::string_view utf8);
    void integer(std::int64_t value);
    void count(std::uint64_t value);
    void decimal(std::string_view digits); // an integer of any size
    void real(double value);
    void boolean(bool value) { raw(value ? "true" : "false"); }
    void null() { raw("null"); }
    void realOrNull(const std::optional<double> &value) { value ? real(*value) : null(); }

    // key() and value in one.
    void field(std::string_view name, std::string_view utf8) { key(name), text(utf8); }
    void countField(std::string_view name, std::uint64_t value) { key(name), count(value); }

private:
    void separate();
    void open(char bracket);
    void close(char bracket);
    void raw(std::string_view text);
    void quoted(std::string_view utf8);

    TextSink &m_out;
    bool m_first = true, m_newLine = false;
};

} // namespace lens
