// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/inflatedsource.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <list>
#include <mutex>

namespace lens {

namespace {

constexpr std::size_t inputBytes = 64 * 1024, scratchBytes = 64 * 1024;
// Readers of one record that run side by side: each keeps 40 KiB of zlib state.
constexpr std::size_t maxCursors = 4;
constexpr int rawDeflate = -MAX_WBITS;

Error brokenStream()
{
    return makeError(ErrorCode::Corrupt, "the compressed data of this record is damaged");
}

// zlib's state at one place of the stream.
class Cursor
{
public:
    explicit Cursor(SourcePtr compressed)
        : m_compressed(std::move(compressed))
        , m_ready(inflateInit2(&m_stream, rawDeflate) == Z_OK)
    {}
    ~Cursor()
    {
        if (m_ready)
            inflateEnd(&m_stream);
    }
    Cursor(const Cursor &) = delete;
    Cursor &operator=(const Cursor &) = delete;

    std::uint64_t position() const { return m_position; }
    // A second cursor at the same place; null when memory is short.
    std::unique_ptr<Cursor> copy();
    // The next bytes; Corrupt when the stream is bad or ends before `out` is full.
    Result<void> read(std::span<std::byte> out);
    // Whether the stream ends right here, with no byte of its source left.
    Result<bool> atEnd();

private:
    struct NotReady
    {};
    Cursor(SourcePtr compressed, NotReady)
        : m_compressed(std::move(compressed))
    {}
    Result<void> fill();

    SourcePtr m_compressed;
    z_stream m_stream{};
    std::array<std::byte, inputBytes> m_input;
    std::uint64_t m_taken = 0; // bytes of m_compressed that went into m_input
    std::uint64_t m_position = 0;
    bool m_ready = false, m_ended = false;
};

std::unique_ptr<Cursor> Cursor::copy()
{
    std::unique_ptr<Cursor> other(new Cursor(m_compressed, NotReady{}));
    if (!m_ready || inflateCopy(&other->m_stream, &m_stream) != Z_OK)
        return nullptr;
    other->m_ready = true;
    other->m_input = m_input;
    if (m_stream.next_in)
        other->m_stream.next_in = reinterpret_cast<Bytef *>(other->m_input.data()) +
                                  (m_stream.next_in - reinterpret_cast<Bytef *>(m_input.data()));
    other->m_taken = m_taken;
    other->m_position = m_position;
    other->m_ended = m_ended;
    return other;
}

Result<void> Cursor::fill()
{
    const std::uint64_t left = m_compressed->size() - m_taken;
    const std::size_t length = std::min<std::uint64_t>(left, m_input.size());
    LENS_CHECK(m_compressed->read(m_taken, std::span(m_input).first(length)));
    m_taken += length;
    m_stream.next_in = reinterpret_cast<Bytef *>(m_input.data());
    m_stream.avail_in = static_cast<uInt>(length);
    return {};
}

Result<void> Cursor::read(std::span<std::byte> out)
{
    if (!m_ready)
        return makeError(ErrorCode::Internal, "zlib could not be started");
    while (!out.empty()) {
        if (m_ended)
            return makeError(ErrorCode::Corrupt,
                             "the record inflates to fewer bytes than the directory says");
        if (m_stream.avail_in == 0)
            LENS_CHECK(fill());
        const std::size_t step = std::min<std::size_t>(out.size(), 1u << 30);
        m_stream.next_out = reinterpret_cast<Bytef *>(out.data());
        m_stream.avail_out = static_cast<uInt>(step);
        const int state = inflate(&m_stream, Z_NO_FLUSH);
        if (state != Z_OK && state != Z_STREAM_END)
            return brokenStream();
        const std::size_t made = step - m_stream.avail_out;
        m_position += made;
        out = out.subspan(made);
        m_ended = state == Z_STREAM_END;
    }
    return {};
}

Result<bool> Cursor::atEnd()
{
    std::byte extra;
    if (!m_ended) {
        if (m_stream.avail_in == 0)
            LENS_CHECK(fill());
        m_stream.next_out = reinterpret_cast<Bytef *>(&extra);
        m_stream.avail_out = 1;
        m_ended = inflate(&m_stream, Z_NO_FLUSH) == Z_STREAM_END && m_stream.avail_out == 1;
    }
    return m_ended && m_stream.avail_in == 0 && m_taken == m_compressed->size();
}

class InflatedSource final : public ByteSource
{
public:
    InflatedSource(SourcePtr compressed, std::uint64_t size)
        : m_compressed(std::move(compressed))
        , m_size(size)
    {}
    std::uint64_t size() const override { return m_size; }
    Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override;

private:
    using CursorPtr = std::unique_ptr<Cursor>;
    CursorPtr takeCursor(std::uint64_t offset) const;
    void giveBack(CursorPtr cursor) const;
    Result<void> skipTo(CursorPtr &cursor, std::uint64_t offset) const;

