# SPDX-License-Identifier: GPL-3.0-or-later
"""What `ls --json --hash` has to say of an object that PyTorch loaded."""
import json
import math
import types

import torch

from program import key
from pytorch import is_plain, numbers, sha256, storage_identity

REFERRED = (dict, list, set, frozenset, torch.Tensor, torch.nn.Module, types.SimpleNamespace)
UNINITIALIZED = torch.nn.parameter.UninitializedTensorMixin
QUANTIZED4 = (getattr(torch, "quint4x2", None), getattr(torch, "quint2x4", None))
SCALARS = {int: "int", float: "float", bool: "bool", type(None): "none", str: "str",
           complex: "complex", torch.Size: "size", torch.dtype: "dtype", torch.device: "device"}
BYTES = (bytes, bytearray)

# The strided tensors that a tensor of another layout is built around.
PARTS = {torch.sparse_coo: {"indices": "_indices", "values": "_values"},
         torch.sparse_csr: dict.fromkeys(("crow_indices", "col_indices", "values")),
         torch.sparse_csc: dict.fromkeys(("ccol_indices", "row_indices", "values")),
         torch.sparse_bsr: dict.fromkeys(("crow_indices", "col_indices", "values")),
         torch.sparse_bsc: dict.fromkeys(("ccol_indices", "row_indices", "values"))}
JAGGED = {"_values": "values", "_offsets": "offsets"}
NESTED = {"buffer": "values", "sizes": "_nested_tensor_size", "strides": "_nested_tensor_strides",
          "storage_offsets": "_nested_tensor_storage_offsets"}


def name_of(kind):
    return f"{kind.__module__}.{kind.__qualname__}"


def step(value):
    if type(value) is str:
        return value
    if type(value) is int and abs(value) < 2**53:
        return value
    return {"key": repr(value)}


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


class Expected:
    """Every entry below a value.

    `entries`: the fields to find, by path, in the order of the file. `tensors`: those with elements
    of their own. `numbers`: by path what `stats` counts, as float64. `unsaved`: the buffers that a
    module leaves out of its state dict.
    `attributes` False leaves out the attributes of modules, which a PyTorch adds to when it loads
    what another version wrote.
    """

    def __init__(self, value, attributes=True):
        self.entries, self.tensors, self.numbers = {}, {}, {}
        self.unsaved = set()
        self.attributes = attributes
        self._first = {}
        self._alive = []
        self.add([], value)

    def sharing(self):
        """Sets of paths whose tensors look at one storage."""
        groups = {}
        for path, tensor in self.tensors.items():
            groups.setdefault(storage_identity(tensor), set()).add(path)
        return sorted(map(sorted, groups.values()))

    def add(self, path, value):
        if isinstance(value, UNINITIALIZED):
            return  # neither shape nor values yet
        entry = self.entries[key(path)] = {}
        if self.is_known(path, value):
            entry.update(kind="ref", target=self._first[id(value)])
        elif type(value) in SCALARS:
            entry.update(kind=SCALARS[type(value)], value=scalar(value))
        elif isinstance(value, torch.Tensor):
            self.add_tensor(path, entry, value)
        elif isinstance(value, dict):
            self.add_dict(path, entry, value)
        elif type(value) in (list, tuple):
            self.container(entry, type(value).__name__, value)
            for index, item in enumerate(value):
                self.add(path + [index], item)
        elif type(value) in (set, frozenset):
            self.container(entry, type(value).__name__, value)
        elif isinstance(value, (torch.nn.Module, types.SimpleNamespace)):
            self.add_object(path, entry, value)
        elif type(value) in BYTES:
            entry.update(kind="bytes")

    def is_known(self, path, value):
        """True where the object was shown before; else notes that it is shown here."""
        by_identity = isinstance(value, REFERRED) or (type(value) is tuple and value)
        if by_identity and id(value) not in self._first:
            self._first[id(value)] = path
            self._alive.append(value)
            return False
        return by_identity

    @staticmethod
    def container(entry, kind, value):
        entry.update(kind=kind, length=len(value), type=name_of(type(value)))

    def add_dict(self, path, entry, value):
        self.container(entry, "dict", value)
        for name, item in value.items():
            self.add(path + [step(name)], item)
        self.add_attributes(path, value)

    def add_object(self, path, entry, value):
        entry.update(kind="object", type=name_of(type(value)))
        self.unsaved.update(key(path + [{"attr": "_buffers"}, name])
                            for name in getattr(value, "_non_persistent_buffers_set", ()))
        if self.attributes:
            return self.add_attributes(path, value)
        for name in ("_parameters", "_buffers", "_modules"):
            self.add(path + [{"attr": name}], value.__dict__[name])

    def add_attributes(self, path, value):
        for name, item in getattr(value, "__dict__", {}).items():
            self.add(path + [{"attr": name}], item)

    def add_tensor(self, path, entry, value):
        entry.update(kind="tensor", type=name_of(type(value)))
        if value.is_nested:
            strided = value.layout == torch.strided
            return self.add_parts(path, value, NESTED if strided else JAGGED)
        entry.update(dtype=str(value.dtype)[6:], shape=list(value.shape), layout=str(value.layout)[6:],
                     requires_grad=value.requires_grad, parameter=isinstance(value, torch.nn.Parameter))
        if value.layout in PARTS:
            self.add_parts(path, value, PARTS[value.layout])
            self.numbers[key(path)] = numbers(self.part(value, "values", PARTS[value.layout]))
        elif is_plain(value):
            entry.update(stride=list(value.stride()), storage_offset=value.storage_offset())
            self.add_elements(path, entry, value)
        self.add_attributes(path, value)

    def add_elements(self, path, entry, value):
        if value.dtype not in QUANTIZED4:  # nothing reads their integers one by one
            entry["sha256"] = sha256(value)
        self.tensors[key(path)] = value
        if not str(value.dtype).startswith("torch.bits"):
            self.numbers[key(path)] = numbers(value)

    @staticmethod
    def part(value, name, parts):
        with torch.no_grad():
            return getattr(value.detach(), parts[name] or name)()

    def add_parts(self, path, value, parts):
        for name in parts:
            part = self.part(value, name, parts)
            place = path + [{"attr": name}]
            self.entries[key(place)] = dict(kind="tensor", dtype=str(part.dtype)[6:],
                                            shape=list(part.shape), sha256=sha256(part))
            if value.is_nested:
                self.numbers[key(place)] = numbers(part)


