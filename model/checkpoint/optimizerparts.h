// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/optimizer.h"

// How a reading of optimizer.h is completed; nobody outside this room needs it.
namespace lens {

bool isListLike(const Checkpoint &checkpoint, std::uint32_t entry);
bool isDict(const Checkpoint &checkpoint, std::uint32_t entry);

// Groups, parameters and state of an optimizer, with the names that it gives itself.
OptimizerReading readOptimizer(const Checkpoint &checkpoint, std::uint32_t entry);
// The same of one that C++ wrote with torch::save (isCppOptimizer).
OptimizerReading readCppOptimizer(const Checkpoint &checkpoint, std::uint32_t entry);
// Fills in state, step and shape of a parameter from the entry of its state; noIndex: it has none.
void readState(const Checkpoint &checkpoint, std::uint32_t state, OptimizerParam &param);
// What is known of a parameter that no group lists: its state.
OptimizerParam orphanedParam(const Checkpoint &checkpoint, std::uint32_t state);

// Sets type and typeReason from the class, else from the names of the state and hyper-parameters.
void guessType(const Checkpoint &checkpoint, OptimizerReading &reading);

// Where the models are that an optimizer may belong to.
struct ModelPlace
{
    const Checkpoint *checkpoint = nullptr;
    std::uint32_t entry = noIndex;
};

// What one model would call the parameters of the groups, in their order; empty where it is not
// certain, and then the reason says why.
struct Naming
{
    std::string model;
    bool fits = false; // every group finds its shapes in the model's order
    std::vector<std::string> names, reasons;

    bool complete() const;
};
Naming joinToModel(OptimizerReading &reading, const ModelPlace &model);
// The same for one optimizer of several models; a name then begins with the path of its model.
Naming joinToAll(OptimizerReading &reading, const std::vector<ModelPlace> &models);
std::string placeText(const Checkpoint &checkpoint, std::uint32_t entry);

// Names the parameters that have no name yet by order and shape against the models, or sets the
// reason why a name cannot be told.
void nameByOrder(const Checkpoint &checkpoint, OptimizerReading &reading,
                 const std::vector<ModelPlace> &models);

} // namespace lens
