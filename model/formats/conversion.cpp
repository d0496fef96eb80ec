// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/format.h"
#include "model/formats/lazysources.h"
#include "model/formats/newfiles.h"

namespace lens {

namespace {

Result<Conversion> planPickled(const Checkpoint &checkpoint, TargetFormat target,
                               const std::string &rootName)
{
    const bool zip = target == TargetFormat::Zip;
    LENS_ASSIGN(PickledForm form, pickledForm(checkpoint, zip ? IdForm::Zip : IdForm::Legacy));
    Conversion conversion;
    conversion.loss = std::move(form.loss);
    if (zip) {
        conversion.plan = planNewZip(std::move(form), rootName);
    } else {
        LENS_ASSIGN(conversion.plan, planNewLegacy(std::move(form)));
    }
    return conversion;
}

} // namespace

Result<Conversion> planConversion(const Checkpoint &checkpoint, const EditSet &edits,
                                  TargetFormat target, const std::string &rootName)
{
    if (!edits.empty()) {
        // The edited file, not written anywhere, is what is converted.
        LENS_ASSIGN(SavePlan plan, planSave(checkpoint, edits));
        LENS_ASSIGN(
            const CheckpointPtr edited,
            openCheckpoint(std::make_shared<PlannedSource>(std::move(plan)), checkpoint.path));
        return planConversion(*edited, {}, target, rootName);
    }
    if (target == TargetFormat::Safetensors)
        return planNewSafetensors(checkpoint);
    return planPickled(checkpoint, target, rootName);
}

} // namespace lens
