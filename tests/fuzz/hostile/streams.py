# SPDX-License-Identifier: GPL-3.0-or-later
"""Legacy streams and tar checkpoints that lie about their storages, and safetensors headers."""
import pickle
import struct

from .case import opens, refused
from .containers import (FLOATS, HONEST, SYS_INFO, entry, legacy, legacy_tensor, safetensors, tar,
                         tar_header, tar_member, tar_storages, tar_tensors)
from .opcodes import LIST, NONE, group, mapping, number, pickled, text

HUGE = 2**63 - 1


def legacy_streams():
    for count in (-1, 3, 5, 2**40, HUGE, -2**63):
        yield refused(f"a legacy storage of {count} elements", legacy(storages=[(count, FLOATS)]),
                      "storage 0")
    yield refused("a legacy storage that is cut", legacy(storages=[(4, FLOATS[:-1])]),
                  "end is missing")
    yield refused("a legacy stream of version 2", legacy(protocol=2), "unknown version")
    yield refused("storage keys that are no list", legacy(keys=pickled(NONE)), "not a list")
    yield opens("storage keys that are numbers", legacy(keys=(0,)))
    yield opens("a storage key that no tensor uses", legacy(keys=("0", "7")), "legacy.unknown-key")
    yield refused("a storage key twice", legacy(keys=("0", "0")), "end is missing|storage 0")
    yield opens("a storage without bytes", legacy(keys=(), storages=()), "legacy.missing-storage")
    yield opens("system information that is a list", legacy(info=[1]), "legacy.sys-info")
    yield opens("bytes behind the storages", legacy(suffix=b"x" * 99), "legacy.trailing-bytes")
    view = lambda offset, size: group(text("v"), number(offset), number(size))
    for offset, size in [(1, 4), (HUGE, 2), (-1, 2), (0, HUGE), (0, -1)]:
        yield opens(f"a storage view of {size} from {offset}",
                    legacy(pickled(mapping(w=legacy_tensor(view(offset, size))))),
                    "tensor.bad-storage-id" if min(offset, size) < 0 else
                    "storage.view-out-of-range")
    yield opens("a storage view that is a list", legacy(pickled(mapping(w=legacy_tensor(LIST)))))
    yield refused("a legacy stream that ends behind its magic number", legacy()[:15],
                  "ends|end")


def tars():
    for size in (b"77777777777\0", b"\x80" + b"\xff" * 11, b"\xff" * 12, b"-0000000001\0",
                 b"9x9\0".ljust(12)):
        yield refused(f"a tar member with the size {size!r}",
                      tar(before=tar_header("x", 0, size_field=size)), "tar|member|end is missing")
    yield refused("a tar header with a wrong checksum",
                  tar(before=tar_header("x", 0, checksum=1)), "tar|header|no checkpoint")
    yield opens("a symbolic link that nobody reads",
                tar(before=tar_header("x", 0, kind=b"2", link=b"/etc/passwd")))
    linked = tar_header("storages", 0, kind=b"2", link=b"/etc/passwd")
    yield opens("a symbolic link in front of the storages", tar(before=linked), "tar.link")
    yield opens("a second member of the same name", tar(after=tar_member("pickle", HONEST)),
                "tar.duplicate-member")
    yield refused("a pax record that claims 2^70 bytes", tar(before=tar_member(
        "x", b"30 size=1180591620717411303424\n", kind=b"x")), "tar|header|member")
    yield refused("a pax record longer than itself", tar(before=tar_member(
        "x", b"99999 size=1\n", kind=b"x")), "tar|header|member")
    for count in (-1, 2, 2**62, 2**80):
        yield refused(f"a tar that claims {count} storages", tar(tar_storages(count=count)),
                      "storages")
        yield refused(f"a tar that claims {count} tensors", tar(tensors=tar_tensors(count=count)),
                      "tensors")
    for numel in (-1, 5, 2**60, HUGE):
        yield refused(f"a tar storage of {numel} elements", tar(tar_storages(numel=numel)),
                      "storage")
    for rank in (-1, 2, 65, 2**31 - 1):
        yield refused(f"a tar tensor of rank {rank}", tar(tensors=tar_tensors(rank=rank)),
                      "tensor")
    yield refused("a tar tensor larger than its storage", tar(tensors=tar_tensors(sizes=(5,))),
                  "does not fit its storage")
    yield refused("a tar tensor whose stride overflows",
                  tar(tensors=tar_tensors(strides=(HUGE,))), "does not fit its storage")
    for view in [("1", "0", 2, HUGE), ("1", "0", -1, 2), ("1", "no", 0, 1), 7]:
        yield refused(f"a tar with the view {view}", tar(tar_storages(views=[view])), "view")
    yield opens("a tar with a view that is its own root",
                tar(tar_storages(views=[("0", "0", 0, 4)])))


