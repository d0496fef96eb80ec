# SPDX-License-Identifier: GPL-3.0-or-later
"""Pickles that claim too much, nest too deep, or do what no pickler does."""
import struct

from .case import opens, refused
from .containers import torch_zip
from .opcodes import (APPEND, BUILD, DICT, DUP, LIST, MARK, NONE, PERSID, PROTO2, REDUCE, SETITEM,
                      STOP, TRUE, TUPLE0, call, get, group, imported, mapping, number, pickled, put,
                      text)

DEEP = 300_000
u64 = lambda value: struct.pack("<Q", value)
u32 = lambda value: struct.pack("<I", value & 0xFFFFFFFF)


def bombs():
    """Few bytes that are many objects once they are written out."""
    doubled = text("lol") + b"".join(DUP + b"\x86" for _ in range(200))
    lists = LIST + put(0) + b"".join(
        LIST + put(n + 1) + MARK + get(n) * 10 + b"e" for n in range(100))
    yield opens("a list of ten times a list, a hundred times over", pickled(lists))
    yield opens("a tuple of twice a tuple, 200 times over", pickled(doubled))
    yield opens("the same tuple as the key of a dict", pickled(DICT, doubled, NONE, SETITEM))
    yield opens("the same tuple in a set", pickled(b"\x8f", MARK, doubled, b"\x90"))
    yield opens("the same tuple as the arguments of a call",
                pickled(imported("collections", "OrderedDict"), doubled, b"\x85", REDUCE))
    yield opens("one key set 300,000 times",
                pickled(DICT, MARK, (text("k") + NONE) * 300_000, b"u"))
    yield opens("300,000 states for one object", pickled(
        call("some.module", "Class"), (DICT + BUILD) * 300_000))
    yield opens("10,000 imports that are dropped again", pickled(
        *(imported("m", f"n{n}") + b"0" for n in range(10_000)), NONE))


def depths():
    """More levels of everything that nests than any stack of calls has room for."""
    yield opens("very deeply nested tuples", pickled(TUPLE0, b"\x85" * DEEP), "pickle.too-deep")
    yield opens("very deeply nested lists", pickled(LIST * DEEP, APPEND * (DEEP - 1)),
                "pickle.too-deep")
    yield opens("very deeply nested dicts", pickled((DICT + b"K\0") * DEEP, NONE, SETITEM * DEEP),
                "pickle.too-deep")
    yield opens("very deeply nested keys", pickled((DICT) * DEEP, NONE, (NONE + SETITEM) * 3))
    yield opens("very deeply nested calls", pickled(
        imported("m", "f"), put(0), TUPLE0, (b"\x85" + put(1) + get(0) + get(1) + REDUCE) * DEEP))
    yield opens("very deeply nested states", pickled(
        imported("m", "f"), put(0), (get(0) + TUPLE0 + REDUCE) * DEEP, BUILD * (DEEP - 1)))
    yield opens("very deeply nested persistent ids", pickled(NONE, PERSID * DEEP))
    yield opens("very deeply nested frozen sets", pickled(MARK * DEEP, b"\x91" * DEEP))
    yield refused("300,000 marks", pickled(MARK * DEEP), "takes more from its stack")
    yield opens("100,000 parameters around one tensor", pickled(
        imported("torch._utils", "_rebuild_parameter"), put(0), NONE,
        (put(1) + b"0" + get(0) + MARK + get(1) + TRUE + NONE + b"t" + REDUCE) * 100_000))
    yield opens("100,000 tensors built from tensors of another type", pickled(
        imported("torch._tensor", "_rebuild_from_type_v2"), put(0), NONE,
        (put(1) + b"0" + get(0) + MARK + get(0) + NONE + get(1) + NONE + b"t" + REDUCE) * 100_000))


def counts():
    """Lengths that the file cannot hold."""
    huge = 2**63 - 1
    too_long = [("LONG4 of 2 GiB", b"\x8b" + u32(2**31 - 1)),
                ("BINBYTES of 4 GiB", b"B" + u32(-1)), ("BINUNICODE of 4 GiB", b"X" + u32(-1)),
                ("BINSTRING of 2 GiB", b"T" + u32(2**31 - 1)),
                ("BINBYTES8 of 8 EiB", b"\x8e" + u64(huge)),
                ("BINBYTES8 of 16 EiB", b"\x8e" + u64(2**64 - 1)),
                ("BINUNICODE8 that wraps around", b"\x8d" + u64(2**64 - 12)),
                ("BYTEARRAY8 of 8 EiB", b"\x96" + u64(huge)),
                ("LONG1 behind the end", b"\x8a\xff\0"), ("SHORT_BINBYTES behind the end", b"C\xff")]
    for name, opcode in too_long:
        yield refused(f"a {name}", pickled(opcode), "the pickle ends inside")
    for name, opcode in [("LONG4", b"\x8b"), ("BINSTRING", b"T")]:
        yield refused(f"a {name} of -1 bytes", pickled(opcode + u32(-1)), "negative length")
    yield refused("a FRAME of 16 EiB", b"\x80\4\x95" + u64(2**64 - 1) + b"N.", "frame|ends inside")
    yield opens("a FRAME that ends inside an opcode", b"\x80\4\x95" + u64(4) + b"J\0\0\0\0.",
                "pickle.frame-crossed")
    yield opens("a FRAME in a FRAME",
                b"\x80\4\x95" + u64(12) + b"\x95" + u64(2) + b"N0" + b"N.", "pickle.frame-nested")
    yield refused("an integer of 70,000 bytes",
                  pickled(b"\x8b" + u32(70_000) + b"\1" * 70_000), "integer|long|LONG")
    yield refused("an integer of a million digits", pickled(b"L" + b"9" * 1_000_000 + b"L\n"),
                  "integer|digits|number|LONG|long")


