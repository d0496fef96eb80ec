# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes small checkpoints of every everyday kind with the PyTorch at hand.

Usage: makefiles.py FOLDER. Each file is named after what is special in it.
"""
import collections
import os
import pickle
import sys

import torch
from torch import nn


class Block(nn.Module):
    """A residual block, so that names nest and BatchNorm buffers are there."""

    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(width)

    def forward(self, x):
        return x + self.bn(self.conv(x)).relu()


class Small(nn.Module):
    """Tied weights, a buffer that is not saved, a parameter that is None."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 1)
        self.blocks = nn.Sequential(Block(4), Block(4))
        self.head = nn.Linear(4, 5)
        self.tail = nn.Linear(4, 5)
        self.tail.weight = self.head.weight
        self.register_buffer("seen", torch.arange(3))
        self.register_buffer("scratch", torch.zeros(2), persistent=False)
        self.register_parameter("nothing", None)

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)).mean((2, 3)))


def trained(model, optimizer):
    for _ in range(2):
        optimizer.zero_grad()
        model(torch.randn(2, 3, 4, 4)).square().mean().backward()
        optimizer.step()
    return optimizer


def dtypes():
    names = ["uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64",
             "complex64", "complex128", "bool"]
    values = torch.tensor([0, 1, 2, 3, 100, 7]).reshape(2, 3)
    return {name: values.to(getattr(torch, name)) for name in names}


def newer_dtypes():
    names = ["uint16", "uint32", "uint64", "float8_e5m2", "float8_e4m3fn", "float8_e5m2fnuz",
             "float8_e4m3fnuz", "float8_e8m0fnu"]
    return {name: torch.tensor([1.0, 2.0, 4.0]).to(getattr(torch, name))
            for name in names if hasattr(torch, name)}


def views():
    base = torch.arange(60, dtype=torch.float32)
    return {"base": base, "slice": base[10:40:3], "transposed": base[:12].reshape(3, 4).t(),
            "expanded": base[:3].reshape(3, 1).expand(3, 5), "empty": torch.empty(0, 4),
            "scalar": torch.tensor(3.5), "again": base, "row": base.reshape(6, 10)[2],
            "permuted": base.reshape(3, 4, 5).permute(2, 0, 1)}


def containers():
    made = {f"dict{n}": {f"k{i}": i for i in range(n)} for n in (0, 1, 999, 1000, 1001)}
    made.update({f"list{n}": list(range(n)) for n in (0, 1, 999, 1000, 1001)})
    made.update({f"ordered{n}": collections.OrderedDict((str(i), i) for i in range(n))
                 for n in (1, 1000, 1001)})
    shared = [1, 2]
    cycle = {"shared": shared}
    cycle["self"] = cycle
    made.update(shared=shared, cycle=cycle, tuple=(shared, (), (1,)), none=None, text="ünï\ud800",
                big=[2**31, -2**63, 2**100, -2**70], reals=[0.1, 1e300, float("inf")],
                keys={1: "int", (1, 2): "tuple", None: "none", "a/b": "slash", True: "never mind"},
                bytes=b"\x00\xff", complex=1 + 2j, set={1}, size=torch.Size([2, 3]),
                dtype=torch.float16, device=torch.device("cuda", 1))
    return made


def save(folder, name, value, **options):
    torch.save(value, os.path.join(folder, name), **options)


def main(folder):
    torch.manual_seed(0)
    model = Small()
    sgd = trained(model, torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9))
    adam = trained(model, torch.optim.Adam(model.parameters(), lr=1e-3))
    training = {"epoch": 3, "model_state_dict": model.state_dict(),
                "optimizer_state_dict": adam.state_dict(), "loss": 0.25}
    save(folder, "state_dict.pth", model.state_dict())
    save(folder, "state_dict_legacy.pth", model.state_dict(), _use_new_zipfile_serialization=False)
    save(folder, "module.pth", nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4)))
    save(folder, "sgd.pth", sgd.state_dict())
    save(folder, "adam.pth", adam.state_dict())
    save(folder, "training.pth", training)
    save(folder, "training_legacy.pth", training, _use_new_zipfile_serialization=False)
    save(folder, "bundle.pth", {"generator": model.state_dict(), "discriminator": Small().state_dict()})
    save(folder, "dtypes.pth", dtypes())
    save(folder, "dtypes_legacy.pth", dtypes(), _use_new_zipfile_serialization=False)
    if newer_dtypes():
        save(folder, "newer_dtypes.pth", newer_dtypes())
    save(folder, "views.pth", views())
    save(folder, "views_legacy.pth", views(), _use_new_zipfile_serialization=False)
    save(folder, "containers.pth", containers())
    save(folder, "tensor.pth", torch.arange(5))
    save(folder, "parameter.pth", [nn.Parameter(torch.ones(2)), torch.ones(2, requires_grad=True)])
    for protocol in (1, 2, 3, 4, 5):
        save(folder, f"protocol{protocol}.pth", training, pickle_protocol=protocol)
        save(folder, f"protocol{protocol}_legacy.pth", training, pickle_protocol=protocol,
             _use_new_zipfile_serialization=False)
    with open(os.path.join(folder, "bare.pkl"), "wb") as file:
        pickle.dump({"weight": torch.arange(4.0), "epoch": 1}, file, protocol=4)


if __name__ == "__main__":
    main(sys.argv[1])
