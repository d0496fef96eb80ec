# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of the sources that a compiler does not make: lint.py CHECK ROOT.

Every check prints one line a finding, "file:line: what", and the program ends with 1 if there is one.
"""

import pathlib
import re
import shutil
import subprocess
import sys

SPDX = "SPDX-License-Identifier: GPL-3.0-or-later"
SOURCE_SUFFIXES = {".cpp", ".h", ".py", ".cmake", ".sh"}
SOURCE_NAMES = {"CMakeLists.txt", "run"}
UNTRACKED = {".git", "build"}
FILE_LINES = 500
FUNCTION_LINES = 80

# Who may include whom (docs/architecture.md). A room is the longest folder here that holds a file.
ROOMS = {
    "model/base": [],
    "model/pickle": ["model/base"],
    "model/checkpoint": ["model/pickle", "model/base"],
    "model/formats": ["model/checkpoint", "model/pickle", "model/base"],
    "model/engine": ["model/checkpoint", "model/pickle", "model/base"],
    "model/engine/kernels": ["model/engine", "model/checkpoint", "model/pickle", "model/base"],
    "model/engine/torch": ["model/engine", "model/checkpoint", "model/pickle", "model/base"],
    "model/json": ["model/engine", "model/checkpoint", "model/pickle", "model/base"],
    "model/document": ["model/engine", "model/formats", "model/checkpoint", "model/pickle",
                       "model/base"],
    "model/items": ["model/document", "model/engine", "model/formats", "model/checkpoint",
                    "model/pickle", "model/base"],
    "widgets": ["model"],
    "widgets/plots": ["widgets", "model"],
    "app": ["widgets", "model"],
    "app/cli": ["model/json", "model/engine", "model/formats", "model/checkpoint", "model/pickle",
                "model/base"],
}
QT_ROOMS = ("model/document", "model/items", "widgets", "app", "tests")
TORCH_ROOM = "model/engine/torch"
TORCH_WRITER = "tests/interop/cppfiles.cpp"  # a C++ program of its own, as users write them

QT_INCLUDE = re.compile(r"<(Q[A-Z]\w*|Qt\w+/.*|q[a-z]+\.h)>")
TORCH_INCLUDE = re.compile(r"[<\"](ATen|c10|torch|caffe2)/")
PLOT_INCLUDE = re.compile(r"[<\"]qcustomplot\.h[>\"]")
INCLUDE = re.compile(r"\s*#\s*include\s+([<\"][^>\"]+[>\"])")
WINDOW_ROOMS = ("widgets/", "app/gui/")
ASKS_DISK = re.compile(r"\b(exists|isFile|isDir|isWritable|canonical(File)?Path|lastModified|identityAt|"
                       r"checkUnchanged)\(")
DISK_WORKER = "widgets/replacequestion.cpp"
CONTINUED = re.compile(r"^\s*(?:class|struct|union|enum|namespace|extern)\b")


def tracked(root):
    """Files under version control; all files where the sources are a plain copy."""
    if shutil.which("git") and (root / ".git").exists():
        listing = subprocess.run(["git", "-C", root, "-c", f"safe.directory={root}", "ls-files",
                                  "-co", "--exclude-standard"],
                                 capture_output=True, text=True, check=True)
        paths = [root / line for line in listing.stdout.splitlines()]
    else:
        paths = [p for p in root.rglob("*") if p.relative_to(root).parts[0] not in UNTRACKED]
    return sorted(p for p in paths if p.is_file())


def sources(root):
    return [p for p in tracked(root) if p.suffix in SOURCE_SUFFIXES or p.name in SOURCE_NAMES]


def cpp_sources(root):
    return [p for p in tracked(root) if p.suffix in {".cpp", ".h"}]


def check_spdx(root):
    """The licence stands in the first line, or in the second behind a #! line."""
    for path in sources(root):
        lines = path.read_text().splitlines()[:2]
        if lines and lines[0].startswith("#!"):
            lines = lines[1:]
        if not lines or SPDX not in lines[0]:
            yield path, 1, f"the first line is not '{SPDX}'"


