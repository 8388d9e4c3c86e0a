"""PyTorch's part of the comparison: torchvision's networks, and DINOv2 as its official code computes it.

Arguments: folder of the inputs, backbone, batch, image side, classes, threads. Each line on stdin is one
piece of work, answered by a line on stdout: measured AMOUNT WALL CPU PEAK VALUES...
"""
import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

DINO = {"dinov2_vits14": (384, 12), "dinov2_vitb14": (768, 12), "dinov2_vitl14": (1024, 24)}
HEAD = 64
GRID = 37
PATCH = 14


class Attention(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        n, tokens, width = x.shape
        q, k, v = self.qkv(x).reshape(n, tokens, 3, width // HEAD, HEAD).permute(2, 0, 3, 1, 4)
        shares = (q * HEAD**-0.5 @ k.transpose(-2, -1)).softmax(-1)
        return self.proj((shares @ v).transpose(1, 2).reshape(n, tokens, width))


class Scale(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return x * self.gamma


class Mlp(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.attn = Attention(width)
        self.ls1 = Scale(width)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp = Mlp(width)
        self.ls2 = Scale(width)

    def forward(self, x):
        x = x + self.ls1(self.attn(self.norm1(x)))
        return x + self.ls2(self.mlp(self.norm2(x)))


class Patches(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.proj = nn.Conv2d(3, width, PATCH, PATCH)

    def forward(self, x):
        return self.proj(x).flatten(2).transpose(1, 2)


class DinoV2(nn.Module):
    """Class token and mean patch token of the last block, and a linear layer on them."""

    def __init__(self, width, depth, classes):
        super().__init__()
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, 1 + GRID * GRID, width))
        self.mask_token = nn.Parameter(torch.zeros(1, width))
        self.patch_embed = Patches(width)
        self.blocks = nn.ModuleList([Block(width) for _ in range(depth)])
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.linear_head = nn.Linear(2 * width, classes)

    def positions(self, rows, columns):
        width = self.pos_embed.shape[-1]
        grid = self.pos_embed[:, 1:].reshape(1, GRID, GRID, width).permute(0, 3, 1, 2)
        scale = ((rows + 0.1) / GRID, (columns + 0.1) / GRID)
        grid = F.interpolate(grid, scale_factor=scale, mode="bicubic")
        return torch.cat((self.pos_embed[:, :1], grid.permute(0, 2, 3, 1).reshape(1, -1, width)), 1)

    def forward(self, x):
        rows, columns = x.shape[2] // PATCH, x.shape[3] // PATCH
        x = torch.cat((self.cls_token.expand(len(x), -1, -1), self.patch_embed(x)), 1)
        x = x + self.positions(rows, columns)
        for block in self.blocks:
            x = block(x)
        x = self.norm(x)
        return self.linear_head(torch.cat((x[:, 0], x[:, 1:].mean(1)), 1))


def network(name, classes):
    if name in DINO:
        return DinoV2(*DINO[name], classes)
    import torchvision

    return getattr(torchvision.models, name)(num_classes=classes)


def state(path):
    """The tensors of a .safetensors file, which this torch may be too old to have a package for."""
    types = {"F32": torch.float32, "I64": torch.int64}
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        start = file.tell()
        tensors = {}
        for key, entry in header.items():
            if key != "__metadata__":
                first, last = entry["data_offsets"]
                file.seek(start + first)
                values = torch.frombuffer(bytearray(file.read(last - first)), dtype=types[entry["dtype"]])
                tensors[key] = values.reshape(entry["shape"])
    return tensors


def peak():
    with open("/proc/self/status") as status:
        return next(1024 * int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def main():
    folder, name = sys.argv[1:3]
    batch, side, classes, threads = map(int, sys.argv[3:7])
    torch.set_num_threads(threads)
    net = network(name, classes)
    net.load_state_dict(state(folder + "/weights.safetensors"), strict=True)
    with open(folder + "/images.f32", "rb") as file:
        images = torch.frombuffer(bytearray(file.read()), dtype=torch.float32).reshape(batch, 3, side, side)
    labels = torch.arange(batch) % classes
    head = list(list(net.children())[-1].parameters())
    head_optimizer = torch.optim.Adam(head, lr=1e-4)
    drops = any(isinstance(module, nn.Dropout) and module.p > 0 for module in net.modules())
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-4)

    def infer():
        net.eval()
        with torch.inference_mode():
            return net(images).flatten().tolist()

    def frozen():
        """The original study's way: the whole network in every step, gradients of the head alone."""
        net.train()
        for parameter in net.parameters():
            parameter.requires_grad_(False)
        for parameter in head:
            parameter.requires_grad_(True)
        loss = F.cross_entropy(net(images), labels)
        head_optimizer.zero_grad()
        loss.backward()
        head_optimizer.step()
        return []

    def train():
        net.train()
        optimizer.zero_grad()
        loss = F.cross_entropy(net(images), labels)
        loss.backward()
        optimizer.step()
        # What is dropped is drawn differently, so such a loss says nothing about the other's.
        return [] if drops else [loss.item()]

    works = {"infer": infer, "train": train, "frozen": frozen}
    for line in sys.stdin:
        work, steps = line.split()
        values = []
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(int(steps)):
            values += works[work]()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print("measured", int(steps) * batch, wall, cpu, peak(), *values, flush=True)


main()
