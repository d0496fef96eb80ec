// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/flatnames.h"

#include "model/checkpoint/statedict.h"

namespace lens {

namespace {

class Flattener
{
public:
    explicit Flattener(const Checkpoint &checkpoint)
        : m_checkpoint(checkpoint)
    {}
    FlatNames run();

private:
    void countTensors();
    bool isTensor(std::uint32_t entry) const;
    bool holdsTensors(std::uint32_t entry) const;
    bool isProgram(std::uint32_t entry) const;
    std::string nameOf(std::uint32_t entry) const;
    void addModule(std::uint32_t entry);
    void addOther(std::uint32_t entry);
    // Takes the entry as a whole, or says that its children are to be visited.
    bool take(std::uint32_t entry);

    const Checkpoint &m_checkpoint;
    std::vector<std::uint32_t> m_tensorsBefore; // by entry, one more at the end
    FlatNames m_flat;
};

bool Flattener::isTensor(std::uint32_t entry) const
{
    const Entry &shown = m_checkpoint.entry(m_checkpoint.resolved(entry));
    return shown.kind == EntryKind::Tensor;
}

void Flattener::countTensors()
{
    std::uint32_t count = 0;
    for (std::uint32_t i = 0; i < m_checkpoint.entries.size(); ++i) {
        m_tensorsBefore.push_back(count);
        count += isTensor(i);
    }
    m_tensorsBefore.push_back(count);
}

bool Flattener::holdsTensors(std::uint32_t entry) const
{
    return m_tensorsBefore[m_checkpoint.entry(entry).end] > m_tensorsBefore[entry];
}

// The constants of a program are no part of the state dict that the program loads.
bool Flattener::isProgram(std::uint32_t entry) const
{
    const Entry &other = m_checkpoint.entry(entry);
    return m_checkpoint.constants && other.parent == 0 && other.step.kind == StepKind::Repr;
}

std::string Flattener::nameOf(std::uint32_t entry) const
{
    std::string name;
    const auto steps = m_checkpoint.steps(entry);
    for (std::size_t i = 0; i < steps.size(); ++i)
        name += (i ? "." : "") + stepName(steps[i]);
    return name;
}

void Flattener::addOther(std::uint32_t entry)
{
    const Entry &other = m_checkpoint.entry(entry);
    if (other.step.kind == StepKind::Attr && other.step.text == "_metadata") {
        m_flat.metadata = true;
        return;
    }
    const std::string path = entry == 0 ? "the file" : nameOf(entry);
    m_flat.others.push_back(path + " (" + std::string(name(other.kind)) + ")");
}

void Flattener::addModule(std::uint32_t entry)
{
    const std::string prefix = nameOf(entry);
    for (const NamedEntry &named : stateDict(m_checkpoint, entry)) {
        if (isTensor(named.entry))
            m_flat.tensors.push_back({prefix.empty() ? named.name : prefix + "." + named.name,
                                      m_checkpoint.resolved(named.entry)});
        else
            addOther(named.entry);
    }
    m_flat.others.push_back((prefix.empty() ? "the model" : prefix) + " (" +
                            m_checkpoint.typeName(entry) + ")");
}

bool Flattener::take(std::uint32_t entry)
{
    if (isTensor(entry))
        m_flat.tensors.push_back(
            {entry == 0 ? "tensor" : nameOf(entry), m_checkpoint.resolved(entry)});
    else if (!holdsTensors(entry) || isProgram(entry))
        addOther(entry);
    else if (isModule(m_checkpoint, entry))
        addModule(entry);
    else
        return false;
    return true;
}

FlatNames Flattener::run()
{
    countTensors();
    for (std::uint32_t i = 0; i < m_checkpoint.entries.size();)
        i = take(i) ? m_checkpoint.entry(i).end : i + 1;
    return std::move(m_flat);
}

} // namespace

FlatNames flatNames(const Checkpoint &checkpoint) { return Flattener(checkpoint).run(); }

} // namespace lens
