# SPDX-License-Identifier: GPL-3.0-or-later
"""Which parameter the program joins each state of an optimizer to, against the optimizer itself."""
import torch

import models
import program


def files():
    """By file name: what is saved, the names in the order of the groups, how they are to be found, and
    whether every one has to be found. Groups by shape leave more than one order open."""
    torch.manual_seed(6)
    made = {}
    for name, kind in (("sgd", torch.optim.SGD), ("adamw", torch.optim.AdamW)):
        model = models.ResNet()
        options = {"momentum": 0.9} if name == "sgd" else {}
        optimizer = models.trained(model, kind(model.parameters(), lr=0.01, **options), models.image())
        names = [known for known, _ in model.named_parameters()]
        both = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
        made[f"{name}.pth"] = (both, names, "order", True)
        made[f"{name}_alone.pth"] = (optimizer.state_dict(), [None] * len(names), "none", True)
    made["groups.pth"] = grouped()
    if models.VERSION >= (2, 6):
        state = models.named_optimizer()
        made["named.pth"] = (state, state["param_groups"][0]["param_names"], "param_names", True)
    return made


def grouped():
    model = models.ResNet()
    optimizer = models.trained(model, torch.optim.Adam(models.groups(model)), models.image())
    known = {id(parameter): name for name, parameter in model.named_parameters()}
    names = [known[id(parameter)] for group in optimizer.param_groups for parameter in group["params"]]
    return {"model": model.state_dict(), "optimizer": optimizer.state_dict()}, names, "order", False


def joined(path, state, names, source, complete):
    found = program.answer("optimizer", path)["optimizers"]
    if len(found) != 1:
        return [f"{len(found)} optimizers"]
    said = [entry["name"] for entry in found[0]["params"]]
    wrong = [f"{entry['index']} is joined to {entry['name']}, not {name}"
             for entry, name in zip(found[0]["params"], names)
             if (entry["name"] or complete) and entry["name"] != name]
    sources = {entry["name_source"] for entry in found[0]["params"] if entry["name"] or source == "none"}
    if len(said) != len(names):
        wrong.append(f"{len(said)} parameters, PyTorch has {len(names)}")
    if sources - {source}:
        wrong.append(f"names come from {sources}, not {source}")
    return wrong + other_numbers(found[0], state.get("optimizer", state))


def other_numbers(said, state):
    """Hyper-parameters, steps and shapes of the moments."""
    problems = [f"{name} is {group.get(name)!r}, PyTorch has {value!r}"
                for group, true in zip(said["groups"], state["param_groups"])
                for name, value in true.items()
                if name not in ("params", "param_names") and group.get(name) != listed(value)]
    for entry in said["params"]:
        true = state["state"][entry["index"]]
        shapes = {name: list(value.shape) for name, value in true.items() if isinstance(value, torch.Tensor)}
        if {name: part["shape"] for name, part in entry["state"].items() if name in shapes} != shapes:
            problems.append(f"{entry['index']}: state is {entry['state']}")
        if "step" in true and entry["step"] != float(true["step"]):
            problems.append(f"{entry['index']}: step is {entry['step']}")
    return problems


def listed(value):
    return list(value) if isinstance(value, tuple) else value
