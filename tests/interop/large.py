# SPDX-License-Identifier: GPL-3.0-or-later
"""More than 4 GiB in one zip, as a file of holes: sizes and offsets that only zip64 holds."""
import os

import torch

import program
import tags
from pytorch import VERSION

ROWS, COLUMNS = 1 << 20, 1100  # float32: 4.3 GiB


def make(path):
    """A tensor of more than 4 GiB and one behind it, without their bytes."""
    with torch._subclasses.fake_tensor.FakeTensorMode(), \
            torch.serialization.skip_data(materialize_fake_tensors=True):
        torch.save({"large": torch.empty(ROWS, COLUMNS), "behind": torch.empty(3, dtype=torch.float64)}, path)


def run(folder, report):
    if VERSION < (2, 6):
        return report.note("only PyTorch from 2.6 on saves without the bytes")
    path = os.path.join(folder, "large.pth")
    make(path)
    report.ask(path, sparse, path)
    report.ask(path, listed, path)


def sparse(path):
    facts = os.stat(path)
    return [] if facts.st_size > 2**32 and facts.st_blocks * 512 < 2**24 else [f"{facts.st_blocks} blocks"]


def listed(path):
    said = program.answer("ls", path)["entries"]
    shapes = {entry["path"][0]: (entry["shape"], entry["storage_nbytes"])
              for entry in said if entry["kind"] == "tensor"}
    wanted = {"large": ([ROWS, COLUMNS], ROWS * COLUMNS * 4), "behind": ([3], 24)}
    problems = [] if shapes == wanted else [f"tensors are {shapes}"]
    problems += [] if set(tags.read(path)[0]) == {"0", "1"} else ["the storages have other keys"]
    said = program.answer("get", path, "behind")["value"]  # lies behind 4 GiB, and is a hole
    return problems + ([] if said == [0.0] * 3 else [f"the tensor behind is {said}"])
