"""Loads a .safetensors file into torchvision's network with strict=True and prints its logits.

Usage: torchvision_logits.py MODEL CLASSES WEIGHTS.safetensors INPUT.safetensors
"""
import json
import struct
import sys

import numpy
import torch
import torchvision

TYPES = {"F32": numpy.float32, "I64": numpy.int64}


def tensors(path):
    data = open(path, "rb").read()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    state = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        values = numpy.frombuffer(data[begin:end], TYPES[entry["dtype"]])
        state[name] = torch.from_numpy(values.reshape(entry["shape"]).copy())
    return state


model_name, classes, weights, images = sys.argv[1:]
model = getattr(torchvision.models, model_name)(weights=None, num_classes=int(classes))
state = tensors(weights)
assert list(state) == list(model.state_dict()), "other keys, or in another order"
model.load_state_dict(state, strict=True)
model.eval()
with torch.no_grad():
    for row in model(tensors(images)["images"]).tolist():
        print(" ".join(repr(value) for value in row))
