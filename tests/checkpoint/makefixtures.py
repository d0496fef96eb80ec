# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes checkpoints of many kinds with PyTorch, and what it says about them, into a folder."""
import collections
import json
import os
import pickle
import sys
import types

import torch
import torch.fx
from torch import nn

folder = sys.argv[1]
expected = {"state_dicts": {}, "parameters": {}, "optimizers": {}, "torch": torch.__version__}
torch.manual_seed(1)


def save(thing, name, **options):
    torch.save(thing, os.path.join(folder, name), **options)


class Block(nn.Module):
    """Parameters, buffers, a buffer that is not saved, an absent bias, and a child listed twice."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, bias=False)
        self.bn = nn.BatchNorm2d(4)
        self.scale = nn.Parameter(torch.ones(4))
        self.register_buffer("table", torch.arange(3.0))
        self.register_buffer("cache", torch.zeros(2), persistent=False)
        self.register_buffer("absent", None)
        self.tail = nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 2))
        self.head = self.tail
        self.not_a_parameter = torch.zeros(7)


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(6, 4)
        self.out = nn.Linear(4, 6, bias=False)
        self.out.weight = self.embed.weight


class DeeplyTied(nn.Module):
    """The largest weight has a name deep below before the one at the top."""

    def __init__(self):
        super().__init__()
        shared = nn.Embedding(6, 4)
        self.encoder = nn.ModuleDict({"embed": nn.ModuleDict({"tokens": shared})})
        self.shared = shared
        self.small = nn.Linear(2, 2)


class Scripted(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 4)
        self.bn = nn.BatchNorm1d(4)

    def forward(self, x):
        return self.bn(self.fc(x))


def dill():
    """A pickle module that writes classes as dill does: the file makes them, by calls."""
    module = types.ModuleType("dill._dill")
    for function in (lambda name: None, lambda kind, *args: None):
        function.__module__ = module.__name__
        function.__qualname__ = function.__name__ = ("_create_type" if hasattr(module, "_load_type")
                                                     else "_load_type")
        setattr(module, function.__name__, function)
    sys.modules.update({"dill": types.ModuleType("dill"), module.__name__: module})

    class Pickler(pickle.Pickler):
        def reducer_override(self, value):
            if value in (set, type):
                return module._load_type, (value.__name__,)
            if value is Block:
                return module._create_type, (type, "Block", (nn.Module,), {"__module__": "__main__"})
            return NotImplemented

    return types.SimpleNamespace(Pickler=Pickler, __name__="like_dill")


def models():
    block = Block()
    save(block, "model_dill.pt", pickle_module=dill())
    save(block, "model.pt")
    save(torch.fx.symbolic_trace(nn.Sequential(nn.Linear(2, 2))), "traced.pt")
    save(block, "model_legacy.pt", _use_new_zipfile_serialization=False)
    save({"net": block, "epoch": 3}, "model_inside.pt")
    for name in ("model.pt", "model_legacy.pt", "model_inside.pt", "model_dill.pt"):
        expected["state_dicts"][name] = list(block.state_dict())
    save(block.state_dict(), "state_dict.pt")
    expected["state_dicts"]["state_dict.pt"] = list(block.state_dict())
    tied = Tied()
    save(tied, "tied.pt")
    save(tied.state_dict(), "tied_state.pt")
    expected["state_dicts"]["tied.pt"] = list(tied.state_dict())
    save(DeeplyTied(), "deeply_tied.pt")
    scripted = torch.jit.script(Scripted())
    torch.jit.save(scripted, os.path.join(folder, "scripted.pt"))
    expected["state_dicts"]["scripted.pt"] = list(scripted.state_dict())
    adapter = {f"layer.lora_{side}.weight": torch.ones(4, 2) for side in "AB"}
    save(adapter, "lora.pt")
    counted = {"model.pt": block, "model_inside.pt": block, "tied.pt": tied, "scripted.pt": scripted}
    for name, model in counted.items():
        expected["parameters"][name] = sum(p.numel() for p in model.parameters())
    expected["parameters"]["lora.pt"] = sum(part.numel() for part in adapter.values())
    packed = {"q.weight": torch.ones(3, dtype=torch.int8), "q.scale": torch.ones(2),
              "q.group": torch.ones(9, dtype=torch.int32), "steps": torch.tensor(7)}
    save(packed, "packed.pt")
    expected["parameters"]["packed.pt"] = 3 + 2


def trained(model, optimizer, steps=2):
    for _ in range(steps):
        optimizer.zero_grad()
        loss = sum((p * p).sum() for p in model.parameters() if p.requires_grad)
        loss.backward()
        optimizer.step()
    return optimizer


def small():
    return nn.Sequential(nn.Linear(3, 4), nn.LayerNorm(4), nn.Linear(4, 2))


def names_of(model, optimizer):
    """Names in the order of the optimizer's parameters, by the identity of the tensors."""
    names = {id(p): n for n, p in model.named_parameters()}
    return [names[id(p)] for group in optimizer.param_groups for p in group["params"]]


