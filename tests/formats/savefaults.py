#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Breaks saves at every system call that matters and checks what is left.

Usage: savefaults.py SAVECOPY. Needs strace; exit code 77 (skipped) without it. Whatever is injected
(no space, an I/O error, a kill, a short write), the destination holds the old bytes or the new ones,
the exit code tells which, and no other file stays, but for a kill between linkat and rename.
"""

import hashlib
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile

SIZE = 9 * 1024 * 1024 + 12345
CALLS = ["pwrite64", "copy_file_range", "ftruncate", "fsync", "linkat", "rename", "fchmod"]
WRITES = "pwrite64,copy_file_range"
failures = []


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def trace(program, folder, *inject):
    """Runs one save under strace; returns its exit code (negative for a signal) and the record."""
    record = os.path.join(folder, "..", "trace")
    command = ["strace", "-f", "-o", record, "-e", "trace=all"]
    for rule in inject:
        command += ["-e", "inject=" + rule]
    done = subprocess.run(command + [program, os.path.join(folder, "..", "new"),
                                     os.path.join(folder, "model.pt")],
                          capture_output=True, text=True)
    with open(record) as file:
        return done.returncode, done.stderr, file.read()


def prepare(root):
    folder = os.path.join(root, "folder")
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder)
    shutil.copy(os.path.join(root, "old"), os.path.join(folder, "model.pt"))
    os.chmod(os.path.join(folder, "model.pt"), 0o640)
    return folder


def expect(condition, what):
    if not condition:
        failures.append(what)
        print("FAIL", what)


def check(root, what, code, message, may_be_new, may_stray=False):
    folder = os.path.join(root, "folder")
    now = digest(os.path.join(folder, "model.pt"))
    old, new = digest(os.path.join(root, "old")), digest(os.path.join(root, "new"))
    expect(now in (old, new), f"{what}: the file is neither the old nor the new one")
    if code == 0:
        expect(now == new, f"{what}: said saved, but the old bytes are there")
        expect(os.stat(os.path.join(folder, "model.pt")).st_mode & 0o7777 == 0o640,
               f"{what}: the permissions changed")
    elif code > 0:
        expect(now == old, f"{what}: said failed, but the new bytes are there")
        expect(message.strip() != "", f"{what}: failed without a word")
    else:
        expect(now == old or may_be_new, f"{what}: killed early, but the new bytes are there")
    stray = [name for name in os.listdir(folder) if name != "model.pt"]
    expect(not stray or may_stray, f"{what}: left {stray}")


def fault(program, root, what, *inject, may_be_new=False, may_stray=False):
    folder = prepare(root)
    code, message, _ = trace(program, folder, *inject)
    check(root, what, code, message, may_be_new, may_stray)
    return code


def check_order(record):
    """Data is flushed before the rename, the folder after it, and the old file is never opened for
    writing."""
    lines = record.splitlines()
    first = {name: [i for i, line in enumerate(lines) if re.search(rf"\b{name}\(", line)]
             for name in ("fsync", "rename", "pwrite64")}
    expect(len(first["fsync"]) == 2, "two flushes: the file and its folder")
    if len(first["fsync"]) == 2 and first["rename"]:
        expect(first["pwrite64"][-1] < first["fsync"][0] < first["rename"][0] < first["fsync"][1],
               "written, flushed, renamed, folder flushed, in this order")
    expect(not [line for line in lines if "O_TRUNC" in line], "nothing is truncated")


def count(record, call):
    return len(re.findall(rf"^\d+ +{call}\(", record, re.M))


def sweep(program, root, extra=(), named=False):
    """Every call of CALLS fails once, and is the last of a killed process once."""
    label = " ".join(extra)
    code, message, record = trace(program, prepare(root), *extra)
    check(root, f"{label} no fault", code, message, True)
    expect(code == 0, f"{label} no fault: {message}")
    check_order(record)
    for call in CALLS:
        if any(rule.startswith(call) for rule in extra):
            continue
        for n in range(1, count(record, call) + 1):
            folder_flush = call == "fsync" and n == 2
            for error in ("ENOSPC", "EIO"):
                what = f"{label} {call} {n} {error}"
                code = fault(program, root, what, *extra, f"{call}:error={error}:when={n}")
                expect((code == 0) == folder_flush, f"{what}: exit code {code}")
            # The kill comes at the entry of the call, before it does anything.
            fault(program, root, f"{label} {call} {n} killed", *extra,
                  f"{call}:signal=KILL:when={n}", may_be_new=folder_flush,
                  may_stray=call == "rename" or named)


def nameless_open(program, root):
    """Which openat call asks for the nameless file."""
    record = trace(program, prepare(root))[2]
    calls = re.findall(r"^\d+ +openat\(.*", record, re.M)
    return 1 + next((i for i, line in enumerate(calls) if "O_TMPFILE" in line), len(calls))


def limited(program, root):
    """A file size limit cuts a write short and then refuses."""
    folder = prepare(root)
    done = subprocess.run(
        [program, os.path.join(root, "new"), os.path.join(folder, "model.pt")], text=True,
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (SIZE - 5000, SIZE - 5000)))
    check(root, "file size limit", done.returncode, done.stderr, False)
    expect(done.returncode == 2, "file size limit: not reported")


def small_disk(program, root):
    """A disk too small for old and new together: refused before a byte is written."""
    disk = os.path.join(root, "disk")
    os.mkdir(disk)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", disk],
                             capture_output=True).returncode == 0
    if not mounted:
        print("note: no small disk without root")
        return
    try:
        target = os.path.join(disk, "model.pt")
        shutil.copy(os.path.join(root, "old"), target)
        done = subprocess.run([program, os.path.join(root, "new"), target], text=True,
                              capture_output=True)
        expect(done.returncode == 2 and "room" in done.stderr, f"small disk: {done.stderr}")
        expect(digest(target) == digest(os.path.join(root, "old")), "small disk: old file changed")
        expect(os.listdir(disk) == ["model.pt"], "small disk: something was left")
    finally:
        subprocess.run(["umount", disk], check=True)


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as root:
        for name in ("old", "new"):
            with open(os.path.join(root, name), "wb") as file:
                file.write(os.urandom(SIZE))
        limited(program, root)
        small_disk(program, root)
        if not shutil.which("strace") or trace(program, prepare(root))[0] != 0:
            print("skipped: strace is not installed or may not trace here")
            return 1 if failures else 77
        sweep(program, root)
        # Where the kernel cannot copy, the buffer has to; where nameless files are unknown, a name.
        sweep(program, root, ("copy_file_range:error=EXDEV",))
        nameless = f"openat:error=EOPNOTSUPP:when={nameless_open(program, root)}"
        sweep(program, root, (nameless,), named=True)
        for n in range(1, 4):
            fault(program, root, f"interrupted {n}", f"{WRITES}:error=EINTR:when={n}")
    print(f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
