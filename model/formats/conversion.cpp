// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/extrarecords.h"
#include "model/formats/format.h"
#include "model/formats/newfiles.h"
#include "model/formats/zipcontainer.h"
#include "model/formats/zipwriter.h"

namespace lens {

namespace {

Result<SavePlan> planNewZip(PickledForm form, const std::string &rootName, const Job *job)
{
    std::vector<StorageBytes> storages;
    for (NewStorage &storage : form.storages)
        storages.push_back({storage.bytes, storage.bytes->size()});
    return planTorchZip(rootName, std::move(form.pickle), storages, job);
}

Result<Conversion> planPickled(const Checkpoint &checkpoint, TargetFormat target,
                               const std::string &rootName, const Job *job)
{
    const bool zip = target == TargetFormat::Zip;
    LENS_ASSIGN(PickledForm form, pickledForm(checkpoint, zip ? IdForm::Zip : IdForm::Legacy));
    Conversion conversion;
    conversion.loss = std::move(form.loss);
    if (zip) {
        LENS_ASSIGN(conversion.plan, planNewZip(std::move(form), rootName, job));
    } else {
        LENS_ASSIGN(conversion.plan, planNewLegacy(std::move(form)));
    }
    return conversion;
}

// A shard of several archives shows the first alone.
bool isFollowed(const Checkpoint &checkpoint)
{
    const auto *zip = dynamic_cast<const ZipContainer *>(checkpoint.container.get());
    return zip && zip->directory->end.followed;
}

} // namespace

Result<Conversion> planConversion(const Checkpoint &checkpoint, const EditSet &edits,
                                  TargetFormat target, const std::string &rootName, const Job *job)
{
    if (!edits.empty()) {
        LENS_ASSIGN(const CheckpointPtr edited,
                    openEdited(checkpoint, edits, checkpoint.path, job));
        return planConversion(*edited, {}, target, rootName, job);
    }
    if (target == TargetFormat::Safetensors && checkpoint.format == "safetensors") {
        Conversion copy;
        LENS_ASSIGN(copy.plan, planSave(checkpoint, {}));
        return copy;
    }
    LENS_ASSIGN(Conversion conversion, target == TargetFormat::Safetensors
                                           ? planNewSafetensors(checkpoint)
                                           : planPickled(checkpoint, target, rootName, job));
    for (std::string &line : extraRecords(checkpoint))
        conversion.loss.push_back(std::move(line));
    if (isFollowed(checkpoint))
        conversion.loss.push_back("the archives behind the first: they are not shown");
    return conversion;
}

} // namespace lens
