# SPDX-License-Identifier: GPL-3.0-or-later
"""Containers written byte by byte, each field of which can be told to lie."""
import json
import pickle
import struct
import zlib

from .opcodes import mapping, pickled, storage_id, tensor, text, group

FLOATS = struct.pack("<4f", 1, 2, 3, 4)
HONEST = pickled(mapping(w=tensor()))


class Record:
    """One record of a zip archive; `local` and `central` override fields of one of its headers."""

    def __init__(self, name, data=b"", deflate=False, local=None, central=None, gap=b"",
                 extra=b""):
        self.name = name if isinstance(name, bytes) else name.encode()
        self.payload = zlib.compress(data, 9)[2:-4] if deflate else data
        self.gap = gap
        truth = dict(name=self.name, need=0, flags=0, method=8 if deflate else 0,
                     crc=zlib.crc32(data), stored=len(self.payload), size=len(data), extra=extra)
        self.local = {**truth, **(local or {})}
        self.central = {**truth, "attributes": 0, "offset": None, **(central or {})}

    def local_header(self):
        h = self.local
        return struct.pack("<4sHHHIIIIHH", b"PK\3\4", h["need"], h["flags"], h["method"], 0,
                           h["crc"], h["stored"], h["size"], len(h["name"]),
                           len(h["extra"])) + h["name"] + h["extra"]

    def central_header(self, offset):
        h = self.central
        offset = offset if h["offset"] is None else h["offset"]
        return struct.pack("<4sHHHHIIIIHHHHHII", b"PK\1\2", 0x0314, h["need"], h["flags"],
                           h["method"], 0, h["crc"], h["stored"], h["size"], len(h["name"]),
                           len(h["extra"]), 0, 0, 0, h["attributes"],
                           offset) + h["name"] + h["extra"]


def zip_end(count, size, offset, comment=b"", comment_length=None, disk=0):
    return struct.pack("<4sHHHHIIH", b"PK\5\6", disk, disk, count & 0xFFFF, count & 0xFFFF, size,
                       offset, len(comment) if comment_length is None else comment_length) + comment


def zip64_end(count, size, offset, at, signature=b"PK\6\6"):
    """The zip64 record and its locator, which says that the record lies at `at`."""
    return (struct.pack("<4sQHHIIQQQQ", signature, 44, 0x031E, 45, 0, 0, count, count, size, offset)
            + struct.pack("<4sIQI", b"PK\6\7", 0, at, 1))


def archive(records, prefix=b"", suffix=b"", between=b"", end=None):
    """`end` makes the end of the archive from the true count, size and offset of the directory."""
    out, directory = prefix, b""
    for record in records:
        out += record.gap
        directory += record.central_header(len(out))
        out += record.local_header() + record.payload
    out += between
    ending = (end or zip_end)(len(records), len(directory), len(out))
    return out + directory + ending + suffix


def torch_zip(data=HONEST, more=(), floats=FLOATS, root="archive", **lies):
    """A checkpoint as torch.save lays it out, `more` records at its end."""
    records = [Record(f"{root}/data.pkl", data), Record(f"{root}/data/0", floats),
               Record(f"{root}/version", b"3\n"), *more]
    return archive(records, **lies)


MAGIC = pickle.dumps(0x1950A86A20F9469CFC6C, 2)
SYS_INFO = dict(protocol_version=1001, little_endian=True,
                type_sizes=dict(short=2, int=4, long=4))


def legacy_tensor(view=b"N", **what):
    """A tensor over a storage of a legacy stream, whose ids have a sixth part."""
    six = storage_id(**what)[:-1] + view + b"tQ"
    return tensor(of=six)


def legacy(data=None, keys=("0",), storages=((4, FLOATS),), magic=MAGIC, protocol=1001,
           info=SYS_INFO, suffix=b""):
    """The five pickles and the storages, each a claimed count and its bytes."""
    data = data or pickled(mapping(w=legacy_tensor()))
    parts = [magic, pickle.dumps(protocol, 2), pickle.dumps(info, 2), data,
             keys if isinstance(keys, bytes) else pickle.dumps(list(keys), 2)]
    parts += [struct.pack("<q", count) + raw for count, raw in storages]
    return b"".join(parts) + suffix


def tar_header(name, size, kind=b"0", link=b"", size_field=None, checksum=None):
    field = b"%011o\0" % size if size_field is None else size_field
    head = (name.encode().ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2 + field
            + b"00000000000\0" + b" " * 8 + kind + link.ljust(100, b"\0") + b"ustar\00000")
    head = head.ljust(512, b"\0")
    total = sum(head) if checksum is None else checksum
    return head[:148] + b"%06o\0 " % total + head[156:]


def tar_member(name, data, **lies):
    return tar_header(name, len(data), **lies) + data + b"\0" * (-len(data) % 512)


def tar_storages(key="0", count=1, numel=4, raw=FLOATS, views=()):
    """The member `storages`: a count, for each a tuple, an element count and bytes; views."""
    what = pickled(group(text(key), text("cpu"), b"ctorch\nFloatStorage\n"))
    return (pickle.dumps(count, 2) + what + struct.pack("<q", numel) + raw
            + pickle.dumps(list(views), 2))


def tar_tensors(key="1", of="0", count=1, rank=1, sizes=(4,), strides=(1,), offset=0):
    what = pickled(group(text(key), text(of), b"ctorch\nFloatTensor\n"))
    geometry = struct.pack("<i4x", rank) + struct.pack(f"<{len(sizes)}q", *sizes)
    geometry += struct.pack(f"<{len(strides)}q", *strides) + struct.pack("<q", offset)
    return pickle.dumps(count, 2) + what + geometry


TAR_OBJECT = pickled(mapping(w=text("1") + b"Q"))


def tar(storages=None, tensors=None, data=TAR_OBJECT, before=b"", after=b""):
    """A checkpoint of torch before 0.1.10; `before` and `after` are further members."""
    members = [tar_member("sys_info", pickle.dumps(SYS_INFO, 2)),
               tar_member("pickle", data),
               tar_member("tensors", tar_tensors() if tensors is None else tensors),
               tar_member("storages", tar_storages() if storages is None else storages)]
    return before + b"".join(members) + after + b"\0" * 1024


def safetensors(header, data=b"", claimed=None):
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(raw) if claimed is None else claimed) + raw + data


def entry(dtype="F32", shape=(4,), offsets=(0, 16)):
    return dict(dtype=dtype, shape=list(shape), data_offsets=list(offsets))
