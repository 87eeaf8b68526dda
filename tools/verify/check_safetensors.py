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
import torchvision
from PIL import Image, ImageOps
from torchvision import transforms

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
model = getattr(torchvision.models, metadata['arch'])()
head = 'fc' if hasattr(model, 'fc') else 'classifier'
if f'{head}.3.weight' in state:
    width = state[f'{head}.0.weight'].shape[1]
    last = torch.nn.Sequential(torch.nn.Linear(width, 256), torch.nn.ReLU(), torch.nn.Dropout(0.5), torch.nn.Linear(256, len(labels)))
else:
    last = torch.nn.Linear(state[f'{head}.weight'].shape[1], len(labels))
setattr(model, head, last)
# Counts of batches are torch's alone, and evaluation does not read them.
lacking = model.load_state_dict(state, strict=False)
assert not lacking.unexpected_keys and all(key.endswith('num_batches_tracked') for key in lacking.missing_keys), lacking
model.eval()
prepare = transforms.Compose([transforms.Resize(prep['resize_shorter_side']), transforms.CenterCrop(prep['center_crop']), transforms.ToTensor(),
                              transforms.Normalize(prep['mean'], prep['std'])])


def place(path):
    for candidate in (os.path.join(args.pictures, path), os.path.join(os.path.dirname(args.pictures.rstrip('/')), path),
                      os.path.join(args.pictures, os.path.basename(path))):
        if os.path.exists(candidate):
            return candidate
    sys.exit(f'{path} is not under {args.pictures}')


with open(os.path.join(args.out, 'predictions.json')) as file:
    predictions = json.load(file)[:args.limit]
if not predictions:
    sys.exit('predictions.json holds no predictions')
worst, worst_path = 0.0, ''
with torch.no_grad():
    for record in predictions:
        picture = ImageOps.exif_transpose(Image.open(place(record['path']))).convert('RGB')
        logits = model(prepare(picture)[None])
        difference = (torch.softmax(logits, 1)[0] - torch.tensor(record['probabilities'])).abs().max().item()
        if not difference < worst:
            worst, worst_path = difference, record['path']
ok = worst <= args.tolerance
print(f'model.safetensors, torchvision: {len(predictions)} pictures, largest difference {worst:.2e} ({worst_path}): {"ok" if ok else "TOO LARGE"}')

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
