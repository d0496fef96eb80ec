// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace lens {

// The closed list of what can go wrong. A caller decides by it; a person reads Error::message.
enum class ErrorCode {
    Cancelled,   // the job was asked to stop
    Io,          // the operating system said no
    Truncated,   // fewer bytes than the format promises
    Corrupt,     // bytes that contradict the format
    Unsupported, // a format or feature we know and do not read or write
    Limit,       // a limit of limits.h was reached
    InvalidEdit, // an edit that cannot be applied
    Conflict,    // the file changed under us, or the destination exists
    Internal,    // our own mistake
};

// A failure as a person needs it: what, where, and what to do. `where` names the record, tensor or
// path; `offset` is in bytes from the start of what `where` names (of the file when it is empty).
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    std::string where;
    std::optional<std::uint64_t> offset;
    std::string advice;

    // Adds the place once, from the layer that knows it; an inner place is kept behind it.
    Error in(std::string place) &&;
    Error at(std::uint64_t byteOffset) &&;
    Error advise(std::string whatToDo) &&;
    // One line: "where: message (at byte N). Advice."
    std::string text() const;
};

inline Error makeError(ErrorCode code, std::string message)
{
    return Error{code, std::move(message), {}, {}, {}};
}

// A value or an Error; the member names are those of std::expected, which this becomes with C++23.
template <typename T>
class [[nodiscard]] Result
{
public:
    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    {}
    Result(Error error)
        : m_state(std::in_place_index<1>, std::move(error))
    {}
    bool has_value() const { return m_state.index() == 0; }
    explicit operator bool() const { return has_value(); }
    T &value() & { return std::get<0>(m_state); }
    const T &value() const & { return std::get<0>(m_state); }
    T &&value() && { return std::get<0>(std::move(m_state)); }
    T &operator*() & { return value(); }
    const T &operator*() const & { return value(); }
    T &&operator*() && { return std::move(*this).value(); }
    T *operator->() { return &value(); }
    const T *operator->() const { return &value(); }
    Error &error() & { return std::get<1>(m_state); }
    const Error &error() const & { return std::get<1>(m_state); }
    Error &&error() && { return std::get<1>(std::move(m_state)); }

private:
    std::variant<T, Error> m_state;
};

template <>
class [[nodiscard]] Result<void>
{
public:
    Result() = default;
    Result(Error error)
        : m_error(std::move(error))
    {}
    bool has_value() const { return !m_error; }
    explicit operator bool() const { return has_value(); }
    Error &error() & { return *m_error; }
    const Error &error() const & { return *m_error; }
    Error &&error() && { return std::move(*m_error); }

private:
    std::optional<Error> m_error;
};

} // namespace lens

// Returns the error of `expr` from the enclosing function, or goes on.
#define LENS_CHECK(expr)                                                                           \
    do {                                                                                           \
        if (auto lensChecked = (expr); !lensChecked)                                               \
            return std::move(lensChecked).error();                                                 \
    } while (false)

#define LENS_CONCAT_(a, b) a##b
#define LENS_CONCAT(a, b) LENS_CONCAT_(a, b)
#define LENS_ASSIGN_(temporary, declaration, expr)                                                 \
    auto temporary = (expr);                                                                       \
    if (!temporary)                                                                                \
        return std::move(temporary).error();                                                       \
    declaration = *std::move(temporary)
// `LENS_ASSIGN(auto x, f());` declares x with the value of f(), or returns f()'s error.
#define LENS_ASSIGN(declaration, expr)                                                             \
    LENS_ASSIGN_(LENS_CONCAT(lensResult, __LINE__), declaration, expr)
