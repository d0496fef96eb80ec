# SPDX-License-Identifier: GPL-3.0-or-later
"""What is no checkpoint at all, or no file."""
import os
import socket

from .case import Case, opens, refused
from .containers import HONEST, tar, torch_zip


def strangers():
    named = [("an empty file", b"", "empty"), ("a web page", b"<!DOCTYPE html><html>", "web page|HTML"),
             ("a Git LFS pointer", b"version https://git-lfs.github.com/spec/v1\noid sha256:12\n"
              b"size 7\n", "Git LFS"),
             ("gzip", b"\x1f\x8b\x08" + b"\0" * 40, "gzip"),
             ("7z", b"7z\xbc\xaf\x27\x1c" + b"\0" * 40, "7"), ("xz", b"\xfd7zXZ\0" + b"\0" * 40, "xz"),
             ("zstd", b"\x28\xb5\x2f\xfd" + b"\0" * 40, "[Zz]std"),
             ("HDF5", b"\x89HDF\r\n\x1a\n" + b"\0" * 40, "HDF5"),
             ("GGUF", b"GGUF\3\0\0\0" + b"\0" * 40, "GGUF"),
             ("npy", b"\x93NUMPY\1\0" + b"\0" * 40, "[Nn]um[Pp]y"),
             ("a program", b"\x7fELF" + b"\0" * 60, "ELF|program"),
             ("nothing but zeros", b"\0" * 5000, "zeros"), ("two bytes", b"PK", "too few|only"),
             ("random bytes", bytes(range(7, 250)), "no checkpoint")]
    for name, data, error in named:
        yield refused(name, data, error)
    yield opens("a pickle with an archive behind it", HONEST + torch_zip(), "file.polyglot")
    yield opens("a tar with an archive behind it", tar() + torch_zip(), "file.polyglot")


def listen(path):
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path)


def no_files():
    made = [("a folder", os.mkdir, "directory"), ("a FIFO", os.mkfifo, "FIFO|pipe|socket or a device"),
            ("a socket", listen, "socket"),
            ("a device", lambda path: os.symlink("/dev/zero", path), "device"),
            ("a terminal", lambda path: os.symlink("/dev/tty", path), "device|permitted|open|terminal"),
            ("a link to nothing", lambda path: os.symlink("nowhere", path), "no such file"),
            ("a link to itself", lambda path: os.symlink(path, path), "link|loop|levels"),
            ("a file of the kernel without a size",
             lambda path: os.symlink("/proc/self/status", path), "empty|0 bytes")]
    for name, arrange, error in made:
        yield Case(name, error=error, arrange=arrange)


def cases():
    for kind in (strangers, no_files):
        yield from kind()
