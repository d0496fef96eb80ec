# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs ckptlens-cli and reads what it prints."""
import json
import subprocess

_program = "ckptlens-cli"


def use(path):
    global _program
    _program = path


def call(*args, codes=(0,)):
    """The finished process; an unexpected exit code is an AssertionError that quotes stderr."""
    done = subprocess.run([_program, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=60)
    if done.returncode not in codes:
        said = done.stderr.decode(errors="replace").strip()
        raise AssertionError(f"'{' '.join(map(str, args))}' exits {done.returncode}: {said}")
    return done


def answer(*args, codes=(0,)):
    """The JSON object that a command prints."""
    said = json.loads(call(args[0], "--json", *args[1:], codes=codes).stdout)
    assert said["schema"] == 1, said
    return said


def key(path):
    """A path of cli.md as something to look up by."""
    return json.dumps(path)


def steps(text):
    """The path behind a key()."""
    return json.loads(text)


def written(path):
    """A path as the command line takes it; None for keys that only JSON can spell."""
    steps = [step.get("attr") if isinstance(step, dict) else str(step) for step in path]
    if not all(steps):
        return None
    return "/".join(step.replace("/", "\\/") for step in steps)


def listing(path, *options):
    """The entries of `ls`, by path, in their order."""
    return {key(entry["path"]): entry for entry in answer("ls", "--hash", *options, path)["entries"]}


def same_bytes(a, b):
    with open(a, "rb") as first, open(b, "rb") as second:
        while True:
            left, right = first.read(1 << 20), second.read(1 << 20)
            if left != right:
                return False
            if not left:
                return True
