// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"

#include <QStringList>

#include <string>

namespace lens::test {

enum class Devices { Shown, Hidden };

// Everything a person sees of a checkpoint, one line an entry: path, type, value; of a tensor its
// geometry and the digest of its elements. What cannot be read says why. Expanded tensors claim any
// number of elements; of each at most a megabyte is read.
QStringList contents(const Checkpoint &checkpoint, Devices devices = Devices::Shown);

// The tensors alone, by flat name: what is left of a file in safetensors.
QStringList flatContents(const Checkpoint &checkpoint);

// Elements of a float32 or int64 tensor: "0 1 2.5".
QString valuesAt(const Checkpoint &checkpoint, const std::string &path);

// The first line that differs, from both sides; empty when there is none.
QString firstDifference(const QStringList &before, const QStringList &after);

} // namespace lens::test
