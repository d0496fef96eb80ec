#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch judges what is written: conversions and changes of device tags.

Usage: conversionoracle.py CONVERTFILE [SAMPLES]. Runs in the Python that CKPTLENS_PYTHON names, else
Debian's; exit code 77 (skipped) where that has no torch. Everything is loaded with weights_only=True
whenever the file before the change allowed it, and compared by value, type, order and sharing.
"""

import hashlib
import io
import json
import os
import pickle
import re
import struct
import subprocess
import sys
import tempfile
import warnings
import zipfile
from collections import OrderedDict

PYTHON = os.environ.get("CKPTLENS_PYTHON", "/usr/bin/python3")
if PYTHON != sys.executable and "JUDGE" not in os.environ:
    os.execve(PYTHON, [PYTHON, *sys.argv], {**os.environ, "JUDGE": "1"})

try:
    import numpy
    import torch
except ImportError:
    print(f"skipped: {PYTHON} has no torch")
    sys.exit(77)

from conversionfiles import bare_pickles, makes, old_storage_view, old_tar, write

warnings.filterwarnings("ignore")
failures = []
program = sys.argv[1]


def expect(condition, what):
    if not condition:
        failures.append(what)
        print("FAIL", what)
    return condition


def raw(tensor):
    """Elements in row-major order as bytes."""
    plain = tensor.detach().resolve_conj().resolve_neg().contiguous()
    if plain.numel() == 0:
        return b""
    return plain.reshape(-1).view(torch.uint8).numpy().tobytes()


class Describer:
    """A value as plain text and tuples: content, types, order, and which objects are one."""

    def __init__(self):
        self.seen, self.storages, self.kept = {}, {}, []

    def storage(self, tensor):
        storage = tensor.untyped_storage() if hasattr(tensor, "untyped_storage") else tensor.storage()
        self.kept.append(storage)
        return self.storages.setdefault(storage.data_ptr(), len(self.storages))

    def tensor(self, t):
        if t.layout is not torch.strided or t.is_quantized or t.device.type != "cpu":
            return (str(t.layout), str(t.dtype), str(t.device), repr(t))
        return (str(t.dtype), tuple(t.shape), t.stride(), t.storage_offset(), t.requires_grad,
                t.is_conj(), t.is_neg(), hashlib.sha256(raw(t)).hexdigest(),
                self.storage(t) if t.numel() else None)

    def __call__(self, value):
        if isinstance(value, (int, float, str, bytes, complex, type(None), torch.dtype,
                              torch.device)):
            return repr(value)
        if id(value) in self.seen and value != ():
            return ("again", self.seen[id(value)])
        self.seen[id(value)] = len(self.seen)
        self.kept.append(value)
        kind = type(value).__qualname__
        if isinstance(value, torch.Tensor):
            return (kind, self.tensor(value))
        if isinstance(value, numpy.ndarray):
            items = self(value.tolist()) if value.dtype.hasobject else value.tobytes()
            return (kind, value.dtype.str, value.shape, items)
        if isinstance(value, dict):
            items = [(self(key), self(item)) for key, item in value.items()]
            return (kind, items, self(dict(vars(value))) if hasattr(value, "__dict__") else None)
        if isinstance(value, (list, tuple)):
            return (kind, [self(item) for item in value])
        if isinstance(value, (set, frozenset)):
            return (kind, sorted(repr(item) for item in value))
        if hasattr(value, "__dict__") and not isinstance(value, type):
            return (kind, self(vars(value)))
        return (kind, re.sub(" at (0x)?[0-9a-fA-F]+", "", repr(value)))


def load(path, weights_only):
    return torch.load(path, map_location="cpu", weights_only=weights_only)


def describe(path):
    """The description and whether weights_only took it; None when torch cannot load it at all."""
    for weights_only in (True, False):
        try:
            return Describer()(load(path, weights_only)), weights_only
        except Exception as error:  # whatever torch raises: it is the oracle
            reason = error
    return None, reason


def convert(source, out, *arguments):
    done = subprocess.run([program, source, out, *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        return None, done.stderr.strip()
    return done.stdout.splitlines(), ""


def flat_names(value, prefix=""):
    """What a safetensors file is to hold: the tensors by name."""
    if isinstance(value, torch.Tensor):
        yield prefix or "tensor", value
    elif isinstance(value, numpy.ndarray):
        yield prefix, torch.from_numpy(value)
    elif isinstance(value, torch.nn.Module):
        for key, item in value.state_dict().items():
            yield (f"{prefix}.{key}" if prefix else key), item
    elif isinstance(value, (dict, list, tuple)):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in pairs:
            yield from flat_names(item, f"{prefix}.{key}" if prefix else str(key))


def read_safetensors(path):
    with open(path, "rb") as file:
        data = file.read()
    length, = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + length])
    expect(header.pop("__metadata__") == {"format": "pt"}, "safetensors: metadata")
    expect(length % 8 == 0, "safetensors: the numbers are not aligned")
    end = 0
    for name, entry in header.items():
        begin, stop = entry["data_offsets"]
        expect(begin == end, f"safetensors: a hole before {name}")
        end = stop
        entry["bytes"] = data[8 + length + begin:8 + length + stop]
    expect(8 + length + end == len(data), "safetensors: bytes behind the last tensor")
    return header


def check_safetensors(what, source, out, value):
    lines, message = convert(source, out, "safetensors")
    if not expect(lines is not None, f"{what} to safetensors: {message}"):
        return
    losses = [line for line in lines if line.startswith("loss: ")]
    header = read_safetensors(out)
    for name, tensor in flat_names(value):
        if name not in header:
            expect(any(line.startswith(f"loss: {name}:") for line in losses),
                   f"{what}: {name} is neither written nor listed")
            continue
        expect(header[name]["bytes"] == raw(tensor), f"{what}: numbers of {name}")
        expect(header[name]["shape"] == list(tensor.shape), f"{what}: shape of {name}")
    expected = {name for name, tensor in flat_names(value)}
    expect(set(header) <= expected, f"{what}: {set(header) - expected} came from nowhere")


def check_conversion(what, source, folder, value, described=None):
    before, weights_only = (described, False) if described else describe(source)
    for target in ("zip", "legacy"):
        out = os.path.join(folder, "out." + target)
        lines, message = convert(source, out, target)
        if not expect(lines is not None, f"{what} to {target}: {message}"):
            continue
        after, after_weights_only = describe(out)
        # The legacy loader of some versions refuses what the same version wrote.
        expect(after is not None and before in (None, after),
               f"{what} to {target}: other contents\n{before}\n{after}")
        expect(not weights_only or after_weights_only is True, f"{what} to {target}: weights_only")
        again = os.path.join(folder, "again")
        lines, message = convert(out, again, "same")
        expect(lines is not None and same_bytes(out, again), f"{what} to {target}: copy {message}")
        if target == "zip":
            expect(zipfile.ZipFile(out).testzip() is None, f"{what}: checksums of the zip")
    if value is not None:
        check_safetensors(what, source, os.path.join(folder, "out.safetensors"), value)


def same_bytes(a, b):
    with open(a, "rb") as first, open(b, "rb") as second:
        return first.read() == second.read()


def pickle_of(path):
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return archive.read(next(n for n in archive.namelist() if n.endswith("/data.pkl")))
    with open(path, "rb") as file:
        stream = io.BytesIO(file.read())
    for _ in range(3):
        pickle.load(stream)
    return stream.read()


class TagReader(pickle.Unpickler):
    """Reads where storages say they load, without torch."""

    def __init__(self, data):
        super().__init__(io.BytesIO(data))
        self.tags = set()

    def persistent_load(self, pid):
        if pid[0] == "module":
            return pid[1]
        self.tags.add(pid[3])
        return TagReader.Anything()

    def find_class(self, module, name):
        if name == "OrderedDict":
            return OrderedDict
        return TagReader.Anything

    class Anything:
        def __init__(self, *args, **kwargs):
            self.args = args

        def __new__(cls, *args, **kwargs):
            return object.__new__(cls)

        def __setstate__(self, state):
            self.state = state

        def __setitem__(self, key, value):
            pass


def read_tags(path):
    reader = TagReader(pickle_of(path))
    return reader.load(), reader.tags


def check_retag(what, source, folder):
    """To another device and back: the numbers stay, the tags change, the bytes come back."""
    before, weights_only = describe(source)
    out, back = os.path.join(folder, "cuda.pt"), os.path.join(folder, "back.pt")
    for tag in ("cuda:1", "mps", "xpu:123"):
        lines, message = convert(source, out, "same", f"cpu={tag}")
        if not expect(lines is not None, f"{what} as {tag}: {message}"):
            continue
        tags = read_tags(out)[1]
        expect(tags <= {tag}, f"{what} as {tag}: tags are {tags}")
        after, after_weights_only = describe(out)
        expect(after == before and (before is None or after_weights_only == weights_only),
               f"{what} as {tag}: contents")
        lines, message = convert(out, back, "same", f"{tag}=cpu")
        expect(lines is not None and same_bytes(source, back), f"{what}: not the same back {message}")
        lines, message = convert(out, os.path.join(folder, "both.pt"), "zip", "mps:0")
        expect(lines is not None, f"{what}: converted and tagged at once {message}")
        if lines is not None:
            expect(read_tags(os.path.join(folder, "both.pt"))[1] <= {"mps:0"}, f"{what}: both")


def check_interned(folder):
    """The user's 'cpu' is the very object that the storages' location is."""
    tensor = torch.ones(2)
    for name, value in (("tensor first", {"w": tensor, "device": "cpu", "v": torch.ones(3)}),
                        ("text first", {"device": "cpu", "w": tensor, "v": torch.ones(3),
                                        "also": ["cpu"]})):
        for protocol in (2, 4):
            path, out = os.path.join(folder, "trap.pt"), os.path.join(folder, "trap-out.pt")
            torch.save(value, path, pickle_protocol=protocol)
            lines, message = convert(path, out, "same", "cuda:0")
            if expect(lines is not None, f"{name}: {message}"):
                read, tags = read_tags(out)
                expect(read["device"] == "cpu" and read.get("also", ["cpu"]) == ["cpu"],
                       f"{name}, protocol {protocol}: the user's text changed")
                expect(tags == {"cuda:0"}, f"{name}, protocol {protocol}: tags are {tags}")


def check_device_objects(folder):
    path, out = os.path.join(folder, "object.pt"), os.path.join(folder, "object-out.pt")
    for protocol in (2, 4):
        for before in ("cpu", "cuda:1", "cuda"):
            for after in ("cpu", "cuda:3", "mps", "cuda:100"):
                value = {"d": torch.device(before), "w": torch.ones(1), "text": before,
                         "e": [torch.device(before), torch.device("meta")]}
                torch.save(value, path, pickle_protocol=protocol)
                lines, message = convert(path, out, "same", "--objects", f"{before}={after}"
                                         if before != "cuda" else f"cuda={after}")
                if expect(lines is not None, f"{before} to {after}: {message}"):
                    read = load(out, False)
                    expect(read["d"] == read["e"][0] == torch.device(after) and read["text"] == before
                           and read["e"][1] == torch.device("meta"),
                           f"device objects {before} to {after}: {read}")
                convert(path, out, "same", f"cpu={after}")
                expect(load(out, False)["d"] == torch.device(before), "device object unasked")


def check_samples(samples, folder):
    for root, _, names in os.walk(samples):
        for name in sorted(names):
            path = os.path.join(root, name)
            before, weights_only = describe(path)
            if before is None or not name.endswith((".pt", ".pth", ".bin", ".ckpt")):
                continue
            if "big_endian" in name and torch.__version__.startswith("1."):
                continue  # this version reads it wrong
            out = os.path.join(folder, "sample.pt")
            lines, message = convert(path, out, "zip")
            if not expect(lines is not None, f"sample {name}: {message}"):
                continue
            after, after_weights_only = describe(out)
            if not any(line.startswith("loss: ") for line in lines) and "nested" not in name:
                expect(after == before, f"sample {name}: other contents")
            expect(weights_only is not True or after_weights_only is True, f"sample {name}: {after_weights_only}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name, value in makes():
            for container, path in write(value, folder):
                what = f"{name} in {container}"
                check_conversion(what, path, folder, value)
                check_retag(what, path, folder)
        for name, path, value in bare_pickles(folder):
            check_conversion(name, path, folder, None, Describer()(value))
        for made in (old_tar, old_storage_view):
            path, value = made(folder)
            check_conversion(made.__name__, path, folder, None, Describer()(value))
        check_interned(folder)
        check_device_objects(folder)
        if len(sys.argv) > 2 and os.path.isdir(sys.argv[2]):
            check_samples(sys.argv[2], folder)
        else:
            print("note: no sample folder beside the checkout")
    print(f"torch {torch.__version__}: {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
