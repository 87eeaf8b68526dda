"""Loads an unpacked Hugging Face model folder by the ecosystem's own libraries and compares what they say of pictures with the studio:

    python tools/verify/check_hub.py FOLDER OUT PICTURES [--tolerance 0.001] [--limit 100]

FOLDER is the folder in huggingface.zip, OUT holds predictions.json (`npm run train`). It needs torch, torchvision and safetensors. Asked are torchvision (by
config.json alone; of a head of two layers, which neither of the others has, by torchvision.safetensors), timm, transformers (as its pipeline loads it) and
onnx.checker, each where it is installed: `pip install timm transformers onnx` into a virtual environment has all of them. What a library has no such network
for is said. Ends with exit code 1 where a probability differs by more, or a library that should load it does not.
"""
import argparse
import importlib.util
import json
import os
import sys

import torch
import torchvision
from PIL import Image, ImageChops, ImageOps
from safetensors import safe_open
from safetensors.torch import load_file
from torchvision import transforms

from judged import judged, studio
from torchvision_network import network

parser = argparse.ArgumentParser()
parser.add_argument('folder')
parser.add_argument('out')
parser.add_argument('pictures')
parser.add_argument('--tolerance', type=float, default=1e-3)
parser.add_argument('--limit', type=int, default=100)
args = parser.parse_args()
with open(os.path.join(args.folder, 'config.json')) as file:
    config = json.load(file)
labels = [config['id2label'][str(i)] for i in range(len(config['id2label']))]
has = lambda name: importlib.util.find_spec(name) is not None

predictions = studio(args.out, args.pictures, args.limit)
failed = False


def judge(who, answer, prepare=lambda picture: picture, must=True):
    """`answer` gives the probabilities of one PIL picture, in the order of `labels`; `must`: whether a larger difference is a failure, or only told."""
    global failed
    pictures = (ImageOps.exif_transpose(Image.open(record['file'])).convert('RGB') for record in predictions)
    with torch.no_grad():
        is_well = judged(who, (answer(prepare(picture)).tolist() for picture in pictures), predictions, args.tolerance, must)
    failed = failed or not is_well


if 'architecture' in config:
    about = config['pretrained_cfg']
    size = about['input_size'][1]
    who = 'torchvision ' + torchvision.__version__ + ' by config.json'
    # `model_args` are timm's: of attention, which torchvision's networks have not.
    if hasattr(torchvision.models, config['architecture']) and 'model_args' not in config:
        plain = getattr(torchvision.models, config['architecture'])(num_classes=config['num_classes'])
        plain.load_state_dict(load_file(os.path.join(args.folder, 'model.safetensors')))
        plain.eval()
        by_words = transforms.Compose([transforms.Resize(int(size / about['crop_pct'])), transforms.CenterCrop(size), transforms.ToTensor(),
                                       transforms.Normalize(about['mean'], about['std'])])
        judge(who, lambda picture: plain(by_words(picture)[None]).softmax(1)[0])
    else:
        print(f'{who}: not asked: it has no such {config["architecture"]}', flush=True)
    if has('timm'):
        import timm

        model = timm.create_model('local-dir:' + args.folder, pretrained=True).eval()
        prepare = timm.data.create_transform(**timm.data.resolve_model_data_config(model), is_training=False)
        if model.pretrained_cfg['label_names'] != labels:
            sys.exit('timm has other labels')
        judge('timm ' + timm.__version__, lambda picture: model(prepare(picture)[None]).softmax(1)[0])
else:
    # Neither library has a class for it: torchvision's own, by the names that are in the file.
    with safe_open(os.path.join(args.folder, 'torchvision.safetensors'), 'pt') as file:
        about = file.metadata()
    how, state = json.loads(about['preprocessing']), load_file(os.path.join(args.folder, 'torchvision.safetensors'))
    who = 'torchvision ' + torchvision.__version__ + ' by torchvision.safetensors'
    plain = network(about['arch'], state, len(labels))
    if plain:
        by_words = transforms.Compose([transforms.Resize(how['resize_shorter_side']), transforms.CenterCrop(how['center_crop']), transforms.ToTensor(),
                                       transforms.Normalize(how['mean'], how['std'])])
        judge(who, lambda picture: plain(by_words(picture)[None]).softmax(1)[0])
    else:
        print(f'{who}: not asked: it has no {about["arch"]}', flush=True)
if has('transformers'):
    import transformers

    try:
        ask = transformers.pipeline('image-classification', args.folder, top_k=len(labels))
    except (OSError, ValueError, KeyError) as error:
        print(f'transformers {transformers.__version__} does not load it: {str(error).splitlines()[0]}')
        failed = failed or 'architecture' in config
    else:
        def by_pipeline(picture):
            found = {one['label']: one['score'] for one in ask(picture)}
            return torch.tensor([found[label] for label in labels])

        with open(os.path.join(args.folder, 'preprocessor_config.json')) as file:
            how = json.load(file)
        crop = how['crop_size']['width']

        def moved(picture):
            """Resized, and moved by a pixel where transformers takes the other half of an odd margin: its sides stay, so that nothing is resized again."""
            small = transforms.Resize(how['size']['shortest_edge'])(picture)
            right, down = (round((side - crop) / 2) - (side - crop) // 2 for side in small.size)
            return ImageChops.offset(small, -right, -down)

        judge('transformers ' + transformers.__version__, by_pipeline, moved)
        judge('transformers, which cuts odd margins one pixel beside', by_pipeline, must=False)
if has('onnx'):
    import onnx

    onnx.checker.check_model(onnx.load(os.path.join(args.folder, 'onnx', 'model.onnx')), full_check=True)
    print(f'onnx/model.onnx: onnx.checker {onnx.__version__} finds nothing wrong')
sys.exit(1 if failed else 0)
