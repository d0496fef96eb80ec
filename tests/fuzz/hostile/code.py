# SPDX-License-Identifier: GPL-3.0-or-later
"""Pickles that run code in Python, and the ways in which others have overlooked that."""
from .case import opens, refused
from .containers import legacy, legacy_tensor, tar, torch_zip
from .opcodes import (APPEND, BUILD, LIST, MARK, NEWOBJ, NONE, REDUCE, STACK_GLOBAL, TUPLE0, blob,
                      call, get, group, imported, mapping, number, pickled, put, tensor, text)

COMMAND = text("touch never")
SYSTEM = dict(rated={"posix.system": "dangerous"})
DANGER = "pickle.dangerous-global"


def plain():
    bad = [("posix", "system"), ("nt", "system"), ("builtins", "eval"), ("__builtin__", "execfile"),
           ("subprocess", "Popen"), ("runpy", "run_path"), ("torch", "load"),
           ("torch.jit", "load"), ("torch.hub", "load"), ("numpy", "load"), ("pickle", "loads"),
           ("operator", "attrgetter"), ("webbrowser", "open"), ("torch", "serialization.os.system"),
           ("collections", "OrderedDict.__reduce__")]
    for module, name in bad:
        yield opens(f"a call of {module}.{name}", pickled(call(module, name, COMMAND)), DANGER)
    yield opens("a class that nobody knows", pickled(imported("somebody", "Thing"), TUPLE0, NEWOBJ),
                "pickle.unknown-global", rated={"somebody.Thing": "unknown"})
    yield opens("an allow-listed builder with other arguments", pickled(
        call("torch._utils", "_rebuild_parameter", text("x"))), "pickle.unknown-global")


def disguised():
    danger = call("posix", "system", COMMAND)
    yield opens("a call whose result is dropped", pickled(danger, b"0", NONE), DANGER, **SYSTEM)
    yield opens("a call in the state of an object", pickled(
        call("collections", "OrderedDict"), danger, BUILD), DANGER, **SYSTEM)
    yield opens("a call in a list of the memo", pickled(
        LIST, put(0), b"0", get(0), danger, APPEND, b"0", NONE), DANGER, **SYSTEM)
    yield opens("a name put together on the stack", pickled(
        text("posix"), text("system"), STACK_GLOBAL, COMMAND, b"\x85", REDUCE), DANGER, **SYSTEM)
    yield opens("a name that only a call could tell", pickled(
        call("m", "f"), text("system"), STACK_GLOBAL, COMMAND, b"\x85", REDUCE), DANGER)
    yield opens("an INST", pickled(MARK, COMMAND, b"iposix\nsystem\n"), DANGER, **SYSTEM)
    yield opens("an OBJ", pickled(MARK, imported("posix", "system"), COMMAND, b"o"), DANGER,
                **SYSTEM)
    yield opens("a call behind the STOP", pickled(NONE) + pickled(danger), DANGER, **SYSTEM)
    yield refused("a call in front of an error", pickled(danger, b"\xff"), "not a pickle opcode",
                  **SYSTEM)
    yield refused("a call in front of the missing end", pickled(danger)[:-1], "before its STOP",
                  **SYSTEM)


def inside():
    """Code in every place that a checkpoint has for a pickle."""
    danger = call("posix", "system", COMMAND)
    within = lambda raw: call("torch.storage", "_load_from_bytes", blob(raw))
    yield opens("a call in data.pkl", torch_zip(pickled(mapping(w=tensor(), x=danger))), DANGER,
                **SYSTEM)
    yield opens("a call in a legacy stream",
                legacy(pickled(mapping(w=legacy_tensor(), x=danger))), DANGER, **SYSTEM)
    yield opens("a call in the list of storage keys",
                legacy(keys=pickled(danger, b"0", LIST, text("0"), APPEND)), DANGER, **SYSTEM)
    yield opens("a call in a tar", tar(data=pickled(mapping(w=text("1") + b"Q", x=danger))), DANGER,
                **SYSTEM)
    inner = legacy(pickled(mapping(w=legacy_tensor(), x=danger)))
    yield opens("a call in the bytes of a tensor", pickled(mapping(t=within(inner))), DANGER,
                **SYSTEM)
    for _ in range(6):
        inner = legacy(pickled(mapping(t=within(inner))), keys=(), storages=())
    yield opens("six documents inside each other", pickled(mapping(t=within(inner))),
                "pickle.inner-document")
    yield opens("bytes that load themselves", pickled(
        LIST, put(0), imported("torch.storage", "_load_from_bytes"), put(1), get(0), b"\x85",
        REDUCE, number(0), b"\x86"))


def cases():
    for kind in (plain, disguised, inside):
        yield from kind()