def memos():
    yield opens("a memo slot of 2^32 - 1", pickled(NONE, put(2**32 - 1), get(2**32 - 1)))
    yield opens("100,000 memo slots far apart", pickled(
        NONE, *(put(n * 42_949) for n in range(100_000))))
    yield refused("a memo slot that nobody filled", pickled(get(7)), "memo")
    yield refused("a memo slot of -1", pickled(NONE, b"p-1\n"), "memo|PUT")
    yield refused("a memo slot of 10^30", pickled(NONE, b"p1" + b"0" * 30 + b"\n"), "memo|PUT")
    yield refused("a memo slot that is no number", pickled(b"gfoo\n"), "memo|GET|number")


def underflows():
    """Every opcode that takes something, on a stack that has nothing."""
    opcodes = dict(POP="0", DUP="2", APPEND="a", BUILD="b", REDUCE="R", SETITEM="s", BINPUT="q\0",
                   MEMOIZE="\x94", TUPLE1="\x85", TUPLE2="\x86", TUPLE3="\x87", NEWOBJ="\x81",
                   NEWOBJ_EX="\x92", STACK_GLOBAL="\x93", BINPERSID="Q", POP_MARK="1", TUPLE="t",
                   LIST="l", DICT="d", SETITEMS="u", APPENDS="e", ADDITEMS="\x90",
                   FROZENSET="\x91", OBJ="o", INST="im\nf\n", READONLY_BUFFER="\x98", STOP=".")
    for name, opcode in opcodes.items():
        yield refused(f"{name} on an empty stack", PROTO2 + opcode.encode("latin-1") + STOP,
                      "takes more from its stack|did not open|nothing|empty")
    yield refused("a call of what lies below the mark", pickled(
        imported("m", "f"), TUPLE0, MARK, REDUCE), "takes more from its stack")
    yield refused("a dict of three things", pickled(MARK, NONE * 3, b"d"), "odd|pairs|key")
    yield refused("items for a number", pickled(number(1), NONE, APPEND), "append|items|list")
    yield refused("items for a str", pickled(text("x"), NONE, NONE, SETITEM), "items|dict|key")


def cycles():
    yield opens("a list in itself", pickled(LIST, put(0), get(0), APPEND))
    yield opens("a dict in itself", pickled(DICT, put(0), text("self"), get(0), SETITEM))
    yield opens("a tuple in its own list", pickled(
        LIST, put(0), get(0), b"\x85", put(1), APPEND, get(1)))
    yield opens("a dict as a part of its own key", pickled(
        DICT, put(0), get(0), b"\x85", NONE, SETITEM))
    yield opens("an object that is its own state", pickled(
        call("m", "f"), put(0), get(0), BUILD))
    yield opens("a call with itself among its arguments", pickled(
        imported("m", "f"), LIST, put(0), b"\x85", REDUCE, put(1), b"0", get(0), get(1), APPEND))
    yield opens("a persistent id that contains its object", pickled(
        LIST, put(0), PERSID, put(1), b"0", get(0), get(1), APPEND, get(1)))
    parameter = imported("torch._utils", "_rebuild_parameter")
    yield opens("a parameter around itself", pickled(
        parameter, MARK, LIST, put(0), TRUE, NONE, b"t", REDUCE, put(1), b"0", get(0), get(1),
        APPEND, get(1)))
    sparse = group(LIST + put(0), NONE, TUPLE0)
    yield opens("a sparse tensor that is its own values", pickled(
        imported("torch._utils", "_rebuild_sparse_tensor"),
        group(text("torch.sparse_coo"), group(sparse, NONE)), REDUCE, put(1), b"0",
        get(0), get(1), APPEND, get(1)))
    yield opens("an OrderedDict that is its own _metadata", pickled(
        call("collections", "OrderedDict"), put(0), mapping(_metadata=get(0)), BUILD))


def oddities():
    yield refused("protocol 200", torch_zip(b"\x80\xc8N."), "protocol")
    yield opens("a protocol in the middle", pickled(NONE, b"0", b"\x80\2", NONE),
                "pickle.late-protocol")
    yield refused("a str that is no UTF-8", pickled(b"X\2\0\0\0\xff\xfe"), "UTF-8")
    yield opens("a str that is half a surrogate pair", pickled(b"X\3\0\0\0\xed\xa0\x80"))
    yield opens("names that turn text around and clear the screen", pickled(mapping(
        **{"\u202egnp.exe": NONE, "\x1b[2J": NONE, "<b>bold</b>": NONE, "nul\0nul": NONE})))
    yield opens("a name of a million letters", pickled(mapping(**{"x" * 1_000_000: NONE})))
    yield opens("a buffer that is not in the file", pickled(b"\x97", b"\x98"), "pickle.out-of-band")
    yield opens("a copyreg code", pickled(b"\x82\x07"), "pickle.extension")
    yield refused("no STOP", PROTO2 + NONE, "ends before its STOP")
    yield refused("an opcode that does not exist", pickled(b"\xff"), "is not a pickle opcode")
    yield opens("bytes behind the pickle", pickled(NONE) + b"\xff" * 40, "pickle.trailing-bytes")
    yield opens("values left on the stack", pickled(NONE, NONE), "pickle.leftover-stack")


def cases():
    for kind in (bombs, depths, counts, memos, underflows, cycles, oddities):
        yield from kind()
