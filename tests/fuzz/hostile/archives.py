# SPDX-License-Identifier: GPL-3.0-or-later
"""Zip archives whose directory, headers and records contradict each other."""
import struct

from .case import opens, refused
from .containers import FLOATS, HONEST, Record, archive, torch_zip, zip64_end, zip_end
from .opcodes import LIST, NONE, call, mapping, pickled, tensor, text

GONE = b"gone"


def ends():
    """Lies about the end and the directory."""
    end = lambda **lies: (lambda count, size, at: zip_end(
        lies.get("count", count), lies.get("size", size), lies.get("at", at),
        lies.get("comment", b""), lies.get("length"), lies.get("disk", 0)))
    broken = [("a directory behind the end of the file", dict(at=0xFFFF0000)),
              ("a directory larger than the file", dict(size=0x7FFFFFFF)),
              ("a directory of nothing", dict(size=0)),
              ("60,000 entries that are not there", dict(count=60_000)),
              ("a directory one byte off", dict(size=100))]
    for name, lies in broken:
        yield refused(f"an end that tells of {name}", torch_zip(end=end(**lies)),
                      "directory|end of this file")
    yield opens("an end that tells of fewer entries than there are", torch_zip(end=end(count=1)),
                "zip.hidden-entries")
    yield opens("a comment longer than the file", torch_zip(end=end(length=500)))
    yield opens("an end inside the comment of the end",
                torch_zip(end=end(comment=zip_end(0, 0, 0))), "zip.ambiguous-end")
    yield opens("an archive inside the comment of the end",
                torch_zip(end=end(comment=torch_zip())), "zip.ambiguous-end")
    yield opens("a second disk", torch_zip(end=end(disk=7)), "zip.end-disagrees")
    yield opens("bytes behind the end", torch_zip(suffix=b"x" * 1000), "zip.trailing-bytes")
    yield refused("an archive without its last byte", torch_zip()[:-1], "end of this file")
    yield refused("an end and nothing else", zip_end(0, 0, 0), "empty|nothing")


