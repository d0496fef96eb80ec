# SPDX-License-Identifier: GPL-3.0-or-later
"""seeds.py FOLDER: honest and hostile files to begin with, in a folder for each fuzz target."""
import itertools
import pathlib
import sys

from hostile import archives, code, containers, pickles, streams, tensors
from hostile.opcodes import mapping, number, pickled, tensor, text

LARGEST = 16 << 10


def honest():
    """Files without a fault, so that mutations reach deep."""
    settings = mapping(lr=b"G?PbM\xd2\xf1\xa9\xfc", epoch=number(3), name=text("sgd"))
    data = pickled(mapping(w=tensor(), row=tensor((2,), (1,), 2), settings=settings))
    yield containers.torch_zip(data)
    yield containers.torch_zip(data, more=[containers.Record("archive/byteorder", b"little")])
    yield containers.archive([containers.Record("a/data.pkl", data, deflate=True),
                              containers.Record("a/data/0", containers.FLOATS, deflate=True)])
    yield containers.legacy()
    yield containers.tar()
    yield data
    yield containers.safetensors(dict(w=containers.entry(), __metadata__=dict(format="pt")),
                                 containers.FLOATS)


def target_of(data):
    """The target whose reader would take the file."""
    if data.startswith((b"PK", )):
        return "zip"
    if data[257:262] == b"ustar":
        return "tar"
    if data.startswith(containers.MAGIC):
        return "legacy"
    return "safetensors" if data[8:9] == b"{" else "pickle"


def main(folder):
    rooms = (pickles, code, tensors, archives, streams)
    hostile = (case.data for room in rooms for case in room.cases())
    for number_, data in enumerate(itertools.chain(honest(), hostile)):
        if len(data) <= LARGEST:
            target = pathlib.Path(folder, target_of(data))
            target.mkdir(parents=True, exist_ok=True)
            target.joinpath(f"{number_:03}").write_bytes(data)


if __name__ == "__main__":
    main(*sys.argv[1:])
