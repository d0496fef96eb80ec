# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes epochs/: a small training run after one epoch and after two, with a difference of each kind."""

import pathlib

import torch

HERE = pathlib.Path(__file__).parent / "epochs"


def model():
    return torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3), torch.nn.BatchNorm2d(8),
                               torch.nn.Conv2d(8, 4, 3), torch.nn.Linear(4, 2))


def epoch(net, optimizer, number):
    for _ in range(3):
        optimizer.zero_grad()
        loss = net[3](net[2](net[1](net[0](torch.randn(2, 3, 8, 8)))).mean((2, 3))).square().sum()
        loss.backward()
        optimizer.step()
    return {"epoch": number, "loss": loss.item(), "args": {"lr": 0.01, "name": "run 12"},
            "model": net.state_dict(), "optimizer": optimizer.state_dict()}


def main():
    torch.manual_seed(7)
    HERE.mkdir(exist_ok=True)
    net = model()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    first = epoch(net, optimizer, 1)
    first["note"] = "first try"
    torch.save(first, HERE / "epoch1.pth")
    second = epoch(net, optimizer, 2)
    second["model"] = dict(second["model"])
    second["model"]["2.weight"] = second["model"]["2.weight"].half()  # another dtype
    second["model"]["3.weight"] = torch.zeros(3, 4)  # another shape
    second["scheduler"] = {"last_epoch": 2, "gamma": 0.5}
    torch.save(second, HERE / "epoch2.pth")


if __name__ == "__main__":
    main()
