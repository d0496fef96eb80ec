# SPDX-License-Identifier: GPL-3.0-or-later
"""Tensors of every dtype, layout and geometry that this PyTorch can make and save."""
import io

import torch
from torch import nn

from pytorch import VERSION, content as elements, dtypes

CLASSIC = ["uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64",
           "complex64", "complex128", "bool"]
FLOAT8 = ["float8_e5m2", "float8_e4m3fn", "float8_e5m2fnuz", "float8_e4m3fnuz", "float8_e8m0fnu"]
UNSIGNED = ["uint16", "uint32", "uint64"]
BITS = {"bits8": 1, "bits16": 2, "bits1x8": 1, "bits2x4": 1, "bits4x2": 1}


def classic():
    values = torch.tensor([0, 1, 2, 3, 100, 7]).reshape(2, 3)
    return {name: values.to(dtype) for name, dtype in dtypes(CLASSIC).items()}


def newer():
    """What only `_rebuild_tensor_v3` can rebuild."""
    every_byte = torch.arange(256, dtype=torch.uint8).reshape(4, 64)
    made = {name: every_byte.view(dtype) for name, dtype in dtypes(FLOAT8 + UNSIGNED).items()}
    made.update({name + " slice": tensor[1:3, ::2] for name, tensor in made.items()})
    for name, dtype in dtypes(["complex32", "float4_e2m1fn_x2"]).items():
        made[name] = every_byte[:, :8].clone().view(dtype)
    for name, dtype in dtypes(BITS).items():
        made[name] = every_byte[0].clone().view(dtype)
    return {name: tensor for name, tensor in made.items() if can_save(tensor)}


def can_save(value):
    try:
        torch.save(value, io.BytesIO())
        return True
    except Exception:  # this PyTorch has the type and no way to write it
        return False


def special():
    """Infinities, NaN, negative zero, subnormals and the largest, in each floating type."""
    made = {}
    for name in ("float16", "bfloat16", "float32", "float64"):
        dtype = getattr(torch, name)
        limits = torch.finfo(dtype)
        made[name] = torch.tensor([0.0, -0.0, 1.5, -2.5, float("nan"), float("inf"), float("-inf"),
                                   limits.tiny, limits.tiny / 4, limits.max, limits.min], dtype=dtype)
    made["integers"] = torch.tensor([-2**63, 2**63 - 1, 0, -1])
    made["bytes"] = torch.tensor([0, 255], dtype=torch.uint8)
    return made


def views():
    base = torch.arange(120, dtype=torch.float32)
    cube = base.reshape(4, 5, 6)
    return {"base": base, "slice": base[10:40:3], "transposed": cube.transpose(0, 2), "again": base,
            "expanded": base[:3].reshape(3, 1).expand(3, 5), "overlapping": base.as_strided((4, 4), (1, 2)),
            "one value": base[7:8].expand(1000), "scalar": torch.tensor(3.5), "row": cube[2, 3],
            "channels last": torch.randn(2, 3, 4, 5).to(memory_format=torch.channels_last),
            "empty": torch.empty(0), "no rows": torch.empty(0, 4), "no columns": torch.empty(3, 0, 2),
            "empty slice": base[5:5], "permuted": cube.permute(2, 0, 1)[1:, :, ::2],
            "other": torch.arange(4)}


def shared():
    """One object in many places, one storage under many tensors, and an identity between containers."""
    weight = nn.Parameter(torch.randn(3, 2))
    both = [weight, weight.data]
    return {"weight": weight, "tied": weight, "view": weight.data[0], "both": both, "again": both,
            "frozen": nn.Parameter(torch.ones(2), requires_grad=False),
            "leaf": torch.ones(2, requires_grad=True)}


def quantized(values=torch.linspace(-2, 2, 24).reshape(4, 6)):
    made = {name: torch.quantize_per_tensor(values, 0.1, zero, getattr(torch, name))
            for name, zero in (("qint8", 3), ("quint8", 100), ("qint32", 0))}
    scales, zeros = torch.linspace(0.1, 0.4, 4).double(), torch.arange(4)
    made["per channel"] = torch.quantize_per_channel(values, scales, zeros, 0, torch.qint8)
    made["per column"] = torch.quantize_per_channel(
        values, torch.linspace(0.1, 0.4, 6).double(), torch.zeros(6).long(), 1, torch.quint8)
    made["float parameters"] = torch.quantize_per_channel(
        values, scales.float(), zeros.float(), 0, torch.quint8)
    made["4 bits"] = torch.quantize_per_channel(values, scales.float(), zeros.float(), 0, torch.quint4x2)
    made["slice"] = made["qint8"][1:3]
    return made


