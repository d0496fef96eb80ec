# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes FIRST and SECOND: the built-in sample, and the same training some epochs later.

Usage: make_epochs.py FIRST SECOND     (Debian's PyTorch 1.13 is enough)
"""
import pathlib
import shutil
import sys

import torch

SAMPLE = pathlib.Path(__file__).parents[2] / "resources" / "sample.pth"
STEP_BYTES = 4


def later(state):
    for name, value in state.items():
        if value.is_floating_point():
            state[name] = value + torch.randn_like(value) * 0.02


def tag(storage):
    """As on the machine where the sample was trained: only the steps of Adam are not on its GPU."""
    return "cuda:1" if storage.nbytes() > STEP_BYTES else "cpu"


def main(first, second):
    torch.manual_seed(0)
    shutil.copyfile(SAMPLE, first)
    checkpoint = torch.load(first, map_location="cpu")
    later(checkpoint["generator"])
    later(checkpoint["discriminator"])
    checkpoint["epoch"] += 2
    torch.serialization.location_tag = tag
    torch.save(checkpoint, second)


main(*sys.argv[1:])
