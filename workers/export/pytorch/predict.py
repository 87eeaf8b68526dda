"""Says what is on pictures:  python predict.py PICTURE... [--weights model.safetensors]   (one line a picture: path, class, probabilities)"""
import argparse
import json
import os
import re

import torch

from network import build, evaluation_transform, opened
from safetensors_io import load

HERE = os.path.dirname(os.path.abspath(__file__))

def plain(label):
    """A class name without line breaks, terminal escapes and marks that turn the direction of writing."""
    return re.sub('[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+', ' ', label)


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('pictures', nargs='+')
    parser.add_argument('--weights', default=os.path.join(HERE, 'model.safetensors'))
    args = parser.parse_args()
    with open(os.path.join(HERE, 'config.json'), encoding='utf-8') as file:
        project = json.load(file)
    model = build(project)
    model.load_state_dict(load(args.weights)[0])
    model.eval()
    prepare = evaluation_transform(project)
    with torch.no_grad():
        for path in args.pictures:
            picture = opened(path, project)
            p = torch.softmax(model(prepare(picture)[None])[0], 0)
            labels = [plain(label) for label in project['labels']]
            print(path, labels[int(p.argmax())], *(f'{name}={value:.6f}' for name, value in zip(labels, p.tolist())), sep='\t')
