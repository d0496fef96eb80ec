# SPDX-License-Identifier: GPL-3.0-or-later
"""What `get` prints and writes, element by element, against PyTorch."""
import os

import torch

import program
from pytorch import content, numbers, plain

MOST = 300  # elements of a tensor that is asked for as text
FLOAT4 = getattr(torch, "float4_e2m1fn_x2", None)


def spelled(value):
    """A number of PyTorch's as cli.md has it in JSON."""
    if isinstance(value, list):
        return [spelled(item) for item in value]
    if isinstance(value, complex):
        return [spelled(value.real), spelled(value.imag)]
    if isinstance(value, float) and value != value:
        return "NaN"
    if isinstance(value, float) and abs(value) == float("inf"):
        return "Infinity" if value > 0 else "-Infinity"
    if type(value) is int and abs(value) > 2**53:
        return str(value)
    return value


def listed(tensor):
    """Nested lists of the elements; a float4 element is the pair of its numbers."""
    if tensor.dtype == FLOAT4:
        return spelled(numbers(tensor).reshape(*tensor.shape, 2).tolist())
    if tensor.is_quantized:
        return spelled(tensor.dequantize().tolist())
    values = plain(tensor)
    if values.is_floating_point():
        values = values.double()
    elif values.is_complex():
        values = values.to(torch.complex128)
    elif values.dtype == getattr(torch, "uint64", 0):
        return spelled(unsigned(values.view(torch.int64).tolist()))
    elif not values.dtype == torch.bool:
        values = values.long()
    return spelled(values.tolist())


def unsigned(value):
    return [unsigned(item) for item in value] if isinstance(value, list) else value % 2**64


def asked(expected):
    """Tensors with numbers whose path can be typed: (path as typed, path as listed, tensor)."""
    for place in expected.numbers:
        tensor, typed = expected.tensors.get(place), program.written(program.steps(place))
        if tensor is not None and typed is not None and tensor.numel() <= MOST:
            yield typed, place, tensor


def elements(path, expected):
    problems = []
    for typed, place, tensor in asked(expected):
        said = program.answer("get", path, typed)["value"]
        if said != listed(tensor):
            problems.append(f"{place}: get prints {said}, PyTorch has {listed(tensor)}")
    return problems


def numpy_files(path, folder, expected):
    """`get --npy` as NumPy reads it: the same bytes, or the numbers where NumPy lacks the dtype."""
    import numpy
    problems = []
    out = os.path.join(folder, "values.npy")
    for typed, place, tensor in asked(expected):
        program.call("get", path, typed, "--npy", out, "--force")
        array = numpy.load(out)
        if str(array.dtype) == str(tensor.dtype)[6:]:
            same = array.tobytes() == content(tensor) and array.shape == tuple(tensor.shape)
        elif array.dtype == numpy.complex64:
            same = torch.equal(torch.from_numpy(array).abs().double().nan_to_num(),
                               plain(tensor).to(torch.complex64).abs().double().reshape(array.shape).nan_to_num())
        else:
            said = torch.from_numpy(array.astype("f8")).reshape(-1)
            same = torch.equal(said.nan_to_num(nan=-7e7), numbers(tensor).nan_to_num(nan=-7e7))
        if not same:
            problems.append(f"{place}: NumPy reads other values from the .npy file")
    return problems
