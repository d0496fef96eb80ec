// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/archives.h"
#include "tests/fuzz/target.h"

namespace lens::fuzz {

void tryInput(std::string_view bytes)
{
    const auto open = [](SourcePtr source) {
        return openZip(std::move(source), nullptr, "input", nullptr);
    };
    tryContainer(bytes, open, [](Checkpoint &broken) { salvageZip(broken, nullptr); });
}

} // namespace lens::fuzz
