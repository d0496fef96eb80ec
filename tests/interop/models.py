# SPDX-License-Identifier: GPL-3.0-or-later
"""The everyday: models, optimizers after real steps, schedulers, and what training scripts save."""
import torch
from torch import nn

from pytorch import VERSION


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.down = nn.Sequential(nn.Conv2d(width, width, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        return torch.relu(self.bn1(self.conv1(x)) + self.down(x))


class ResNet(nn.Module):
    """Like torchvision's, and small."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(4)
        self.layer1 = nn.Sequential(Residual(4), Residual(4))
        self.fc = nn.Linear(4, 5)

    def forward(self, x):
        return self.fc(self.layer1(self.bn1(self.conv1(x))).mean((2, 3)))


class Mlp(nn.Module):
    """Tied weights, a buffer that is not saved, a parameter that is None, an extra state."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(6, 7, bias=False)
        self.hidden = nn.Sequential(nn.Linear(7, 7), nn.GELU(), nn.LayerNorm(7))
        self.head = nn.Linear(6, 7)
        self.head.weight = self.embed.weight
        self.register_buffer("seen", torch.arange(3))
        self.register_buffer("scratch", torch.zeros(2), persistent=False)
        self.register_parameter("nothing", None)

    def forward(self, x):
        return self.hidden(self.embed(x)) + self.head(x)

    def get_extra_state(self):
        return {"calls": 3}

    def set_extra_state(self, state):
        pass


def image(): return torch.randn(2, 3, 4, 4)
def row(): return torch.randn(2, 6)


def trained(model, optimizer, batch, scheduler=None):
    """Two real steps, so that every parameter has state."""
    for _ in range(2):
        def closure():
            optimizer.zero_grad()
            loss = model(batch).square().mean()
            loss.backward()
            return loss
        optimizer.step(closure)
        if scheduler:
            scheduler.step()
    return optimizer


def groups(model):
    """Biases and norms without decay, as everybody does it; a third group frozen into one tensor."""
    named = list(model.named_parameters())
    return [{"params": [p for _, p in named if p.dim() > 1], "weight_decay": 0.1, "lr": 0.01},
            {"params": [p for _, p in named if p.dim() == 1][:-1], "weight_decay": 0.0},
            {"params": [p for _, p in named if p.dim() == 1][-1:], "name": "last"}]


def optimizers():
    """By class name, the state dict of each optimizer of this PyTorch after two steps."""
    made = {}
    for name in ("SGD", "Adam", "AdamW", "NAdam", "RAdam", "Adamax", "Adagrad", "Adadelta",
                 "RMSprop", "Rprop", "ASGD", "LBFGS"):
        model = Mlp()
        options = {"lr": 0.01}
        if name in ("SGD", "RMSprop"):
            options["momentum"] = 0.9
        made[name] = trained(model, getattr(torch.optim, name)(model.parameters(), **options),
                             row()).state_dict()
    return made


def schedulers():
    """The state dicts of schedulers; OneCycleLR of 1.13 takes its whole optimizer along."""
    kinds = torch.optim.lr_scheduler
    makers = {"StepLR": lambda o: kinds.StepLR(o, 1), "MultiStepLR": lambda o: kinds.MultiStepLR(o, [1, 5]),
              "Cosine": lambda o: kinds.CosineAnnealingLR(o, 10),
              "Exponential": lambda o: kinds.ExponentialLR(o, 0.9),
              "Plateau": lambda o: kinds.ReduceLROnPlateau(o), "OneCycle": lambda o: kinds.OneCycleLR(o, 0.1, 9)}
    made = {}
    for name, maker in makers.items():
        model = Mlp()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
        scheduler = maker(optimizer)
        if name != "Plateau":
            trained(model, optimizer, row(), scheduler)
        made[name] = scheduler.state_dict()
    return made


def scaler():
    return {"scale": 65536.0, "growth_factor": 2.0, "backoff_factor": 0.5, "growth_interval": 2000,
            "_growth_tracker": 7}


def training():
    model = ResNet()
    optimizer = trained(model, torch.optim.AdamW(groups(model), lr=1e-3), image())
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 2)
    return {"epoch": 3, "model_state_dict": model.state_dict(), "loss": 0.25, "scaler": scaler(),
            "optimizer_state_dict": optimizer.state_dict(), "scheduler": scheduler.state_dict(),
            "rng": torch.get_rng_state(), "args": {"lr": 1e-3, "device": "cpu", "milestones": (2, 4)}}


def named_optimizer():
    """With the names in its groups, where PyTorch writes them (2.6 and later)."""
    model = ResNet()
    return trained(model, torch.optim.Adam(model.named_parameters()), image()).state_dict()


def files():
    """By file name: what is saved, and the options of torch.save."""
    torch.manual_seed(0)
    resnet, mlp = ResNet(), Mlp()
    trained(resnet, torch.optim.SGD(resnet.parameters(), lr=0.1), image())
    averaged = torch.optim.swa_utils.AveragedModel(mlp)
    averaged.update_parameters(mlp)
    made = {"resnet_state_dict": resnet.state_dict(), "mlp_state_dict": mlp.state_dict(),
            "resnet_whole": resnet, "mlp_whole": mlp, "sequential_whole": nn.Sequential(mlp, nn.ReLU()),
            "activation_whole": nn.ReLU(),
            "optimizers": optimizers(), "schedulers": schedulers(), "scaler": scaler(),
            "training": training(), "ema": averaged.state_dict(),
            "data_parallel": nn.DataParallel(mlp).state_dict(),
            "bundle": {"generator": resnet.state_dict(), "discriminator": mlp.state_dict()},
            "optimizer_object": trained(mlp, torch.optim.Adam(mlp.parameters()), row())}
    if VERSION >= (2, 6):
        made["named_optimizer"] = named_optimizer()
    return {f"{name}{suffix}.pth": (value, {"_use_new_zipfile_serialization": not suffix})
            for name, value in made.items() for suffix in ("", "_legacy")}
