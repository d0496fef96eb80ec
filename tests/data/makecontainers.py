# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the files in containers/: one small checkpoint of every container that has an index.

Run once with Debian's PyTorch and once with PyTorch 2.13 (makecontainers.py containers): each
writes what only it writes. Streams, tar archives and bare pickles are made by makestreams.py.
"""
import collections
import io
import json
import os
import struct
import sys
import zipfile

import torch

NEW = torch.__version__ >= '2'
GPU_VALUES = 4  # a storage of so many elements says that it came from a GPU


def state(swapped=False):
    """Views, shared memory, an empty tensor and plain values."""
    def tensor(values, dtype):
        made = torch.tensor(values, dtype=dtype)
        if swapped and made.element_size() > 1:
            width = made.element_size()
            raw = bytes(made.view(torch.uint8).tolist())
            raw = b''.join(raw[i:i + width][::-1] for i in range(0, len(raw), width))
            made = torch.frombuffer(bytearray(raw), dtype=dtype)
        return made

    weight = tensor([0., 1., 2., 3., 4., 5.], torch.float32).view(2, 3)
    return collections.OrderedDict(
        weight=weight, row=weight[1], columns=weight.t(), tied=weight,
        moment=tensor([0.5, -1.5, 2., 8.], torch.float16), empty=torch.zeros(0),
        counts=tensor([1, -2, 3], torch.int64), epoch=7, lr=0.1, names=['a', 'b'])


def tagged(storage, original=torch.serialization.location_tag):
    """As on a machine with a GPU."""
    untyped = getattr(storage, '_untyped_storage', storage)
    width = getattr(storage, '_element_size', lambda: 1)()
    count = untyped.nbytes() // width
    return 'cuda:0' if count == GPU_VALUES else original(storage)


def save(value, path, **options):
    torch.serialization.location_tag = tagged
    torch.save(value, path, **options)


def big_endian(path):
    """What a machine of the other byte order writes."""
    sys.byteorder, own = 'big', sys.byteorder
    save(state(swapped=True), path)
    sys.byteorder = own


def without_checksums(path):
    torch.serialization.set_crc32_options(False)
    save(state(), path)
    torch.serialization.set_crc32_options(True)


def deflated(path, source):
    """Unpacked and packed again with another program."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)


def with_zip64(path, source):
    """Sizes and places of all records in 64 bits, as other programs write them into streams."""
    with zipfile.ZipFile(source) as old, open(path, 'wb') as out:
        directory = b''
        for info in old.infolist():
            name, data, start = info.filename.encode(), old.read(info), out.tell()
            extra = struct.pack('<HHQQ', 1, 16, len(data), len(data))
            out.write(struct.pack('<4s5H3I2H', b'PK\3\4', 45, 0x800, 0, 0, 0, info.CRC,
                                  0xFFFFFFFF, 0xFFFFFFFF, len(name), len(extra)) + name + extra + data)
            extra = struct.pack('<HHQQQ', 1, 24, len(data), len(data), start)
            directory += struct.pack('<4s6H3I5H2I', b'PK\1\2', 45, 45, 0x800, 0, 0, 0, info.CRC,
                                     0xFFFFFFFF, 0xFFFFFFFF, len(name), len(extra), 0, 0, 0, 0,
                                     0xFFFFFFFF) + name + extra
        at, count = out.tell(), len(old.infolist())
        out.write(directory)
        out.write(struct.pack('<4sQ2H2I4Q', b'PK\6\6', 44, 45, 45, 0, 0, count, count,
                              len(directory), at))
        out.write(struct.pack('<4sIQI', b'PK\6\7', 0, at + len(directory), 1))
        out.write(struct.pack('<4s4H2IH', b'PK\5\6', 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF,
                              0xFFFFFFFF, 0))


def safetensors(path):
    """As the reference implementation orders and pads them."""
    weight = struct.pack('<6f', *range(6))
    header = json.dumps({'__metadata__': {'format': 'pt'},
                         'counts': {'dtype': 'I64', 'shape': [2], 'data_offsets': [0, 16]},
                         'weight': {'dtype': 'F32', 'shape': [2, 3], 'data_offsets': [16, 40]}},
                        separators=(',', ':')).encode()
    header += b' ' * (-len(header) % 8)
    with open(path, 'wb') as file:
        file.write(struct.pack('<Q', len(header)) + header + struct.pack('<2q', 1, -2) + weight)


def zip_inside(path):
    """torch.storage._load_from_bytes loads whatever torch.load does, a zip archive too."""
    class Inside:
        def __reduce__(self):
            archive = io.BytesIO()
            save({'weight': torch.arange(4.0), 'step': 3}, archive)
            return torch.storage._load_from_bytes, (archive.getvalue(),)

    save({'inner': Inside(), 'weight': torch.arange(2.0), 'epoch': 1}, path)


class Scaled(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = torch.nn.Parameter(torch.full((2,), 2.0))
        self.register_buffer('seen', torch.tensor([3]))

    def forward(self, x):
        return x * self.scale


def script(path, frozen=False):
    """Its method is a text, so that no path of this machine gets into the archive."""
    class Script(torch.jit.ScriptModule):
        def __init__(self):
            super().__init__()
            self.scale = torch.nn.Parameter(torch.full((2,), 2.0))
            self.register_buffer('seen', torch.tensor([3]))

    module = Script()
    module.define('def forward(self, x):\n    return x * self.scale\n')
    if frozen:  # its parameters become constants of the code
        module = torch.jit.freeze(module.eval())
    module.save(path)


def package(path):
    with torch.package.PackageExporter(path) as exporter:
        exporter.save_pickle('weights', 'state.pkl', {'weight': torch.arange(3.0), 'epoch': 1})


def exported(path):
    """Where the source lay on this machine is nobody's business."""
    program = torch.export.export(Scaled(), (torch.ones(2),))
    for node in program.graph.nodes:
        node.meta.pop('stack_trace', None)
    torch.export.save(program, path)


def exported_in_no_folder(path, weights):
    """The layout of torch.export of PyTorch 2.1 to 2.6; the weights are a torch.save by any name."""
    content = io.BytesIO()
    torch.save(Scaled().state_dict(), content)
    with zipfile.ZipFile(path, 'w') as archive:
        for name, record in (('serialized_exported_program.json', b'{}'),
                             (weights, content.getvalue()), ('version', b'8.2')):
            archive.writestr(zipfile.ZipInfo(name), record)


def main(folder):
    os.makedirs(folder, exist_ok=True)
    os.chdir(folder)
    if not NEW:
        save(state(), 'zip_1_13.pth')
        script('torchscript.pt')
        script('torchscript_frozen.pt', frozen=True)
        package('package.pt')
        return
    save(state(), 'zip_2_13.pth')
    # Python has one text 'cpu': the value is the very object that is the tag of the storages.
    save(dict(weight=torch.arange(3.0), device='cpu'), 'zip_shared_text.pth')
    big_endian('zip_big_endian.pth')
    without_checksums('zip_no_crc.pth')
    deflated('zip_deflated.pth', 'zip_2_13.pth')
    with_zip64('zip_zip64.pth', 'zip_2_13.pth')
    exported('exported.pt2')
    exported_in_no_folder('exported_2_2.pt2', 'serialized_state_dict.json')
    exported_in_no_folder('exported_2_6.pt2', 'serialized_state_dict.pt')
    safetensors('state.safetensors')
    zip_inside('zip_zip_inside.pth')


main(sys.argv[1])
