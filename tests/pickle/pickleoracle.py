#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""CPython's pickle judges the emitter and the patcher.

Usage: pickleoracle.py REPICKLE. What CPython wrote at protocol 2 is emitted again byte for byte; from
any other protocol equal objects come back. A patched string changes at the places named and at no
other, whatever the memo shares.
"""

import array
import collections
import pickle
import pickletools
import subprocess
import sys

failures = []


def expect(condition, what):
    if not condition:
        failures.append(what)
        print("FAIL", what)


def repickle(program, data, *arguments):
    done = subprocess.run([program, *arguments], input=data, capture_output=True)
    if done.returncode != 0:
        return None, done.stderr.decode()
    return done.stdout, ""


class Plain:
    def __init__(self, **values):
        self.__dict__.update(values)

    def __eq__(self, other):
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self):
        return 7

    class Inner:
        def __eq__(self, other):
            return type(self) is type(other)


class ListKind(list):
    pass


class DictKind(dict):
    pass


class WithSlots:
    __slots__ = ("a", "b")

    def __init__(self, a):
        self.a = a

    def __reduce__(self):
        return WithSlots, (0,), (None, {"a": self.a})

    def __eq__(self, other):
        return self.a == other.a


class WithKeywords:
    def __new__(cls, value=0, *, scale=1):
        made = super().__new__(cls)
        made.product = value * scale
        return made

    def __getnewargs_ex__(self):
        return (self.product,), {"scale": 1}

    def __eq__(self, other):
        return self.product == other.product


def cycles():
    alist = [1]
    alist.append(alist)
    adict = {}
    adict["self"] = adict
    inner = []
    atuple = (inner, 2)
    inner.append(atuple)
    inner4 = []
    atuple4 = (inner4, 2, 3, 4)
    inner4.append(atuple4)
    plain = Plain()
    plain.me = plain
    plain.friends = [plain]
    looped = Plain(name="in a set")
    looped.home = {looped}
    return {"list": alist, "dict": adict, "tuple": atuple, "tuple4": atuple4, "object": plain,
            "set": looped}


def deep(depth):
    """Built by hand: Python's own pickler does not reach so deep."""
    return b"\x80\x02" + b"".join(b"]" + put(i) for i in range(depth)) + b"a" * (depth - 1) + b"."


def put(slot):
    return b"q" + bytes([slot]) if slot < 256 else b"r" + slot.to_bytes(4, "little")


def everything():
    shared = [1, 2]
    text = "shared text"
    yield "atoms", [None, True, False, 0, 1, 255, 256, 65535, 65536, -1, 2**31 - 1, 2**31, -2**31,
                    -2**31 - 1, 2**63, -2**63, 2**2039, -2**2039, 2**2040, 1.5, float("inf"), 0.0, -0.0]
    yield "strings", ["", "a", text, text, "ä€𝄞", "\ud800", "x" * 300]
    yield "bytes", [b"", b"abc", b"abc", bytes(range(256)), bytearray(), bytearray(b"xyz")]
    yield "tuples", [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), ((), ())]
    yield "sharing", [shared, shared, (shared, shared), {"a": shared}]
    yield "sets", [set(), {1, 2, 3}, frozenset(), frozenset("ab"), {frozenset([1])}]
    yield "complex", [1j, complex(2.5, -3)]
    yield "ranges and slices", [range(3), slice(1, 2)]
    yield "objects", [Plain(a=1, b=[2]), Plain(), Plain.Inner(), WithSlots(3), Plain, Plain.Inner]
    yield "keywords", WithKeywords(6)
    yield "containers", [collections.OrderedDict(a=1), collections.OrderedDict(),
                         collections.defaultdict(list, a=[1]), collections.Counter("aab"),
                         collections.deque([1, 2]), array.array("d", [1.5])]
    yield "subclasses", [ListKind([1]), ListKind([1, 2]), DictKind(a=1), DictKind(a=1, b=2)]
    for n in (0, 1, 2, 999, 1000, 1001, 2000, 2001):
        yield f"{n} items", [list(range(n)), dict.fromkeys(range(n)), set(range(n)), tuple(range(n)),
                             collections.OrderedDict.fromkeys(range(n)), ListKind(range(n))]
    yield "more than 256 memo slots", [str(i) for i in range(600)] * 2