    const SourcePtr m_compressed;
    const std::uint64_t m_size;
    mutable std::mutex m_mutex; // guards m_cursors, not the work of a cursor that was taken out
    mutable std::list<CursorPtr> m_cursors; // the one used last comes first
};

// The cursor closest in front of `offset`, else a new one at the start.
InflatedSource::CursorPtr InflatedSource::takeCursor(std::uint64_t offset) const
{
    const std::lock_guard lock(m_mutex);
    auto best = m_cursors.end();
    for (auto it = m_cursors.begin(); it != m_cursors.end(); ++it)
        if ((*it)->position() <= offset &&
            (best == m_cursors.end() || (*it)->position() > (*best)->position()))
            best = it;
    if (best == m_cursors.end())
        return std::make_unique<Cursor>(m_compressed);
    CursorPtr cursor = std::move(*best);
    m_cursors.erase(best);
    return cursor;
}

// A cursor at the end has no use: 100,000 small records that were read once must not keep 4 GiB.
void InflatedSource::giveBack(CursorPtr cursor) const
{
    if (!cursor || cursor->position() >= m_size)
        return;
    const std::lock_guard lock(m_mutex);
    m_cursors.push_front(std::move(cursor));
    if (m_cursors.size() > maxCursors)
        m_cursors.pop_back();
}

// Blocks that several threads read come slightly out of order: a reader that has to skip leaves a
// copy behind for the one that is about to ask for what was skipped.
Result<void> InflatedSource::skipTo(CursorPtr &cursor, std::uint64_t offset) const
{
    if (cursor->position() == offset)
        return {};
    giveBack(cursor->copy());
    std::array<std::byte, scratchBytes> scratch;
    while (cursor->position() < offset) {
        const std::uint64_t left = offset - cursor->position();
        LENS_CHECK(
            cursor->read(std::span(scratch).first(std::min<std::uint64_t>(left, scratch.size()))));
    }
    return {};
}

Result<void> InflatedSource::read(std::uint64_t offset, std::span<std::byte> out) const
{
    if (offset > m_size || out.size() > m_size - offset)
        return makeError(ErrorCode::Truncated, "the record ends before the bytes that are needed")
            .at(offset);
    if (out.empty())
        return {};
    CursorPtr cursor = takeCursor(offset);
    LENS_CHECK(skipTo(cursor, offset));
    LENS_CHECK(cursor->read(out));
    giveBack(std::move(cursor));
    return {};
}

} // namespace

SourcePtr inflatedSource(SourcePtr compressed, std::uint64_t size)
{
    return std::make_shared<InflatedSource>(std::move(compressed), size);
}

Result<void> readInflated(SourcePtr compressed, std::uint64_t size, const ByteSink &sink)
{
    Cursor cursor(std::move(compressed));
    std::array<std::byte, scratchBytes> scratch;
    while (cursor.position() < size) {
        const std::uint64_t left = size - cursor.position();
        const auto piece = std::span(scratch).first(std::min<std::uint64_t>(left, scratch.size()));
        LENS_CHECK(cursor.read(piece));
        LENS_CHECK(sink({reinterpret_cast<const char *>(piece.data()), piece.size()}));
    }
    LENS_ASSIGN(const bool ended, cursor.atEnd());
    if (!ended)
        return makeError(ErrorCode::Corrupt,
                         "the compressed record holds more bytes than the directory says");
    return {};
}

Result<std::string> deflated(std::string_view bytes)
{
    z_stream stream{};
    constexpr int memoryLevel = 8; // zlib's default
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, rawDeflate, memoryLevel,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return makeError(ErrorCode::Internal, "zlib could not be started");
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int state = deflate(&stream, Z_FINISH);
    deflateEnd(&stream);
    if (state != Z_STREAM_END)
        return makeError(ErrorCode::Internal, "zlib could not compress a record");
    out.resize(out.size() - stream.avail_out);
    return out;
}

} // namespace lens
