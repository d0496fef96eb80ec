# SPDX-License-Identifier: GPL-3.0-or-later
"""Python's own things beside tensors: containers of every size, odd keys, shared objects, protocols."""
import collections
import types

import torch

SIZES = (0, 1, 2, 3, 4, 999, 1000, 1001)


class Options(types.SimpleNamespace):
    """An object of a class of the user's."""


class Names(collections.OrderedDict):
    """A dict subclass."""


def containers():
    made = {f"dict {n}": {f"k{i}": i for i in range(n)} for n in SIZES}
    made.update({f"list {n}": list(range(n)) for n in SIZES})
    made.update({f"tuple {n}": tuple(range(n)) for n in SIZES})
    made.update({f"set {n}": set(range(n)) for n in SIZES})
    made.update({f"frozenset {n}": frozenset(range(n)) for n in SIZES})
    made.update({f"ordered {n}": collections.OrderedDict((str(i), i) for i in range(n)) for n in SIZES})
    made.update({f"subclass {n}": Names((i, str(i)) for i in range(n))
                 for n in SIZES if n})  # empty, nothing in the file tells it from any other object
    return made


def identities():
    shared, cycle, tensor = [1, 2], {}, torch.arange(3)
    cycle["self"] = cycle
    loop = []
    loop.append((loop, tensor))
    return {"shared": shared, "again": shared, "tuple": (shared, (), (1,)), "cycle": cycle, "loop": loop,
            "tensor": tensor, "in a list": [tensor, tensor], "device name": "cpu", "storage name": "0",
            "options": Options(device="cpu", shared=shared, tensor=tensor)}


def values():
    return {"none": None, "text": "ünï\ud800", "empty": "", "long": "x" * 300, "newline": "a\nb\x00",
            "integers": [0, -1, 255, 256, 65535, 65536, 2**31, -2**31, -2**63, 2**64, 2**100, -2**70, 2**2100],
            "reals": [0.1, -0.0, 1e300, 5e-324, float("inf"), float("-inf"), float("nan")],
            "bytes": b"\x00\xff", "no bytes": b"", "bytearray": bytearray(b"ab"), "complex": 1 - 2j,
            "booleans": [True, False], "size": torch.Size([2, 3]), "dtype": torch.float16,
            "device": torch.device("cuda", 1), "options": Options(lr=0.1, nested=Options(a=[1]))}


def keys():
    return {1: "int", -1: "negative", (1, 2): "tuple", None: "none", "a/b": "slash", True + 1: "two",
            False: "bool", 1.5: "float", b"k": "bytes", "": "empty", "ünï": "text", 2**70: "large"}


def tensors_of(value):
    return {"value": value, "tensor": torch.arange(4).reshape(2, 2), "ordered": torch.nn.Linear(2, 2).state_dict()}


def things():
    torch.manual_seed(2)
    made = {f"{name}.pth": (value(), {}) for name, value in
            (("identities", identities), ("values", values), ("keys", keys))}
    for protocol in (0, 1, 2, 3, 4, 5):
        for suffix in ("", "_legacy"):
            made[f"protocol{protocol}{suffix}.pth"] = (
                tensors_of({**values(), **identities()}),
                {"pickle_protocol": protocol, "_use_new_zipfile_serialization": not suffix})
    return made


def large_containers():
    made = {f"containers_protocol{protocol}.pth": (containers(), {"pickle_protocol": protocol})
            for protocol in (1, 2, 4)}
    made["containers_legacy.pth"] = (containers(), {"_use_new_zipfile_serialization": False})
    return made
