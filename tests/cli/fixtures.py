# SPDX-License-Identifier: GPL-3.0-or-later
"""fixtures.py FOLDER: writes the small checkpoints that tst_cli works on, without PyTorch.

Zip archives as torch.save lays them out: stand-ins under PyTorch's names give the pickle the right
globals, and storages go by persistent ids."""

import collections
import json
import pathlib
import pickle
import struct
import sys
import types
import zipfile


def stand_in(module, name):
    thing = type(name, (), {"__module__": module, "__qualname__": name})
    owner = sys.modules.setdefault(module, types.ModuleType(module))
    setattr(owner, name, thing)
    return thing


FloatStorage = stand_in("torch", "FloatStorage")
REBUILD = stand_in("torch._utils", "_rebuild_tensor_v2")
DEVICE = stand_in("torch", "device")
SYSTEM = stand_in("posix", "system")


class Storage:
    def __init__(self, key, values, location):
        self.key, self.location = key, location
        self.values = values


class Tensor:
    """A contiguous float32 tensor."""

    def __init__(self, storage, shape):
        self.storage, self.shape = storage, tuple(shape)

    def __reduce__(self):
        stride, step = [], 1
        for extent in reversed(self.shape):
            stride.insert(0, step)
            step *= extent
        hooks = collections.OrderedDict()
        return REBUILD, (self.storage, 0, self.shape, tuple(stride), False, hooks)


class Device:
    def __reduce__(self):
        return DEVICE, ("cuda", 1)


class Danger:
    def __reduce__(self):
        return SYSTEM, ("touch /tmp/never",)


class Pickler(pickle._Pickler):
    def persistent_id(self, thing):
        if not isinstance(thing, Storage):
            return None
        return "storage", FloatStorage, thing.key, thing.location, len(thing.values)

    def save_global(self, obj, name=None):
        # As a function of PyTorch would be written; the C pickler insists on importing it.
        self.write(b"c%s\n%s\n" % (obj.__module__.encode(), obj.__qualname__.encode()))
        self.memoize(obj)

    def save_type(self, obj):
        self.save_global(obj)

    dispatch = dict(pickle._Pickler.dispatch)
    dispatch[type] = save_type


def write_zip(path, thing, storages):
    with zipfile.ZipFile(path, "w") as archive:
        data = path.with_suffix(".pkl")
        with open(data, "wb") as stream:
            Pickler(stream, 2).dump(thing)
        archive.writestr("archive/data.pkl", data.read_bytes())
        data.unlink()
        archive.writestr("archive/byteorder", "little")
        for storage in storages:
            payload = struct.pack(f"<{len(storage.values)}f", *storage.values)
            archive.writestr(f"archive/data/{storage.key}", payload)
        archive.writestr("archive/version", "3\n")


def training(weights, epoch):
    weight = Storage("0", weights, "cuda:1")
    bias = Storage("1", [0.5, -0.5], "cuda:1")
    model = collections.OrderedDict()
    model["fc.weight"] = Tensor(weight, (2, 3))
    model["fc.bias"] = Tensor(bias, (2,))
    shared = ["one list"]
    checkpoint = {
        "model": model,
        "epoch": epoch,
        "big": 2**60,
        "lr": 0.1,
        "nan": float("nan"),
        "name": "caf\u00e9 \ud800",
        "where": Device(),
        "notes": shared,
        "again": shared,
        "a/b": {3: None, (1, 2): True, 2**60: 2.5, 1j: "z"},
    }
    return checkpoint, [weight, bias]


def write_safetensors(path, dtype, payload):
    entry = {"dtype": dtype, "shape": [2], "data_offsets": [0, len(payload)]}
    header = json.dumps({"x": entry}).encode()
    path.write_bytes(struct.pack("<Q", len(header)) + header + payload)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    write_zip(folder / "old.pth", *training([0, 1, 2, 3, float("inf"), -1], 12))
    write_zip(folder / "new.pth", *training([0, 1, 2, 3, float("inf"), -1.5], 13))
    write_zip(folder / "danger.pth", {"x": Danger()}, [])
    many = {f"entry{i:06}": i for i in range(200_000)}
    write_zip(folder / "many.pth", many, [])
    write_safetensors(folder / "x.safetensors", "F32", struct.pack("<2f", 1, 2))
    write_safetensors(folder / "double.safetensors", "F64", struct.pack("<2d", 1, 2))
    (folder / "row.pth").write_bytes(
        (folder / "old.pth").read_bytes() + (folder / "danger.pth").read_bytes())
    whole, storages = training([0, 1, 2, 3, float("inf"), -1], 12)
    write_zip(folder / "short.pth", whole, [Storage("0", [0, 1], "cuda:1"), storages[1]])
    (folder / "notes.txt").write_text("The weights are beside this file.\n")
    (folder / "page.pth").write_text("<!DOCTYPE html><html></html>")
    (folder / "cut.pth").write_bytes((folder / "old.pth").read_bytes()[:-40])
    (folder / "broken.pkl").write_bytes(b"\x80\x02cposix\nsystem\nX\x05\x00")


if __name__ == "__main__":
    main()
