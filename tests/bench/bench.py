# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole-process figures of the programs beside PyTorch, cp and cat, measured in the same run.

Usage: bench.py CKPTLENS-CLI [--torch PYTHON] [--runs N] [--folder FOLDER] [--only PART]

PYTHON is an interpreter with PyTorch; the goals were set beside 2.13. Files of 4 GB in all are made
once in FOLDER and kept for the next time. What is compared runs in turn, N times after one warm-up;
medians count, and processor time stands beside the time on the clock, because other programs do not
disturb it as much. Memory is the peak, and never less than this script's own 15 MB. A figure is
printed with its goal and with what it was the time before (FOLDER/history.json). Nothing here fails:
these are measurements, and machines are noisy.
"""
import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import time
from pathlib import Path

MAKE = """
import sys, torch
kind, path = sys.argv[1:3]
torch.manual_seed(0)
if kind.startswith("gib"):
    value = {f"layers.{i}.weight": torch.randn(2048, 2048) for i in range(64)}
if kind == "gib-other":
    for weight in value.values():
        weight += torch.randn(()) * 1e-3
if kind.startswith("many"):
    value = {f"blocks.{i // 10}.part{i % 10}.weight": torch.zeros(4) for i in range(int(kind[4:]))}
if kind.startswith("other"):
    value = {f"blocks.{i // 10}.part{i % 10}.weight": torch.ones(4) for i in range(int(kind[5:]))}
if kind == "adam":
    model = torch.nn.ModuleList([torch.nn.Linear(4, 4) for _ in range(10000)])
    optimizer = torch.optim.Adam(model.parameters())
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    optimizer.step()
    value = {"epoch": 3, "model": model.state_dict(), "optimizer": optimizer.state_dict()}
if kind == "ten-million":
    value = {"weight": torch.randn(10_000_000)}
if kind == "metadata":
    value = {f"run.part{i // 100}/key{i}": f"text {i} of the file" if i % 2 else i for i in range(200000)}
