# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes sample.pth, the checkpoint that is built into the window.

A small GAN in the middle of its training, as such files are found: two models saved from
DataParallel (their names begin with "module."), an Adam state for each, the epoch and the arguments,
tensors on cuda:1, and on purpose the things that a look inside should find: one NaN, a dead row,
tied weights, and a view of 4 values that drags 2,048 into the file.

Run: python3 make_sample.py sample.pth     (made with torch 1.13; the file is committed)
"""

import argparse
import collections
import sys

import torch
from torch import nn


def generator():
    return nn.Sequential(
        collections.OrderedDict(
            embed=nn.Linear(16, 32),
            norm1=nn.BatchNorm1d(32),
            hidden=nn.Linear(32, 48),
            norm2=nn.BatchNorm1d(48),
            out=nn.Linear(48, 32),
            decode=nn.Linear(32, 16),
        )
    )


def discriminator():
    return nn.Sequential(
        collections.OrderedDict(
            conv1=nn.Conv1d(1, 8, 5), conv2=nn.Conv1d(8, 16, 5), flat=nn.Flatten(), head=nn.Linear(128, 1)
        )
    )


def train(model, optimizer, make_input, steps=5):
    for _ in range(steps):
        optimizer.zero_grad()
        model(make_input()).square().mean().backward()
        optimizer.step()


def tag(storages, device):
    """Has torch.save write another device tag for these storages; no such device is needed."""
    torch.serialization.register_package(
        0, lambda storage: device if storage.data_ptr() in storages else None, lambda storage, tag: None
    )


def wrapped(model):
    return collections.OrderedDict(("module." + name, value) for name, value in model.state_dict().items())


def tensors_in(thing):
    if isinstance(thing, torch.Tensor):
        yield thing
    elif isinstance(thing, dict):
        for key, value in thing.items():
            if key != "step":  # Adam keeps its step counts on the CPU
                yield from tensors_in(value)
    elif isinstance(thing, (list, tuple)):
        for value in thing:
            yield from tensors_in(value)


def main():
    torch.manual_seed(7)
    g, d = generator(), discriminator()
    g_adam = torch.optim.Adam(g.parameters(), lr=2e-4, betas=(0.5, 0.999))
    d_adam = torch.optim.Adam(d.parameters(), lr=1e-4, betas=(0.5, 0.999))
    train(g, g_adam, lambda: torch.randn(8, 16))
    train(d, d_adam, lambda: torch.randn(8, 1, 16))

    with torch.no_grad():
        g.hidden.weight[11] = 0  # a dead row
        d.head.weight[0, 5] = float("nan")
    g_state = wrapped(g)
    g_state["module.tied"] = g_state["module.embed.weight"].detach()
    checkpoint = {
        "epoch": 12,
        "generator": g_state,
        "discriminator": wrapped(d),
        "optimizer_G": g_adam.state_dict(),
        "optimizer_D": d_adam.state_dict(),
        "args": argparse.Namespace(batch_size=64, latent=16, lr=2e-4, amp=False, data="faces"),
        "fixed_noise": torch.randn(2048)[:4],  # the whole 2,048 come along
        "note": "sample checkpoint of Checkpoint Lens",
    }
    storages = {tensor.storage().data_ptr() for tensor in tensors_in(checkpoint)}
    tag(storages, "cuda:1")
    torch.save(checkpoint, sys.argv[1])


if __name__ == "__main__":
    main()
