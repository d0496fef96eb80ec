// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/devicefindings.h"

#include "model/base/text.h"
#include "model/checkpoint/findinglist.h"
#include "model/checkpoint/models.h"
#include "model/checkpoint/walk.h"

namespace lens {
namespace {

constexpr const char *notCpu = "device.not-cpu", *mixed = "structure.mixed-devices";

class DeviceCheck : FindingList
{
public:
    DeviceCheck(const Checkpoint &checkpoint, const EditSet &edits)
        : FindingList(checkpoint)
        , m_tags(deviceTags(checkpoint, edits))
    {}

    std::vector<Finding> run() &&
    {
        checkTags();
        for (const std::uint32_t model : modelEntries(c))
            checkModel(model);
        return take();
    }

private:
    std::string_view tagOf(const Tensor *tensor) const { return m_tags[tensor - c.tensors.data()]; }

    void checkTags()
    {
        std::map<std::string_view, std::pair<std::uint64_t, std::uint32_t>> tags; // count, first
        for (std::uint32_t i = 0; i < c.entries.size(); ++i) {
            const Tensor *tensor = c.tensor(c.entry(i));
            const std::string_view tag = tensor ? tagOf(tensor) : std::string_view();
            if (!tag.empty() && tag != "cpu" && tag != "meta")
                ++tags.try_emplace(tag, 0, i).first->second.first;
        }
        for (const auto &[tag, found] : tags)
            add(notCpu, Severity::Note,
                counted(found.first, "tensor") + (found.first == 1 ? " loads" : " load") + " on " +
                    escaped(tag, 40) + "; a machine without it needs map_location.",
                found.second);
    }

    void checkModel(std::uint32_t model)
    {
        std::map<std::string, std::uint64_t> devices;
        for (const NamedEntry &named : stateDict(c, model))
            if (const Tensor *tensor = tensorAt(c, named.entry))
                ++devices[std::string(tagOf(tensor))];
        addMixed(mixed, Severity::Warning, model, "lies on ", devices);
    }

    std::vector<std::string_view> m_tags; // by tensor
};

} // namespace

std::vector<Finding> deviceFindings(const Checkpoint &checkpoint, const EditSet &edits)
{
    return DeviceCheck(checkpoint, edits).run();
}

bool isOfDevices(const Finding &finding) { return finding.id == notCpu || finding.id == mixed; }

} // namespace lens
