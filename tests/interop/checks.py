# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of every checkpoint: each check returns sentences about what is wrong."""
import hashlib
import json
import os
import zipfile

import program
import tags
from expected import Expected, between, differences
from pytorch import load

NEW_TAG = "cuda:3"
PART_TAG = "cuda:7"
SAFETENSORS = ("bool uint8 int8 uint16 int16 uint32 int32 uint64 int64 float16 bfloat16 float32 float64 "
               "complex64 float8_e5m2 float8_e4m3fn float8_e5m2fnuz float8_e4m3fnuz float8_e8m0fnu "
               "float4_e2m1fn_x2").split()


def try_load(path, weights_only=False):
    """The value, or None where this PyTorch does not take the file."""
    try:
        return load(path, weights_only)
    except Exception:  # any error of the unpickler, of a missing class or of a refused global
        return None


def reading(path, expected):
    """Entries, types, order, sharing and the sha256 of every tensor are PyTorch's."""
    return differences(expected, program.listing(path))


def verified(path):
    said = program.answer("verify", path)
    return [] if said["ok"] else [f"verify says {said['findings']}"]


def same_copy(path, folder):
    """An unedited convert is the same bytes."""
    copy = os.path.join(folder, "copy")
    program.call("convert", path, "-o", copy, "--force")
    return [] if program.same_bytes(path, copy) else ["an unedited convert changed bytes"]


def tags_agree(path, said):
    """The tags that `ls` shows are those in the pickle."""
    found, _ = tags.read(path)
    return [f"{place}: {entry['device']} is shown, the pickle says {found[entry['storage']]}"
            for place, entry in said.items()
            if entry["kind"] == "tensor" and entry.get("storage") in found
            and found[entry["storage"]] != {entry["device"]}]


def retagged(path, folder, expected):
    """A copy for another device carries the new tag everywhere, and nothing else is different."""
    copy = os.path.join(folder, "retagged")
    program.call("remap", path, "-o", copy, "--force", "--device", NEW_TAG)
    found, generators = tags.read(copy)
    problems = [f"storage {name} still loads on {sorted(places)}"
                for name, places in found.items() if places != {NEW_TAG}]
    problems += [f"a generator is still on {place}" for place in generators if place != NEW_TAG]
    problems += differences(expected, program.listing(copy)) + tags_agree(copy, program.listing(copy))
    if generators:  # no PyTorch without CUDA makes one
        return problems
    problems += between(expected, Expected(load(copy), expected.attributes))
    if try_load(path, True) is not None:
        problems += between(expected, Expected(load(copy, True), expected.attributes))
    return [f"retagged: {problem}" for problem in problems]


def retagged_part(path, folder, part):
    """One tag to another below one entry: its storages move, all others stay."""
    whole, copy = os.path.join(folder, "whole"), os.path.join(folder, "part")
    program.call("remap", path, "-o", whole, "--force", "--device", NEW_TAG)
    program.call("remap", whole, "-o", copy, "--force", "--device", f"{NEW_TAG}={PART_TAG}", "--path", part)
    said = program.listing(copy)
    found, _ = tags.read(copy)
    inside = {entry["storage"] for entry in said.values()
              if entry["kind"] == "tensor" and entry["path"][0] == part}
    problems = [f"storage {name} is on {sorted(places)}" for name, places in found.items()
                if places != {PART_TAG if name in inside else NEW_TAG}]
    if not inside or inside >= set(found):
        problems.append(f"{part} is no part of the file")
    before, after = load(whole), load(copy)
    problems += between(Expected(before), Expected(after))
    return [f"{part} retagged: {problem}" for problem in problems] + tags_agree(copy, said)


def state_dict(path, model):
    """`ls --state-dict` of a whole model is what its state_dict() says, in its order."""
    wanted = Expected(model.state_dict())
    names = [entry["path"] for entry in program.listing(path, "--state-dict").values()
             if len(entry["path"]) == 1 and isinstance(entry["path"][0], str)]
    theirs = [[name] for name in model.state_dict() if not name.endswith("_extra_state")]  # code makes it
    problems = [] if names == theirs else [f"the names are {names}, PyTorch has {theirs}"]
    said = program.listing(path, "--state-dict")
    return problems + [f"{place} has other bytes" for place, entry in wanted.entries.items()
                       if "sha256" in entry and said.get(place, {}).get("sha256") != entry["sha256"]]


def allowance(path, form):
    """Only a legacy stream keeps the source text of the classes, and says so."""
    return ["--drop-unsupported"] if form == "zip" and not zipfile.is_zipfile(path) else []


def converted(path, folder, expected, form):
    """The same contents in a zip or a legacy stream."""
    copy = os.path.join(folder, "converted")
    program.call("convert", path, "-o", copy, "--force", "--format", form, *allowance(path, form))
    problems = between(expected, Expected(load(copy), expected.attributes)) + verified(copy)
    if try_load(path, True) is not None:
        problems += between(expected, Expected(load(copy, True), expected.attributes))
    return [f"as {form}: {problem}" for problem in problems]


def as_safetensors(path, folder, expected):
    """Every tensor that safetensors can hold is in the file, with the bytes PyTorch has."""
    copy = os.path.join(folder, "converted.safetensors")
    program.call("convert", path, "-o", copy, "--force", "--format", "safetensors", "--drop-unsupported")
    held = set(safetensors_digests(copy).values())
    listed = {entry["sha256"] for entry in program.listing(path).values() if "sha256" in entry}
    wanted = {expected.entries[place]["sha256"]: place for place, tensor in expected.tensors.items()
              if str(tensor.dtype)[6:] in SAFETENSORS and place not in expected.unsaved
              and not place.endswith("}]")}  # a part of a wrapper around it
    problems = [f"{place} is missing" for digest, place in wanted.items() if digest not in held]
    if held - listed:
        problems.append("there are tensors in it that are not in the file")
    return [f"as safetensors: {problem}" for problem in problems]


def safetensors_digests(path):
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header, data = json.loads(file.read(length)), file.read()
    header.pop("__metadata__", None)
    return {name: hashlib.sha256(data[slice(*entry["data_offsets"])]).hexdigest()
            for name, entry in header.items()}
