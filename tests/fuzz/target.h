// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"

#include <functional>
#include <string_view>

// A target is a reader under arbitrary bytes. Built with libFuzzer it looks for inputs that break
// the reader; built with replay.cpp it reads the ones that once did.
namespace lens::fuzz {

// Each target defines it: reads one input. Whatever the bytes are, it returns.
void tryInput(std::string_view bytes);

// Ends the program when the readers broke a promise of theirs, as a sanitizer does.
void promise(bool kept, const char *what);
void promiseError(const Error &error);

// Asks of an open checkpoint what the programs ask of one: every value, number and report, a retag
// and the conversions.
void explore(const CheckpointPtr &checkpoint);

using Opener = std::function<Result<CheckpointPtr>(SourcePtr)>;
using Salvager = std::function<void(Checkpoint &)>;
// Opens the bytes as a container and explores it; what does not open is read for its safety report.
void tryContainer(std::string_view bytes, const Opener &open, const Salvager &salvage);

} // namespace lens::fuzz