def check_emitter(program):
    for name, value in everything():
        written = pickle.dumps(value, 2)
        again, message = repickle(program, written, "emit")
        # __getnewargs_ex__ below protocol 4 is a functools.partial of a bound method.
        expect(again == written, f"{name}: protocol 2 is not the same bytes again {message}")
        for protocol in (0, 1, 3, 4, 5):
            again, message = repickle(program, pickle.dumps(value, protocol), "emit")
            expect(again is not None and again[:2] == b"\x80\x02", f"{name}: from {protocol} {message}")
            if again is not None:
                expect(pickle.loads(again) == value, f"{name}: from {protocol} other values")
    for name, value in cycles().items():
        written = pickle.dumps(value, 2)
        again, message = repickle(program, written, "emit")
        expect(again == written, f"cycle through a {name}: not the same bytes again {message}")
        again, message = repickle(program, pickle.dumps(value, 4), "emit")
        expect(again is not None, f"cycle through a {name}, protocol 4: {message}")
        if again is not None:
            expect(pickle.loads(again) is not None, f"cycle through a {name}, protocol 4")
    data = deep(100_000)
    expect(repickle(program, data, "emit")[0] == data, "100,000 lists deep")


def strings_of(data):
    """Offsets of everything that pushes a str, in order, with its text."""
    memo, top, found = {}, None, []
    for opcode, argument, at in pickletools.genops(data):
        if "UNICODE" in opcode.name or "STRING" in opcode.name:
            top = argument
            found.append((at, argument))
        elif opcode.name in ("GET", "BINGET", "LONG_BINGET"):
            top = memo.get(int(argument))
            if isinstance(top, str):
                found.append((at, top))
        elif "PUT" in opcode.name:
            memo[int(argument)] = top
        elif opcode.name == "MEMOIZE":
            memo[len(memo)] = top
        elif opcode.name != "FRAME":
            top = None
    return found


def frames_fit(data):
    """pickletools.dis would not do: it takes a memo slot that is put twice for a mistake."""
    starts, ends = set(), []
    for opcode, argument, at in pickletools.genops(data):
        starts.add(at)
        if opcode.name == "FRAME":
            ends.append(at + 9 + argument)
    return all(end in starts or end == len(data) for end in ends)


def check_patch(program):
    word = "cpu"
    filler = [f"entry {i}" for i in range(400)]
    large = ["y" * 70_000]
    value = [word, word, filler, [word], large, word, (word, word), "other", word]
    places = 7
    for protocol in range(6):
        data = pickle.dumps(value, protocol)
        found = [at for at, text in strings_of(data) if text == word]
        expect(len(found) == places, f"protocol {protocol}: {len(found)} places")
        for chosen in range(2**places):
            named = [at for i, at in enumerate(found) if chosen >> i & 1]
            if chosen % 5 and chosen not in (1, 2, 127):
                continue
            for new in ("cuda:0", "m", "x" * 300):
                check_one(program, protocol, data, found, named, new)


def check_one(program, protocol, data, found, named, new):
    what = f"protocol {protocol}, places {[found.index(at) for at in named]}, {new[:8]!r}"
    out, message = repickle(program, data, "patch", *(f"text:{at}={new}" for at in named))
    expect(out is not None, f"{what}: {message}")
    if out is None:
        return
    back = pickle.loads(out)
    leaves = [back[0], back[1], back[3][0], back[5], back[6][0], back[6][1], back[8]]
    wanted = [new if at in named else "cpu" for at in found]
    expect(leaves == wanted, f"{what}: got {leaves}")
    kept = [leaf for leaf in leaves if leaf == "cpu"]
    expect(all(leaf is kept[0] for leaf in kept), f"{what}: the old text is no longer shared")
    expect(back[2] == [f"entry {i}" for i in range(400)] and back[7] == "other", f"{what}: others")
    expect(frames_fit(out), f"{what}: a frame does not end between two opcodes")
    if not named:
        expect(out == data, f"{what}: nothing named, but other bytes")
    back, message = repickle(program, data, "patch", *(f"text:{at}=cpu" for at in named))
    expect(back == data, f"{what}: the old text again is not the old bytes {message}")


def check_bytes(program):
    for protocol in range(2, 6):
        inner = b"short"
        data = pickle.dumps(["before", inner, inner, "after"], protocol)
        at = next(at for opcode, argument, at in pickletools.genops(data)
                  if argument in (inner, inner.decode()))
        for new in ("tiny", "n" * 300, "n" * 70_000):
            out, message = repickle(program, data, "patch", f"bytes:{at}={new}")
            expect(out is not None, f"bytes, protocol {protocol}: {message}")
            if out is not None:
                back = pickle.loads(out)
                expect(back == ["before", new.encode(), new.encode(), "after"] and back[1] is back[2],
                       f"bytes, protocol {protocol}")
                expect(frames_fit(out), f"bytes, protocol {protocol}: frames")


def check_refusals(program):
    data = pickle.dumps(["text", 5], 2)
    number = next(at for opcode, argument, at in pickletools.genops(data) if argument == 5)
    for edit in (f"text:{number}=x", f"bytes:{number}=x", "text:9999=x", "text:1=x"):
        out, message = repickle(program, data, "patch", edit)
        expect(out is None and message, f"{edit} was not refused")


def main():
    sys.setrecursionlimit(10_000)
    program = sys.argv[1]
    check_emitter(program)
    check_patch(program)
    check_bytes(program)
    check_refusals(program)
    print(f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
