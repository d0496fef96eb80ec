# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole-process figures of the terminal program, as ratios measured in the same run.

Usage: bench.py CKPTLENS-CLI [--torch PYTHON] [--runs N] [--folder FOLDER] [--only WORD]

PYTHON is an interpreter with PyTorch (2.13 for the figures the project quotes). Files are made once
in FOLDER and kept for the next run. Every command runs N times after one warm-up; the median counts.
Beside each figure stands its goal and the figure of the run before (FOLDER/history.json). Nothing
here fails: these are measurements, and machines are noisy.
"""
import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time

MAKE = """
import sys, torch
kind, path = sys.argv[1:3]
torch.manual_seed(0)
if kind == "gib":
    value = {f"layers.{i}.weight": torch.randn(2048, 2048) for i in range(64)}
elif kind == "gib-other":
    value = {f"layers.{i}.weight": torch.randn(2048, 2048) for i in range(64)}
    for weight in value.values():
        weight += torch.randn(()) * 1e-3
elif kind.startswith("many"):
    value = {f"blocks.{i // 10}.part{i % 10}.weight": torch.zeros(4) for i in range(int(kind[4:]))}
if kind == "sparse":
    from torch._subclasses.fake_tensor import FakeTensorMode
    with FakeTensorMode():
        value = {f"layers.{i}.weight": torch.empty(1 << 28) for i in range(94)}
    with torch.serialization.skip_data(materialize_fake_tensors=True):
        torch.save(value, path)
else:
    torch.save(value, path)
"""

LOAD = "import sys, torch; torch.load(sys.argv[1])"

# Only the calls are timed: no import, no load.
STATISTICS = """
import sys, time, torch
state = torch.load(sys.argv[1])
start = time.perf_counter()
for weight in state.values():
    low, high = torch.aminmax(weight)
    weight.mean(), weight.std(), torch.histc(weight, 256, low.item(), high.item())
print(time.perf_counter() - start)
"""

DIFFERENCE = """
import sys, torch
a, b = torch.load(sys.argv[1]), torch.load(sys.argv[2])
for name in a:
    difference = (a[name] - b[name]).abs()
    difference.max().item(), difference.mean().item()
