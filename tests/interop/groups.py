# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be asked for by name: each group is one test, with the files it makes or finds."""
import os

import archives
import checks
import everyfile
import large
import models
import numberchecks
import objects
import optimizerchecks
import pythoncode
import samples
import tensors
from expected import Expected
from pytorch import load


def everyday(folder, report):
    """Models, optimizers, training checkpoints."""
    every(folder, report, models.files())
    path = everyfile.save(folder, "part.pth", models.training(), {})
    report.ask(path, checks.retagged_part, path, folder, "model_state_dict")


def dtypes_and_layouts(folder, report):
    every(folder, report, tensors.files(), values=True)
    unread = tensors.not_read_back()
    for path in everyfile.make(folder, report, unread):
        value, _ = unread[os.path.basename(path)]
        everyfile.ask_unloaded(path, folder, report)
        report.ask(path, checks.reading, path, Expected(value))


def differences(folder, report):
    """The numbers between two checkpoints with tensors of every dtype."""
    a, b = everyfile.make(folder, report, tensors.pairs())
    report.ask(a, numberchecks.difference, a, b, Expected(load(a)), Expected(load(b)))
    report.ask(a, numberchecks.same, a)


def python_objects(folder, report):
    every(folder, report, objects.things())


def large_containers(folder, report):
    """Around the 1,000 entries that picklers write at once."""
    every(folder, report, objects.large_containers())


def program_archives(folder, report):
    """TorchScript and torch.export."""
    archives.scripts(folder, report)
    archives.exported(folder, report)


def cpp_files(folder, report, maker):
    """What the program `maker` writes with LibTorch."""
    archives.from_cpp(folder, report, maker)


def beyond_4_gib(folder, report):
    large.run(folder, report)


def others_files(folder, report, place):
    """The checkpoints in a folder beside the checkout."""
    samples.define_classes()
    for path in samples.files(place):
        samples.ask(path, folder, report)


def python_code(folder, report, coder, place):
    """The code that the window copies, for files of every group and those in a folder."""
    pythoncode.use(coder)
    samples.define_classes()
    made = {**models.files(), **tensors.files(), **objects.things()}
    paths = everyfile.make(folder, report, made)
    for path in paths + list(samples.files(place)):
        reason = pythoncode.refusal(path)
        if reason:
            report.note(f"{os.path.basename(path)}: {reason}")
        else:
            report.ask(path, pythoncode.loads, path)


def optimizer_names(folder, report):
    """What `optimizer` joins and says."""
    for name, (value, *wanted) in optimizerchecks.files().items():
        path = everyfile.save(folder, name, value, {})
        report.ask(path, optimizerchecks.joined, path, value, *wanted)


def every(folder, report, files, **options):
    for path in everyfile.make(folder, report, files):
        everyfile.ask(path, folder, report, **options)
