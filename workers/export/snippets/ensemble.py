# pip install onnxruntime pillow numpy        python ensemble.py ensemble.onnx picture.jpg
import json
import re
import sys

import numpy as np
import onnxruntime
from PIL import Image, ImageOps


def prepared(picture, how):
    if how['transparency'] != 'ignored' and ('A' in picture.getbands() or 'transparency' in picture.info):
        picture = picture.convert('RGBA')
        picture = Image.alpha_composite(Image.new('RGBA', picture.size, how['transparency']), picture)
    picture = picture.convert('RGB')
    short, crop, (w, h) = how['resize_shorter_side'], how['center_crop'], picture.size
    w, h = (short, int(short * h / w)) if w <= h else (int(short * w / h), short)
    left, top = round((w - crop) / 2), round((h - crop) / 2)
    picture = picture.resize((w, h), Image.BILINEAR).crop((left, top, left + crop, top + crop))
    x = (np.asarray(picture, np.float32) / 255 - np.float32(how['mean'])) / np.float32(how['std'])
    return x.transpose(2, 0, 1)[None].astype(np.float32)


session = onnxruntime.InferenceSession(sys.argv[1], providers=['CPUExecutionProvider'])
about = session.get_modelmeta().custom_metadata_map
picture = ImageOps.exif_transpose(Image.open(sys.argv[2]))
inputs = {name: prepared(picture, how) for name, how in json.loads(about['inputs']).items()}
none_of = json.loads(about.get('none_of_these', 'null'))
p, *similarity = session.run(['probabilities'] + ['similarity'] * (none_of is not None), inputs)
for label, value in zip(json.loads(about['labels']), p[0]):
    # Line breaks, terminal escapes and turned writing in a name are shown as a space.
    label = re.sub('[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+', ' ', label)
    print(f'{label}\t{value:.6f}')
if none_of and similarity[0][0] < none_of['threshold']:
    print(f'probably none of these\t{similarity[0][0]:.6f}')
