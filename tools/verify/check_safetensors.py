"""Checks an exported safetensors file with torchvision and PIL, doing its own preprocessing:

    /usr/bin/python3 tools/verify/check_safetensors.py OUT PICTURES [--tolerance 0.001] [--limit 100]    (Debian: python3-torch, python3-torchvision)

OUT holds model.safetensors and predictions.json (`npm run train`). The weights are loaded into torchvision's own network with the head replaced,
strictly. With python3-onnx installed, onnx.checker looks at OUT/model.onnx too. Ends with exit code 1 where a probability differs by more.
"""
import argparse
import json
import os
import sys

import torch
from PIL import Image, ImageOps
from torchvision import transforms

from judged import judged, studio
from torchvision_network import network

try:
    from safetensors.torch import load_file
    from safetensors import safe_open

    def load(path):
        with safe_open(path, 'pt') as file:
            return load_file(path), file.metadata()
except ImportError:
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../workers/export/pytorch'))
    from safetensors_io import load

parser = argparse.ArgumentParser()
parser.add_argument('out')
parser.add_argument('pictures')
parser.add_argument('--tolerance', type=float, default=1e-3)
parser.add_argument('--limit', type=int, default=100)
args = parser.parse_args()

state, metadata = load(os.path.join(args.out, 'model.safetensors'))
labels, prep = json.loads(metadata['labels']), json.loads(metadata['preprocessing'])
model = network(metadata['arch'], state, len(labels))
prepare = transforms.Compose([transforms.Resize(prep['resize_shorter_side']), transforms.CenterCrop(prep['center_crop']), transforms.ToTensor(),
                              transforms.Normalize(prep['mean'], prep['std'])])
who, ok = 'model.safetensors, torchvision', True


def answer(record):
    picture = ImageOps.exif_transpose(Image.open(record['file'])).convert('RGB')
    return torch.softmax(model(prepare(picture)[None]), 1)[0].tolist()


if model:
    predictions = studio(args.out, args.pictures, args.limit)
    with torch.no_grad():
        ok = judged(who, map(answer, predictions), predictions, args.tolerance)
else:
    print(f'{who}: not asked: it has no {metadata["arch"]}', flush=True)

for name in ('model.onnx', 'model.f16.onnx'):
    path = os.path.join(args.out, name)
    try:
        import onnx
    except ImportError:
        print('python3-onnx is not installed: onnx.checker was not asked')
        break
    if os.path.exists(path):
        onnx.checker.check_model(onnx.load(path), full_check=True)
        print(f'{name}: onnx.checker {onnx.__version__} finds nothing wrong')
sys.exit(0 if ok else 1)
