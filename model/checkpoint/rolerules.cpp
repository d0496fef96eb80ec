// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/rolerules.h"

#include "model/checkpoint/fields.h"
#include "model/checkpoint/models.h"
#include "model/checkpoint/optimizer.h"
#include "model/checkpoint/walk.h"

namespace lens {

namespace {

// torch.get_rng_state() of the CPU: a Mersenne twister and its position. Source:
// at::CPUGeneratorImpl.
constexpr std::int64_t cpuGeneratorBytes = 5056;
// random.getstate(): version, 624 words and their index, next Gaussian.
constexpr std::uint32_t pythonRandomWords = 625;

bool isInt(const Checkpoint &checkpoint, std::uint32_t entry)
{
    return entry != noIndex && checkpoint.entries[entry].kind == EntryKind::Int;
}

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

bool isCpuGeneratorState(const Checkpoint &checkpoint, std::uint32_t entry)
{
    const Tensor *tensor = tensorAt(checkpoint, entry);
    return tensor && tensor->dtype == DType::UInt8 && tensor->shape.size() == 1 &&
           tensor->shape[0] == cpuGeneratorBytes;
}

bool isPythonRandomState(const Checkpoint &checkpoint, std::uint32_t entry)
{
    const Entry &tuple = shown(checkpoint, entry);
    if (tuple.kind != EntryKind::Tuple || tuple.length != 3)
        return false;
    const auto parts = Children(checkpoint, entry);
    const std::uint32_t words = *std::next(parts.begin());
    return isInt(checkpoint, *parts.begin()) && shown(checkpoint, words).kind == EntryKind::Tuple &&
           shown(checkpoint, words).length == pythonRandomWords;
}

bool isNumpyRandomState(const Checkpoint &checkpoint, std::uint32_t entry)
{
    const Entry &tuple = shown(checkpoint, entry);
    if (tuple.kind != EntryKind::Tuple || tuple.length != 5)
        return false;
    const Entry &first = shown(checkpoint, *Children(checkpoint, entry).begin());
    return first.kind == EntryKind::Str && checkpoint.graph.text(first.node) == "MT19937";
}

const char *randomStateReason(const Checkpoint &checkpoint, std::uint32_t entry)
{
    if (isCpuGeneratorState(checkpoint, entry))
        return "is 5056 bytes long, the state of PyTorch's CPU generator";
    if (isPythonRandomState(checkpoint, entry))
        return "has the 625 words of Python's random.getstate()";
    if (isNumpyRandomState(checkpoint, entry))
        return "begins with 'MT19937' as numpy's get_state() does";
    if (shown(checkpoint, entry).kind == EntryKind::Object &&
        typeOf(checkpoint, entry).ends_with(".Generator"))
        return "is a torch.Generator";
    return nullptr;
}

// States of other devices are bytes too, one tensor a device.
bool isByteTensors(const Checkpoint &checkpoint, std::uint32_t entry)
{
    if (const Tensor *tensor = tensorAt(checkpoint, entry))
        return tensor->dtype == DType::UInt8 && tensor->shape.size() == 1;
    const EntryKind kind = shown(checkpoint, entry).kind;
    return kind == EntryKind::List && std::ranges::all_of(Children(checkpoint, entry), [&](auto i) {
               const Tensor *tensor = tensorAt(checkpoint, i);
               return tensor && tensor->dtype == DType::UInt8;
           });
}

bool mayHoldState(EntryKind kind)
{
    return kind == EntryKind::Tensor || kind == EntryKind::Dict || kind == EntryKind::List ||
           kind == EntryKind::Tuple || kind == EntryKind::Object;
}

// A dict of several generators' states and nothing else but numbers, as transformers, accelerate
// and Megatron keep them.
bool isRandomStates(const Checkpoint &checkpoint, std::uint32_t entry)
{
    if (shown(checkpoint, entry).kind != EntryKind::Dict || shown(checkpoint, entry).length > 64)
        return false;
    bool found = false;
    for (const std::uint32_t child : Children(checkpoint, entry)) {
        if (randomStateReason(checkpoint, child))
            found = true;
        else if (mayHoldState(shown(checkpoint, child).kind) && !isByteTensors(checkpoint, child) &&
                 keyOf(checkpoint, child) != "numpy")
            return false;
    }
    return found;
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

// Children of a dict by what they are.
struct Parts
{
    std::size_t models = 0, averages = 0, training = 0;
    std::string names;
};

bool isTrainingPart(const Checkpoint &checkpoint, std::uint32_t entry)
{
    if (isOptimizer(checkpoint, entry))
        return true;
    const auto role = ruledRole(checkpoint, entry);
    return role && (role->role == "scheduler" || role->role == "grad_scaler");
}

// Lightning and others keep their optimizers and schedulers in lists.
bool isTrainingList(const Checkpoint &checkpoint, std::uint32_t entry)
{
    const EntryKind kind = shown(checkpoint, entry).kind;
    if (kind != EntryKind::List && kind != EntryKind::Dict)
        return false;
    std::size_t looked = 0;
    for (const std::uint32_t child : Children(checkpoint, entry)) {
        if (isTrainingPart(checkpoint, child))
            return true;
        if (++looked == Fields::most)
            break;
    }
    return false;
}

void addName(std::string &names, const std::string &name)
{
    if (name.empty() || names.size() > 100)
        return;
    names += (names.empty() ? "" : ", ") + name;
}

Parts partsOf(const Checkpoint &checkpoint, std::uint32_t entry)
{
    static constexpr std::string_view counters[] = {
        "epoch", "global_step", "step", "iteration", "epochs", "iter", "num_steps"};
    Parts parts;
    for (const std::uint32_t child : Children(checkpoint, entry)) {
        const std::string key = keyOf(checkpoint, child);
        const EntryKind kind = shown(checkpoint, child).kind;
        if (kind == EntryKind::Int) {
            if (std::ranges::find(counters, key) != std::end(counters)) {
                ++parts.training;
                addName(parts.names, key);
            }
            continue;
        }
        if (kind != EntryKind::Dict && kind != EntryKind::Object && kind != EntryKind::List)
            continue;
        if (isTrainingPart(checkpoint, child) || isTrainingList(checkpoint, child)) {
            ++parts.training;
            addName(parts.names, key);
        } else if (isModule(checkpoint, child) || isStateDict(checkpoint, child)) {
            const std::string role = modelRole(checkpoint, child).role;
            parts.models += role != "ema" && !ruledRole(checkpoint, child);
            parts.averages += role == "ema";
        }
    }
    return parts;
}

} // namespace

std::optional<Role> ruledRole(const Checkpoint &checkpoint, std::uint32_t entry)
{
    const EntryKind kind = shown(checkpoint, entry).kind;
    if (const char *reason = randomStateReason(checkpoint, entry))
        return Role{entry, "rng_state", reason};
    if (kind != EntryKind::Dict && kind != EntryKind::Object)
        return std::nullopt;
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

Role modelRole(const Checkpoint &checkpoint, std::uint32_t entry)
{
    const Fields fields(checkpoint, entry);
    const std::string key = keyOf(checkpoint, entry);
    if (hasWord(key, "ema"))
        return {entry, "ema", "stands under '" + key + "'"};
    if (fields.has("n_averaged"))
        return {entry, "ema", "has n_averaged beside the parameters, as AveragedModel has"};
    if (isModule(checkpoint, entry))
        return {entry, "model", "is a whole module of class " + typeOf(checkpoint, entry)};
    if (hasAdapterNames(checkpoint, entry))
        return {entry, "adapter", "has lora_A and lora_B tensors"};
    return {entry, "state_dict", countReason(checkpoint, entry)};
}

std::vector<Role> fileRoles(const Checkpoint &checkpoint, std::uint32_t entry)
{
    std::vector<Role> roles;
    if (Fields(checkpoint, entry).hasAll("pytorch-lightning_version", "state_dict"))
        roles.push_back({entry, "lightning_checkpoint", "has pytorch-lightning_version"});
    const Parts parts = partsOf(checkpoint, entry);
    if (parts.models + parts.averages > 0 && parts.training > 0)
        roles.push_back({entry, "training_checkpoint", "holds a model beside " + parts.names});
    if (parts.models > 1)
        roles.push_back(
            {entry, "bundle", "holds " + std::to_string(parts.models) + " models side by side"});
    return roles;
}

} // namespace lens