def optimizer_file(name, kind, model, optimizer, names=None, **more):
    save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), **more}, name)
    expected["optimizers"][name] = {
        "type": kind,
        "names": names_of(model, optimizer) if names is None else names,
    }


def optimizer_types():
    kinds = {
        "SGD": lambda p: torch.optim.SGD(p, 0.1),
        "SGD_momentum": lambda p: torch.optim.SGD(p, 0.1, momentum=0.9),
        "Adam": torch.optim.Adam,
        "AdamW": torch.optim.AdamW,
        "NAdam": torch.optim.NAdam,
        "RAdam": torch.optim.RAdam,
        "Adamax": torch.optim.Adamax,
        "Adagrad": torch.optim.Adagrad,
        "Adadelta": torch.optim.Adadelta,
        "RMSprop": torch.optim.RMSprop,
        "Rprop": torch.optim.Rprop,
        "ASGD": torch.optim.ASGD,
    }
    for kind, make in kinds.items():
        model = small()
        optimizer = trained(model, make(model.parameters()))
        optimizer_file(f"opt_{kind}.pt", kind.split("_")[0], model, optimizer)
    model = small()
    optimizer = torch.optim.LBFGS(model.parameters(), history_size=2)

    def closure():
        optimizer.zero_grad()
        loss = sum((p ** 4).sum() for p in model.parameters())
        loss.backward()
        return loss

    optimizer.step(closure)  # its history is lists of tensors
    save(optimizer.state_dict(), "lbfgs.pt")
    model = small()
    optimizer_file("opt_fresh.pt", "Adam", model, torch.optim.Adam(model.parameters()))


def others_optimizers():
    """What the optimizers of other packages keep, by their names in it."""
    step, vector, eight_bit = torch.tensor(1.0), torch.zeros(3), torch.zeros(3, dtype=torch.uint8)
    adam = {"exp_avg": vector, "exp_avg_sq": vector}
    group = {"lr": 0.1, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.0, "foreach": None}
    sgd = {"lr": 0.1, "momentum": 0.9, "nesterov": False, "weight_decay": 0.0}
    made = {
        "LAMB": (adam, {**group, "step": 1, "grad_averaging": True, "max_grad_norm": 1.0}),
        "Adam-like": (adam, {**group, "step": 1}),  # GaLore, StableAdamW, …
        "Adam-like_adopt": ({**adam, "step": step}, {**group, "clip_exp": 0.333}),
        "AdaBelief": ({"exp_avg": vector, "exp_avg_var": vector}, {**group, "rectify": True}),
        "Lion": ({"exp_avg": vector}, group),
        "SOAP": ({**adam, "GG": [vector], "Q": [vector]}, {**group, "correct_bias": True}),
        "CAME": ({"exp_avg_sq_row": vector, "exp_avg_sq_col": vector, "exp_avg_res_row": vector}, group),
        "Prodigy": ({**adam, "s": vector, "p0": vector, "step": 1}, {**group, "d_coef": 1.0, "growth_rate": 2.0}),
        "Muon": ({"momentum_buffer": vector}, {**sgd, "use_muon": True}),
        "AdamW (schedule-free)": ({"z": vector, "exp_avg_sq": vector}, {**group, "weight_sum": 1.0}),
        "unknown_kron": ({"momentum_buffer": vector, "Q": [vector], "step": 1}, {"lr": 0.1, "momentum": 0.9}),
        "unknown_sgdp": ({"momentum": vector}, {**sgd, "wd_ratio": 0.1}),
        "8-bit Adam (bitsandbytes)": (
            {"step": 1, "__bnb_optimizer_quant_state__": {"state1": eight_bit, "state2": eight_bit,
                                                          "absmax1": vector}}, group),
    }
    for kind, (state, group) in made.items():
        name = f"other_{kind}.pt"
        save({"state": {0: state}, "param_groups": [{**group, "params": [0]}]}, name)
        expected["optimizers"][name] = {"type": kind.split("_")[0], "names": [None]}


