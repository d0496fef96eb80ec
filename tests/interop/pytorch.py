# SPDX-License-Identifier: GPL-3.0-or-later
"""The PyTorch that judges: which one it is, and what it says of values and storages."""
import hashlib
import logging
import math
import warnings

import torch

VERSION = tuple(int(part) for part in torch.__version__.split("+")[0].split(".")[:2])
WRAPPED = (torch.Tensor, torch.nn.Parameter)

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
torch.set_num_threads(1)


def load(path, weights_only=False):
    return torch.load(path, map_location="cpu", weights_only=weights_only)


def dtypes(names):
    """The dtypes of these names that this PyTorch has, by name."""
    return {name: getattr(torch, name) for name in names if hasattr(torch, name)}


def is_plain(tensor):
    """True for what has elements of its own in a storage: not sparse, nested, meta or a wrapper."""
    return (tensor.layout == torch.strided and tensor.device.type != "meta" and not tensor.is_nested
            and has_storage(tensor))


def storage_of(tensor):
    return tensor.untyped_storage() if hasattr(tensor, "untyped_storage") else tensor.storage()


def has_storage(tensor):
    try:
        return storage_of(tensor).nbytes() == 0 or tensor.data_ptr() != 0
    except (RuntimeError, NotImplementedError):  # a wrapper around other tensors
        return False


def storage_identity(tensor):
    """Equal for two tensors over one storage."""
    return storage_of(tensor)._cdata


def plain(tensor):
    """The elements as a new contiguous tensor: detached, conj and neg resolved, quantised as integers."""
    with torch.no_grad():
        tensor = tensor.detach().as_subclass(torch.Tensor)
        if tensor.is_quantized:
            tensor = tensor.int_repr()
        whole = torch.empty(tensor.shape, dtype=tensor.dtype)
        return whole.copy_(tensor.resolve_conj().resolve_neg())


def content(tensor):
    """Bytes of the elements in logical row-major order, as cli.md defines them."""
    if tensor.dtype in (getattr(torch, "quint4x2", 0), getattr(torch, "quint2x4", 0)):
        return bytes(storage_of(tensor).untyped() if VERSION >= (2, 0) else storage_of(tensor)._untyped())
    whole = plain(tensor)
    if whole.numel() == 0:
        return b""
    return bytes(whole.reshape(-1).view(torch.uint8).tolist())


def sha256(tensor):
    return hashlib.sha256(content(tensor)).hexdigest()


def numbers(tensor):
    """The elements as one float64 row, as `stats` understands them (cli.md)."""
    with torch.no_grad():
        tensor = tensor.detach().as_subclass(torch.Tensor)
        if tensor.is_quantized:
            tensor = tensor.dequantize()
        if tensor.dtype == getattr(torch, "float4_e2m1fn_x2", 0):
            return float4(tensor)
        tensor = plain(tensor)
        if tensor.is_complex():
            tensor = tensor.to(torch.complex128).abs()
        return tensor.reshape(-1).to(torch.float64)


FLOAT4 = [0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0]


def float4(tensor):
    """Two values a byte, the low half first; PyTorch itself has no cast from this type."""
    halves = [half for byte in content(tensor) for half in (byte & 15, byte >> 4)]
    return torch.tensor([(-1 if half & 8 else 1) * FLOAT4[half & 7] for half in halves],
                        dtype=torch.float64)


def close(said, true, scale=1.0, tolerance=1e-9):
    """Equal within the rounding of float64 sums of terms of this size; strings as cli.md spells them."""
    said = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}.get(said, said)
    if said is None or true is None:
        return said is true
    said, true = float(said), float(true)
    if not math.isfinite(true) or not math.isfinite(said):
        return said == true or (math.isnan(said) and math.isnan(true))
    return abs(said - true) <= tolerance * max(scale, abs(said), abs(true))
