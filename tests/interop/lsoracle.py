# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds what `ckptlens-cli` says of a checkpoint against what PyTorch loads from it.

Usage: lsoracle.py CKPTLENS-CLI [SAMPLES]. Runs in the Python that CKPTLENS_PYTHON names, else
Debian's. For every file made by makefiles.py, and every sample that this PyTorch loads: entries,
types, values, sharing and the sha256 of every tensor; an unedited convert is the same bytes; after
a retag the values are the same and the tags are the new ones. Exit 77 where PyTorch is missing.
"""
import hashlib
import json
import math
import os
import subprocess
import sys
import tempfile
import zipfile

PYTHON = os.environ.get("CKPTLENS_PYTHON", "/usr/bin/python3")
if sys.executable != PYTHON and "ORACLE_AGAIN" not in os.environ:
    os.environ["ORACLE_AGAIN"] = "1"
    os.execv(PYTHON, [PYTHON] + sys.argv)

try:
    import torch
except ImportError:
    print("skipped: this Python has no PyTorch")
    sys.exit(77)

HERE = os.path.dirname(os.path.abspath(__file__))
CLI = os.path.abspath(sys.argv[1])
VERSION = tuple(map(int, torch.__version__.split(".")[:2]))
UNINITIALIZED = torch.nn.parameter.UninitializedTensorMixin
SHARED = (dict, list, set, frozenset, torch.Tensor)


def is_big_endian(path):
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith("/byteorder")]
        return any(archive.read(name) == b"big" for name in names)


def load(path, **options):
    if VERSION < (2, 1) and is_big_endian(path):
        raise ValueError("PyTorch turns big-endian values around only from 2.1 on")
    if "weights_only" not in options and VERSION >= (1, 13):
        options["weights_only"] = False
    value = torch.load(path, map_location="cpu", **options)
    if isinstance(value, torch.jit.ScriptModule):
        raise ValueError("a TorchScript archive comes back as a program, not as what was pickled")
    return value


def sha256(tensor):
    """As cli.md: logical row-major elements, little endian; None where that has no meaning."""
    if tensor.layout != torch.strided or tensor.device.type == "meta" or tensor.is_nested:
        return None
    if type(tensor) not in (torch.Tensor, torch.nn.Parameter):
        return None
    tensor = tensor.detach()
    if tensor.is_quantized:
        if tensor.dtype not in (torch.qint8, torch.quint8, torch.qint32):
            return None
        tensor = tensor.int_repr()
    for resolve in ("resolve_conj", "resolve_neg"):
        if hasattr(tensor, resolve):
            tensor = getattr(tensor, resolve)()
    whole = torch.empty(tensor.shape, dtype=tensor.dtype)
    whole.copy_(tensor)
    if whole.numel() == 0:
        return hashlib.sha256(b"").hexdigest()
    return hashlib.sha256(bytes(whole.reshape(-1).view(torch.uint8).tolist())).hexdigest()


def step(key):
    if type(key) in (str, int):
        return key if type(key) is str else (key if abs(key) < 2**53 else {"key": repr(key)})
    return {"key": repr(key)}


def scalar(value):
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if type(value) is int and abs(value) > 2**53:
        return str(value)
    if isinstance(value, complex):
        return [scalar(value.real), scalar(value.imag)]
    if isinstance(value, torch.Size):
        return list(value)
    if isinstance(value, (torch.dtype, torch.device)):
        return str(value).replace("torch.", "")
    return value


KINDS = {int: "int", float: "float", bool: "bool", type(None): "none", str: "str", bytes: "bytes",
         complex: "complex", torch.Size: "size", torch.dtype: "dtype", torch.device: "device"}


class Walk:
    """Everything Python sees below a value: path as JSON -> what the entry should say."""

    def __init__(self):
        self.entries = {}
        self.seen = {}
        self.alive = []

    def add(self, path, value):
        if isinstance(value, UNINITIALIZED):
            return  # neither shape nor values yet
        entry = {}
        self.entries[json.dumps(path)] = entry
        identity = isinstance(value, SHARED) or (isinstance(value, tuple) and value
                                                 and not isinstance(value, torch.Size))
        if identity and id(value) in self.seen:
            entry.update(kind="ref", target=self.seen[id(value)])
            return
        if identity:
            self.seen[id(value)] = path
            self.alive.append(value)
        if type(value) in KINDS:
            entry["kind"] = KINDS[type(value)]
            if type(value) is not bytes and value is not None:
                entry["value"] = scalar(value)
        elif isinstance(value, torch.Tensor):
            self.tensor(path, entry, value)
        elif isinstance(value, dict):
            self.container(entry, "dict", value)
            for key, item in value.items():
                self.add(path + [step(key)], item)
            for name, item in getattr(value, "__dict__", {}).items():
                self.add(path + [{"attr": name}], item)
        elif type(value) in (list, tuple):
            self.container(entry, type(value).__name__, value)
            for index, item in enumerate(value):
                self.add(path + [index], item)
        elif type(value) in (set, frozenset):
            self.container(entry, type(value).__name__, value)
        elif isinstance(value, torch.nn.Module):
            entry["kind"] = "object"
            entry["type"] = type(value).__module__ + "." + type(value).__qualname__
            for name in ("_parameters", "_buffers", "_modules"):
                self.add(path + [{"attr": name}], value.__dict__[name])

    @staticmethod
    def container(entry, kind, value):
        entry.update(kind=kind, length=len(value),
                     type=type(value).__module__ + "." + type(value).__qualname__)

    def tensor(self, path, entry, value):
        entry["kind"] = "tensor"
        if value.is_nested or type(value) not in (torch.Tensor, torch.nn.Parameter):
            return
        entry.update(dtype=str(value.dtype)[6:], shape=list(value.shape),
                     layout=str(value.layout)[6:], requires_grad=value.requires_grad,
                     parameter=isinstance(value, torch.nn.Parameter))
        if value.layout == torch.strided:
            entry.update(stride=list(value.stride()), storage_offset=value.storage_offset())
        digest = sha256(value)
        if digest:
            entry["sha256"] = digest


def cli(*args, codes=(0,)):
    done = subprocess.run([CLI, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    if done.returncode not in codes:
        raise AssertionError(f"{args}: exit {done.returncode}: {done.stderr.decode()}")
    return done.stdout


def listing(path, *options):
    said = json.loads(cli("ls", "--json", "--hash", *options, path))
    assert said["schema"] == 1, said
    return {json.dumps(entry["path"]): entry for entry in said["entries"]}


def compare(name, expected, said):
    problems = []
    for path, entry in expected.items():
        got = said.get(path)
        if got is None:
            problems.append(f"{name} {path}: not listed")
            continue
        for field, value in entry.items():
            if got.get(field) != value:
                problems.append(f"{name} {path}: {field} is {got.get(field)!r}, PyTorch has {value!r}")
    return problems


def same_convert(path, folder):
    copy = os.path.join(folder, "copy")
    cli("convert", path, "-o", copy, "--force")
    with open(path, "rb") as before, open(copy, "rb") as after:
        return before.read() == after.read()


def retagged(path, folder, values):
    """Problems of a copy retagged to a device nobody has here."""
    copy = os.path.join(folder, "retagged")
    cli("remap", path, "-o", copy, "--force", "--device", "cuda:3")
    said = listing(copy)
    problems = [f"{path} {place}: still on {entry['device']}" for place, entry in said.items()
                if entry["kind"] == "tensor" and not entry.get("numpy") and entry.get("storage") is not None
                and entry["device"] != "cuda:3"]
    walk = Walk()
    walk.add([], load(copy))
    return problems + compare(path + " retagged", walk.entries, {**said}) + [
        f"{path} {place}: other bytes after a retag" for place, entry in values.items()
        if "sha256" in entry and walk.entries.get(place, {}).get("sha256") != entry["sha256"]]


def check(path, folder, retag):
    walk = Walk()
    walk.add([], load(path))
    problems = compare(path, walk.entries, listing(path))
    if not same_convert(path, folder):
        problems.append(f"{path}: an unedited convert changed bytes")
    if retag:
        problems += retagged(path, folder, walk.entries)
    return problems


def main():
    problems, checked, skipped = [], 0, []
    with tempfile.TemporaryDirectory() as folder:
        made = os.path.join(folder, "made")
        os.mkdir(made)
        subprocess.run([sys.executable, os.path.join(HERE, "makefiles.py"), made], check=True)
        files = [(os.path.join(made, name), not name.endswith(".pkl")) for name in sorted(os.listdir(made))]
        for place, _, names in os.walk(sys.argv[2] if len(sys.argv) > 2 else "/nonexistent"):
            files += [(os.path.join(place, name), False) for name in sorted(names)
                      if not name.endswith((".json", ".md", ".safetensors", ".distcp", ".metadata"))]
        for path, retag in files:
            try:
                load(path)
            except Exception as reason:  # whatever this PyTorch cannot load
                skipped.append(f"{os.path.basename(path)}: {str(reason).splitlines()[0][:100]}")
                continue
            try:
                problems += check(path, folder, retag)
            except (AssertionError, json.JSONDecodeError, subprocess.TimeoutExpired) as reason:
                problems.append(f"{path}: {reason}")
            checked += 1
    print(f"PyTorch {torch.__version__}: {checked} files checked, {len(skipped)} it cannot load itself")
    for line in skipped:
        print("  not loaded by PyTorch:", line)
    for line in problems[:60]:
        print("PROBLEM", line)
    print(f"{len(problems)} problems")
    sys.exit(1 if problems or not checked else 0)


if __name__ == "__main__":
    main()
