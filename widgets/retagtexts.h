// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/retagjobs.h"

#include <QString>

namespace lens {

// What the dialog of a retag says about a plan.

// What would change, in one sentence.
QString outcomeText(const RetagPlan &plan, bool anyTags);
// What would not, a line each.
QString notesText(const RetagPlan &plan);
// "model.pth" for cpu -> "model_cpu.pth", for cuda:0 -> "model_cuda0.pth", in the file's folder.
QString suggestedPath(const QString &path, const QString &tag);

} // namespace lens