def optimizer_joins():
    # Weight decay for matrices only, as transformers does: two groups that interleave.
    model = small()
    matrices = [p for p in model.parameters() if p.dim() > 1]
    vectors = [p for p in model.parameters() if p.dim() == 1]
    groups = [{"params": matrices}, {"params": vectors, "weight_decay": 0.0}]
    optimizer = trained(model, torch.optim.AdamW(groups, lr=0.1))
    optimizer_file("join_two_groups.pt", "AdamW", model, optimizer)

    # Only the last layer is trained.
    model = small()
    for p in list(model.parameters())[:-2]:
        p.requires_grad = False
    rest = [p for p in model.parameters() if p.requires_grad]
    optimizer_file("join_frozen.pt", "Adam", model, trained(model, torch.optim.Adam(rest)))

    # One of two layers of the same shape: nobody can tell which.
    model = nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 3))
    optimizer = trained(model, torch.optim.Adam(model[1].parameters()))
    optimizer_file("join_ambiguous.pt", "Adam", model, optimizer, [None, None])

    # The last layer first, as who trains it faster may write: the shapes fit the other order too.
    layers = [{"params": model[1].parameters(), "lr": 0.1}, {"params": model[0].parameters()}]
    optimizer = trained(model, torch.optim.Adam(layers))
    optimizer_file("join_head_first.pt", "Adam", model, optimizer, [None] * 4)

    # Two models of the same shape, told apart by the keys.
    first, second = small(), nn.Sequential(collections.OrderedDict(a=nn.Linear(3, 4), b=nn.LayerNorm(4), c=nn.Linear(4, 2)))
    optimizer = trained(second, torch.optim.Adam(second.parameters()))
    save({"generator": first.state_dict(), "discriminator": second.state_dict(),
          "optimizer_D": optimizer.state_dict()}, "join_bundle.pt")
    expected["optimizers"]["join_bundle.pt"] = {"type": "Adam", "names": names_of(second, optimizer)}

    # The optimizer object itself, beside its model: the same tensors.
    model = small()
    optimizer = trained(model, torch.optim.Adam(list(reversed(list(model.parameters())))))
    save({"model": model, "optimizer": optimizer}, "join_object.pt")
    expected["optimizers"]["join_object.pt"] = {"type": "Adam", "names": names_of(model, optimizer)}

    # Batch norm has buffers between its parameters.
    model = Block()
    optimizer_file("join_buffers.pt", "SGD", model,
                   trained(model, torch.optim.SGD(model.parameters(), 0.1, momentum=0.9)))

    # Tied weights are one parameter with two names.
    model = Tied()
    optimizer_file("join_tied.pt", "Adam", model,
                   trained(model, torch.optim.Adam(model.parameters())))

    # State by name, as distributed checkpoints keep it.
    state = {"state": {"fc.weight": {"step": torch.tensor(1.0), "exp_avg": torch.zeros(2, 3),
                                     "exp_avg_sq": torch.zeros(2, 3)}},
             "param_groups": [{"lr": 0.1, "amsgrad": False, "params": ["fc.weight"]}]}
    save(state, "join_keys.pt")
    expected["optimizers"]["join_keys.pt"] = {"type": "Adam", "names": ["fc.weight"]}

    # Names beside the parameters, as PyTorch 2.6 and later write them.
    state = {"state": {0: {"momentum_buffer": torch.zeros(2)}},
             "param_groups": [{"lr": 0.1, "momentum": 0.9, "nesterov": False, "params": [0],
                               "param_names": ["fc.bias"]}]}
    save(state, "join_param_names.pt")
    expected["optimizers"]["join_param_names.pt"] = {"type": "SGD", "names": ["fc.bias"]}

    model = small()
    save(model.state_dict(), "join_other_model.pt")
    save(trained(model, torch.optim.Adam(model.parameters())).state_dict(), "join_alone.pt")


def training():
    model = Block()
    optimizer = trained(model, torch.optim.SGD(model.parameters(), 0.1, momentum=0.9))
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1)
    scaler = {"scale": 65536.0, "growth_factor": 2.0, "backoff_factor": 0.5,
              "growth_interval": 2000, "_growth_tracker": 0}
    averaged = torch.optim.swa_utils.AveragedModel(small())
    import random
    save({"epoch": 3, "model": model.state_dict(), "optimizer": optimizer.state_dict(),
          "lr_scheduler": scheduler.state_dict(), "scaler": scaler,
          "averaged": averaged.state_dict(), "model_ema": model.state_dict(),
          "rng": torch.get_rng_state(),
          "rng_states": {"python": random.getstate(), "cpu": torch.get_rng_state(), "cuda": []}},
         "training.pt")
    save({"generator": small().state_dict(), "discriminator": small().state_dict()}, "bundle.pt")
    save({"state_dict": small().state_dict(), "epoch": 1, "global_step": 5,
          "pytorch-lightning_version": "2.0", "optimizer_states": [optimizer.state_dict()],
          "lr_schedulers": [scheduler.state_dict()], "callbacks": {}}, "lightning.ckpt")
    save({"base.lora_A.weight": torch.zeros(2, 3), "base.lora_B.weight": torch.zeros(3, 2)},
         "adapter.pt")
    save([1, 2, 3], "plain.pt")


