# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads where a checkpoint says its storages load, without PyTorch: by its persistent ids alone."""
import collections
import io
import pickle
import zipfile


class Anything:
    """Stands for every class and function: callable, buildable, fillable, and nothing happens."""

    def __new__(cls, *args, **kwargs):
        return object.__new__(cls)

    def __call__(self, *args, **kwargs):
        return Anything()

    def __setstate__(self, state):
        pass

    def __setitem__(self, name, value):
        pass

    def append(self, value):
        pass

    extend = add = append


class Reader(pickle.Unpickler):
    """`locations`: storage key -> set of tags. `generators`: devices of random generators."""

    def __init__(self, file):
        super().__init__(file, encoding="latin1")
        self.locations = collections.defaultdict(set)
        self.generators = []

    def find_class(self, module, name):
        if name == "Generator":
            return lambda device, *rest: (self.generators.append(device), Anything())[1]
        if name == "device" and module == "torch":
            return lambda kind, *index: ":".join([kind, *map(str, index)])
        return type(name, (Anything,), {})

    def persistent_load(self, pid):
        if pid[0] == "storage":
            self.locations[str(pid[2])].add(pid[3])
            return Anything()
        return Anything  # a class, with its source text beside it


def record(path, name):
    """The record of a zip whose name ends so, or None. Checksums are not asked for: torch.save may
    leave them out."""
    if not zipfile.is_zipfile(path):
        return None
    with zipfile.ZipFile(path) as archive:
        for entry in archive.namelist():
            if entry.endswith("/" + name):
                with archive.open(entry) as file:
                    file._expected_crc = None
                    return file.read()
    return None


def pickled(path):
    """The pickle of the object: a record of a zip, the fourth pickle of a legacy stream."""
    content = record(path, "data.pkl")
    if content is not None:
        return io.BytesIO(content)
    with open(path, "rb") as file:
        content = io.BytesIO(file.read())
    for _ in range(3):
        pickle.Unpickler(content).load()
    return content


def read(path):
    reader = Reader(pickled(path))
    reader.load()
    return {name: tags for name, tags in reader.locations.items()}, reader.generators
