// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"

#include <algorithm>
#include <iterator>

namespace lens {

// The direct children of an entry, in order, without a vector. Refs are followed first.
class Children
{
public:
    class Iterator
    {
    public:
        using value_type = std::uint32_t;
        using difference_type = std::ptrdiff_t;
        Iterator() = default;
        Iterator(const Checkpoint *checkpoint, std::uint32_t entry)
            : m_checkpoint(checkpoint)
            , m_entry(entry)
        {}
        std::uint32_t operator*() const { return m_entry; }
        Iterator &operator++()
        {
            m_entry = std::max(m_entry + 1, m_checkpoint->entries[m_entry].end);
            return *this;
        }
        Iterator operator++(int)
        {
            Iterator before = *this;
            ++*this;
            return before;
        }
        bool operator==(const Iterator &other) const { return m_entry == other.m_entry; }

    private:
        const Checkpoint *m_checkpoint = nullptr;
        std::uint32_t m_entry = 0;
    };

    Children(const Checkpoint &checkpoint, std::uint32_t entry)
        : m_checkpoint(&checkpoint)
        , m_entry(checkpoint.resolved(entry))
    {}
    Iterator begin() const { return {m_checkpoint, m_entry + 1}; }
    Iterator end() const
    {
        return {m_checkpoint, std::max(m_entry + 1, m_checkpoint->entries[m_entry].end)};
    }
    bool empty() const { return begin() == end(); }

private:
    const Checkpoint *m_checkpoint;
    std::uint32_t m_entry;
};

// The entry itself, or what a Ref shows.
inline const Entry &shown(const Checkpoint &checkpoint, std::uint32_t entry)
{
    return checkpoint.entries[checkpoint.resolved(entry)];
}

inline const Tensor *tensorAt(const Checkpoint &checkpoint, std::uint32_t entry)
{
    return checkpoint.tensor(shown(checkpoint, entry));
}

} // namespace lens
