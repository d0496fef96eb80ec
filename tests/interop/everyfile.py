# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks everything of each file that a group makes."""
import os
import subprocess

import torch

import checks
import numberchecks
import valuechecks
from expected import Expected
from pytorch import load


# PyTorch writes these as a legacy stream that it cannot read back; the program refuses to.
NO_LEGACY = ("nested.pth", "generator.pth")


def save(folder, name, value, options):
    """Path of the new file, or None where this PyTorch cannot write it."""
    path = os.path.join(folder, name)
    torch.save(value, path, **options)
    return path


def make(folder, report, files):
    """Paths of the files that this PyTorch can write."""
    made = []
    for name, (value, options) in files.items():
        try:
            made.append(save(folder, name, value, options))
        except Exception as error:
            report.note(f"{name} is not made: {first_line(error)}")
    return made


def run(maker, folder):
    """Has another program write its files into the folder."""
    subprocess.run([maker, folder], check=True, timeout=60)


def first_line(error):
    return (str(error).splitlines() or [type(error).__name__])[0][:120]


def ask_unloaded(path, folder, report):
    """The questions that need no PyTorch to load the file."""
    report.ask(path, checks.verified, path)
    report.ask(path, checks.same_copy, path, folder)


def ask(path, folder, report, attributes=True, edits=True, values=False):
    """Every question about one file; the copies are made in `folder`. `values`: element by element too."""
    ask_unloaded(path, folder, report)
    try:
        value = load(path)
        expected = Expected(value, attributes)
    except Exception as error:
        return report.note(f"{os.path.basename(path)} is not loaded by this PyTorch: {first_line(error)}")
    report.ask(path, checks.reading, path, expected)
    report.ask(path, numberchecks.statistics, path, expected)
    if values:
        report.ask(path, valuechecks.elements, path, expected)
        report.ask(path, valuechecks.numpy_files, path, folder, expected)
    if isinstance(value, torch.nn.Module):
        report.ask(path, checks.state_dict, path, value)
    if edits:
        report.ask(path, checks.retagged, path, folder, expected)
        for form in ("zip",) if os.path.basename(path) in NO_LEGACY else ("zip", "legacy"):
            report.ask(path, checks.converted, path, folder, expected, form)
        report.ask(path, checks.as_safetensors, path, folder, expected)
