// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/kernels/workers.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <new>
#include <sys/mman.h>
#include <thread>
#include <vector>

namespace lens::engine {

namespace {

std::atomic<unsigned> wantedThreads{0};

// Items begun and not yet finished; more would hold results for a slow receiver without end.
constexpr std::size_t itemsUnderWay = 4096;
// Memory of all threads for what they hold of tensors while two passes go over it.
constexpr std::uint64_t heldByAll = 56ull << 20;
constexpr std::uint64_t hugePage = 2ull << 20;

// Hands out the pieces and keeps the order of the items.
class Dispenser
{
public:
    explicit Dispenser(PieceWork &work)
        : m_work(work)
        , m_items(work.items())
    {}

    // The next piece, or false when there is none left.
    bool take(std::size_t &item, std::size_t &piece)
    {
        std::unique_lock lock(m_mutex);
        if (m_nextPiece == m_piecesOfLast) {
            m_changed.wait(lock, [this] { return m_left.size() < itemsUnderWay || noneLeft(); });
            if (noneLeft())
                return false;
            // A thread that waited may find the item of another one begun.
            if (m_nextPiece == m_piecesOfLast)
                beginNext();
        }
        item = m_begun - 1;
        piece = m_nextPiece++;
        return true;
    }

    void done(std::size_t item)
    {
        const std::lock_guard lock(m_mutex);
        if (--m_left[item - m_finished] == 0)
            m_changed.notify_all();
    }

    // Waits for the oldest item that is not finished.
    void waitForOldest()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return !m_left.empty() && m_left.front() == 0; });
    }

    void dropOldest()
    {
        const std::lock_guard lock(m_mutex);
        m_left.pop_front();
        ++m_finished;
        m_changed.notify_all();
    }

private:
    bool noneLeft() const { return m_begun == m_items && m_nextPiece == m_piecesOfLast; }

    void beginNext()
    {
        m_piecesOfLast = m_work.begin(m_begun++);
        m_left.push_back(m_piecesOfLast);
        m_nextPiece = 0;
    }

    PieceWork &m_work;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::size_t m_items, m_begun = 0, m_finished = 0;
    std::size_t m_nextPiece = 0, m_piecesOfLast = 0;
    std::deque<std::size_t> m_left; // pieces not done of the items [m_finished, m_begun)
};

void workOff(PieceWork &work, Dispenser &dispenser)
{
    Scratch scratch;
    std::size_t item, piece;
    while (dispenser.take(item, piece)) {
        work.run(item, piece, scratch);
        dispenser.done(item);
    }
}

} // namespace

std::byte *Buffer::room(std::uint64_t bytes)
{
    if (bytes <= m_size)
        return m_bytes.get();
    const std::uint64_t align = bytes >= hugePage ? hugePage : 64;
    m_size = (bytes + align - 1) / align * align;
    m_bytes.reset();
    m_bytes.reset(static_cast<std::byte *>(std::aligned_alloc(align, m_size)));
    if (!m_bytes)
        throw std::bad_alloc(); // as operator new would; sizes are ours and bounded
    if (align == hugePage)
        madvise(m_bytes.get(), m_size, MADV_HUGEPAGE); // a wish: spares thousands of page faults
    return m_bytes.get();
}

void runPieces(PieceWork &work)
{
    Dispenser dispenser(work);
    const unsigned count = threads();
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i < count && work.items() > 0; ++i)
        workers.emplace_back([&] { workOff(work, dispenser); });
    for (std::size_t item = 0; item < work.items(); ++item) {
        dispenser.waitForOldest();
        work.finish(item);
        dispenser.dropOldest();
    }
}

void setThreads(unsigned threads) { wantedThreads.store(threads); }

unsigned threads()
{
    static const unsigned cores = std::max(1u, std::thread::hardware_concurrency()); // opens files
    const unsigned wanted = wantedThreads.load();
    return wanted ? wanted : cores;
}

std::uint64_t heldBytes() { return heldByAll / threads(); }

void Gate::arrive()
{
    const std::lock_guard lock(m_mutex);
    if (--m_left == 0)
        m_opened.notify_all();
}

void Gate::wait()
{
    std::unique_lock lock(m_mutex);
    m_opened.wait(lock, [this] { return m_left == 0; });
}

} // namespace lens::engine
