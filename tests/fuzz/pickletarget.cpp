// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/archives.h"
#include "model/formats/lazysources.h"
#include "model/formats/streamreading.h"
#include "model/formats/streams.h"
#include "model/formats/zipwriter.h"
#include "model/pickle/token.h"
#include "tests/fuzz/target.h"

namespace lens::fuzz {

namespace {

// Globals that a plain look at the opcodes finds, as far as the reader got.
std::size_t globalOpcodes(std::string_view bytes, std::uint64_t end)
{
    std::size_t count = 0;
    for (std::uint64_t at = 0; at < end;) {
        const auto token = pickle::tokenAt(bytes, at);
        if (!token)
            break;
        count += token->op == pickle::OpGlobal || token->op == pickle::OpInst;
        at = token->next;
    }
    return count;
}

// Reading is a function of the bytes, in proportion to them, and overlooks no global.
void readTwice(std::string_view bytes)
{
    pickle::Graph first, second;
    const auto a = pickle::read(first, first.keep(std::string(bytes)));
    const auto b = pickle::read(second, second.keep(std::string(bytes)));
    promise(first.size() == second.size() && a.opcodes == b.opcodes &&
                a.globals.size() == b.globals.size() && a.root.node == b.root.node,
            "two readings of a pickle are equal");
    promise(first.size() <= 2 * bytes.size() + 300, "a pickle makes no more nodes than opcodes");
    promise(a.error || a.end <= bytes.size(), "a pickle ends inside its bytes");
    const std::uint64_t end = a.error ? a.error->offset.value_or(0) : a.end;
    promise(a.globals.size() >= globalOpcodes(bytes, end), "every global is reported");
}

// The pickle as data.pkl of an archive that has the storages a small state dict asks for: this is
// what reaches the tensors.
std::string archiveWith(std::string_view pickle)
{
    std::vector<StorageBytes> storages;
    for (const std::uint64_t length : {16, 64, 4096})
        storages.push_back({memorySource(std::string(length, '\x3f')), length});
    auto plan = planTorchZip("archive", std::string(pickle), storages);
    promise(plan.has_value(), "an archive can be written around any pickle");
    const PlannedSource file(*std::move(plan));
    return *file.readString(0, file.size());
}

} // namespace

void tryInput(std::string_view bytes)
{
    readTwice(bytes);
    const auto openBare = [](SourcePtr source) {
        return openPickle(std::move(source), nullptr, "input", nullptr);
    };
    tryContainer(bytes, openBare, [](Checkpoint &broken) { salvagePickle(broken, nullptr); });
    const auto openArchive = [](SourcePtr source) {
        return openZip(std::move(source), nullptr, "input", nullptr);
    };
    tryContainer(archiveWith(bytes), openArchive,
                 [](Checkpoint &broken) { salvageZip(broken, nullptr); });
}

} // namespace lens::fuzz
