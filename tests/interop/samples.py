# SPDX-License-Identifier: GPL-3.0-or-later
"""Checkpoints that others wrote: every one opens and is copied to the byte; what this PyTorch loads of
them is asked about like the files of its own."""
import os
import pickle
import sys

import torch

import checks
import everyfile
import program
from expected import Expected, differences
from pytorch import VERSION
from tags import record

# Classes that the samples' own scripts had, as much of them as loading takes.
CLASSES = {"TinyNet": torch.nn.Module, "linearRegression": torch.nn.Module, "Square": torch.nn.Module,
           "Sub": torch.Tensor}
NOT_CHECKPOINTS = (".json", ".md", ".txt")


def define_classes():
    for name, base in CLASSES.items():
        setattr(sys.modules["__main__"], name, type(name, (base,), {"__module__": "__main__"}))


def files(folder):
    for place, _, names in os.walk(folder):
        for name in sorted(names):
            if not name.endswith(NOT_CHECKPOINTS):
                yield os.path.join(place, name)


def refusal(path):
    """Why this PyTorch is no judge of the file, or nothing."""
    if VERSION < (2, 1) and record(path, "byteorder") == b"big":
        return "PyTorch turns big-endian values around only from 2.1 on"
    if record(path, "constants.pkl") is not None:
        return "a TorchScript archive comes back as a program, not as what was pickled"
    return None


def ask(path, folder, report):
    name = os.path.basename(path)
    reason = refusal(path)
    if reason or name.endswith((".distcp", ".metadata")):
        report.ask(path, opens, path)
        report.ask(path, checks.same_copy, path, folder)
        return reason and report.note(f"{name}: {reason}")
    if name.endswith(".safetensors"):
        report.ask(path, safetensors, path)
        return report.ask(path, checks.same_copy, path, folder)
    if checks.try_load(path) is None and unpickled(path) is not None:
        report.ask(path, bare_pickle, path)
        return report.ask(path, checks.same_copy, path, folder)
    report.ask(path, opens, path)
    everyfile.ask(path, folder, report, attributes=False)


def opens(path):
    return [] if program.answer("ls", path)["entries"] else ["no entries"]


def safetensors(path):
    said = {entry["path"][0]: entry["sha256"] for entry in program.listing(path).values() if "sha256" in entry}
    return [] if said == checks.safetensors_digests(path) else ["other tensors than the file's header has"]


def unpickled(path):
    """What Python alone loads: a pickle without a container around it."""
    try:
        with open(path, "rb") as file:
            return pickle.load(file)
    except Exception:  # no pickle, or one of classes that are not here
        return None


def bare_pickle(path):
    return differences(Expected(unpickled(path), False), program.listing(path))
