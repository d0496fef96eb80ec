# SPDX-License-Identifier: GPL-3.0-or-later
"""What is expected of one file."""
import dataclasses


@dataclasses.dataclass
class Case:
    """`error` is a regular expression for the message of a file that does not open; one that opens
    has `findings` among its own. `rated` are globals by name. `arrange` puts something else than
    a regular file at the path. `weight` are the bytes it may well take memory for, when they are
    more than the file's."""
    name: str
    data: bytes = b""
    error: str = None
    findings: tuple = ()
    rated: dict = dataclasses.field(default_factory=dict)
    arrange: object = None
    weight: int = 0


def opens(name, data, *findings, **rest):
    return Case(name, data, findings=findings, **rest)


def refused(name, data, error, **rest):
    return Case(name, data, error=error, **rest)
