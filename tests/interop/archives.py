# SPDX-License-Identifier: GPL-3.0-or-later
"""Archives of programs: TorchScript, torch.export, and what LibTorch writes from C++."""
import json
import os

import torch
from torch import nn

import checks
import everyfile
import program
from pytorch import VERSION, sha256


class Scripted(nn.Module):
    """Parameters, a buffer, attributes and a constant of its code."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(2, 3)
        self.register_buffer("seen", torch.arange(3))
        self.scale = 2.5
        self.sizes = [1, 2]
        self.table = {"x": torch.ones(2)}

    def forward(self, x):
        return self.linear(x) * self.scale + torch.tensor([1.0, 2.0, 3.0])


class OnlyConstants(nn.Module):
    def forward(self, x):
        return x + torch.tensor([1.0, 2.0, 3.0])


class Exported(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(2, 3)
        self.weight16 = nn.Parameter(torch.ones(3, dtype=torch.float16))
        self.register_buffer("seen", torch.arange(3.0))

    def forward(self, x):
        return self.linear(x) + self.weight16 + self.seen


def modules():
    torch.manual_seed(4)
    return {"script.pt": torch.jit.script(Scripted()), "constants.pt": torch.jit.script(OnlyConstants()),
            "trace.pt": torch.jit.trace(Scripted(), torch.ones(1, 2)),
            "traced_constants.pt": torch.jit.trace(OnlyConstants(), torch.ones(3))}


def digests(path, *options):
    """By dotted name, the sha256 of each tensor listed."""
    return {".".join(str(step.get("attr") if isinstance(step, dict) else step) for step in entry["path"]):
            entry["sha256"] for entry in program.listing(path, *options).values() if "sha256" in entry}


def holds(path, wanted, *options):
    """The tensors of this state dict are listed under these names, with the bytes PyTorch has."""
    said = digests(path, *options)
    return [f"{name} is {'not listed' if name not in said else 'another tensor'}"
            for name, tensor in wanted.items() if said.get(name) != sha256(tensor)]


def ask(path, folder, report, wanted):
    report.ask(path, checks.verified, path)
    report.ask(path, checks.same_copy, path, folder)
    report.ask(path, holds, path, wanted)


def ask_script(path, folder, report, wanted):
    ask(path, folder, report, wanted)
    report.ask(path, retagged, path, folder, wanted)


def retagged(path, folder, wanted):
    """torch.jit.load takes the copy for another device, with the same values."""
    copy = os.path.join(folder, "retagged")
    program.call("remap", path, "-o", copy, "--force", "--device", checks.NEW_TAG)
    loaded = torch.jit.load(copy, map_location="cpu").state_dict()
    problems = [] if list(loaded) == list(wanted) else [f"the names are {list(loaded)}"]
    problems += [f"{name} is another tensor" for name in wanted if not torch.equal(loaded[name], wanted[name])]
    devices = {entry["device"] for entry in program.listing(copy).values() if entry.get("storage")}
    return problems + ([f"devices are {devices}"] if devices - {checks.NEW_TAG} else [])


def scripts(folder, report):
    for name, module in modules().items():
        path = os.path.join(folder, name)
        module.save(path)
        ask_script(path, folder, report, module.state_dict())


def exported(folder, report):
    if VERSION < (2, 1):
        return report.note("torch.export is not in this PyTorch")
    torch.manual_seed(5)
    made = torch.export.export(Exported(), (torch.ones(1, 2),))
    path = os.path.join(folder, "exported.pt2")
    torch.export.save(made, path)
    ask(path, folder, report, made.state_dict)


# What tests/interop/cppfiles.cpp counts up.
def counted(rows, columns, first):
    return torch.arange(rows * columns, dtype=torch.float32).reshape(rows, columns) + first


def from_cpp(folder, report, maker):
    everyfile.run(maker, folder)
    net = {"fc.weight": counted(2, 3, 1), "fc.bias": counted(1, 2, 7).reshape(2), "norm.weight": torch.ones(2),
           "norm.num_batches_tracked": torch.tensor(0)}
    files = {"tensor.pt": {"0": counted(2, 3, 1)}, "vector.pt": {"0": counted(2, 2, 1), "1": torch.arange(3)},
             "module.pt": net, "pickle_save.pt": {"a": counted(2, 2, 1), "b": torch.arange(3)}, "adam.pt": {}}
    for name, wanted in files.items():
        ask(os.path.join(folder, name), folder, report, wanted)
    report.ask("adam.pt", cpp_optimizer, os.path.join(folder, "adam.pt"))


def cpp_optimizer(path):
    """An Adam with four parameters that made one step by a gradient of ones."""
    listing = program.listing(path)
    said = {json.dumps(entry["path"][-1:]): [] for entry in listing.values()}
    for entry in listing.values():
        said[json.dumps(entry["path"][-1:])].append(entry)
    steps = [entry["value"] for entry in said['[{"attr": "step"}]']]
    rate = [entry["value"] for entry in said['[{"attr": "lr"}]']]
    moments = sorted(entry["shape"] for entry in said['[{"attr": "exp_avg"}]'])
    roles = [entry["role"] for entry in program.answer("info", path)["roles"]]
    optimizers = program.answer("optimizer", path)["optimizers"]
    if len(optimizers) != 1:
        return [f"{len(optimizers)} optimizers are listed"]
    listed = [(param["index"], param["step"], param["shape"], sorted(param["state"])) for param in optimizers[0]["params"]]
    known = [(i, 1, shape, ["exp_avg", "exp_avg_sq", "step"]) for i, shape in enumerate([[2, 3], [2], [2], [2]])]
    groups = [(group["lr"], group["betas"]) for group in optimizers[0]["groups"]]
    facts = {"parameters": (listed, known), "groups": (groups, [(0.25, [0.9, 0.999])]),
             "type": (optimizers[0]["type"], "Adam or AdamW"), "steps": (steps, [1] * 4), "lr": (rate, [0.25]), "roles": (roles, ["optimizer"]),
             "moments": (moments, [[2], [2], [2], [2, 3]])}
    return [f"{name} are {found}, LibTorch wrote {true}" for name, (found, true) in facts.items() if found != true]