def sparse():
    dense = torch.tensor([[0.0, 1, 0, 2], [3, 0, 0, 4]])
    made = {"coo": dense.to_sparse(), "csr": dense.to_sparse_csr(),
            "coalesced": dense.to_sparse().coalesce(), "half": dense.half().to_sparse(),
            "hybrid": torch.randn(2, 3, 4).to_sparse(1), "empty": torch.zeros(2, 2).to_sparse(),
            "twice": torch.sparse_coo_tensor([[0, 0], [1, 1]], [1.0, 2.0], (2, 4))}
    for name in ("csc", "bsr", "bsc"):
        convert = getattr(dense, "to_sparse_" + name, None)
        try:
            tensor = convert() if name == "csc" else convert((1, 2))
        except (TypeError, RuntimeError):
            continue
        if can_save(tensor):
            made[name] = tensor
    return made


class Tagged(torch.Tensor):
    """A subclass whose attributes are saved with it."""


def odd():
    """Rebuilt by the rarer functions: attributes, subclasses, conjugates, meta and nested tensors."""
    made = {"subclass": torch.randn(3).as_subclass(Tagged)}
    made["subclass"].note = [1, "two"]
    made["subclass"].scale = torch.randn(2)
    made["subclass parameter"] = nn.Parameter(torch.randn(3).as_subclass(Tagged))
    meta = torch.empty(3, 4, device="meta")
    if can_save(meta):
        made["meta"] = meta
    if VERSION >= (2, 0):
        made["attributes"] = torch.ones(3)
        made["attributes"].note = "kept"
        made["parameter"] = nn.Parameter(torch.ones(2))
        made["parameter"].scale = 0.5
    if hasattr(nn, "Buffer"):
        made["buffer"] = nn.Buffer(torch.ones(2))
    return {name: value for name, value in made.items() if can_save(value)}


def conjugates():
    values = torch.randn(4, dtype=torch.complex64)
    return {"values": values, "conjugate": values.conj(),
            "negative": torch.randn(4, dtype=torch.complex64).conj().imag}


def nested():
    return torch.nested.nested_tensor([torch.randn(2, 3), torch.randn(4, 3)])


def not_read_back():
    """PyTorch takes the sizes of a nested tensor in a legacy stream before it has read them: it loads
    what happened to be in memory, or fails."""
    legacy = {"_use_new_zipfile_serialization": False}
    return {"nested_legacy.pth": (nested(), legacy)} if VERSION >= (2, 1) else {}


def jagged():
    return torch.nested.nested_tensor([torch.randn(2, 3), torch.randn(4, 3)], layout=torch.jagged)


def rolled(tensor):
    """As many elements of the same dtype, one place further: mostly other values, in any dtype."""
    content = torch.tensor(list(elements(tensor)), dtype=torch.uint8)
    return content.roll(tensor.element_size()).view(tensor.dtype).reshape(tensor.shape)


def pairs():
    """Two checkpoints whose tensors have other values; the larger ones differ in a few places only."""
    torch.manual_seed(3)
    large = torch.randn(300, 1001)
    touched = large.clone()
    touched[7, 5:900:9] += 1e-3
    a = {**classic(), **newer(), **{"special " + name: tensor for name, tensor in special().items()}}
    b = {name: rolled(tensor) for name, tensor in a.items()}
    values = torch.linspace(-2, 2, 24).reshape(4, 6)
    for side, quantised in ((a, quantized(values)), (b, quantized(values.flip(1)))):
        side.update({f"quantised {name}": tensor for name, tensor in quantised.items()})
    a.update({"large": large, "same": large.double(), "transposed": large.t(), "other dtype": large[0]})
    b.update({"large": touched, "same": large.double(), "transposed": touched.t().contiguous(),
              "other dtype": large[0].double() + 0.5})
    return {"a.pth": (a, {}), "b.pth": (b, {})}


def files():
    torch.manual_seed(1)
    made = {"classic": classic(), "special": special(), "views": views(), "shared": shared(),
            "quantized": quantized(), "sparse": sparse(), "odd": odd(), "newer": newer(),
            "tensor": torch.arange(5), "parameter": nn.Parameter(torch.ones(2)), "scalar": torch.tensor(1.5),
            "list": [torch.arange(3), torch.ones(2)], "large": torch.randn(300, 1001)}
    if VERSION >= (2, 1):
        made.update(nested=nested(), jagged=jagged(), conjugates=conjugates())
    zip_only = ("nested",) if VERSION >= (2, 1) else ("newer",)
    return {f"{name}{suffix}.pth": (value, {"_use_new_zipfile_serialization": not suffix})
            for name, value in made.items() if len(value if isinstance(value, dict) else [1])
            for suffix in ("", "_legacy") if not (suffix and name in zip_only)}