def safetensors_files():
    wrong = [("a header of 2^64 - 1 bytes", safetensors({}, claimed=2**64 - 1)),
             ("a header of 2^64 - 8 bytes", safetensors({}, claimed=2**64 - 8)),
             ("a header of 101 MB", safetensors({}, claimed=101_000_000)),
             ("a header longer than the file", safetensors({}, claimed=99_000_000)),
             ("a header of one byte", safetensors(b"{")),
             ("JSON of 100,000 levels", safetensors(b'{"a":' * 100_000)),
             ("JSON of 100,000 lists", safetensors(b'{"a":' + b"[" * 100_000)),
             ("JSON that ends early", safetensors(b'{"a":{')),
             ("a byte order mark", safetensors(b"\xef\xbb\xbf{}")),
             ("no UTF-8", safetensors(b'{"\xff":1}')),
             ("half a surrogate pair", safetensors(b'{"\\ud800":1}')),
             ("a second object", safetensors(b"{}{}")),
             ("overlapping tensors", safetensors(dict(a=entry(), b=entry(offsets=(8, 24))),
                                                 FLOATS * 2)),
             ("the same tensor twice", safetensors(
                 b'{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},'
                 b'"\\u0061":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}', b"12")),
             ("a hole", safetensors(dict(a=entry(), b=entry(offsets=(20, 36))), FLOATS * 3)),
             ("bytes behind the last tensor", safetensors(dict(a=entry()), FLOATS * 2)),
             ("a tensor behind the end", safetensors(dict(a=entry()), FLOATS[:-1])),
             ("offsets the wrong way round", safetensors(dict(a=entry(offsets=(16, 0))), FLOATS)),
             ("a shape that does not fit", safetensors(dict(a=entry(shape=(5,))), FLOATS)),
             ("a shape that overflows", safetensors(
                 dict(a=entry(shape=(2**32, 2**32, 4))), FLOATS)),
             ("a shape of zero that overflows", safetensors(
                 dict(a=entry(shape=(2**63, 2**63, 0), offsets=(0, 0))))),
             ("an offset of 2^64", safetensors(dict(a=entry(offsets=(0, 2**64))), FLOATS)),
             ("a negative shape", safetensors(dict(a=entry(shape=(-4,))), FLOATS)),
             ("a shape of 4.0", safetensors(
                 b'{"a":{"dtype":"F32","shape":[4.0],"data_offsets":[0,16]}}', FLOATS)),
             ("an unknown field", safetensors(dict(a=dict(entry(), more=1)), FLOATS)),
             ("a number for metadata", safetensors(dict(__metadata__=dict(a=1)))),
             ("a tensor that is a list", safetensors(dict(a=[])))]
    for name, data in wrong:
        yield refused(f"safetensors with {name}", data,
                      "safetensors|JSON|end of this file|no checkpoint|too few|too short|tensor")
    yield opens("safetensors with names of 10,000 tensors that say nothing", safetensors(
        {"\u202e" * 9 + str(n): entry("U8", (1,), (n, n + 1)) for n in range(10_000)},
        b"\0" * 10_000))


def cases():
    for kind in (legacy_streams, tars, safetensors_files):
        yield from kind()
