"""Says what is on pictures:  python predict.py PICTURE|FOLDER... [--weights model.safetensors]   (one line a picture: path, class, probabilities)"""
import argparse
import base64
import json
import os
import re

import torch

from network import HEAD, build, evaluation_transform, opened
from safetensors_io import load

HERE = os.path.dirname(os.path.abspath(__file__))

def plain(label):
    """A class name without line breaks, terminal escapes and marks that turn the direction of writing."""
    return re.sub('[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+', ' ', label)


def found(named):
    """The pictures that were named, folders as those in and below them; numbers in names count as numbers."""
    order = lambda path: [(0, int(part), '') if part.isdigit() else (1, 0, part.lower()) for part in re.split(r'(\d+)', path)]
    for path in named:
        below = [os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names if re.search(r'\.(jpe?g|jfif|png|webp|gif|avif|tiff?|bmp)$', name, re.I)]
        yield from sorted(below, key=order) if os.path.isdir(path) else [path]


def none_of_these(none_of, pooled):
    """'probably none of these' where the largest cosine of the pooled features and a prototype is below the threshold; else nothing."""
    if none_of is None:
        return []
    prototypes = torch.frombuffer(bytearray(base64.b64decode(none_of['prototypes_f32_base64'])), dtype=torch.float32).reshape(-1, none_of['width'])
    similarity = (pooled / pooled.norm().clamp(min=1e-6) @ prototypes.T).max().item()
    return ['probably none of these'] if similarity < none_of['threshold'] else []


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('pictures', nargs='+')
    parser.add_argument('--weights', default=os.path.join(HERE, 'model.safetensors'))
    args = parser.parse_args()
    with open(os.path.join(HERE, 'config.json'), encoding='utf-8') as file:
        project = json.load(file)
    model = build(project)
    weights, about = load(args.weights)
    model.load_state_dict(weights)
    model.eval()
    prepare = evaluation_transform(project)
    calibration, none_of = (json.loads(about.get(key, 'null')) for key in ('calibration', 'none_of_these'))
    temperature = calibration['temperature'] if calibration and not calibration['folded_into_last_layer'] else 1
    pooled = []
    getattr(model, HEAD).register_forward_pre_hook(lambda _, seen: pooled.append(seen[0]))
    with torch.no_grad():
        for path in found(args.pictures):
            picture = opened(path, project)
            pooled.clear()
            p = torch.softmax(model(prepare(picture)[None])[0] / temperature, 0)
            labels = [plain(label) for label in project['labels']]
            print(path, labels[int(p.argmax())], *(f'{name}={value:.6f}' for name, value in zip(labels, p.tolist())), *none_of_these(none_of, pooled[0]), sep='\t')
