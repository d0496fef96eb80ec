// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"
#include "model/document/latestjob.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lens {

// What is odd about the state of a parameter; several may be.
enum OptimizerFlag : unsigned {
    NoState = 1,      // while others have
    StepDiffers = 2,  // from that of most parameters
    ShapeDiffers = 4, // from the parameter of this name
    NoParameter = 8,  // state that belongs to no parameter of a group
    NegativeSecond = 16,
    NotFinite = 32,
};

// A parameter as its optimizer knows it. The numbers of its moments come later, by another job.
struct OptimizerRow
{
    std::string index;
    std::string name, reason; // an empty name: the reason says why it is not known
    std::uint32_t group = noIndex;
    std::vector<std::int64_t> shape;
    bool hasShape = false;
    std::optional<double> step;
    std::uint64_t bytes = 0;
    unsigned flags = 0;
    std::uint32_t state = noIndex;                   // entry of the state dict of this parameter
    std::uint32_t first = noIndex, second = noIndex; // entries of the moments
};

struct OptimizerGroupTable
{
    std::uint32_t entry = noIndex;
    std::uint64_t params = 0;
    std::vector<std::pair<std::string, std::string>> settings; // name, value as Python writes it
};

struct OptimizerTable
{
    std::uint32_t entry = noIndex;
    std::string path;
    std::string type, typeReason;
    std::string firstName, secondName; // of the moments: "exp_avg"; empty where there is none
    std::vector<OptimizerGroupTable> groups;
    std::vector<OptimizerRow> rows;
    bool hasSteps = false, hasShapes = false; // some row has
    std::string commonReason; // why no row at all has a name; empty where one has, or they differ
    std::uint64_t bytes = 0;
    std::uint64_t models = 0, modelBytes = 0; // of the file
    std::vector<Finding> findings;
};

// Shared by those who show it: a large model has as many rows as parameters.
using OptimizerTables = std::shared_ptr<const std::vector<OptimizerTable>>;
using OptimizerTablePtr = std::shared_ptr<const OptimizerTable>;

// Every optimizer of a file. Reads the step of each parameter and nothing else of the tensors.
std::vector<OptimizerTable> optimizerTables(const Checkpoint &checkpoint);

class OptimizerJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(CheckpointPtr checkpoint);

Q_SIGNALS:
    void finished(const lens::OptimizerTables &tables);
};

} // namespace lens
