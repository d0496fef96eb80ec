# SPDX-License-Identifier: GPL-3.0-or-later
"""Tensors whose geometry lies, in an archive whose only storage has four floats."""
from .case import opens, refused
from .containers import torch_zip
from .opcodes import (BUILD, NONE, TRUE, blob, call, group, imported, mapping, number, numbers,
                      pickled, storage, tensor, text)

HUGE = 2**63 - 1
OUT = "tensor.out-of-range"


def file(*values, **named):
    return torch_zip(pickled(mapping(**{f"t{n}": value for n, value in enumerate(values)}, **named)))


def geometries():
    wrong = [("sizes whose product overflows", dict(size=(2**32, 2**32, 2**32), stride=(0, 0, 0))),
             ("sizes whose product is 0 modulo 2^64", dict(size=(2**32, 2**32), stride=(1, 1))),
             ("strides that overflow", dict(size=(3, 3), stride=(HUGE, HUGE))),
             ("an end that wraps around", dict(size=(2**31, 5), stride=(2**32, 1))),
             ("an offset of 2^63 - 1", dict(size=(2,), stride=(1,), offset=HUGE)),
             ("an offset of -1", dict(size=(2,), stride=(1,), offset=-1)),
             ("an offset of 2^70", dict(size=(2,), stride=(1,), offset=2**70)),
             ("a size of -1", dict(size=(-1,), stride=(1,))),
             ("a stride of -1", dict(size=(4,), stride=(-1,), offset=3)),
             ("a stride of 2^45", dict(size=(2,), stride=(2**45,))),
             ("one element too many", dict(size=(5,), stride=(1,))),
             ("one element too far", dict(size=(4,), stride=(1,), offset=1)),
             ("no elements, far behind its storage", dict(size=(0,), stride=(1,), offset=HUGE)),
             ("more sizes than strides", dict(size=(2, 2), stride=(1,))),
             ("fewer sizes than strides", dict(size=(2,), stride=(2, 1))),
             ("no strides", dict(size=(2, 2), stride=NONE)),
             ("a size that is a str", dict(size=group(text("4")), stride=(1,))),
             ("a size that is a float", dict(size=group(b"G" + b"\0" * 8), stride=(1,))),
             ("10,000 dimensions", dict(size=(1,) * 10_000, stride=(1,) * 10_000))]
    for name, lies in wrong:
        yield opens(f"a tensor with {name}", file(tensor(**lies)), OUT)
    yield opens("a tensor of 2^40 elements over one", file(tensor(size=(2**20, 2**20),
                                                                   stride=(0, 0))))


def storages():
    counts = [("1,000 floats in a record of four", 1000), ("-1 floats", -1),
              ("2^62 floats", 2**62), ("2^63 - 1 floats", HUGE), ("2^80 floats", 2**80)]
    for name, numel in counts:
        yield opens(f"a storage of {name}", file(tensor(numel=numel)),
                    "zip.record-short" if numel == 1000 else "tensor.bad-storage-id")
    yield opens("ids of one storage that disagree on its size",
                file(tensor(), tensor(numel=1000, size=(1000,), stride=(1,))),
                "tensor.storage-conflict")
    yield opens("ids of one storage that disagree on its type",
                file(tensor(), tensor(kind="DoubleStorage")), "tensor.storage-conflict")
    yield opens("a storage class of somebody else", file(tensor(module="posix")),
                "tensor.bad-storage-id")
    yield opens("a storage class that does not exist", file(tensor(kind="EvilStorage")),
                "tensor.bad-storage-id")
    for key in ["../../../etc/passwd", "/etc/passwd", "0\0x", "", "x" * 100_000, "7"]:
        yield opens(f"the storage key {key[:30]!r}", file(tensor(key=key)), "zip.missing-record")
    yield opens("a storage key that is a list", file(tensor(key=b"]")), "tensor.bad-storage-id")
    yield opens("a device that is no device", file(tensor(location="\x1b[31m<b>")))
    yield opens("a tensor over a list", file(tensor(of=b"]")), OUT)
    yield opens("a state set on a tensor", file(tensor() + mapping(x=NONE) + BUILD))
    yield refused("items appended to a storage", file(tensor(of=storage() + b"(K\0K\1e")),
                  "items are added")
    yield opens("items set on a tensor", file(tensor() + b"(K\0K\1u"), "pickle.items-on-tensor")


def rebuilt():
    """What is built around tensors."""
    lied = tensor(size=(2,), stride=(2**60,))
    quantised = lambda *parameters: call(
        "torch._utils", "_rebuild_qtensor", storage(kind="QUInt8Storage", numel=16), number(0),
        numbers((2, 2)), numbers((2, 1)), group(*parameters), b"\x89", NONE)
    per_channel = imported("torch", "per_channel_affine")
    for axis in (2, -1, HUGE, 2**70):
        yield opens(f"a quantised tensor with axis {axis}", file(
            quantised(per_channel, tensor((2,), (1,)), tensor((2,), (1,)), number(axis))))
    yield opens("a quantised tensor with scales out of range",
                file(quantised(per_channel, lied, lied, number(0))), OUT)
    yield opens("a quantised tensor that is its own scale", file(
        quantised(imported("torch", "per_tensor_affine"), text("1"), NONE)))
    sparse = lambda *data: call("torch._utils", "_rebuild_sparse_tensor",
                                text("torch.sparse_coo"), group(*data))
    yield opens("a sparse tensor of 2^80 elements", file(
        sparse(tensor(), tensor((2,), (1,)), numbers((2**40, 2**40)))))
    yield opens("a sparse tensor with values out of range", file(
        sparse(tensor(), lied, numbers((4, 4)))), OUT)
    yield opens("a sparse tensor of a single thing", file(sparse(NONE)))
    yield opens("a parameter that is no tensor", file(
        call("torch._utils", "_rebuild_parameter", text("x"), TRUE, NONE)))
    yield opens("a meta tensor of 2^62 doubles", file(
        call("torch._utils", "_rebuild_meta_tensor_no_storage", imported("torch", "float64"),
             numbers((2**31, 2**31)), numbers((1, 1)), b"\x89")))


def arrays():
    """numpy arrays, whose bytes lie in the pickle."""
    def array(shape, raw, code="f4", itemsize=-1):
        dtype = call("numpy", "dtype", text(code), b"\x89", TRUE) + group(
            number(3), text("<"), NONE, NONE, NONE, number(itemsize), number(-1),
            number(0)) + BUILD
        empty = call("numpy.core.multiarray", "_reconstruct", imported("numpy", "ndarray"),
                     numbers((0,)), blob(b"b"))
        return empty + group(number(1), shape, dtype, b"\x89", raw) + BUILD

    yield opens("an array larger than its bytes", file(array(numbers((1000,)), blob(b"\0" * 16))))
    yield opens("an array whose size overflows",
                file(array(numbers((2**32, 2**32)), blob(b"\0" * 16))))
    yield opens("an array of negative size", file(array(numbers((-4,)), blob(b"\0" * 16))))
    yield opens("an array of objects", file(array(numbers((2,)), b"]", "O8", 8)))
    yield opens("an array of items of 2^62 bytes",
                file(array(numbers((4,)), blob(b"\0" * 16), "V4611686018427387904", 2**62)))
    yield opens("an array whose bytes are a list", file(array(numbers((4,)), b"]")))


def cases():
    for kind in (geometries, storages, rebuilt, arrays):
        yield from kind()
