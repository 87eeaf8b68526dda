# pip install timm        python hub_predict.py huggingface-model picture.jpg        from the hub: hf-hub:NAME/MODEL instead of the folder
import re
import sys

import timm
import torch
from PIL import Image, ImageOps

name = sys.argv[1] if ':' in sys.argv[1] else f'local-dir:{sys.argv[1]}'
model = timm.create_model(name, pretrained=True).eval()
prepare = timm.data.create_transform(**timm.data.resolve_model_data_config(model), is_training=False)
picture = ImageOps.exif_transpose(Image.open(sys.argv[2])).convert('RGB')
with torch.no_grad():
    probabilities = model(prepare(picture)[None]).softmax(1)[0]
for label, value in zip(model.pretrained_cfg['label_names'], probabilities.tolist()):
    # Line breaks, terminal escapes and turned writing in a name are shown as a space.
    label = re.sub('[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+', ' ', label)
    print(f'{label}\t{value:.6f}')
