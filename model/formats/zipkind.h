// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/findinglist.h"
#include "model/formats/zipcontainer.h"

#include <string>

namespace lens {

// What a zip archive holds (formats.md 1.1).
enum class ZipKind { TorchSave, TorchScript, Package, Pt2 };

// Finds the folder of the records and what they are. PyTorch takes the folder of the first record;
// we look for the one with the pickle, so that archives packed again by other programs open. Sets
// container.root. Unsupported, naming what it is, for archives of others.
Result<ZipKind> recogniseZip(ZipContainer &container, FindingList &findings);

// The weights of a torch.export of PyTorch 2.6 and before, a torch.save in no folder; null without.
const ZipRecord *exportedStateDict(const ZipDirectory &directory);

// Who wrote the archive, as far as its records tell: "PyTorch 2.7 or later".
std::string zipWriter(const ZipContainer &container, ZipKind kind);

} // namespace lens
