// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/text.h"
#include "model/checkpoint/build.h"
#include "model/formats/streamreading.h"
#include "model/formats/streams.h"

#include <algorithm>

namespace lens {

using pickle::NodeKind;

namespace {

// readLegacyDocument has placed every storage and named every class already.
class LegacyResolver final : public StorageResolver
{
public:
    void locate(Storage &) override {}
    bool resolveOther(Checkpoint &checkpoint, pickle::NodeId node, pickle::Ref) override
    {
        return checkpoint.classOf.contains(node);
    }
};

bool names(const Checkpoint &checkpoint, std::string_view module, std::string_view name)
{
    const auto &globals = checkpoint.streams[0].reading.globals;
    return std::any_of(globals.begin(), globals.end(), [&](const pickle::GlobalUse &use) {
        if (use.dynamic)
            return false;
        const auto global = checkpoint.graph.global(use.node);
        return global.module == module && global.name == name;
    });
}

// Python 2 wrote the names in sys_info as bytes.
bool isPython2(const Checkpoint &checkpoint)
{
    constexpr std::size_t sysInfo = 3;
    const auto &graph = checkpoint.graph;
    const auto items = graph.items(checkpoint.streams[sysInfo].reading.root.node);
    return !items.empty() && graph.kind(items[0].node) == NodeKind::Str &&
           graph.isPython2String(items[0].node);
}

std::string writerOf(const Checkpoint &checkpoint)
{
    std::string writer = "PyTorch 0.4 or later (legacy stream)";
    if (names(checkpoint, "torch._utils", "_rebuild_tensor_v3") ||
        names(checkpoint, "torch.storage", "UntypedStorage"))
        writer = "PyTorch 2.0 or later (legacy stream)";
    else if (!names(checkpoint, "torch._utils", "_rebuild_tensor_v2") &&
             names(checkpoint, "torch._utils", "_rebuild_tensor"))
        writer = "PyTorch 0.1.10 to 0.3 (legacy stream)";
    return isPython2(checkpoint) ? writer + ", Python 2" : writer;
}

bool hasSource(const Checkpoint &checkpoint, pickle::NodeId module)
{
    constexpr std::size_t sourceText = 3;
    const auto &graph = checkpoint.graph;
    const auto source = graph.items(graph.pid(module).node)[sourceText];
    return graph.kind(source.node) == NodeKind::Str && !graph.text(source.node).empty();
}

void reportSourceText(Checkpoint &checkpoint)
{
    const auto count =
        std::count_if(checkpoint.classOf.begin(), checkpoint.classOf.end(),
                      [&](const auto &pair) { return hasSource(checkpoint, pair.first); });
    if (count == 0)
        return;
    checkpoint.findings.push_back(
        {"legacy.source-text",
         Severity::Note,
         "The file holds the Python source of " +
             (count == 1 ? "1 class" : grouped(static_cast<std::uint64_t>(count)) + " classes") +
             ". It is never run.",
         {},
         checkpoint.streams[0].offset,
         {}});
}

} // namespace

Result<CheckpointPtr> openLegacy(SourcePtr source, std::shared_ptr<const File> file,
                                 std::string name, const Job *job)
{
    auto checkpoint = newCheckpoint(source, std::move(file), std::move(name), "legacy");
    LENS_ASSIGN(const auto object, readLegacyDocument(*checkpoint, {source, {}}, job));
    checkpoint->root = checkpoint->streams[object].reading.root;
    checkpoint->writer = writerOf(*checkpoint);
    reportSourceText(*checkpoint);
    LENS_CHECK(readInnerDocuments(*checkpoint, job));
    LegacyResolver resolver;
    LENS_CHECK(buildCheckpoint(*checkpoint, resolver, job));
    return CheckpointPtr(std::move(checkpoint));
}

void salvageLegacy(Checkpoint &checkpoint, const Job *job)
{
    // Errors are in the streams.
    (void)readLegacyDocument(checkpoint, {checkpoint.source, {}}, job);
    (void)readInnerDocuments(checkpoint, job);
}

} // namespace lens