"""


class Figure:
    def __init__(self, seconds, megabytes, output=""):
        self.seconds, self.megabytes, self.output = seconds, megabytes, output


def once(command):
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{command} failed with {process.returncode}")
    return Figure(seconds, usage.ru_maxrss / 1024, output.decode(errors="replace"))


class Bench:
    def __init__(self, options):
        self.options = options
        self.history_path = os.path.join(options.folder, "history.json")
        self.before = {}
        if os.path.exists(self.history_path):
            with open(self.history_path) as file:
                self.before = json.load(file)
        self.now = dict(self.before)

    def run(self, *command):
        once(command)
        runs = [once(command) for _ in range(self.options.runs)]
        middle = Figure(statistics.median(run.seconds for run in runs),
                        max(run.megabytes for run in runs), runs[-1].output)
        return middle

    def cli(self, *arguments):
        return self.run(self.options.cli, *arguments)

    def python(self, code, *arguments):
        return self.run(self.options.torch, "-c", code, *arguments)

    def cat(self, *paths):
        return self.run("sh", "-c", "cat \"$@\" > /dev/null", "cat", *paths)

    def file(self, kind):
        path = os.path.join(self.options.folder, kind + ".pth")
        if not os.path.exists(path):
            print(f"making {path}", flush=True)
            subprocess.run([self.options.torch, "-c", MAKE, kind, path], check=True)
        return path

    def wanted(self, word):
        return self.options.only in word

    def say(self, name, value, unit, goal):
        before = self.before.get(name)
        self.now[name] = value
        trend = f", {value / before:.2f} x the run before" if before else ""
        print(f"  {name}: {value:.3g} {unit} (goal: {goal}{trend})", flush=True)

    def close(self):
        with open(self.history_path, "w") as file:
            json.dump(self.now, file, indent=1)


def listing(bench):
    gib = bench.file("gib")
    figure = bench.cli("ls", gib)
    loaded = bench.python(LOAD, gib)
    bench.say("ls of 1 GiB", figure.seconds * 1000, "ms", "25 or less")
    bench.say("ls of 1 GiB, memory", figure.megabytes, "MB", "30 or less")
    bench.say("ls of 1 GiB, PyTorch's load over it", loaded.seconds / figure.seconds, "x", "as large as can be")
    for count, goal in ((20000, 150), (200000, 1500)):
        figure = bench.cli("ls", bench.file(f"many{count}"))
        bench.say(f"ls of {count} tensors", figure.seconds * 1000, "ms", f"{goal} or less")
    figure = bench.cli("ls", bench.file("sparse"))
    bench.say("ls of 100 GB, memory", figure.megabytes, "MB", "60 or less")


def remapping(bench):
    gib = bench.file("gib")
    copy = os.path.join(bench.options.folder, "copy.pth")
    copied = bench.run("cp", gib, copy)
    synced = bench.run("sh", "-c", "cp \"$1\" \"$2\" && sync \"$2\"", "cp", gib, copy)
    figure = bench.cli("remap", gib, "-o", copy, "--force", "--device", "cuda:0")
    os.unlink(copy)
    bench.say("remap of 1 GiB over cp", figure.seconds / copied.seconds, "x", "1.2 or less")
    bench.say("remap of 1 GiB over cp and sync", figure.seconds / synced.seconds, "x", "for comparison")
    bench.say("remap of 1 GiB, memory", figure.megabytes, "MB", "60 or less")


def numbers(bench):
    gib = bench.file("gib")
    figure = bench.cli("stats", gib, "--histogram", "256", "--json")
    torch = float(bench.python(STATISTICS, gib).output)
    cat = bench.cat(gib)
    bench.say("stats of 1 GiB, PyTorch's calls over it", torch / figure.seconds, "x", "6 or more")
    bench.say("stats of 1 GiB over cat", figure.seconds / cat.seconds, "x", "2 or less")
    bench.say("stats of 1 GiB, memory", figure.megabytes, "MB", "80 or less")


def difference(bench):
    a, b = bench.file("gib"), bench.file("gib-other")
    figure = bench.cli("diff", a, b, "--json")
    torch = bench.python(DIFFERENCE, a, b)
    cat = bench.cat(a, b)
    bench.say("diff of 2 x 1 GiB, the PyTorch script over it", torch.seconds / figure.seconds, "x", "15 or more")
    bench.say("diff of 2 x 1 GiB over cat of both", figure.seconds / cat.seconds, "x", "2 or less")
    bench.say("diff of 2 x 1 GiB, memory", figure.megabytes, "MB", "80 or less")
    structure = bench.cli("diff", a, b, "--structure")
    bench.say("diff of structure alone", structure.seconds * 1000, "ms", "60 or less")
    twin = os.path.join(bench.options.folder, "twin.pth")
    if not os.path.exists(twin):
        subprocess.run(["cp", a, twin], check=True)
    same = bench.cli("diff", a, twin)
    bench.say("diff of identical files over cat of both", same.seconds / bench.cat(a, twin).seconds, "x", "about 1")


PARTS = {"ls": listing, "remap": remapping, "stats": numbers, "diff": difference}


def main():
    parser = argparse.ArgumentParser(description="Figures as ratios; see the head of this file.")
    parser.add_argument("cli")
    parser.add_argument("--torch", default="/usr/bin/python3")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", default="/tmp/ckptlens-bench")
    parser.add_argument("--only", default="", choices=["", *PARTS])
    options = parser.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    bench = Bench(options)
    for word, part in PARTS.items():
        if bench.wanted(word):
            print(word, flush=True)
            part(bench)
    bench.close()


if __name__ == "__main__":
    main()