def wide_ends():
    """Lies of the zip64 end."""
    def wide(count=None, size=None, at=None, record=None, signature=b"PK\6\6"):
        def end(true_count, true_size, true_at):
            pick = lambda lie, truth: truth if lie is None else lie
            return zip64_end(pick(count, true_count), pick(size, true_size), pick(at, true_at),
                             pick(record, true_at + true_size), signature) + zip_end(
                                 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
        return end

    yield opens("an honest zip64 end", torch_zip(end=wide()))
    for name, lies in [("2^63 entries", dict(count=2**63)), ("a directory at 2^64 - 1", dict(at=2**64 - 1)),
                       ("a directory of 2^64 - 1 bytes", dict(size=2**64 - 1)),
                       ("a record that is none", dict(signature=b"PK\0\0")),
                       ("2,000,001 entries", dict(count=2_000_001))]:
        yield refused(f"a zip64 end that tells of {name}", torch_zip(end=wide(**lies)),
                      "directory|end of this file")

    yield opens("a zip64 locator that leads nowhere", torch_zip(end=wide(record=2**64 - 1)),
                "zip.end-disagrees")

    def disagreeing(count, size, at):
        return zip64_end(count, size, at, at + size) + zip_end(count, size, at - 1)
    yield opens("two ends that disagree", torch_zip(end=disagreeing), "zip.end-disagrees")


def headers():
    """A local header and its entry in the directory that disagree, or lie together."""
    data = lambda **what: [Record("a/data.pkl", HONEST, **what), Record("a/data/0", FLOATS),
                           Record("a/version", b"3\n")]
    storage = lambda **what: [Record("a/data.pkl", HONEST), Record("a/data/0", FLOATS, **what),
                              Record("a/version", b"3\n")]
    for name, local in [("name", dict(name=b"a/evil.pkl")), ("method", dict(method=8)),
                        ("size", dict(size=7, stored=7)), ("checksum", dict(crc=1)),
                        ("flags", dict(flags=0x800))]:
        yield opens(f"a local header with another {name}", archive(data(local=local)),
                    "zip.name-mismatch" if name == "name" else "zip.header-mismatch")
    yield opens("a wrong checksum of data.pkl", archive(data(
        local=dict(crc=1), central=dict(crc=1))), "zip.crc-mismatch")
    yield opens("a record that is encrypted", archive(storage(
        local=dict(flags=1), central=dict(flags=1))), "zip.encrypted")
    yield opens("a record with a method of its own", archive(storage(
        local=dict(method=99), central=dict(method=99))), "zip.method")
    yield opens("a storage that claims to reach into the directory", archive(storage(
        local=dict(stored=5000, size=5000), central=dict(stored=5000, size=5000))))
    yield opens("a storage that claims 4 GiB", archive(storage(
        central=dict(stored=0xFFFFFFFE, size=0xFFFFFFFE))))
    wide = struct.pack("<HHQQ", 1, 16, 2**63, 2**63)
    yield opens("a storage that claims 2^63 bytes", archive(storage(
        central=dict(stored=0xFFFFFFFF, size=0xFFFFFFFF, extra=wide))))
    yield opens("a zip64 field that is cut", archive(storage(
        central=dict(stored=0xFFFFFFFF, size=0xFFFFFFFF, extra=struct.pack("<HHQ", 1, 8, 16)))))
    yield opens("an extra field longer than all extra fields", archive(storage(
        extra=struct.pack("<HH", 0x4246, 60_000))))
    yield opens("a storage whose header is not where it should be", archive(storage(
        central=dict(offset=13))))
    yield opens("a storage whose header is behind the file", archive(storage(
        central=dict(offset=0xFFFFFF00))))
    yield opens("a symbolic link", archive(storage(central=dict(attributes=0o120777 << 16))),
                "zip.symlink")


def names():
    more = lambda *records, **what: torch_zip(more=[Record(name, b"x") for name in records])
    yield opens("two records named data.pkl", torch_zip(more=[Record(
        "archive/data.pkl", pickled(call("posix", "system", text("x"))))]), "zip.duplicate-member")
    yield opens("DATA.PKL beside data.pkl", more("archive/DATA.PKL"), "zip.case-duplicate")
    yield opens("two roots", more("other/data.pkl"), "zip.two-roots")
    for name in ["../../etc/cron.d/x", "/etc/passwd", "archive\\..\\x", "archive/a\nb",
                 b"archive/\xff\xfe", "C:/x"]:
        yield opens(f"a record named {name!r}", more(name))
    yield opens("a record with a NUL in its name", more("archive/data/0\0.txt"), "zip.nul-name")
    yield opens("a record with a name of 65,535 letters", more("archive/" + "n" * 65_527))
    yield opens("a record without a name", more(""))
    yield opens("records outside any folder",
                archive([Record("data.pkl", HONEST), Record("data/0", FLOATS)]),
                "zip.no-root-folder")
    yield refused("an archive of something else", archive([Record("word/document.xml", b"<a/>")]),
                  "without a checkpoint")


def overlaps():
    """Records that share bytes, as zip bombs do, and bytes that belong to none."""
    head = Record("a/data.pkl", HONEST)
    kernel = Record("a/data/0", b"\0" * 1_000_000, deflate=True)
    start = len(head.local_header() + head.payload)
    count = 1000
    entries = head.central_header(0)
    for n in range(count):
        kernel.central["name"] = b"a/data/%d" % n
        entries += kernel.central_header(start)
    shared = head.local_header() + head.payload + kernel.local_header() + kernel.payload
    yield opens("a thousand records of a megabyte that are one",
                shared + entries + zip_end(count + 1, len(entries), len(shared)), "zip.overlap")
    bomb = lambda size: pickled(LIST, b"(" + b"N" * size + b"e")
    yield opens("a pickle of 20 MiB in 20 KiB", archive([
        Record("a/data.pkl", pickled(text(b"a" * (20 << 20))), deflate=True)]), weight=20 << 20)
    yield refused("a pickle that claims 300 MiB", archive([Record(
        "a/data.pkl", pickled(NONE), deflate=True, local=dict(size=300 << 20),
        central=dict(size=300 << 20))]), "more than|claims")
    yield refused("a pickle that inflates to less than it claims", archive([Record(
        "a/data.pkl", bomb(100), deflate=True, local=dict(size=120), central=dict(size=120))]),
        "compressed|inflate|damaged")
    yield opens("a storage that is no deflate stream", archive([
        Record("a/data.pkl", HONEST),
        Record("a/data/0", FLOATS, local=dict(method=8), central=dict(method=8))]))
    yield opens("a gap between two records", archive([
        Record("a/data.pkl", HONEST), Record("a/data/0", FLOATS, gap=b"hidden" * 100),
        Record("a/version", b"3\n")]), "zip.gap")
    yield opens("a gap before the directory", torch_zip(between=b"hidden" * 100), "zip.gap")
    yield opens("a storage shorter than its tensor", torch_zip(floats=FLOATS[:12]),
                "zip.record-short")
    yield opens("a storage longer than its tensor", torch_zip(floats=FLOATS * 2),
                "zip.record-slack")
    yield opens("30,000 empty records", archive(
        [Record("a/data.pkl", HONEST), Record("a/data/0", FLOATS)]
        + [Record(f"a/x/{n}") for n in range(30_000)]))


def records():
    """Small records with nonsense in them."""
    for value in [b"", b"\xff" * 100, b"9" * 10_000]:
        beside = lambda name: archive([
            Record("a/data.pkl", HONEST), Record("a/data/0", FLOATS), Record(f"a/{name}", value)])
        for name in ["version", "byteorder"]:
            yield refused(f"{name} of {len(value)} bytes", beside(name), f"a/{name}")
        for name in [".format_version", ".storage_alignment", ".data/serialization_id"]:
            yield opens(f"{name} of {len(value)} bytes", beside(name))
    yield opens("a TorchScript archive of nonsense", torch_zip(more=[
        Record("archive/constants.pkl", b"\xff"), Record("archive/code/x.py", b"import os")]))
    deep = b"[" * 200_000
    weights = [Record("m/archive_format", b"pt2"), Record("m/data/weights/weight_0", FLOATS)]
    for name, config in [("nonsense", b"\xff\xfe"), ("JSON of 200,000 levels", deep),
                         ("an empty object", b"{}")]:
        yield refused(f"a PT2 archive whose configuration is {name}", archive(
            weights + [Record("m/data/weights/model_weights_config.json", config)]),
            "configuration of the weights")


def cases():
    for kind in (ends, wide_ends, headers, names, overlaps, records):
        yield from kind()
