"""The network of config.json, by torchvision, and how a picture is prepared for it."""
import torch
import torchvision
from PIL import Image, ImageOps
from torchvision import transforms

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


def build(project):
    """An untrained network of the project's shape; `load_state_dict` fills it."""
    model = getattr(torchvision.models, project['arch'])()
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
