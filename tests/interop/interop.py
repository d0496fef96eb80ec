# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch as the judge of ckptlens-cli.

Usage: interop.py CKPTLENS-CLI GROUP [ARGUMENT…], where GROUP is a function of groups.py.
The judge is the PyTorch of the Python that CKPTLENS_PYTHON names, else of Debian's. Each group makes
its files, or takes those given, and asks whether the program reads, converts, retags and counts as
this PyTorch does. Exit 77: nothing could be asked, and a sentence says why.
"""
import os
import sys
import tempfile

PYTHON = os.environ.get("CKPTLENS_PYTHON", "/usr/bin/python3")
SKIPPED = 77


def skip(reason):
    print("skipped:", reason)
    sys.exit(SKIPPED)


def become_the_judge():
    """Goes on in the Python asked for. A virtual environment is another one though its target is not."""
    if sys.executable == PYTHON or "CKPTLENS_JUDGE" in os.environ:
        return
    os.environ["CKPTLENS_JUDGE"] = PYTHON
    try:
        os.execv(PYTHON, [PYTHON, *sys.argv])
    except OSError as error:
        skip(f"{PYTHON}: {error.strerror}")


def main():
    become_the_judge()
    try:
        import torch
    except ImportError:
        skip(f"{PYTHON} has no PyTorch")
    import groups
    import program
    from report import Report
    program.use(os.path.abspath(sys.argv[1]))
    report = Report(f"PyTorch {torch.__version__}, {sys.argv[2]}")
    with tempfile.TemporaryDirectory(prefix="ckptlens-interop-") as folder:
        getattr(groups, sys.argv[2])(folder, report, *sys.argv[3:])
    report.print()
    sys.exit(1 if report.problems else 0 if report.checked else SKIPPED)


if __name__ == "__main__":
    main()
