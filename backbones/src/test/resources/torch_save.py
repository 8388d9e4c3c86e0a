"""Saves one network in every way that torch.save has, and prints the logits of each.

Usage: torch_save.py MODEL CLASSES FOLDER INPUT.safetensors
"""
import json
import struct
import sys

import numpy
import torch
import torchvision

model_name, classes, folder, images = sys.argv[1:]
data = open(images, "rb").read()
(length,) = struct.unpack("<Q", data[:8])
shape = json.loads(data[8 : 8 + length])["images"]["shape"]
batch = torch.from_numpy(numpy.frombuffer(data[8 + length :], numpy.float32).reshape(shape).copy())

torch.manual_seed(1)
model = getattr(torchvision.models, model_name)(weights=None, num_classes=int(classes)).eval()
for name, dtype, zipped in [
    ("zip", torch.float32, True),
    ("legacy", torch.float32, False),
    ("half", torch.float16, True),
    ("bfloat16", torch.bfloat16, False),
]:
    rounded = model.to(dtype)
    torch.save(
        rounded.state_dict(),
        f"{folder}/{name}.pth",
        _use_new_zipfile_serialization=zipped,
    )
    with torch.no_grad():
        print(" ".join(repr(value) for value in model.to(torch.float32)(batch).flatten().tolist()))
