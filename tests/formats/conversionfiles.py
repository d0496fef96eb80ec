# SPDX-License-Identifier: GPL-3.0-or-later
"""The values that conversionoracle.py converts, in every container that torch wrote or writes."""
import io
import os
import pickle
import struct
import tarfile
from collections import OrderedDict

import numpy
import torch


def small_model():
    torch.manual_seed(3)
    return torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.ReLU(),
                               torch.nn.Flatten(), torch.nn.Linear(16, 5))


def training():
    model = small_model()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model(torch.ones(2, 3, 4, 4)).sum().backward()
    optimizer.step()
    return {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 3,
            "best": 0.25, "tags": ("a", None, True, 2**40, -1), "history": [1.5, 2.5]}


def views():
    base = torch.arange(24.0)
    return {"base": base, "slice": base[3:9], "matrix": base.view(4, 6), "columns": base.view(4, 6)[:, 1:3],
            "transposed": base.view(4, 6).t(), "expanded": torch.ones(1).expand(5),
            "empty": torch.empty(0, 3), "number": torch.tensor(7), "steps": base[::5],
            "cube": torch.arange(60).view(3, 4, 5).permute(2, 0, 1)}


def dtypes():
    names = ["uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64", "bool",
             "bfloat16", "complex64", "complex128", "uint16", "uint32", "uint64", "float8_e4m3fn",
             "float8_e5m2", "float8_e4m3fnuz", "float8_e5m2fnuz", "float8_e8m0fnu"]
    numbers = torch.arange(48, dtype=torch.uint8)
    numbers = numbers % 2 + 0
    return {name: numbers.clone().view(getattr(torch, name)).reshape(-1)[1:3] if name != "bool"
            else numbers.bool() for name in names if hasattr(torch, name)}


def tied():
    weight = torch.nn.Parameter(torch.ones(3, 2))
    shared = ["a list"]
    text = "some text"
    return {"encoder": weight, "decoder": weight, "rows": weight.data[1:], "one": shared,
            "two": shared, "texts": [text, text], "buffer": torch.zeros(3)}


def containers():
    sizes = (0, 1, 2, 3, 4, 999, 1000, 1001)
    return {n: [list(range(n)), dict.fromkeys(range(n), 0), tuple(range(n)),
                OrderedDict.fromkeys(range(n)), torch.ones(1)] for n in sizes}


def python_things():
    return {"bytes": b"\x00\xff", "empty": b"", "array": bytearray(b"ab"), "set": {1, 2},
            "frozen": frozenset("ab"), "complex": 1 + 2j, "dtype": torch.float16,
            "size": torch.Size([2, 3]), "numpy": numpy.arange(6).reshape(2, 3), (1, "k"): None,
            "big": 2**80, "text": "ä€", "tensor": torch.ones(1), "device": torch.device("cuda", 1)}


def makes():
    yield "state dict", small_model().state_dict()
    yield "training checkpoint", training()
    yield "views", views()
    yield "dtypes", dtypes()
    yield "tied", tied()
    yield "whole model", small_model()
    yield "containers", containers()
    yield "python things", python_things()
    yield "bundle", {"a": small_model(), "b": small_model().state_dict()}
    yield "one tensor", torch.arange(5)
    if not torch.__version__.startswith("1."):
        yield "conj and neg", {"conj": torch.tensor([1 + 2j, 3 - 4j]).conj(),
                               "neg": torch.tensor([1 + 2j, 3 - 4j]).conj().imag}


def write(value, folder):
    """The value in every container that torch and pickle write."""
    path = os.path.join(folder, "zip.pt")
    torch.save(value, path)
    yield "zip", path
    for protocol in (4, 5):
        path = os.path.join(folder, f"protocol{protocol}.pt")
        torch.save(value, path, pickle_protocol=protocol)
        yield f"zip of protocol {protocol}", path
    path = os.path.join(folder, "legacy.pt")
    torch.save(value, path, _use_new_zipfile_serialization=False)
    yield "legacy", path


def bare_pickles(folder):
    value = {"w": torch.arange(6.0).view(2, 3), "n": numpy.arange(3), "epoch": 3}
    for protocol in (2, 4, 5):
        path = os.path.join(folder, f"bare{protocol}.pkl")
        with open(path, "wb") as file:
            pickle.dump(value, file, protocol)
        yield f"bare pickle of protocol {protocol}", path, value


class Key:
    """Stands for what a persistent id names."""

    def __init__(self, pid):
        self.pid = pid


class KeyPickler(pickle.Pickler):
    def persistent_id(self, value):
        return value.pid if isinstance(value, Key) else None


class Rebuilt:
    """A tensor as a pickle builds it."""

    def __init__(self, *args):
        self.args = args

    def __reduce__(self):
        return torch._utils._rebuild_tensor_v2, (*self.args, False, OrderedDict())


def pickled(*values):
    out = io.BytesIO()
    for value in values:
        KeyPickler(out, 2).dump(value)
    return out.getvalue()


def floats(count):
    return struct.pack(f"<q{count}f", count, *range(count))


def old_tar(folder):
    """The format of torch before 0.1.10, which no torch writes any more."""
    def tensor(key, shape, stride, offset):
        rank = len(shape)
        return pickled((key, 10, torch.FloatTensor)) + struct.pack(
            f"<i4x{rank}q{rank}qq", rank, *shape, *stride, offset)

    first = Key(1)
    members = {
        "sys_info": pickled({"protocol_version": 1000, "little_endian": True}),
        "storages": pickled(1, (10, "cpu", torch.FloatStorage)) + floats(6) + pickled([]),
        "tensors": pickled(2) + tensor(1, (2, 3), (3, 1), 0) + tensor(2, (2,), (1,), 2),
        "pickle": pickled({"w": first, "again": first, "part": Key(2), "n": 3}),
    }
    path = os.path.join(folder, "old.tar")
    with tarfile.open(path, "w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    base = torch.arange(6.0)
    matrix = base.view(2, 3)
    return path, {"w": matrix, "again": matrix, "part": base[2:4], "n": 3}


def old_storage_view(folder):
    """A part of a storage that a legacy file names as a storage of its own."""
    def storage(view):
        return Key(("storage", torch.FloatStorage, "77", "cpu", 6, view))

    value = {"root": Rebuilt(storage(None), 0, (6,), (1,)),
             "part": Rebuilt(storage(("78", 2, 3)), 0, (3,), (1,))}
    path = os.path.join(folder, "view.pt")
    with open(path, "wb") as file:
        file.write(pickled(0x1950a86a20f9469cfc6c, 1001, {"little_endian": True}, value, ["77"]))
        file.write(floats(6))
    base = torch.arange(6.0)
    return path, {"root": base, "part": base[2:5]}
