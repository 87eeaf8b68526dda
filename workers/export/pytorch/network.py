"""The network of config.json, by torchvision or vit.py, and how a picture is prepared for it."""
import collections

import torch
import torchvision
from PIL import Image, ImageOps
from torchvision import transforms
from torchvision.models.resnet import BasicBlock, Bottleneck

# From the picture to the answer; what is frozen is always a prefix.
BLOCKS = {{BLOCKS}}
# The head, which is called as torchvision calls it.
HEAD = BLOCKS[-1]
# What belongs to which.
MODULES = {{MODULES}}


def block_of(name):
    """The block that a parameter or module belongs to, by its name; the head where it is of none, as what holds several."""
    parts = name.split('.')
    return MODULES.get('.'.join(parts[:2])) or MODULES.get(parts[0], HEAD)


class SqueezeExcite(torch.nn.Module):
    """Each channel weighed by what two layers make of all channels' averages; timm's names and sizes."""

    def __init__(self, channels):
        super().__init__()
        squeezed = max(8, (channels // 16 + 4) // 8 * 8)
        self.fc1, self.fc2 = torch.nn.Conv2d(channels, squeezed, 1), torch.nn.Conv2d(squeezed, channels, 1)

    def forward(self, x):
        return x * torch.sigmoid(self.fc2(torch.relu(self.fc1(x.mean((2, 3), keepdim=True)))))


def mean_max(x, dims):
    return x.mean(dims, keepdim=True), x.amax(dims, keepdim=True)


class ChannelAttention(torch.nn.Module):
    def __init__(self, channels):
        super().__init__()
        squeezed = max(4, channels // 16)
        self.fc1, self.fc2 = torch.nn.Conv2d(channels, squeezed, 1, bias=False), torch.nn.Conv2d(squeezed, channels, 1, bias=False)

    def forward(self, x):
        mean, most = (self.fc2(torch.relu(self.fc1(pooled))) for pooled in mean_max(x, (2, 3)))
        return x * torch.sigmoid(mean + most)


class SpatialAttention(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Sequential(collections.OrderedDict(conv=torch.nn.Conv2d(2, 1, 7, padding=3, bias=False), bn=torch.nn.BatchNorm2d(1)))

    def forward(self, x):
        return x * torch.sigmoid(self.conv(torch.cat(mean_max(x, 1), 1)))


class CBAM(torch.nn.Module):
    """Channels, then places weighed by what is seen of their means and maxima; timm's names and sizes."""

    def __init__(self, channels):
        super().__init__()
        self.channel, self.spatial = ChannelAttention(channels), SpatialAttention()

    def forward(self, x):
        return self.spatial(self.channel(x))


class AttentiveBasicBlock(BasicBlock):
    def forward(self, x):
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.se(self.bn2(self.conv2(out)))
        return self.relu(out + (x if self.downsample is None else self.downsample(x)))


class AttentiveBottleneck(Bottleneck):
    def forward(self, x):
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.se(self.bn3(self.conv3(out)))
        return self.relu(out + (x if self.downsample is None else self.downsample(x)))


class SameConv2d(torch.nn.Conv2d):
    """Zeros as TensorFlow's SAME lays them, by the picture's size: the odd one at the right and at the bottom; timm's Conv2dSame."""

    def forward(self, x):
        zeros = [max((-(-size // s) - 1) * s + k - size, 0) for size, k, s in zip(x.shape[2:], self.kernel_size, self.stride)]
        sides = [part for each in reversed(zeros) for part in (each // 2, each - each // 2)]
        return torch.nn.functional.conv2d(torch.nn.functional.pad(x, sides), self.weight, self.bias, self.stride, 0, self.dilation, self.groups)


def as_tensorflow(model):
    """Pads and normalises as TensorFlow's network of the same shapes."""
    for module in model.modules():
        if isinstance(module, torch.nn.Conv2d) and max(module.stride) > 1:
            module.__class__ = SameConv2d
        elif isinstance(module, torch.nn.BatchNorm2d):
            module.eps = 1e-3
    return model


ATTENTION = {'se': SqueezeExcite, 'cbam': CBAM}


def network(arch):
    """torchvision's; of a ResNet with the attention that stands before its name: `se_resnet18`; as TensorFlow pads it where `tf_` does. timm's, of a Vision Transformer."""
    if arch.startswith(('deit_', 'vit_')):
        from vit import vision_transformer
        return vision_transformer(arch)
    if arch.startswith('tf_'):
        return as_tensorflow(getattr(torchvision.models, arch[3:])())
    kind = next((name for name in ATTENTION if arch.startswith(f'{name}_')), None)
    if kind is None:
        return getattr(torchvision.models, arch)()
    model = getattr(torchvision.models, arch[len(kind) + 1:])()
    for block in [module for module in model.modules() if isinstance(module, (BasicBlock, Bottleneck))]:
        wide = isinstance(block, Bottleneck)
        block.se = ATTENTION[kind]((block.bn3 if wide else block.bn2).num_features)
        # torchvision makes the blocks itself; a class, unlike a hook, is copied with its block.
        block.__class__ = AttentiveBottleneck if wide else AttentiveBasicBlock
    return model


def build(project):
    """An untrained network of the project's shape; `load_state_dict` fills it."""
    model = network(project['arch'])
    width, classes = project['feature_width'], len(project['labels'])
    if project['head'] == 'article':
        head = torch.nn.Sequential(torch.nn.Linear(width, 256), torch.nn.ReLU(), torch.nn.Dropout(project['config']['dropout']), torch.nn.Linear(256, classes))
    else:
        head = torch.nn.Linear(width, classes)
    setattr(model, HEAD, head)
    return model


def opened(path, project):
    """A picture upright and in RGB; where one can see through it, it is laid on what the network learnt it on."""
    picture, ground = ImageOps.exif_transpose(Image.open(path)), project['preprocessing']['transparency']
    if ground != 'ignored' and ('A' in picture.getbands() or 'transparency' in picture.info):
        picture = picture.convert('RGBA')
        picture = Image.alpha_composite(Image.new('RGBA', picture.size, ground), picture)
    return picture.convert('RGB')


def evaluation_transform(project):
    """As the studio prepares a picture that it is asked about."""
    how = project['preprocessing']
    return transforms.Compose([transforms.Resize(how['resize_shorter_side']), transforms.CenterCrop(how['center_crop']), transforms.ToTensor(),
                               transforms.Normalize(how['mean'], how['std'])])
