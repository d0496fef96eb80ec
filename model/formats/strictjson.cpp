// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/strictjson.h"

#include <nlohmann/json.hpp>

namespace lens {

namespace {

// Takes nlohmann's events; the library reports errors through one of them and throws nothing.
class Adapter
{
public:
    Adapter(JsonHandler &handler, int depth)
        : m_handler(handler)
        , m_depth(depth)
    {}
    std::optional<Error> takeError() { return std::move(m_error); }

    bool null() { return pass(m_handler.other("null")); }
    bool boolean(bool value) { return pass(m_handler.other(value ? "true" : "false")); }
    bool number_integer(std::int64_t value) { return pass(m_handler.other(std::to_string(value))); }
    bool number_unsigned(std::uint64_t value) { return pass(m_handler.integer(value)); }
    bool number_float(double, const std::string &text) { return pass(m_handler.other(text)); }
    bool string(std::string &text) { return pass(m_handler.text(std::move(text))); }
    bool binary(std::vector<std::uint8_t> &) { return pass(m_handler.other("binary data")); }
    bool start_object(std::size_t) { return enter() && pass(m_handler.startObject()); }
    bool key(std::string &text) { return pass(m_handler.key(std::move(text))); }
    bool end_object() { return leave() && pass(m_handler.endObject()); }
    bool start_array(std::size_t) { return enter() && pass(m_handler.startArray()); }
    bool end_array() { return leave() && pass(m_handler.endArray()); }
    template <typename Exception>
    bool parse_error(std::size_t position, const std::string &, const Exception &)
    {
        m_error = makeError(ErrorCode::Corrupt, "this is not valid JSON")
                      .at(position > 0 ? position - 1 : 0);
        return false;
    }

private:
    bool pass(Result<void> result)
    {
        if (!result)
            m_error = std::move(result).error();
        return !m_error;
    }
    bool enter()
    {
        if (--m_depth >= 0)
            return true;
        m_error = makeError(ErrorCode::Corrupt, "the JSON is nested deeper than it can be");
        return false;
    }
    bool leave()
    {
        ++m_depth;
        return true;
    }

    JsonHandler &m_handler;
    int m_depth;
    std::optional<Error> m_error;
};

} // namespace

Result<void> parseJson(std::string_view text, int depth, JsonHandler &handler)
{
    if (text.starts_with("\xEF\xBB\xBF")) // which the library would skip
        return makeError(ErrorCode::Corrupt, "the JSON starts with a byte order mark").at(0);
    Adapter adapter(handler, depth);
    const bool ok = nlohmann::json::sax_parse(text.begin(), text.end(), &adapter);
    if (auto error = adapter.takeError())
        return *std::move(error);
    if (!ok)
        return makeError(ErrorCode::Corrupt, "this is not valid JSON");
    return {};
}

} // namespace lens
