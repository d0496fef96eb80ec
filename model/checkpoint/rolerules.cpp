// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/rolerules.h"

#include "model/checkpoint/fields.h"
#include "model/checkpoint/models.h"
#include "model/checkpoint/optimizer.h"
#include "model/checkpoint/walk.h"

namespace lens {

namespace {

std::string typeOf(const Checkpoint &checkpoint, std::uint32_t entry)
{
    return checkpoint.typeName(checkpoint.resolved(entry));
}

std::string keyOf(const Checkpoint &checkpoint, std::uint32_t entry)
{
    const Step &step = checkpoint.entries[entry].step;
    return step.kind == StepKind::Key || step.kind == StepKind::Attr ? std::string(step.text)
                                                                     : std::string();
}

const char *schedulerReason(const Checkpoint &checkpoint, const Fields &fields, std::uint32_t entry)
{
    if (fields.has("last_epoch") && fields.count("_step_count", "base_lrs", "_last_lr") > 0)
        return "has last_epoch and the learning rates of a scheduler";
    if (fields.hasAll("num_bad_epochs", "patience", "factor"))
        return "has patience, factor and num_bad_epochs of ReduceLROnPlateau";
    if (fields.hasAll("lr_decay_style", "num_steps") ||
        fields.hasAll("max_lr", "min_lr", "num_steps"))
        return "has the learning rates and num_steps of Megatron's scheduler";
    if (shown(checkpoint, entry).kind == EntryKind::Object &&
        typeOf(checkpoint, entry).starts_with("torch.optim.lr_scheduler."))
        return "its class is a learning rate scheduler of torch.optim";
    return nullptr;
}

const char *scalerReason(const Checkpoint &checkpoint, const Fields &fields, std::uint32_t entry)
{
    if (fields.hasAll("scale", "growth_factor", "backoff_factor", "growth_interval"))
        return "has scale, growth_factor and backoff_factor of a GradScaler";
    if (shown(checkpoint, entry).kind == EntryKind::Object &&
        typeOf(checkpoint, entry).ends_with(".GradScaler"))
        return "its class is a GradScaler";
    return nullptr;
}

const char *averageReason(const Fields &fields)
{
    if (fields.hasAll("shadow_params", "decay"))
        return "has shadow_params and decay of an exponential moving average";
    return nullptr;
}

// Words of a key: "model_ema" is {"model", "ema"}.
bool hasWord(std::string_view key, std::string_view word)
{
    for (std::size_t at = key.find(word); at != key.npos; at = key.find(word, at + 1)) {
        const bool starts = at == 0 || !std::isalnum(static_cast<unsigned char>(key[at - 1]));
        const std::size_t end = at + word.size();
        if (starts && (end == key.size() || !std::isalnum(static_cast<unsigned char>(key[end]))))
            return true;
    }
    return false;
}

std::string countReason(const Checkpoint &checkpoint, std::uint32_t entry)
{
    std::size_t tensors = 0, metadata = 0;
    for (const std::uint32_t child : Children(checkpoint, entry)) {
        tensors += tensorAt(checkpoint, child) != nullptr;
        metadata += checkpoint.entries[child].step.kind == StepKind::Attr &&
                    checkpoint.entries[child].step.text == "_metadata";
    }
    return "holds " + std::to_string(tensors) + (tensors == 1 ? " tensor" : " tensors") +
           " by name" + (metadata ? ", and the _metadata of a module" : "");
}

bool hasAdapterNames(const Checkpoint &checkpoint, std::uint32_t entry)
{
    const auto isLora = [&](std::uint32_t child) {
        const std::string_view key = checkpoint.entries[child].step.text;
        return key.find("lora_A.") != key.npos || key.find("lora_B.") != key.npos;
    };
    return std::ranges::any_of(Children(checkpoint, entry), isLora);
}

} // namespace

std::optional<Role> ruledRole(const Checkpoint &checkpoint, std::uint32_t entry)
{
    const EntryKind kind = shown(checkpoint, entry).kind;
    if (const char *reason = randomStateReason(checkpoint, entry))
        return Role{entry, "rng_state", reason};
    if (kind != EntryKind::Dict && kind != EntryKind::Object)
        return std::nullopt;
    if (isCppOptimizer(checkpoint, entry))
        return Role{entry, "optimizer", "has state and param_groups as torch::save of C++ writes"};
    const Fields fields(checkpoint, entry);
    if (const char *reason = schedulerReason(checkpoint, fields, entry))
        return Role{entry, "scheduler", reason};
    if (const char *reason = scalerReason(checkpoint, fields, entry))
        return Role{entry, "grad_scaler", reason};
    if (const char *reason = averageReason(fields))
        return Role{entry, "ema", reason};
    if (isRandomStates(checkpoint, entry))
        return Role{entry, "rng_state", "holds the states of random number generators"};
    if (kind == EntryKind::Object && typeOf(checkpoint, entry).ends_with("TrainingArguments"))
        return Role{entry, "training_arguments",
                    "its class is " + typeOf(checkpoint, entry) + " of Hugging Face"};
    if (kind == EntryKind::Object &&
        typeOf(checkpoint, entry) == "torch.distributed.checkpoint.metadata.Metadata")
        return Role{entry, "distributed_checkpoint",
                    "its class is the index of torch.distributed.checkpoint"};
    return std::nullopt;
}

// torch.fx writes a module as the call that makes it.
std::string classOf(const Checkpoint &checkpoint, std::uint32_t module)
{
    const std::string type = typeOf(checkpoint, module);
    return type == "torch.fx.graph_module.reduce_graph_module" ? "torch.fx.graph_module.GraphModule"
                                                               : type;
}

Role modelRole(const Checkpoint &checkpoint, std::uint32_t entry)
{
    const Fields fields(checkpoint, entry);
    const std::string key = keyOf(checkpoint, entry);
    if (hasWord(key, "ema"))
        return {entry, "ema", "stands under '" + key + "'"};
    if (fields.has("n_averaged"))
        return {entry, "ema", "has n_averaged beside the parameters, as AveragedModel has"};
    if (isModule(checkpoint, entry))
        return {entry, "model", "is a whole module of class " + classOf(checkpoint, entry)};
    if (hasAdapterNames(checkpoint, entry))
        return {entry, "adapter", "has lora_A and lora_B tensors"};
    return {entry, "state_dict", countReason(checkpoint, entry)};
}

} // namespace lens