if kind == "adam200000":
    state = {i: {"step": torch.tensor(7.0), "exp_avg": torch.ones(4), "exp_avg_sq": torch.ones(4)} for i in range(200000)}
    groups = [{"lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-8, "amsgrad": False, "params": list(range(200000))}]
    value = {"model": {f"blocks.{i // 10}.part{i % 10}.weight": torch.zeros(4) for i in range(200000)},
             "optimizer": {"state": state, "param_groups": groups}}
if kind in ("sparse", "embedding"):
    if not hasattr(torch.serialization, "skip_data"):
        sys.exit("  PyTorch makes a file with no data in it from 2.6 on")
    from torch._subclasses.fake_tensor import FakeTensorMode
    with FakeTensorMode():
        value = {f"layers.{i}.weight": torch.empty(1 << 28) for i in range(94)}
        if kind == "embedding":
            value = {"weight": torch.empty(128256, 8192)}
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
start, processor = time.perf_counter(), time.process_time()
for weight in state.values():
    low, high = torch.aminmax(weight)
    weight.mean(), weight.std(), torch.histc(weight, 256, low.item(), high.item())
print(time.perf_counter() - start, time.process_time() - processor)
"""

DIFFERENCE = """
import sys, torch
a, b = torch.load(sys.argv[1]), torch.load(sys.argv[2])
for name in a:
    difference = (a[name] - b[name]).abs()
    difference.max().item(), difference.mean().item()
"""


class Measured:
    """Medians of some runs; seconds and megabytes."""

    def __init__(self, runs):
        self.wall = statistics.median(run[0] for run in runs)
        self.processor = statistics.median(run[1] for run in runs)
        self.memory = statistics.median(run[2] for run in runs)


class Command:
    """`output` is a file that must not be there before a run. A command that is timed inside prints
    its own two times."""

    def __init__(self, name, *words, output=None, timed_inside=False):
        self.name, self.words = name, [str(word) for word in words]
        self.output, self.timed_inside = output, timed_inside

    def run(self):
        if self.output:
            self.output.unlink(missing_ok=True)
        start = time.perf_counter()
        process = subprocess.Popen(self.words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall, processor = time.perf_counter() - start, usage.ru_utime + usage.ru_stime
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            raise SystemExit(f"{self.words} failed with {process.returncode}")
        if self.timed_inside:
            wall, processor = map(float, printed.split())
        return wall, processor, usage.ru_maxrss / 1024


class Bench:
    def __init__(self, options):
        self.options = options
        self.folder = options.folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.history = self.folder / "history.json"
        self.before = json.loads(self.history.read_text()) if self.history.exists() else {}
        self.now = dict(self.before)

    def cli(self, *words, name=None, output=None):
        return Command(name or f"ckptlens-cli {words[0]}", self.options.cli, *words, output=output)

    def python(self, name, code, *words, timed_inside=False):
        return Command(name, self.options.torch, "-c", code, *words, timed_inside=timed_inside)

    def cat(self, *paths):
        return Command("cat", "sh", "-c", 'cat "$@" > /dev/null', "cat", *paths)

    def file(self, kind):
        path = self.folder / f"{kind}.pth"
        if not path.exists():
            print(f"  making {path}", flush=True)
            unfinished = path.with_suffix(".unfinished")
            subprocess.run([self.options.torch, "-c", MAKE, kind, unfinished], check=True)
            unfinished.rename(path)
        return path

    def measure(self, *commands):
        """Runs the commands in turn, so that a noisy minute meets them all."""
        for command in commands:
            command.run()
        rounds = [[command.run() for command in commands] for _ in range(self.options.runs)]
        measured = [Measured(runs) for runs in zip(*rounds)]
        for command, m in zip(commands, measured):
            print(f"  {command.name:<40} {m.wall:8.3f} s, processor {m.processor:8.3f} s,"
                  f" {m.memory:7.1f} MB", flush=True)
        return measured[0] if len(measured) == 1 else measured

    def say(self, name, value, unit, at_most=None, at_least=None):
        goal, met = "no goal", True
        if at_most:
            goal, met = f"at most {at_most:g}", value <= at_most
        if at_least:
            goal, met = f"at least {at_least:g}", value >= at_least
        before = f", before {self.before[name]:.3g}" if name in self.before else ""
        self.now[name] = value
        print(f"    {'       ' if met else 'NOT MET'} {name}: {value:.3g} {unit} ({goal}{before})",
              flush=True)

    def keep(self):
        self.history.write_text(json.dumps(self.now, indent=1))


def listing(bench):
    gib = bench.file("gib")
    ls, load = bench.measure(bench.cli("ls", gib), bench.python("torch.load", LOAD, gib))
    bench.say("ls of 1 GiB", ls.wall * 1000, "ms", at_most=25)
    bench.say("ls of 1 GiB, memory", ls.memory, "MB", at_most=30)
    bench.say("ls of 1 GiB, torch.load / it", load.wall / ls.wall, "x")
    for kind, what, goal in (("many20000", "20,000 tensors", 0.15),
                             ("many200000", "200,000 tensors", 1.5),
                             ("adam", "20,000 parameters with Adam's state", None)):
        path = bench.file(kind)
        ls, load = bench.measure(bench.cli("ls", path), bench.python("torch.load", LOAD, path))
        bench.say(f"ls of {what}", ls.wall, "s", at_most=goal)
        bench.say(f"ls of {what}, torch.load / it", load.wall / ls.wall, "x")


def sparse(bench):
    try:
        path = bench.file("sparse")
    except subprocess.CalledProcessError:
        print("  skipped")
        return
    info = bench.measure(bench.cli("info", path))
    bench.say("info of 100 GB, memory", info.memory, "MB", at_most=60)


def remapping(bench):
    gib, copy = bench.file("gib"), bench.folder / "copy.pth"
    remap, cp, synced = bench.measure(
        bench.cli("remap", gib, "-o", copy, "--device", "cuda:0", output=copy),
        Command("cp", "cp", gib, copy, output=copy),
        Command("cp, sync", "sh", "-c", 'cp "$1" "$2" && sync "$2"', "cp", gib, copy, output=copy))
    copy.unlink()
    bench.say("remap of 1 GiB / cp", remap.wall / cp.wall, "x", at_most=1.2)
    bench.say("remap of 1 GiB / cp that is as durable", remap.wall / synced.wall, "x", at_most=1.2)
    bench.say("remap of 1 GiB, memory", remap.memory, "MB", at_most=60)


def numbers(bench):
    gib = bench.file("gib")
    stats, cat, torch = bench.measure(
        bench.cli("stats", "--histogram", "256", "--json", gib), bench.cat(gib),
        bench.python("aminmax, mean, std, histc", STATISTICS, gib, timed_inside=True))
    bench.say("stats of 1 GiB, PyTorch's calls / it", torch.wall / stats.wall, "x", at_least=6)
    bench.say("stats of 1 GiB, the same in processor time", torch.processor / stats.processor, "x",
              at_least=6)
    bench.say("stats of 1 GiB / cat", stats.wall / cat.wall, "x", at_most=2)
    bench.say("stats of 1 GiB, memory", stats.memory, "MB", at_most=80)


def difference(bench):
    a, b = bench.file("gib"), bench.file("gib-other")
    diff, structure, cat, torch = bench.measure(
        bench.cli("diff", a, b), bench.cli("diff", a, b, "--structure", name="diff --structure"),
        bench.cat(a, b), bench.python("load both, (a - b).abs()", DIFFERENCE, a, b))
    bench.say("diff of 2 x 1 GiB, the PyTorch script / it", torch.wall / diff.wall, "x",
              at_least=15)
    bench.say("diff of 2 x 1 GiB / cat", diff.wall / cat.wall, "x", at_most=2)
    bench.say("diff of 2 x 1 GiB, memory", diff.memory, "MB", at_most=80)
    bench.say("diff of the structure", structure.wall * 1000, "ms", at_most=60)


def identical(bench):
    a, twin = bench.file("gib"), bench.folder / "twin.pth"
    shutil.copyfile(a, twin)
    diff, cat = bench.measure(bench.cli("diff", a, twin), bench.cat(a, twin))
    twin.unlink()
    bench.say("diff of identical files / cat", diff.wall / cat.wall, "x", at_most=1.2)


def window(bench):
    start = window_program(bench, "startbench")
    if start:
        visible = []
        for _ in range(max(bench.options.runs, 5)):
            began = str(time.monotonic_ns())
            said = subprocess.run([start, bench.file("gib")], check=True, capture_output=True,
                                  env=os.environ | {"CKPTLENS_STARTED": began}).stdout
            visible.append(json.loads(said)["visible"])
        bench.say("window visible after the start", statistics.median(visible), "ms", at_most=150)
    program, picture = Path(bench.options.cli).with_name("ckptlens"), bench.folder / "window.png"
    if not program.exists():
        print("  skipped: the window is not built")
        return
    shown = bench.measure(Command("ckptlens --screenshot", program, "--screenshot", picture,
                                  bench.file("gib")))
    bench.say("window with the tree of 1 GiB, to its end", shown.wall * 1000, "ms", at_most=250)


def tree(bench):
    """In the window's own clock; a gap is the longest time that the event loop was not asked."""
    program = window_program(bench, "treebench")
    if not program:
        return
    for tensors, most in ((20000, 500), (100000, None), (200000, 3000)):
        for step, said in in_window(bench, program, bench.file(f"many{tensors}")).items():
            goal = most if step == "open" else 100 if step.startswith("filter") else None
            goal = goal if tensors <= 100000 or step == "open" else None
            bench.say(f"{tensors:,} tensors in the tree, {step}", said["ms"], "ms", at_most=goal)
            bench.say(f"{tensors:,} tensors in the tree, {step}, event loop", said["gap"], "ms",
                      at_most=50)


def pages(bench):
    """The pages of a file that has very many parameters, findings or values beside its tensors."""
    program = window_program(bench, "pagebench")
    if not program:
        return
    for kind, what in (("adam", "20,000 parameters"), ("adam200000", "200,000 parameters"),
                       ("metadata", "200,000 values")):
        for step, said in in_window(bench, program, bench.file(kind)).items():
            bench.say(f"{what}, {step}", said["ms"], "ms")
            bench.say(f"{what}, {step}, event loop", said["gap"], "ms", at_most=50)


def slices(bench):
    program = window_program(bench, "slicebench")
    if not program:
        return
    said = in_window(bench, program, bench.file("ten-million"), "weight")
    for step, goal in (("histogram", 150), ("histogram, 1 to 99 %", None), ("histogram of |x|", None)):
        bench.say(f"10 M values, {step}", said[step]["ms"], "ms", at_most=goal)
        bench.say(f"10 M values, {step}, event loop", said[step]["gap"], "ms", at_most=50)
    try:
        embedding, sparse_file = bench.file("embedding"), bench.file("sparse")
    except subprocess.CalledProcessError:
        print("  skipped")
        return
    said = in_window(bench, program, embedding, "weight")
    for step in ("scroll by pages", "scroll all over"):
        bench.say(f"128,256 x 8,192 values, {step}, event loop", said[step]["gap"], "ms", at_most=50)
    said = in_window(bench, program, sparse_file, "layers.0.weight")
    bench.say("window with 100 GB, memory", said["memory"], "MB", at_most=200)
    bench.say("window with 100 GB, memory after a GB was drawn", said["memory at the end"], "MB",
              at_most=200)


def comparing(bench):
    """Two files of very many tensors, none of which is the same, in the window's own clock."""
    program = window_program(bench, "comparebench")
    if not program:
        return
    for tensors in (20000, 100000):
        files = bench.file(f"many{tensors}"), bench.file(f"other{tensors}")
        for step, said in in_window(bench, program, *files).items():
            bench.say(f"{tensors:,} tensors compared, {step}", said["ms"], "ms",
                      at_most=100 if step.startswith("filter") else None)
            bench.say(f"{tensors:,} tensors compared, {step}, event loop", said["gap"], "ms",
                      at_most=50)


def window_program(bench, name):
    """One of the programs beside this script that drive the window; None where it is not built."""
    program = Path(bench.options.cli).parent.parent / "tests/bench" / name
    if program.exists():
        return program
    print(f"  skipped: {name} is not built")
    return None


def in_window(bench, program, *words):
    """The medians of what one of the programs in this folder prints."""
    runs = [json.loads(subprocess.run([program, *words], check=True, capture_output=True).stdout)
            for _ in range(bench.options.runs)]
    medians = {}
    for step, said in runs[0].items():
        medians[step] = (statistics.median(run[step] for run in runs) if isinstance(said, float) else
                         {what: statistics.median(run[step][what] for run in runs) for what in said})
    return medians


def time_to_stop(command, delay):
    """Seconds from Ctrl+C, `delay` after the start, to the end; 0 for what had ended before."""
    command.output.unlink(missing_ok=True)
    process = subprocess.Popen(command.words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(delay)
    start, running = time.perf_counter(), process.poll() is None
    process.send_signal(signal.SIGINT)
    process.wait()
    return time.perf_counter() - start if running else 0


def cancelling(bench):
    a, b, out = bench.file("gib"), bench.file("gib-other"), bench.folder / "copy.pth"
    for words in (("stats", a, "--histogram", "256"), ("diff", a, b), ("verify", a, "--sha256"),
                  ("remap", a, "-o", out, "--device", "cuda:0"), ("convert", a, "-o", out),
                  ("convert", a, "-o", out, "--format", "legacy")):
        command = bench.cli(*words, output=out)
        worst = max(time_to_stop(command, delay) for delay in (0.05, 0.1, 0.2, 0.3, 0.5, 0.7))
        what = words[0] + (" to legacy" if "legacy" in words else "")
        bench.say(f"Ctrl+C in {what}", worst * 1000, "ms", at_most=200)
    out.unlink(missing_ok=True)


PARTS = {"ls": listing, "sparse": sparse, "remap": remapping, "stats": numbers, "diff": difference,
         "identical": identical, "window": window, "tree": tree, "pages": pages, "slices": slices,
         "comparing": comparing, "cancel": cancelling}


def main():
    parser = argparse.ArgumentParser(description="Figures as ratios; see the head of this file.")
    parser.add_argument("cli", help="build/release/app/ckptlens-cli")
    parser.add_argument("--torch", default="/usr/bin/python3", help="a Python with PyTorch")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path("/tmp/ckptlens-bench"))
    parser.add_argument("--only", choices=PARTS)
    options = parser.parse_args()
    bench = Bench(options)
    for name, part in PARTS.items():
        if options.only in (None, name):
            print(name, flush=True)
            part(bench)
            bench.keep()


if __name__ == "__main__":
    main()
