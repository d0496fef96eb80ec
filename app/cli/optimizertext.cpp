// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/optimizeroutput.h"

#include "app/cli/tensortext.h"
#include "model/base/text.h"

#include <algorithm>

namespace lens::cli {

namespace {

// A hyper-parameter or a step: a scalar, a tensor, or a tuple of scalars (betas).
std::string settingText(const Checkpoint &checkpoint, std::uint32_t index)
{
    const std::uint32_t entry = checkpoint.resolved(index);
    const EntryKind kind = checkpoint.entry(entry).kind;
    if (kind != EntryKind::Tuple && kind != EntryKind::List)
        return brief(checkpoint, entry);
    std::string text;
    for (const std::uint32_t child : checkpoint.children(entry))
        text += (text.empty() ? "" : ", ") + brief(checkpoint, child);
    return '(' + text + ')';
}

void printGroups(Context &context, const Checkpoint &checkpoint, const OptimizerReading &optimizer)
{
    for (std::size_t i = 0; i < optimizer.groups.size(); ++i) {
        const OptimizerGroup &group = optimizer.groups[i];
        context.out << "  group " << std::to_string(i) << ": " << grouped(group.params)
                    << (group.params == 1 ? " parameter" : " parameters");
        for (const auto &[name, entry] : group.hyperParameters)
            context.out << ", " << escaped(name) << ' ' << settingText(checkpoint, entry);
        context.out << '\n';
    }
}

std::string stateText(const Checkpoint &checkpoint, const OptimizerParam &param)
{
    std::string text;
    for (const auto &[name, entry] : param.state) {
        const Tensor *tensor = checkpoint.tensor(checkpoint.entry(checkpoint.resolved(entry)));
        text += (text.empty() ? "" : ", ") + escaped(name, 40);
        text +=
            tensor ? ' ' + std::string(lens::name(tensor->dtype)) : ' ' + brief(checkpoint, entry);
    }
    return text.empty() ? "no state" : text;
}

std::string nameText(const OptimizerParam &param)
{
    return param.name.empty() ? "(name not known)" : escaped(param.name);
}

void printParams(Context &context, const Checkpoint &checkpoint, const OptimizerReading &optimizer)
{
    std::size_t nameWidth = 0, shapeWidth = 0;
    for (const OptimizerParam &param : optimizer.params) {
        nameWidth = std::max(nameWidth, std::min<std::size_t>(columnsOf(nameText(param)), 56));
        shapeWidth = std::max(shapeWidth, param.hasShape ? shapeText(param.shape).size() : 1);
    }
    for (const OptimizerParam &param : optimizer.params) {
        context.out << "  ";
        printRight(context.out, escaped(param.index, 40), 4);
        context.out << "  ";
        printPadded(context.out, nameText(param), nameWidth + 2);
        printPadded(context.out, param.hasShape ? shapeText(param.shape) : "-", shapeWidth + 2);
        context.out << stateText(checkpoint, param) << '\n';
    }
}

// How the names were found, each way once.
void printReasons(Context &context, const OptimizerReading &optimizer)
{
    std::vector<std::string> reasons;
    for (const OptimizerParam &param : optimizer.params) {
        if (std::find(reasons.begin(), reasons.end(), param.reason) == reasons.end())
            reasons.push_back(param.reason);
    }
    constexpr std::size_t mostReasons = 5;
    for (std::size_t i = 0; i < std::min(reasons.size(), mostReasons); ++i)
        context.print(Color::Dim, "  names: " + escaped(reasons[i]) + "\n");
}

void printOptimizer(Context &context, const Checkpoint &checkpoint,
                    const OptimizerReading &optimizer)
{
    const std::string path = checkpoint.pathText(optimizer.entry);
    context.print(Color::Bold, path.empty() ? "the file" : escaped(path));
    context.out << ": " << escaped(optimizer.type) << " (" << escaped(optimizer.typeReason)
                << ")\n";
    printGroups(context, checkpoint, optimizer);
    printReasons(context, optimizer);
    printParams(context, checkpoint, optimizer);
}

} // namespace

void printOptimizers(Context &context, const Checkpoint &checkpoint,
                     const std::vector<OptimizerReading> &found)
{
    if (found.empty())
        context.out << "There is no optimizer in this file.\n";
    for (const OptimizerReading &optimizer : found)
        printOptimizer(context, checkpoint, optimizer);
    const auto lacksNames = [](const OptimizerReading &optimizer) {
        return std::any_of(optimizer.params.begin(), optimizer.params.end(),
                           [](const OptimizerParam &param) { return param.name.empty(); });
    };
    if (context.options.model.empty() && std::any_of(found.begin(), found.end(), lacksNames))
        context.note("ckptlens-cli: --model FILE may find more names in a checkpoint of the model");
}

} // namespace lens::cli