def comparisons():
    base = collections.OrderedDict(
        [("fc.weight", torch.zeros(2, 3)), ("fc.bias", torch.zeros(2)), ("out.weight", torch.ones(2))])
    save({"model": base, "epoch": 1, "lr": 0.1, "tags": {"b", "a", "c"}, "best": float("nan")}, "cmp_a.pt")
    other = collections.OrderedDict(
        [("fc.bias", torch.zeros(2)), ("fc.weight", torch.zeros(2, 3).half()),
         ("out.weight", nn.Parameter(torch.ones(2))), ("new.weight", torch.zeros(1))])
    save({"model": other, "epoch": 2, "lr": 0.1, "tags": {"c", "a", "b"}, "best": float("nan"), "steps": 1}, "cmp_b.pt")
    save({"module." + k: v for k, v in base.items()}, "cmp_prefixed.pt")
    save(base, "cmp_plain.pt")
    shared = {"x": [1, 2]}
    save({"a": shared, "b": shared}, "cmp_shared.pt")
    save({"a": {"x": [1, 2]}, "b": {"x": [1, 3]}}, "cmp_copied.pt")
    cycle = {"n": 1}
    cycle["self"] = cycle
    save(cycle, "cmp_cycle.pt")

    # The same parameters with other numbers: a layer in front moves every index.
    first = nn.Sequential(collections.OrderedDict(fc=nn.Linear(2, 3)))
    save({"model": first.state_dict(),
          "optimizer": trained(first, torch.optim.Adam(first.parameters())).state_dict()}, "cmp_opt_a.pt")
    second = nn.Sequential(collections.OrderedDict(stem=nn.Linear(5, 2), fc=nn.Linear(2, 3)))
    save({"model": second.state_dict(),
          "optimizer": trained(second, torch.optim.Adam(second.parameters())).state_dict()}, "cmp_opt_b.pt")


def sparse():
    """A sparse tensor has values of one dtype and indices of another."""
    matrix = torch.eye(6)
    tensors = {"coo": matrix.to_sparse().coalesce(), "csr": matrix.double().to_sparse_csr(), "dense": torch.ones(3)}
    save(tensors, "sparse.pt")
    coo, csr = tensors["coo"], tensors["csr"]
    parts = [coo.indices(), coo.values(), csr.crow_indices(), csr.col_indices(), csr.values(), tensors["dense"]]
    bytes_of = collections.Counter()
    for part in parts:
        bytes_of[str(part.dtype).split(".")[1]] += part.numel() * part.element_size()
    expected["sparse_bytes"] = bytes_of


class Jagged:
    """Written as PyTorch 2.1 and 2.2 write a nested tensor of the jagged layout."""

    def __reduce__(self):
        values, offsets = torch.ones(6, 3), torch.tensor([0, 2, 6])
        state = {"_ragged_idx": 1, "_values": values, "_offsets": offsets}
        return torch._tensor._rebuild_from_type_v2, (NestedTensor, NestedTensor, (values, offsets), state)


class NestedTensor:
    __module__ = "torch.nested._internal.nested_tensor"


def jagged():
    module = types.ModuleType(NestedTensor.__module__)
    module.NestedTensor = NestedTensor
    before = {name: sys.modules.get(name) for name in (module.__name__, "torch.nested._internal")}
    sys.modules.update({name: module for name in before})
    save({"nested": Jagged()}, "jagged.pt")
    sys.modules.update({name: old for name, old in before.items() if old})


def devices():
    first, second, third = torch.arange(6.0), torch.ones(2), torch.zeros(3)
    tags = {first.data_ptr(): "cuda:0", second.data_ptr(): "cuda:1"}
    original = torch.serialization.location_tag
    # No card is needed to write its name.
    torch.serialization.location_tag = lambda s: tags.get(s.data_ptr(), original(s))
    save({"a": first, "b": second, "inner": {"c": first[2:4], "d": third}, "note": "cuda:1",
          "device": torch.device("cuda:1"), "meta": torch.empty(2, device="meta")}, "devices.pt")
    torch.serialization.location_tag = original


models()
devices()
sparse()
jagged()
optimizer_types()
others_optimizers()
optimizer_joins()
training()
comparisons()
with open(os.path.join(folder, "expected.json"), "w", encoding="utf-8") as out:
    json.dump(expected, out)
