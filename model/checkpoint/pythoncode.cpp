// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/pythoncode.h"

#include "model/base/text.h"
#include "model/checkpoint/safety.h"

#include <algorithm>

namespace lens {
namespace {

// Rated torch's own, and yet no PyTorch takes them for weights without being told to.
bool isNeverWeights(std::string_view global)
{
    static constexpr std::string_view beginnings[] = {
        "torch.Generator",
        "torch._C.Generator",
        "torch._dynamo.",
        "torch._tensor._rebuild_from_type",
        "torch._utils._rebuild_sparse_csr_tensor",
        "torch._utils._rebuild_xla_tensor",
        "torch.autograd.variable.Variable",
        "torch.distributed.",
        "torch.nested.",
        "torch.nn.parameter.Buffer",
        "torch.nn.parameter.Uninitialized",
        "torch_npu.",
    };
    return global != "torch._tensor._rebuild_from_type_v2" &&
           std::ranges::any_of(beginnings, [global](std::string_view beginning) {
               return global.starts_with(beginning);
           });
}

// "float", "None", "(1, 'a')", "torch.float32": what reads back as the key it came from.
bool isLiteral(std::string_view repr)
{
    static constexpr std::string_view beginnings[] = {
        "(", "'", "\"", "b'", "b\"", "None", "True", "False", "torch.", "device(", "frozenset(",
    };
    if (repr.empty() || repr.find("…") != repr.npos || repr.find('<') != repr.npos)
        return false;
    const bool number = repr[0] == '-' || (repr[0] >= '0' && repr[0] <= '9');
    return number || std::ranges::any_of(beginnings, [repr](std::string_view beginning) {
               return repr.starts_with(beginning);
           });
}

bool isIdentifier(std::string_view text)
{
    const auto letter = [](char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    return !text.empty() && letter(text[0]) &&
           std::ranges::all_of(text, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

std::string literal(std::string_view path)
{
    return isUtf8(path) ? reprString(path) : "os.fsdecode(" + reprBytes(path) + ")";
}

// The parts of a tensor that is built around others, by the methods that give them.
std::string partOf(const Tensor &tensor, std::string_view name)
{
    if (tensor.layout == Layout::SparseCoo && (name == "indices" || name == "values"))
        return "._" + std::string(name) + "()";
    if (tensor.layout != Layout::Strided && tensor.layout != Layout::Jagged)
        return "." + std::string(name) + "()";
    static constexpr std::pair<std::string_view, std::string_view> nested[] = {
        {"buffer", ".values()"},
        {"sizes", "._nested_tensor_size()"},
        {"strides", "._nested_tensor_strides()"},
        {"storage_offsets", "._nested_tensor_storage_offsets()"},
    };
    for (const auto &[part, method] : nested)
        if (name == part && tensor.type == "torch.Tensor")
            return std::string(method);
    return {};
}

bool isPart(const Tensor &tensor, std::string_view name)
{
    return std::ranges::any_of(tensor.parts,
                               [name](const auto &part) { return part.first == name; });
}

// Writes the way to an entry behind an expression for the root.
class Coder
{
public:
    explicit Coder(const Checkpoint &checkpoint)
        : m_checkpoint(checkpoint)
    {}

    Result<std::string> expression(std::string root, std::uint32_t entry) const
    {
        std::vector<std::uint32_t> way;
        for (; entry != 0; entry = m_checkpoint.entry(entry).parent)
            way.push_back(entry);
        for (auto at = way.rbegin(); at != way.rend(); ++at) {
            LENS_ASSIGN(root, stepped(std::move(root), *at));
        }
        return root;
    }

    // What is written before the value: the file, loaded as `checkpoint`.
    std::string loading(const std::string &file) const
    {
        std::string code = isUtf8(file) ? "" : "import os\n";
        const auto path = literal(file);
        if (m_checkpoint.format == "torchscript")
            return code + "import torch\n\ncheckpoint = torch.jit.load(" + path +
                   ", map_location=\"cpu\")\n";
        if (m_checkpoint.format == "pickle")
            return code + "import pickle\n\nwith open(" + path +
                   ", \"rb\") as file:\n    checkpoint = pickle.load(file)\n";
        const bool onlyWeights = isOnlyWeights();
        code += "import torch\n\n";
        if (!onlyWeights)
            code += "# Not only weights: this imports and runs what the file names.\n";
        return code + "checkpoint = torch.load(" + path +
               ", map_location=\"cpu\", weights_only=" + (onlyWeights ? "True" : "False") + ")\n";
    }

private:
    bool isOnlyWeights() const
    {
        const auto globals = ratedGlobals(m_checkpoint);
        return m_checkpoint.format != "tar" && std::ranges::all_of(globals, [](const auto &global) {
                   return global.rating == Rating::Torch && !isNeverWeights(global.name);
               });
    }

    Result<std::string> stepped(std::string value, std::uint32_t entry) const
    {
        const Step &step = m_checkpoint.entry(entry).step;
        const Entry &parent = m_checkpoint.entry(m_checkpoint.entry(entry).parent);
        const bool unordered = parent.kind == EntryKind::Set || parent.kind == EntryKind::FrozenSet;
        switch (step.kind) {
        case StepKind::Root: return value;
        case StepKind::Key: return value + "[" + reprString(step.text) + "]";
        case StepKind::Index:
            if (unordered)
                break;
            return value + "[" + std::to_string(step.index) + "]";
        case StepKind::Attr: return attribute(std::move(value), parent, step.text);
        case StepKind::Repr:
            if (parent.kind != EntryKind::Dict || !isLiteral(step.text))
                break;
            return value + "[" + (step.text.starts_with("device(") ? "torch." : "") +
                   std::string(step.text) + "]";
        }
        return makeError(ErrorCode::InvalidEdit, "Python has no expression for " +
                                                     escaped(m_checkpoint.pathText(entry), 200));
    }

    Result<std::string> attribute(std::string value, const Entry &parent,
                                  std::string_view name) const
    {
        const Tensor *tensor = m_checkpoint.tensor(parent);
        if (tensor && isPart(*tensor, name))
            if (const auto method = partOf(*tensor, name); !method.empty())
                return value + method;
        return isIdentifier(name) ? value + "." + std::string(name)
                                  : "getattr(" + value + ", " + reprString(name) + ")";
    }

    const Checkpoint &m_checkpoint;
};

std::string allNames(const std::string &items, const std::string &prefix)
{
    return "{\n    name: item\n    for name, item in " + items +
           "\n    if isinstance(name, str) and name.startswith(" + reprString(prefix) + ")\n}";
}

// A safetensors file has no objects: its tensors are asked for by name, its texts are metadata.
std::string safetensorsCode(const Checkpoint &checkpoint, const PythonTarget &target,
                            const std::string &file)
{
    const auto steps = checkpoint.steps(target.entry);
    const auto path = literal(file);
    std::string code = isUtf8(file) ? "" : "import os\n";
    if (steps.empty()) {
        const auto all = "load_file(" + path + ", device=\"cpu\")";
        return code + "from safetensors.torch import load_file\n\nvalue = " +
               (target.names.empty() ? all : allNames(all + ".items()", target.names)) + "\n";
    }
    code += "from safetensors import safe_open\n\nwith safe_open(" + path +
            ", framework=\"pt\", device=\"cpu\") as file:\n    value = file.";
    if (checkpoint.entry(target.entry).kind == EntryKind::Tensor)
        return code + "get_tensor(" + reprString(steps.front().text) + ")\n";
    code += "metadata()";
    for (std::size_t i = 1; i < steps.size(); ++i)
        code += "[" + reprString(steps[i].text) + "]";
    return code + "\n";
}

} // namespace

Result<std::string> pythonCode(const Checkpoint &checkpoint, const PythonTarget &target)
{
    const std::string &file = target.path.empty() ? checkpoint.path : target.path;
    if (checkpoint.format == "safetensors")
        return safetensorsCode(checkpoint, target, file);
    if (checkpoint.format == "pt2")
        return makeError(ErrorCode::Unsupported,
                         "there is no call in PyTorch that loads one entry of a PT2 archive");
    // As the zip reader names what follows the first archive of a file.
    const bool several = std::ranges::any_of(checkpoint.streams, [](const PickleStream &stream) {
        return stream.member.starts_with("archive 2: ");
    });
    if (several)
        return makeError(ErrorCode::Unsupported,
                         "torch.load reads no file of several archives, one after the other");
    const Coder coder(checkpoint);
    LENS_ASSIGN(auto value, coder.expression("checkpoint", target.entry));
    if (target.ofStateDict)
        value += ".state_dict()";
    if (!target.names.empty())
        value = allNames(value + ".items()", target.names);
    else if (target.ofStateDict)
        value += "[" + reprString(target.name) + "]";
    return coder.loading(file) + "value = " + value + "\n";
}

} // namespace lens