def room_of(relative):
    rooms = [room for room in ROOMS if relative.startswith(room + "/")]
    return max(rooms, key=len, default=None)


def may_include(room, target):
    return any(target.startswith(seen + "/") for seen in [room, *ROOMS[room]])


def includes(path):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match.group(1)


def layer_fault(relative, include):
    target, room = include[1:-1], room_of(relative)
    if include[0] == '"' and "/" in target and room and room_of(target):
        if not may_include(room, target):
            return f"{room} may not include {target}"
    if TORCH_INCLUDE.match(include) and not relative.startswith((TORCH_ROOM, TORCH_WRITER)):
        return f"{include} outside {TORCH_ROOM}"
    if PLOT_INCLUDE.match(include) and not relative.startswith(("widgets/plots/", "tests/")):
        return f"{include} outside widgets/plots"
    if QT_INCLUDE.match(include) and not relative.startswith(QT_ROOMS):
        return f"{include} in a room without Qt"
    if QT_INCLUDE.match(include) and relative.startswith("app/cli/"):
        return f"{include} in the terminal program"
    return None


def check_layers(root):
    """A room includes only what it may see; Qt, LibTorch and QCustomPlot stay where they belong."""
    for path in cpp_sources(root):
        relative = path.relative_to(root).as_posix()
        for number, include in includes(path):
            fault = layer_fault(relative, include)
            if fault:
                yield path, number, fault


def functions(lines):
    """(first line, length) of each body whose brace stands on a line of its own, as .clang-format
    puts those of functions; those of classes and namespaces are told by the lines before."""
    for start, line in enumerate(lines):
        if line.strip() != "{":
            continue
        indent = line[:len(line) - 1]
        head = start - 1
        while head > 0 and lines[head].startswith(indent + " "):
            head -= 1
        if CONTINUED.match(lines[head]):
            continue
        for end in range(start + 1, len(lines)):
            if re.match(re.escape(indent) + r"\}", lines[end]):
                yield start + 1, end - start - 1
                break


def check_sizes(root):
    """Files and functions stay small enough to read at once."""
    for path in cpp_sources(root):
        lines = path.read_text().splitlines()
        if len(lines) > FILE_LINES:
            yield path, len(lines), f"{len(lines)} lines, more than {FILE_LINES}"
        for number, length in functions(lines):
            if length > FUNCTION_LINES:
                yield path, number, f"a function of {length} lines, more than {FUNCTION_LINES}"


def check_waits(root):
    """The window asks no file system, which may be a network that hangs: workers do."""
    for path in cpp_sources(root):
        relative = path.relative_to(root).as_posix()
        if not relative.startswith(WINDOW_ROOMS) or relative == DISK_WORKER:
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if asked := ASKS_DISK.search(line):
                yield path, number, f"the window waits for {asked.group(1)}(): a worker is to ask"


def check_format(root):
    """clang-format 14 changes nothing."""
    tool = shutil.which("clang-format-14")
    if not tool:
        print("clang-format-14 is not installed: skipped")
        sys.exit(77)
    report = subprocess.run([tool, "--dry-run", *cpp_sources(root)],
                            capture_output=True, text=True, check=True).stderr
    for path, line in re.findall(r"^(.+?):(\d+):\d+: warning:", report, re.MULTILINE):
        yield pathlib.Path(path), int(line), "clang-format-14 would change this"


CHECKS = {"spdx": check_spdx, "layers": check_layers, "sizes": check_sizes, "waits": check_waits,
          "format": check_format}


def main():
    check, root = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    findings = list(CHECKS[check](root))
    for path, line, text in findings:
        print(f"{path.relative_to(root)}:{line}: {text}")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
