// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/streamreading.h"
#include "model/formats/streams.h"
#include "tests/fuzz/target.h"

namespace lens::fuzz {

void tryInput(std::string_view bytes)
{
    const auto open = [](SourcePtr source) {
        return openLegacy(std::move(source), nullptr, "input", nullptr);
    };
    tryContainer(bytes, open, [](Checkpoint &broken) { salvageLegacy(broken, nullptr); });
}

} // namespace lens::fuzz
