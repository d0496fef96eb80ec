# SPDX-License-Identifier: GPL-3.0-or-later
"""hostile.py ROOM CKPTLENS_CLI [--sanitized] [WORD…]: the terminal program on files made to break it.

Each has to open, or to be refused with the message that its case expects, in bounded time and
memory. ROOM is a file of the folder hostile; with words only the cases whose names hold one."""
import importlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

SECONDS = 10
SANITIZED_SECONDS = 60
# What the program takes for itself and its threads, and bytes for every byte of the file: a byte
# of a pickle can be an object, which is entered in the graph and in the list of entries.
BASE, PER_THREAD, PER_BYTE = 64 << 20, 16 << 20, 200
COMMANDS = ("ls", "stats", "verify")
LARGEST_READ = 16 << 20 # bytes of output; JSON beyond it is not looked at


def limits(case, sanitized):
    """Options of prlimit. A sanitizer reserves more memory than there is, so that has no limit."""
    if sanitized:
        return [f"--cpu={SANITIZED_SECONDS}"]
    size = max(len(case.data), case.weight)
    memory = BASE + PER_THREAD * os.cpu_count() + PER_BYTE * size
    return [f"--cpu={SECONDS}", f"--data={memory}"]


class Run:
    """One command on one file, under limits."""

    def __init__(self, program, command, path, under):
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            self.code = subprocess.run(["prlimit", *under, program, command, "--json", path],
                                       stdin=subprocess.DEVNULL, stdout=out, stderr=err).returncode
            out.seek(0), err.seek(0)
            self.output, self.errors = out.read(LARGEST_READ), err.read().decode(errors="replace")
        self.what = command


def report_faults(case, run):
    """What `scan --json` says against what the case expects."""
    report = json.loads(run.output)
    opened, message = report["outcome"] != "clear-error", report["message"]
    if opened == bool(case.error):
        yield f"{report['outcome']}: {message}"
    elif case.error and not re.search(case.error, message):
        yield f"does not say {case.error!r}: {message}"
    found = {finding["id"] for finding in report["findings"]}
    for missing in set(case.findings) - found:
        yield f"no finding {missing}, only {sorted(found)}"
    ratings = {known["name"]: known["rating"] for known in report["globals"]}
    for name, rating in case.rated.items():
        if ratings.get(name) != rating:
            yield f"{name} is rated {ratings.get(name)}, not {rating}"
    expected = 1 if report["findings"] else 0
    if case.error or run.errors: # what opens may still hold a pickle that cannot be read to its end
        expected = 2
    if run.code != expected:
        yield f"scan ends with {run.code}, not {expected}: {run.errors}"


def run_faults(case, run):
    """A crash, a refusal of more than a line, or output that is no JSON. Numbers are refused of a
    file that opens where a tensor is broken."""
    if run.code not in (0, 1, 2):
        return [f"{run.what} ended with {run.code}: {run.errors[-2000:]}"]
    if case.error and (run.code != 2 or len(run.errors.splitlines()) != 1):
        return [f"{run.what} ends with {run.code} and says: {run.errors[:500]}"]
    if not case.error and run.code == 2 and run.what != "stats":
        return [f"{run.what} does not open it: {run.errors}"]
    if run.code != 2 and len(run.output) < LARGEST_READ:
        json.loads(run.output)
    return []


def faults(case, program, folder, sanitized):
    path, under = os.path.join(folder, "file"), limits(case, sanitized)
    if case.arrange:
        case.arrange(path)
    else:
        pathlib.Path(path).write_bytes(case.data)
    scan = Run(program, "scan", path, under)
    if scan.code not in (0, 1, 2):
        yield f"scan ended with {scan.code}: {scan.errors[-2000:]}"
        return
    yield from report_faults(case, scan)
    for command in COMMANDS:
        yield from run_faults(case, Run(program, command, path, under))


def main(room, program, *words):
    sanitized = "--sanitized" in words
    words = [word for word in words if not word.startswith("--")]
    count = failed = 0
    for case in importlib.import_module(f"hostile.{room}").cases():
        if words and not any(word in case.name for word in words):
            continue
        count += 1
        with tempfile.TemporaryDirectory() as folder:
            found = list(faults(case, program, folder, sanitized))
        failed += bool(found)
        for fault in found:
            print(f"{case.name}: {fault}", flush=True)
    print(f"{count} files, {failed} with faults")
    return failed > 0 or count == 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
