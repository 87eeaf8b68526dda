# pip install torch torchvision safetensors        python safetensors_predict.py model.safetensors picture.jpg
import base64
import json
import re
import sys

import torch
import torchvision
from PIL import Image, ImageOps
from safetensors import safe_open
from safetensors.torch import load_file
from torchvision import transforms

state = load_file(sys.argv[1])
with safe_open(sys.argv[1], 'pt') as file:
    about = file.metadata()
labels, how = json.loads(about['labels']), json.loads(about['preprocessing'])


class SameConv2d(torch.nn.Conv2d):
    # Zeros as TensorFlow's SAME lays them: the odd one at the right and at the bottom.
    def forward(self, x):
        zeros = [max((-(-size // s) - 1) * s + k - size, 0) for size, k, s in zip(x.shape[2:], self.kernel_size, self.stride)]
        sides = [part for each in reversed(zeros) for part in (each // 2, each - each // 2)]
        return torch.nn.functional.conv2d(torch.nn.functional.pad(x, sides), self.weight, self.bias, self.stride, 0, self.dilation, self.groups)


attention, _, plain = about['arch'].partition('_')
if attention in ('se', 'cbam'):
    import timm  # pip install timm
    model = timm.create_model(plain, block_args={'attn_layer': attention})
elif attention in ('deit', 'vit'):
    import timm  # pip install timm
    model = timm.create_model(about['arch'], dynamic_img_size=True)
elif attention == 'tf':
    model = getattr(torchvision.models, plain)()
    for module in model.modules():
        if isinstance(module, torch.nn.Conv2d) and max(module.stride) > 1:
            module.__class__ = SameConv2d
        elif isinstance(module, torch.nn.BatchNorm2d):
            module.eps = 1e-3
else:
    model = getattr(torchvision.models, about['arch'])()
name = next(name for name in ('fc', 'head', 'classifier') if f'{name}.weight' in state or f'{name}.3.weight' in state)
if f'{name}.3.weight' in state:
    width = state[f'{name}.0.weight'].shape[1]
    head = torch.nn.Sequential(torch.nn.Linear(width, 256), torch.nn.ReLU(), torch.nn.Dropout(0.5), torch.nn.Linear(256, len(labels)))
else:
    head = torch.nn.Linear(state[f'{name}.weight'].shape[1], len(labels))
setattr(model, name, head)
model.load_state_dict(state)
model.eval()

prepare = transforms.Compose([transforms.Resize(how['resize_shorter_side']), transforms.CenterCrop(how['center_crop']), transforms.ToTensor(),
                              transforms.Normalize(how['mean'], how['std'])])
picture = ImageOps.exif_transpose(Image.open(sys.argv[2]))
if how['transparency'] != 'ignored' and ('A' in picture.getbands() or 'transparency' in picture.info):
    picture = picture.convert('RGBA')
    picture = Image.alpha_composite(Image.new('RGBA', picture.size, how['transparency']), picture)
picture = picture.convert('RGB')
pooled = []
getattr(model, name).register_forward_pre_hook(lambda _, seen: pooled.append(seen[0]))
with torch.no_grad():
    p = torch.softmax(model(prepare(picture)[None])[0], 0)
for label, value in zip(labels, p.tolist()):
    # Line breaks, terminal escapes and turned writing in a name are shown as a space.
    label = re.sub('[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+', ' ', label)
    print(f'{label}\t{value:.6f}')
none_of = json.loads(about.get('none_of_these', 'null'))
if none_of:
    prototypes = torch.frombuffer(bytearray(base64.b64decode(none_of['prototypes_f32_base64'])), dtype=torch.float32).reshape(-1, none_of['width'])
    similarity = (pooled[0] / pooled[0].norm().clamp(min=1e-6) @ prototypes.T).max().item()
    if similarity < none_of['threshold']:
        print(f'probably none of these\t{similarity:.6f}')
