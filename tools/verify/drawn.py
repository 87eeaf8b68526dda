"""Draws a network of torchvision's, or one that timm alone has, whose answers about given pictures differ, for who wants to try its files without training it:

    ls PICTURES/* | /usr/bin/python3 tools/verify/drawn.py NAME SIZE OUT.safetensors    (Debian: python3-torch, python3-torchvision)

Weights are the library's initial ones, but that a Vision Transformer's attention is made to tell tokens apart (it hardly does untrained); BatchNorm's statistics are those of the pictures, and the head of two classes looks along the direction in which their
features differ most. Nothing is downloaded. OUT says of itself what the studio's own files do, so that the studio takes it head and all.
"""
import json
import math
import os
import sys

import torch
import torchvision
from PIL import Image, ImageOps
from torchvision import transforms

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../workers/export/pytorch'))
from safetensors_io import save

name, size, out = sys.argv[1], int(sys.argv[2]), sys.argv[3]
MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
# Of the two logits' difference over the pictures: probabilities from near 0 to near 1.
SPREAD = 2
# timm draws a Vision Transformer's matrices with a deviation of 0.02; trained ones have several times that.
SHARPER = 3

torch.manual_seed(7)
if hasattr(torchvision.models, name):
    model = getattr(torchvision.models, name)()
else:
    import timm
    model = timm.create_model(name, dynamic_img_size=True)
    for key, value in model.named_parameters():
        if key.endswith('.weight') and key.startswith('blocks.') and value.dim() == 2:
            value.data.mul_(SHARPER)
short = math.floor(size * 256 / 224 + 0.5)
prepare = transforms.Compose([transforms.Resize(short), transforms.CenterCrop(size), transforms.ToTensor(), transforms.Normalize(MEAN, STD)])
pictures = torch.stack([prepare(ImageOps.exif_transpose(Image.open(path.strip())).convert('RGB')) for path in sys.stdin])

head = next(one for one in ('fc', 'classifier', 'head') if hasattr(model, one))
setattr(model, head, torch.nn.Identity())
# Dropout and dropped paths stay as in evaluation.
model.eval()
for module in model.modules():
    if isinstance(module, torch.nn.BatchNorm2d):
        module.train()
        module.momentum = None
with torch.no_grad():
    for _ in range(2):
        for batch in pictures.split(25):
            model(batch)
    model.eval()
    features = torch.cat([model(batch) for batch in pictures.split(25)])
    middle = features.mean(0)
    direction = torch.pca_lowrank(features - middle, q=1, center=False)[2][:, 0]
    direction = direction * SPREAD / ((features - middle) @ direction).std()
    linear = torch.nn.Linear(len(direction), 2)
    linear.weight.copy_(torch.stack([direction, -direction]) / 2)
    linear.bias.copy_(-linear.weight @ middle)
setattr(model, head, linear)
preprocessing = {'transparency': 'white', 'resize_shorter_side': short, 'center_crop': size, 'mean': MEAN, 'std': STD}
about = {'producer': 'Trainyard', 'arch': name, 'labels': json.dumps(['cat', 'dog']), 'image_size': str(size), 'preprocessing': json.dumps(preprocessing)}
save(out, {key: value for key, value in model.state_dict().items() if value.dtype == torch.float32}, about)
