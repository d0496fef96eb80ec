# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the files in streams/: legacy streams, tar checkpoints and bare pickles.

Run once with Debian's PyTorch (makestreams.py streams). The files of one run are kept, because
storage keys are addresses and differ from run to run.
"""
import collections
import io
import os
import pickle
import struct
import sys
import tarfile

import torch

LEGACY = dict(_use_new_zipfile_serialization=False)


class Doubler(torch.nn.Module):
    """A module class whose source text goes into the file."""

    def __init__(self):
        super().__init__()
        self.scale = torch.nn.Parameter(torch.full((1,), 2.0))


def state():
    weight = torch.arange(6, dtype=torch.float32).view(2, 3)
    return collections.OrderedDict(
        weight=weight, row=weight[1], counts=torch.tensor([1, -2, 3]),
        half=torch.tensor([0.5, -1.5], dtype=torch.float16), empty=torch.zeros(0), epoch=7)


def module(path):
    """A whole module; where its source lay on this machine is nobody's business."""
    original = torch.serialization.get_source_lines_and_file
    torch.serialization.get_source_lines_and_file = lambda kind: (*original(kind)[:2], 'model.py')
    torch.save(Doubler(), path, **LEGACY)
    torch.serialization.get_source_lines_and_file = original


def legacy_bytes(protocol, key_list, storages, object_pickle):
    """The five pickles and the storages of a legacy stream."""
    out = io.BytesIO()
    for value in (0x1950A86A20F9469CFC6C, 1001,
                  dict(protocol_version=1001, little_endian=True,
                       type_sizes=dict(short=2, int=4, long=4))):
        pickle.dump(value, out, protocol)
    out.write(object_pickle)
    pickle.dump(key_list, out, protocol)
    for count, raw in storages:
        out.write(struct.pack('<q', count) + raw)
    return out.getvalue()


def with_views(path):
    """Storage views as PyTorch 0.2 to 1.5 wrote them: both tensors see parts of storage '10'."""

    class Pickler(pickle.Pickler):
        def persistent_id(self, value):
            if isinstance(value, View):
                return ('storage', torch.FloatStorage, '10', 'cpu', 10, value.view)
            return None

    class View:
        def __init__(self, *view):
            self.view = view or None

    class Rebuild:
        def __init__(self, *args):
            self.args = args

        def __reduce__(self):
            return torch._utils._rebuild_tensor, self.args

    out = io.BytesIO()
    Pickler(out, 2).dump(dict(
        whole=Rebuild(View(), 0, (10,), (1,)),
        middle=Rebuild(View('11', 3, 4), 1, (3,), (1,)),
        again=Rebuild(View('11', 3, 4), 0, (2, 2), (2, 1))))
    raw = struct.pack('<10f', *range(10))
    with open(path, 'wb') as file:
        file.write(legacy_bytes(2, ['10'], [(10, raw)], out.getvalue()))


def python2(path):
    """Byte strings for text, as Python 2 wrote them; one key is latin-1 and no UTF-8."""
    def short(text):
        return b'U' + bytes([len(text)]) + text

    tensor = (b'ctorch._utils\n_rebuild_tensor\n((' + short(b'storage') + b'ctorch\nFloatStorage\n' +
              short(b'20') + short(b'cuda:0') + b'\x8a\x01\x02NtQK\x00(\x8a\x01\x02t(\x8a\x01\x01ttR')
    body = b'\x80\x02}(' + short(b'caf\xe9') + tensor + short(b'plain') + b'K\x03u.'
    with open(path, 'wb') as file:
        file.write(b'\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.' + b'\x80\x02M\xe9\x03.' +
                   b'\x80\x02}(' + short(b'little_endian') + b'\x88u.' + body +
                   b'\x80\x02](' + short(b'20') + b'e.' + struct.pack('<q2f', 2, 1.5, -2.5))