def differences(expected, said):
    """Sentences about where the listing `said` is not what `expected` asks for."""
    problems = []
    for path, entry in expected.entries.items():
        got = found(path, said, expected)
        if got is None:
            problems.append(f"{path}: not listed")
            continue
        for field, value in entry.items():
            if got.get(field) != value:
                problems.append(f"{path}: {field} is {got.get(field)!r}, PyTorch has {value!r}")
    order = [path for path in said if path in expected.entries]
    if not problems and order != [path for path in expected.entries if path in said]:
        problems.append("the entries come in another order than PyTorch's")
    return problems + sharing_differences(expected, said)


def found(path, said, expected):
    """The entry at a path; where its first showing is inside an object that `Expected` does not look
    into, as in the bound methods of schedulers, the entry shown there."""
    got = said.get(path)
    if got is not None:
        elsewhere = got["kind"] == "ref" and key(got["target"]) not in expected.entries
        return said[key(got["target"])] if elsewhere else got
    steps = json.loads(path)
    for length in range(len(steps) - 1, -1, -1):
        parent = said.get(key(steps[:length]))
        if parent is not None and parent["kind"] == "ref":
            return found(key(parent["target"] + steps[length:]), said, expected)
    return None


def sharing_differences(expected, said):
    groups = {}
    for path in expected.tensors:
        if said.get(path, {}).get("storage") is not None:
            groups.setdefault(said[path]["storage"], set()).add(path)
    mine = sorted(map(sorted, groups.values()))
    theirs = expected.sharing()
    return [] if mine == theirs else [f"storages are shared by {mine}, in PyTorch by {theirs}"]


def between(before, after):
    """Sentences about what `after` holds otherwise than `before`; both are Expected."""
    problems = [f"{path}: was {entry!r}, is {after.entries.get(path)!r}"
                for path, entry in before.entries.items() if after.entries.get(path) != entry]
    if list(before.entries) != list(after.entries):
        problems.append("entries are missing, new or in another order")
    if before.sharing() != after.sharing():
        problems.append(f"sharing was {before.sharing()}, is {after.sharing()}")
    return problems
