# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the Python code that the window copies for an entry, and asks whether it loads that entry."""
import json
import os
import pickle
import subprocess

import program
from expected import Expected
from program import key
from pytorch import VERSION
from tags import record

_coder = None
COMPARED = ("kind", "dtype", "shape", "sha256", "value")


def use(path):
    global _coder
    _coder = os.path.abspath(path)


def codes(path):
    done = subprocess.run([_coder, os.path.abspath(path)], stdout=subprocess.PIPE, check=True, timeout=60)
    return [json.loads(line) for line in done.stdout.decode(errors="surrogateescape").splitlines()]


class Runner:
    """Runs the lines that load a file once, the last one for each entry."""

    def __init__(self):
        self.loaded = {}

    def value(self, code):
        place = code.rindex("value = ") if "\nvalue = " in code else 0
        loading = code[:place]
        if loading not in self.loaded:
            names = {}
            exec(loading, names)
            self.loaded[loading] = names
        names = dict(self.loaded[loading])
        exec(code[place:], names)
        return names["value"]


def loads(path):
    """Every entry has code that loads it, or a sentence why not."""
    entries = program.answer("ls", "--hash", path)["entries"]
    by_path = {key(entry["path"]): entry for entry in entries}
    runner, problems, run = Runner(), [], 0
    for said in codes(path):
        if "none" in said:
            continue
        entry = entries[said["of"]]
        try:
            value = runner.value(said["code"])
        except Exception as error:
            problems.append(f"{entry['path']}: {type(error).__name__}: {error} from\n{said['code']}")
            continue
        run += 1
        problems += unlike(entry, by_path, value, said)
    return problems if run else problems + ["no entry has code"]


def unlike(entry, by_path, value, said):
    if said["kind"] == "group":
        name = entry["path"][-1]
        begin = name[:name.index(".") + 1]
        wrong = [other for other in value if not other.startswith(begin)]
        return [f"{name}: a group with {wrong}"] if wrong or name not in value else []
    if entry["kind"] == "ref":
        entry = by_path[key(entry["target"])]
    expected = Expected(value).entries.get(key([]), {})
    other = [field for field in COMPARED
             if field in expected and field in entry and expected[field] != entry[field]]
    return [f"{entry['path']}: {field} is {expected[field]}, not {entry[field]}, from\n{said['code']}"
            for field in other]


def refusal(path):
    """Why this PyTorch cannot load the file, or nothing. What today's takes for more than weights is
    no reason: the code asks for that."""
    if VERSION < (2, 1) and record(path, "byteorder") == b"big":
        return "PyTorch turns big-endian values around only from 2.1 on"
    first = codes(path)[0]
    if "none" in first:
        return first["none"]
    try:
        Runner().value(first["code"])
    except Exception as error:
        if not isinstance(error, pickle.UnpicklingError) or VERSION < (2, 6):
            return f"{type(error).__name__}: {error}".splitlines()[0][:100]
    return None