def tensor_classes(path):
    """PyTorch 0.1 to 0.3: a tensor is its class and BUILD (storage, offset, size, stride); a
    Parameter is called with its tensor, then given (requires_grad, volatile, hooks)."""
    storage = b'(X\x07\0\0\0storagectorch\nFloatStorage\nX\x02\0\0\x0030X\x03\0\0\0cpuK\x04NtQ'
    tensor = b'ctorch\nFloatTensor\n)\x81(' + storage + b'K\x01K\x03\x85K\x01\x85tb'
    parameter = (b'ctorch.nn.parameter\nParameter\n' + tensor +
                 b'\x85R\x88\x89ccollections\nOrderedDict\n)R\x87b')
    body = b'\x80\x02}(X\x01\0\0\0a' + tensor + b'X\x01\0\0\0p' + parameter + b'u.'
    with open(path, 'wb') as file:
        file.write(legacy_bytes(2, ['30'], [(4, struct.pack('<4f', 1, 2, 3, 4))], body))


def tar_members():
    """Two storages, one of them in part a third; three tensors; an object that names them by key."""
    storages = io.BytesIO()
    pickle.dump(2, storages, 2)
    pickle.dump((100, 'cpu', torch.FloatStorage), storages, 2)
    storages.write(struct.pack('<q6f', 6, *range(6)))
    pickle.dump((200, 'cuda:1', torch.LongStorage), storages, 2)
    storages.write(struct.pack('<q2q', 2, -5, 9))
    pickle.dump([(101, 100, 2, 3)], storages, 2)

    tensors = io.BytesIO()
    pickle.dump(3, tensors, 2)
    for key, storage, kind, size, stride, offset in (
            (1, 100, torch.FloatTensor, (2, 3), (3, 1), 0),
            (2, 101, torch.FloatTensor, (2,), (1,), 1),
            (3, 200, torch.LongTensor, (2,), (1,), 0)):
        pickle.dump((key, storage, kind), tensors, 2)
        tensors.write(struct.pack('<i4x', len(size)))
        tensors.write(struct.pack(f'<{len(size)}q', *size) + struct.pack(f'<{len(stride)}q', *stride))
        tensors.write(struct.pack('<q', offset))

    class Key:
        def __init__(self, key):
            self.key = key

    class Pickler(pickle.Pickler):
        def persistent_id(self, value):
            return value.key if isinstance(value, Key) else None

    out = io.BytesIO()
    Pickler(out, 2).dump(collections.OrderedDict(
        weight=Key('1'), part=Key('2'), steps=Key('3'), raw=Key('200'), epoch=4))
    return dict(sys_info=pickle.dumps(dict(protocol_version=1000, little_endian=True), 2),
                pickle=out.getvalue(), tensors=tensors.getvalue(), storages=storages.getvalue())


def tar(path, form):
    with tarfile.open(path, 'w', format=form) as archive:
        for name, data in tar_members().items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            # A time with a fraction makes Python write a pax header before the member.
            member.mtime = 1.5 if form == tarfile.PAX_FORMAT else 1
            archive.addfile(member, io.BytesIO(data))


def main(folder):
    os.makedirs(folder, exist_ok=True)
    for protocol in range(6):
        torch.save(state(), f'{folder}/legacy_protocol{protocol}.pth', pickle_protocol=protocol, **LEGACY)
    module(f'{folder}/legacy_module.pth')
    with_views(f'{folder}/legacy_views.pth')
    python2(f'{folder}/legacy_python2.pth')
    tensor_classes(f'{folder}/legacy_tensor_classes.pth')
    tar(f'{folder}/gnu.tar', tarfile.GNU_FORMAT)
    tar(f'{folder}/pax.tar', tarfile.PAX_FORMAT)
    for protocol in (2, 4):
        with open(f'{folder}/bare_protocol{protocol}.pkl', 'wb') as file:
            pickle.dump(state(), file, protocol)
    with open(f'{folder}/bare_sequence.pkl', 'wb') as file:
        for value in (dict(lr=0.1), [1, 2], 'end'):
            pickle.dump(value, file, 2)


main(sys.argv[1])
