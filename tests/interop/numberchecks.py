# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers of `stats` and `diff` against those of PyTorch in float64."""
import torch

import program
from pytorch import close, plain

BINS = 7


def facts(values):
    """What `stats` has to say of a float64 row (cli.md)."""
    finite = values[torch.isfinite(values)]
    ordered = values[~torch.isnan(values)]
    return {"numel": values.numel(), "nan": int(torch.isnan(values).sum()),
            "inf": int(torch.isinf(values).sum()), "zeros": int((values == 0).sum()),
            "min": ordered.min().item() if len(ordered) else None,
            "max": ordered.max().item() if len(ordered) else None,
            "mean": finite.mean().item() if len(finite) else None,
            "std": finite.std().item() if len(finite) > 1 else None,
            "l1": finite.abs().sum().item(), "l2": finite.square().sum().sqrt().item()}


def statistics(path, expected):
    said = {program.key(entry["path"]): entry
            for entry in program.answer("stats", "--histogram", BINS, path)["tensors"]}
    problems = [f"{place}: no numbers" for place in expected.numbers if place not in said]
    for place, values in expected.numbers.items():
        if place in said:
            problems += [f"{place}: {problem}" for problem in unequal(said[place], values)]
    return problems


def unequal(said, values):
    finite = values[torch.isfinite(values)].abs()
    largest = finite.max().item() if len(finite) else 1.0  # what the rounding of a sum is measured by
    problems = [f"{name} is {said[name]!r}, PyTorch has {true!r}" for name, true in facts(values).items()
                if not close(said[name], true, scale=largest if name == "mean" else 1.0)]
    return problems + wrong_histogram(said.get("histogram"), values)


def pair_facts(a, b):
    """What `diff` has to say of two float64 rows (or two of complex128): pairs of finite numbers only."""
    same = (a == b) | (torch.isnan(a) & torch.isnan(b))
    finite = torch.isfinite(a) & torch.isfinite(b)
    left, right = a[finite], b[finite]
    apart = (left - right).abs()
    norm, other = left.abs().square().sum().sqrt(), right.abs().square().sum().sqrt()
    facts = {"max_abs": apart.max().item() if len(apart) else 0.0,
             "mean_abs": apart.mean().item() if len(apart) else 0.0,
             "changed": 1 - same.double().mean().item()}
    if 0 < norm < float("inf") and 0 < other < float("inf"):
        facts["rel_l2"] = (apart.square().sum().sqrt() / norm).item()
        facts["cosine"] = ((left.conj() * right).real.sum() / norm / other).item()
    return {name: value for name, value in facts.items() if abs(value) < float("inf")}


def difference(a_path, b_path, a, b):
    """The numbers of `diff` of two dicts of tensors with the same names."""
    said = {program.key(entry["path_a"]): entry
            for entry in program.answer("diff", "--all", a_path, b_path, codes=(1,))["entries"]}
    problems = []
    for place, values in a.numbers.items():
        entry, true = said[place], pair_facts(operand(a, place, values), operand(b, place, b.numbers[place]))
        scale = values[torch.isfinite(values)].abs().max().item()
        problems += [f"{place}: {name} is {entry[name]!r}, PyTorch has {number!r}"
                     for name, number in true.items()
                     if not close(entry[name], number, scale if name.endswith("abs") else 1.0)]
        status = "same" if true["changed"] == 0 else "values"
        if entry["status"] not in (status, "structure"):
            problems.append(f"{place}: status is {entry['status']}, not {status}")
    return problems


def same(path):
    """A file does not differ from itself, in no tensor and by exit code 0."""
    said = program.answer("diff", path, path)
    return [] if not said["entries"] else [f"differs from itself: {said['summary']}"]


def operand(expected, place, values):
    """Complex numbers are compared as they are, not by their magnitudes."""
    tensor = expected.tensors.get(place)
    if tensor is None or not tensor.is_complex():
        return values
    return plain(tensor).to(torch.complex128).reshape(-1)


def wrong_histogram(said, values):
    finite = values[torch.isfinite(values)]
    if not len(finite):
        return [] if not said or sum(said["counts"]) == 0 else [f"histogram of nothing: {said}"]
    if sum(said["counts"]) + said["below"] + said["above"] != len(finite):
        return [f"histogram holds {sum(said['counts'])} of {len(finite)} values"]
    low, high = finite.min().item(), finite.max().item()
    if low == high or high - low == float("inf"):
        return []  # PyTorch widens the one range, and counts nonsense in the other
    true = torch.histc(finite, BINS, low, high).long().tolist()
    if said["counts"] == true or sum(true) != len(finite):  # 1.13 loses a value that rounds past the end
        return []
    return [f"histogram is {said['counts']}, torch.histc has {true}"]
