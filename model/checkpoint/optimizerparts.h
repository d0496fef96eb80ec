// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/optimizer.h"

// How a reading of optimizer.h is completed; nobody outside this room needs it.
namespace lens {

// Sets type and typeReason from the class, else from the names of the state and hyper-parameters.
void guessType(const Checkpoint &checkpoint, OptimizerReading &reading);

// Where the models are that an optimizer may belong to.
struct ModelPlace
{
    const Checkpoint *checkpoint = nullptr;
    std::uint32_t entry = noIndex;
};

// Names the parameters that have no name yet by order and shape against the models, or sets the
// reason why a name cannot be told.
void nameByOrder(const Checkpoint &checkpoint, OptimizerReading &reading,
                 const std::vector<ModelPlace> &models);

} // namespace lens
