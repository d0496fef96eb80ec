// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/retagjobs.h"

#include <QString>

namespace lens {

// What the dialog of a retag says about a plan.

// What would change of what is shown; for a copy also what of it the file does not say yet.
QString outcomeText(const PlacedPlan &plan, bool isCopy);
// What would not, a line each.
QString notesText(const RetagPlan &plan);
// What the edit is called.
QString editText(const RetagRequest &request);
// What the name of a copy says that it is for.
QString tagInName(const RetagRequest &request, int tags);
// "model.pth" for cpu -> "model_cpu.pth", for cuda:0 -> "model_cuda0.pth", in the file's folder.
QString suggestedPath(const QString &path, const QString &tag);

} // namespace lens
