# SPDX-License-Identifier: GPL-3.0-or-later
"""Pickles written opcode by opcode, as no pickler would write them."""
import struct

STOP, MARK, DUP, NONE, TRUE = b".", b"(", b"2", b"N", b"\x88"
LIST, DICT, TUPLE0, APPEND, SETITEM = b"]", b"}", b")", b"a", b"s"
REDUCE, BUILD, NEWOBJ, PERSID, STACK_GLOBAL = b"R", b"b", b"\x81", b"Q", b"\x93"
PROTO2 = b"\x80\x02"


def text(value):
    raw = value if isinstance(value, bytes) else value.encode()
    return b"X" + struct.pack("<I", len(raw)) + raw


def blob(raw):
    return b"B" + struct.pack("<I", len(raw)) + raw


def number(value):
    if 0 <= value < 256:
        return b"K" + bytes([value])
    length = (value.bit_length() + 8) // 8
    return b"\x8a" + bytes([length]) + value.to_bytes(length, "little", signed=True)


def imported(module, name):
    return f"c{module}\n{name}\n".encode()


def group(*items):
    """A tuple of pickled items."""
    return MARK + b"".join(items) + b"t"


def numbers(values):
    return group(*map(number, values))


def mapping(**items):
    """A dict of pickled values."""
    pairs = b"".join(text(key) + value for key, value in items.items())
    return DICT + MARK + pairs + b"u"


def call(module, name, *args):
    return imported(module, name) + group(*args) + REDUCE


def put(slot):
    return b"r" + struct.pack("<I", slot)


def get(slot):
    return b"j" + struct.pack("<I", slot)


def pickled(*parts):
    return PROTO2 + b"".join(parts) + STOP


def storage_id(key="0", numel=4, kind="FloatStorage", location="cpu", module="torch"):
    """What stands for a storage; `numel` and `key` may also be pickled already."""
    as_pickle = lambda value, write: value if isinstance(value, bytes) else write(value)
    return group(text("storage"), imported(module, kind), as_pickle(key, text),
                 as_pickle(location, text), as_pickle(numel, number))


def storage(**what):
    return storage_id(**what) + PERSID


def tensor(size=(2, 2), stride=(2, 1), offset=0, of=None, **what):
    """_rebuild_tensor_v2 over a storage; sizes, strides and offset are taken as they are."""
    hooks = imported("collections", "OrderedDict") + TUPLE0 + REDUCE
    as_tuple = lambda value: value if isinstance(value, bytes) else numbers(value)
    offset = offset if isinstance(offset, bytes) else number(offset)
    return call("torch._utils", "_rebuild_tensor_v2", of or storage(**what), offset,
                as_tuple(size), as_tuple(stride), b"\x89", hooks)
