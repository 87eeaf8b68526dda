"""Continues this very run with PyTorch, on one process or many:

    python train.py --data PICTURES --epochs 5
    torchrun --nproc_per_node 2 train.py --data PICTURES --epochs 5

PICTURES is the folder that was opened in the studio (of a zip: the folder it is unpacked into; of several: the folder in which they lie side
by side); default: `pictures` beside this file. Weights, optimizer state, recipe and split come from the
files beside this one; the result goes to `out`, from where `--start out` continues again. GPUs are used where there are any (nccl), otherwise CPUs (gloo).

A run that was ended from outside (SIGTERM) has saved where it stands; the same command with `--resume` goes on there and comes to what it would have come to: every draw
is a function of seed, epoch and place, on as many processes as before.
"""
import argparse
import atexit
import contextlib
import copy
import csv
import functools
import json
import math
import multiprocessing
import os
import re
import signal
import sys
import time
import unicodedata

import torch
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel
from torchvision import transforms

from network import BLOCKS, block_of, build, evaluation_transform, opened
from safetensors_io import load, save
from shards import SPLITS, of_folder, read, read_index, write_all

HERE = os.path.dirname(os.path.abspath(__file__))


def text_of(cell):
    """A cell's text: one that a spreadsheet would run as a formula has a ' in front, and so has one that begins with '."""
    return cell[1:] if cell.startswith("'") else cell


def rows_of(path, project):
    """Lines of a table with path, label (a name) and split (train where it says none), each with its class index; splits as folders of them are called, or test."""
    index = {label: i for i, label in enumerate(project['labels'])}
    with open(path, newline='', encoding='utf-8') as file:
        rows = [{key: text_of(cell) for key, cell in row.items()} for row in csv.DictReader(file)]
    stray = next((row['label'] for row in rows if row['label'] not in index), None)
    if stray is not None:
        sys.exit(f'"{stray}" in {path} is none of the classes of config.json: {", ".join(project["labels"][:20])}')
    splits = {**SPLITS, 'test': 'test', '': 'train'}
    named = [(row.get('split') or '').strip().lower() for row in rows]
    stray = next((split for split in named if split not in splits), None)
    if stray is not None:
        sys.exit(f'"{stray}" in {path} is no split: write train, val (or valid, validation) or test in the column "split".')
    return [{'path': row['path'], 'split': splits[split], 'index': index[row['label']]} for row, split in zip(rows, named)]


def where_are(places, wanted):
    """Where pictures lie, looked for in one place after another; ends the program where some are in none."""
    missing = None
    for place in places:
        paths = find(place, wanted)
        lost = [path for path, found in zip(wanted, paths) if found is None]
        if not lost:
            return paths
        if missing is None or len(lost) < len(missing):
            missing = lost
    sys.exit(f'{len(missing)} of {len(wanted)} pictures are not there, for one {missing[0]}, looked for in {", ".join(places)}. Give with --data the folder '
             'that was opened in the studio (of a zip: the folder it is unpacked into; of several: the folder in which they lie side by side).')


class Pictures(torch.utils.data.Dataset):
    """Pictures of one split with their class indices; asked for by number, or by number and the seed of what is drawn for them."""

    def __init__(self, sources, labels, project, transform):
        """`sources` are what `open_source` opens."""
        self.sources, self.labels, self.project, self.transform = sources, labels, project, transform

    def __len__(self):
        return len(self.sources)

    def __getitem__(self, item):
        i, seed = item if isinstance(item, tuple) else (item, None)
        picture = opened(open_source(self.sources[i]), self.project)
        if seed is None:
            return self.transform(picture), self.labels[i]
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            return self.transform(picture), self.labels[i]


def open_source(source):
    """A path as it is; of a shard's path, offset and bytes the picture there."""
    return read(*source) if isinstance(source, tuple) else source


def pictures_of(args, project):
    """Pictures for training and validation: of shards where some are given, else by split.csv."""
    if args.shards:
        splits = {}
        for split in ('train', 'val'):
            paths, entries = read_index(args.shards, split)
            splits[split] = ([(paths[shard], offset, size) for shard, offset, size, _ in entries], [label for *_, label in entries])
        return splits
    rows = rows_of(os.path.join(HERE, 'split.csv'), project)
    of = {split: [row for row in rows if row['split'] == split] for split in ('train', 'val')}
    places = places_of(args.data, project['pictures_root'])
    return {split: (where_are(places, [row['path'] for row in own]), [row['index'] for row in own]) for split, own in of.items()}


# What names in zips are written in that do not say it, and what programs take them for that unpack them.
CODE_PAGES = ('gb18030', 'big5', 'cp932', 'cp949', 'cp866', 'cp1251', 'cp737', 'cp1253', 'cp437', 'cp850', 'cp1252')
UNPACKED_AS = ('cp437', 'cp850', 'latin-1', 'cp1252')


def nfc(path):
    return unicodedata.normalize('NFC', path)


def guesses(path):
    """What the studio may call a file of a zip whose names were unpacked in another encoding than they are in."""
    try:
        path.encode('utf-8')
        raws = [raw for raw in (encoded(path, page) for page in UNPACKED_AS) if raw]
    except UnicodeEncodeError:
        raws = [os.fsencode(path)]  # its bytes are no UTF-8, and stand there as they were
    return {nfc(text) for raw in raws for text in (decoded(raw, page) for page in CODE_PAGES) if text}


def encoded(text, page):
    try:
        return text.encode(page)
    except UnicodeEncodeError:
        return None


def decoded(raw, page):
    try:
        return raw.decode(page)
    except UnicodeDecodeError:
        return None


@functools.lru_cache(maxsize=None)
def listing(place, folder):
    """The names in a folder: one question for all its pictures, where a million of them would be asked for one by one."""
    try:
        return frozenset(os.listdir(os.path.join(place, folder)))
    except OSError:
        return frozenset()


def find(place, wanted):
    """Where pictures lie below a folder, by the studio's paths; None for those that are not there.

    The studio has names composed (NFC), which disks may have decomposed; it numbers a second file of one path, `1.jpg (2)`; and it reads names of zips that do
    not say their encoding, which programs that unpack them may take for something else.
    """
    found = [os.path.join(place, path) if name in listing(place, folder) else None for path, (folder, name) in ((path, os.path.split(path)) for path in wanted)]
    if None not in found or not os.path.isdir(place):
        return found
    real = sorted(os.path.relpath(os.path.join(folder, name), place).replace(os.sep, '/') for folder, _, names in os.walk(place) for name in names)
    named, guessed = {}, {}
    # Those that are written as the studio writes them are the first of their name.
    for path in sorted(real, key=lambda path: path != nfc(path)):
        named.setdefault(nfc(path), []).append(path)
    for path in real:
        for guess in guesses(path) if not path.isascii() else ():
            guessed.setdefault(guess, []).append(path)

    def lookup(path):
        numbered = re.fullmatch(r'(.*) \((\d+)\)', path, re.DOTALL)
        first, n = (numbered[1], int(numbered[2])) if numbered else (path, 1)
        for known in (named, guessed):
            if path in known:
                return known[path][0]
            # As the studio counts files of one path.
            if len(known.get(first, ())) >= n:
                return known[first][n - 1]
        # As Windows and 7-Zip call the second of two.
        stem, extension = os.path.splitext(first)
        return next((known[other][0] for other in (f'{stem} ({n}){extension}', f'{stem}_{n - 1}{extension}') for known in (named, guessed) if n > 1 and other in known), None)

    places = [lookup(nfc(path)) for path in wanted]
    return [known or (path and os.path.join(place, path)) for known, path in zip(found, places)]


def inside(folder, name):
    """The folder of that name in another, however its accents are written."""
    same = [entry for entry in (os.listdir(folder) if os.path.isdir(folder) else ()) if nfc(entry) == nfc(name)]
    return os.path.join(folder, same[0] if same else name)


def places_of(data, root):
    """Where the paths of split.csv may begin: in PICTURES, in the opened folder inside it, or beside it."""
    data = os.path.abspath(data)
    return list(dict.fromkeys([data, inside(data, root) if root else data, os.path.dirname(data)]))


def shard(args, project):
    """Writes pictures as WebDataset shards: of class folders, or of a table (split.csv where none is named)."""
    if args.folder:
        found = of_folder(args.folder, project['labels'])
    else:
        rows = rows_of(args.csv or os.path.join(HERE, 'split.csv'), project)
        paths = where_are(places_of(args.data, project['pictures_root']), [row['path'] for row in rows])
        found = [(row['split'], path, row['index']) for row, path in zip(rows, paths)]
    counts = write_all(args.shard, found, args.shard_size)
    print(f'written to {args.shard}: {counts["train"]} pictures for training, {counts["val"]} for validation', flush=True)


def counted(*counters):
    """A seed made of counters, so that what is drawn follows from where it is drawn (multipliers of PCG and splitmix)."""
    state = 0x9E3779B97F4A7C15
    for counter in counters:
        state = ((state ^ counter) * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        state ^= state >> 29
    return state >> 1


class EpochOrder(torch.utils.data.Sampler):
    """One epoch's order, the same on every process, of which each takes its share; with `balanced`, every class is as likely as the next.

    Gives each picture with the seed of what is drawn for it. From `first` on, where the epoch's beginning is done.
    """

    def __init__(self, labels, seed, balanced, rank, world):
        self.labels, self.seed, self.balanced, self.rank, self.world, self.epoch, self.first = labels, seed, balanced, rank, world, 0, 0

    def whole(self):
        """Pictures of a process in an epoch."""
        return math.ceil(len(self.labels) / self.world)

    def __len__(self):
        return self.whole() - self.first

    def __iter__(self):
        draw = torch.Generator().manual_seed(self.seed * 100003 + self.epoch)
        if self.balanced:
            counts = torch.bincount(torch.tensor(self.labels)).float()
            order = torch.multinomial(1 / counts[torch.tensor(self.labels)], len(self.labels), True, generator=draw)
        else:
            order = torch.randperm(len(self.labels), generator=draw)
        order = order.tolist()
        order += order[:self.whole() * self.world - len(order)]
        own = order[self.rank::self.world]
        return iter([(own[at], counted(self.seed, self.epoch, at * self.world + self.rank)) for at in range(self.first, len(own))])


def training_transform(config, size):
    """The studio's augmentation, in its order."""
    steps = [transforms.RandomResizedCrop(size, scale=(config['cropScaleMin'], 1), ratio=(1 / config['cropRatio'], config['cropRatio'])),
             transforms.RandomHorizontalFlip(config['flip'])]
    if config.get('policy') == 'trivial':
        steps.append(transforms.TrivialAugmentWide())
    elif config.get('policy') == 'rand':
        steps.append(transforms.RandAugment(config['policyOps'], config['policyMagnitude']))
    if config['rotation'] > 0:
        steps.append(transforms.RandomRotation(config['rotation']))
    if config['jitter'] > 0:
        steps.append(transforms.ColorJitter(config['jitter'], config['jitter'], config['jitter']))
    return steps


def shared_epochs(config, start, epochs):
    """How many epochs the sizes share: as many as were planned in the studio where it goes on from there, else the `epochs` of now."""
    return config.get('sizeEpochs') or (config['epochs'] if start['epoch'] > 0 else epochs)


def training_size(config, size, epoch, shared):
    """Side of the training pictures in an epoch (1-based): sizes that were chosen share the first `shared` epochs in equal parts, later ones have the last."""
    sizes = [int(one) for one in config.get('trainSizes', '').split(',') if one]
    return sizes[(min(epoch, shared) - 1) * len(sizes) // shared] if sizes else size


def cutmix_box(share, x, y, size):
    """The patch, of about 1 - share of the picture's area, around a pixel: left, top, right, bottom; as torchvision.transforms.v2.CutMix (0.16 and later) has it."""
    half = int(0.5 * math.sqrt(1 - share) * size)
    return max(x - half, 0), max(y - half, 0), min(x + half, size), min(y + half, size)


def mixed(x, y, classes, share, box=None):
    """A batch mixed with itself moved on by one, and its soft labels: by torchvision.transforms.v2.MixUp, or with a box by CutMix, for a given draw."""
    if box is None:
        out = x.roll(1, 0) * (1 - share) + x * share
    else:
        left, top, right, bottom = box
        out = x.clone()
        out[..., top:bottom, left:right] = x.roll(1, 0)[..., top:bottom, left:right]
        share = 1 - (right - left) * (bottom - top) / (x.shape[-1] * x.shape[-2])
    labels = torch.nn.functional.one_hot(y, classes).float()
    return out, labels.roll(1, 0) * (1 - share) + labels * share


def mixed_by(config, x, y, classes):
    """A training batch as the recipe has it: as it is, or mixed by a draw from Beta(alpha, alpha); where both kinds are on, a coin decides."""
    mixup, cutmix = config.get('mixup', 0), config.get('cutmix', 0)
    if mixup <= 0 and cutmix <= 0:
        return x, y
    cuts = cutmix > 0 and (mixup <= 0 or torch.rand(()).item() < 0.5)
    alpha, size = float(cutmix if cuts else mixup), x.shape[-1]
    share = torch.distributions.Beta(alpha, alpha).sample().item()
    return mixed(x, y, classes, share, cutmix_box(share, *torch.randint(size, (2,)).tolist(), size) if cuts else None)


def learning_rate(config, start, update, per_epoch, epochs, plateau):
    """Rate and momentum (None: as configured) of an update, counted from the run's very beginning, of a run of `epochs` in all."""
    base, total, done = config['learningRate'], max(1, per_epoch * epochs), start['epoch'] * per_epoch + update
    warm_up = round(config['warmupEpochs'] * per_epoch)
    base *= 1e-3 + (1 - 1e-3) * min(1, done / warm_up) if warm_up else 1
    if config['schedule'] == 'step':
        return base * config['gamma'] ** (done // per_epoch // config['stepSize']), None
    if config['schedule'] == 'cosine':
        return base * (1 + math.cos(math.pi * min(done, total) / total)) / 2, None
    if config['schedule'] == 'one-cycle':
        blend = lambda a, b, share: b + (a - b) / 2 * (1 + math.cos(math.pi * share))
        top, last, at = 0.3 * total - 1, total - 1, min(done, total - 1)
        if at <= top or last <= top:
            share = at / top if top > 0 else 1
            return blend(base / 25, base, share), blend(0.95, 0.85, share)
        share = (at - top) / (last - top)
        return blend(base, base / 25e4, share), blend(0.85, 0.95, share)
    return base * (plateau if config['schedule'] == 'plateau' else 1), None


def frozen_blocks(project, epoch):
    """How many of BLOCKS, from the picture's side, do not learn in an epoch (1-based)."""
    return sum(begins is None or begins > epoch for begins in project['unfreezing'].values())


def make_optimizer(model, project):
    """One group per parameter, so that each has its block's rate and its own decay."""
    config, shares, groups = project['config'], project['rate_shares'], []
    for name, parameter in model.named_parameters():
        decays = config['decayNormAndBias'] or (parameter.dim() > 1 and name not in ('cls_token', 'pos_embed'))
        groups.append({'params': [parameter], 'weight_decay': config['weightDecay'] if decays else 0, 'share': shares[block_of(name)]})
    if config['optimizer'] == 'sgd':
        return torch.optim.SGD(groups, config['learningRate'], momentum=config['momentum'], nesterov=config['nesterov'] and config['momentum'] > 0)
    return {'adam': torch.optim.Adam, 'adamw': torch.optim.AdamW}[config['optimizer']](groups, config['learningRate'])


def load_optimizer(optimizer, model, path):
    """Puts the studio's optimizer state (`exp_avg.NAME` and so on) in place; returns how many parameters had one.

    `step.NAME` counts the updates of each parameter, which for Adam's bias correction begin when it is unfrozen.
    """
    state = load(path)[0] if os.path.exists(path) else {}
    found = 0
    for name, parameter in model.named_parameters():
        kept = {key: state[f'{key}.{name}'] for key in ('step', 'exp_avg', 'exp_avg_sq', 'momentum_buffer') if f'{key}.{name}' in state}
        if kept:
            optimizer.state[parameter] = {key: value if key == 'step' else value.to(parameter.device) for key, value in kept.items()}
            found += 1
    return found


def save_optimizer(optimizer, model, path):
    save(path, {f'{key}.{name}': value for name, parameter in model.named_parameters()
                for key, value in optimizer.state.get(parameter, {}).items() if value is not None})


def leaves_one(pictures, batch):
    """Whether an epoch ends with a batch of one picture, from which BatchNorm cannot learn: it is left out, as in the studio."""
    return pictures > batch and pictures % batch == 1


def share_of(i, n, accumulate, batch, pictures):
    """The part that batch `i`, of `n` pictures, has in its update: of all the pictures that are accumulated for it, as in the studio."""
    first = i - i % accumulate
    return n / (min((first + accumulate) * batch, pictures) - first * batch)


def outlast_signals(_):
    """For processes that decode: where every process of a run is told to end (as Slurm does), they are there until it has saved."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def end_decoding():
    """At the program's end, whatever ended it: Python asks its children by SIGTERM and waits, and these would not go."""
    for child in multiprocessing.active_children():
        child.kill()


CHECKPOINT = 'checkpoint.pt'


def save_whole(path, content):
    """Writes a checkpoint whole or not at all."""
    torch.save(content, f'{path}.part')
    os.replace(f'{path}.part', path)


class Ending:
    """Whether the run was asked to end (SIGTERM, as torchrun and Slurm send it), and when its next checkpoint is due."""

    def __init__(self, minutes):
        self.asked, self.every, self.last = False, 60 * minutes, time.time()
        signal.signal(signal.SIGTERM, self.ask)

    def ask(self, *_):
        self.asked = True

    def agreed(self, device, world):
        """0 to go on, 1 where a checkpoint is due, 2 where the run ends: what any process was told, all are."""
        state = 2 if self.asked else int(time.time() - self.last > self.every)
        if world > 1:
            told = torch.tensor([state], device=device)
            dist.all_reduce(told, dist.ReduceOp.MAX)
            state = int(told.item())
        if state > 0:
            self.last = time.time()
        return state


def mixed_precision(asked, cuda):
    """The number type that networks compute in beside f32; None for f32 alone. `auto`: bf16 where the GPU has it, else fp16; f32 on processors."""
    if asked == 'auto':
        asked = ('bf16' if torch.cuda.is_bf16_supported() else 'fp16') if cuda else 'off'
    if asked == 'fp16' and not cuda:
        sys.exit('fp16 needs a GPU: use --amp bf16, or off.')
    return {'off': None, 'bf16': torch.bfloat16, 'fp16': torch.float16}[asked]


def state_of(model):
    return {name: value for name, value in model.state_dict().items() if not name.endswith('num_batches_tracked')}


def total_over_processes(values, device, world):
    sums = torch.tensor(values, dtype=torch.float64, device=device)
    if world > 1:
        dist.all_reduce(sums)
    return sums.tolist()


@torch.no_grad()
def validate(model, loader, device, world):
    """Mean loss and accuracy over the validation pictures of all processes."""
    model.eval()
    loss = right = n = 0
    for x, y in loader:
        logits, y = model(x.to(device)), y.to(device)
        loss += torch.nn.functional.cross_entropy(logits, y, reduction='sum').item()
        right += (logits.argmax(1) == y).sum().item()
        n += len(y)
    loss, right, n = total_over_processes([loss, right, n], device, world)
    return loss / max(n, 1), right / max(n, 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--data', default=os.path.join(HERE, 'pictures'))
    parser.add_argument('--epochs', type=int, default=1)
    parser.add_argument('--lr', type=float, help="instead of the studio's learning rate")
    parser.add_argument('--start', default=HERE, help='folder with model.safetensors, optimizer.safetensors, start.json')
    parser.add_argument('--out', default=os.path.join(HERE, 'out'))
    parser.add_argument('--workers', type=int, default=2, help='decoding processes for each training process')
    parser.add_argument('--shards', help='folder of WebDataset shards in place of --data')
    parser.add_argument('--shard', help='write shards of the pictures into this folder, and end: those of split.csv, of --csv or of --folder')
    parser.add_argument('--csv', help='a table of path, label and perhaps split, its paths in --data')
    parser.add_argument('--folder', help='class folders, perhaps in folders train and val')
    parser.add_argument('--shard-size', type=int, default=1000, help='pictures in a shard')
    parser.add_argument('--resume', action='store_true', help='go on from the checkpoint in --out, where there is one')
    parser.add_argument('--interrupted', help='file to leave where the run was ended from outside and there is more to do (default: interrupted in --out)')
    parser.add_argument('--checkpoint-minutes', type=float, default=10, help='besides the end of each epoch')
    parser.add_argument('--amp', choices=('off', 'auto', 'bf16', 'fp16'), help='mixed precision (default: auto where the recipe has it, else off)')
    args = parser.parse_args()

    with open(os.path.join(HERE, 'config.json'), encoding='utf-8') as file:
        project = json.load(file)
    if args.shard:
        shard(args, project)
        return

    world, rank, local = (int(os.environ.get(name, default)) for name, default in (('WORLD_SIZE', 1), ('RANK', 0), ('LOCAL_RANK', 0)))
    cuda = torch.cuda.is_available()
    device = torch.device('cuda', local) if cuda else torch.device('cpu')
    if cuda:
        torch.cuda.set_device(device)
    if world > 1:
        dist.init_process_group('nccl' if cuda else 'gloo')
    say = (lambda *words: print(*words, flush=True)) if rank == 0 else (lambda *words: None)

    with open(os.path.join(args.start, 'start.json'), encoding='utf-8') as file:
        start = json.load(file)
    config, labels, size = project['config'], project['labels'], project['image_size']
    if args.lr is not None:
        config['learningRate'] = args.lr
    ending, amp = Ending(args.checkpoint_minutes), mixed_precision(args.amp or ('off' if config.get('precision', 'f32') == 'f32' else 'auto'), cuda)
    scaler = torch.cuda.amp.GradScaler(enabled=amp is torch.float16)
    torch.manual_seed(counted(config['seed'], start['epoch'], rank))

    model = build(project).to(device)
    weights, metadata = load(os.path.join(args.start, 'model.safetensors'))
    # Both were fitted to these very weights.
    metadata = {key: value for key, value in metadata.items() if key not in ('calibration', 'none_of_these')}
    # Where averages answer, training goes on from the weights behind them.
    live = os.path.join(args.start, 'live.safetensors')
    model.load_state_dict(load(live)[0] if config['emaDecay'] > 0 and os.path.exists(live) else weights)
    averaged = None
    if config['emaDecay'] > 0:
        averaged = copy.deepcopy(model)
        averaged.load_state_dict(weights)
    optimizer = make_optimizer(model, project)
    restored = load_optimizer(optimizer, model, os.path.join(args.start, 'optimizer.safetensors'))
    say(f'{world} process(es) on {device.type}; optimizer state restored for {restored} parameters')

    normalise = [transforms.ToTensor(), transforms.Normalize(project['preprocessing']['mean'], project['preprocessing']['std'])]
    erase = [transforms.RandomErasing(config['erasing'])] if config['erasing'] > 0 else []
    splits = pictures_of(args, project)
    train = Pictures(*splits['train'], project, None)
    val = Pictures(*splits['val'], project, evaluation_transform(project))
    order = EpochOrder(train.labels, config['seed'], config['balance'] == 'sampled', rank, world)
    per_process = max(1, config['batchSize'] // world)
    keep = {'num_workers': args.workers, 'persistent_workers': args.workers > 0, 'worker_init_fn': outlast_signals}
    atexit.register(end_decoding)

    def loading(side):
        # Processes that decode keep the transform that they began with: another size needs others.
        train.transform = transforms.Compose([*training_transform(config, side), *normalise, *erase])
        return torch.utils.data.DataLoader(train, per_process, sampler=order, drop_last=leaves_one(order.whole(), per_process), **keep)

    side_of = lambda epoch: training_size(config, size, epoch, shared_epochs(config, start, args.epochs))
    side = side_of(start['epoch'] + 1)
    train_loader = loading(side)
    shown = order.whole() - leaves_one(order.whole(), per_process)
    val_loader = torch.utils.data.DataLoader(torch.utils.data.Subset(val, range(rank, len(val), world)), 64, **keep)

    counts = torch.bincount(torch.tensor(train.labels), minlength=len(labels)).float()
    class_weights = torch.where(counts > 0, len(train) / ((counts > 0).sum() * counts.clamp(min=1)), torch.zeros(())).to(device) if config['balance'] == 'weighted' else None
    criterion = torch.nn.CrossEntropyLoss(class_weights, label_smoothing=config['labelSmoothing'])

    kept = os.path.join(args.out, CHECKPOINT)
    resumed = torch.load(kept, map_location='cpu') if args.resume and os.path.exists(kept) else None
    if resumed and resumed['world'] != world:
        sys.exit(f'The checkpoint in {args.out} is of {resumed["world"]} process(es), and there are {world}: start as many, or leave out --resume.')
    loss, accuracy = validate(averaged if averaged is not None else model, val_loader, device, world) if resumed is None else (start['val_loss'], start['val_accuracy'])
    if resumed is None:
        say(f"start: validation loss {loss:.4f}, accuracy {accuracy:.4f} (the studio had {start['val_loss']:.4f}, {start['val_accuracy']:.4f})")
    # Better is better than anything before, in the studio or here; reduce-on-plateau goes on counting where it stood.
    best, better = min(loss, start.get('best_val_loss') or math.inf), False
    lowest, plateau, stalled = start.get('plateau_best') or loss, start.get('plateau_factor', 1), start.get('plateau_bad', 0)
    history = [{'epoch': start['epoch'], 'val': {'loss': loss, 'accuracy': accuracy}}]
    batches = math.ceil(shown / per_process)
    per_epoch = math.ceil(batches / config['accumulate'])
    update, wrapped, frozen, first_epoch, first_batch, carried = 0, None, None, start['epoch'] + 1, 0, [0, 0, 0]
    os.makedirs(args.out, exist_ok=True)
    if resumed:
        model.load_state_dict(resumed['model'])
        if averaged is not None:
            averaged.load_state_dict(resumed['averaged'])
        optimizer.load_state_dict(resumed['optimizer'])
        scaler.load_state_dict(resumed['scaler'])
        first_epoch, first_batch, update, carried = resumed['epoch'], resumed['batch'], resumed['update'], resumed['sums'] if rank == 0 else [0, 0, 0]
        best, better, lowest, plateau, stalled, history = (resumed[key] for key in ('best', 'better', 'lowest', 'plateau', 'stalled', 'history'))
        say(f'going on from epoch {first_epoch}, batch {first_batch}' if first_epoch <= start['epoch'] + args.epochs else
            f'nothing is left to do: the run in {args.out} is complete up to epoch {first_epoch - 1}. To train longer, give --start {args.out} and another --out.')

    def checkpoint(epoch, batch, sums):
        """Where the run stands, before a batch of an epoch; `sums` are of all processes."""
        if rank == 0:
            save_whole(kept, {'world': world, 'epoch': epoch, 'batch': batch, 'update': update, 'sums': sums, 'model': model.state_dict(),
                              'averaged': averaged.state_dict() if averaged is not None else None, 'optimizer': optimizer.state_dict(), 'scaler': scaler.state_dict(),
                              'best': best, 'better': better, 'lowest': lowest, 'plateau': plateau, 'stalled': stalled, 'history': history})

    def leave():
        """Ends where it was asked to from outside; the file of --interrupted says to whoever started it that there is more to do."""
        if rank == 0:
            open(args.interrupted or os.path.join(args.out, 'interrupted'), 'w').close()
        say(f'ended from outside; saved in {kept}: the same command with --resume goes on')
        if world > 1:
            dist.barrier()
        sys.stdout.flush()
        os._exit(0)

    for epoch in range(first_epoch, start['epoch'] + args.epochs + 1):
        if frozen_blocks(project, epoch) != frozen:
            frozen = frozen_blocks(project, epoch)
            for name, parameter in model.named_parameters():
                parameter.requires_grad = BLOCKS.index(block_of(name)) >= frozen
            wrapped = DistributedDataParallel(model, device_ids=[local] if cuda else None) if world > 1 else model
        if side_of(epoch) != side:
            side = side_of(epoch)
            train_loader = loading(side)
        model.train()
        for name, module in model.named_modules():
            if name and BLOCKS.index(block_of(name)) < frozen:
                module.eval()  # A frozen BatchNorm keeps its running statistics.
        order.epoch, order.first, began = epoch, first_batch * per_process, time.time()
        (total, right, n), before, first_batch = carried, first_batch, 0
        carried = [0, 0, 0]
        for i, (x, y) in enumerate(train_loader, before):
            torch.manual_seed(counted(config['seed'], epoch, i, rank, 1))
            x, y = mixed_by(config, x.to(device), y.to(device), len(labels))
            last = i % config['accumulate'] == config['accumulate'] - 1 or i == batches - 1
            with contextlib.nullcontext() if last or world == 1 else wrapped.no_sync():
                with torch.autocast(device.type, dtype=amp) if amp else contextlib.nullcontext():
                    logits = wrapped(x)
                logits = logits.float()
                loss = criterion(logits, y)
                scaler.scale(loss * share_of(i, len(y), config['accumulate'], per_process, shown)).backward()
            # Of mixed pictures the class with the larger share counts as right.
            truth = y.argmax(1) if y.dim() == 2 else y
            total, right, n = total + loss.item() * len(y), right + (logits.argmax(1) == truth).sum().item(), n + len(y)
            if not last:
                continue
            rate, momentum = learning_rate(config, start, update, per_epoch, start['epoch'] + args.epochs, plateau)
            for group in optimizer.param_groups:
                group['lr'] = rate * group['share']
                if momentum is not None:
                    group.update({'momentum': momentum} if config['optimizer'] == 'sgd' else {'betas': (momentum, 0.999)})
            if config['clipNorm'] > 0:
                scaler.unscale_(optimizer)
                torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], config['clipNorm'])
            scaler.step(optimizer)
            scaler.update()
            optimizer.zero_grad(set_to_none=True)
            update += 1
            if averaged is not None:
                done = start['updates'] + update
                decay = min(config['emaDecay'], done / (9 + done))
                for mean, live in zip(averaged.state_dict().values(), model.state_dict().values()):
                    mean.copy_(mean * decay + live * (1 - decay) if mean.is_floating_point() else live)
            state = ending.agreed(device, world)
            if state > 0:
                checkpoint(epoch, i + 1, total_over_processes([total, right, n], device, world))
            if state == 2:
                leave()
        total, right, n = total_over_processes([total, right, n], device, world)
        if world > 1:
            # Each process has counted BatchNorm's running statistics of its own pictures: all judge the network that is saved.
            for network in [model] if averaged is None else [model, averaged]:
                for buffer in network.buffers():
                    dist.broadcast(buffer, 0)
        answers = averaged if averaged is not None else model
        loss, accuracy = validate(answers, val_loader, device, world)
        say(f'epoch {epoch}: train loss {total / n:.4f}, accuracy {right / n:.4f}; validation loss {loss:.4f}, accuracy {accuracy:.4f}; {n / (time.time() - began):.0f} pictures/s')
        history.append({'epoch': epoch, 'train': {'loss': total / n, 'accuracy': right / n}, 'val': {'loss': loss, 'accuracy': accuracy}})
        lowest, stalled = (loss, 0) if loss < lowest * (1 - 1e-4) else (lowest, stalled + 1)
        if config['schedule'] == 'plateau' and stalled > config['plateauPatience']:
            plateau, stalled = plateau * config['gamma'], 0
        better_now = loss < best
        best, better = min(best, loss), better or better_now
        # Where nothing is better than the start, the last epoch is written: something to go on from.
        if rank == 0 and (better_now or (not better and epoch == start['epoch'] + args.epochs)):
            save(os.path.join(args.out, 'model.safetensors'), state_of(answers), {**metadata, 'metrics': json.dumps({'val_loss': loss, 'val_accuracy': accuracy})})
            if averaged is not None:
                save(os.path.join(args.out, 'live.safetensors'), state_of(model))
            save_optimizer(optimizer, model, os.path.join(args.out, 'optimizer.safetensors'))
            with open(os.path.join(args.out, 'start.json'), 'w', encoding='utf-8') as file:
                json.dump({'epoch': epoch, 'updates': start['updates'] + update, 'val_loss': loss, 'val_accuracy': accuracy, 'best_val_loss': best,
                           'plateau_factor': plateau, 'plateau_best': lowest, 'plateau_bad': stalled}, file, indent=2)
        checkpoint(epoch + 1, 0, [0, 0, 0])
        if ending.agreed(device, world) == 2 and epoch < start['epoch'] + args.epochs:
            leave()
    if rank == 0:
        with open(os.path.join(args.out, 'metrics.json'), 'w', encoding='utf-8') as file:
            json.dump({'labels': labels, 'epochs': history}, file, indent=2)
    if rank == 0 and first_epoch <= start['epoch'] + args.epochs:
        which = "the best epoch's" if better else f"no epoch was better than the best before (validation loss {best:.4f}), so the last one's"
        say(f"written to {args.out}: {which} model.safetensors and optimizer.safetensors, and metrics.json")
    if world > 1:
        dist.barrier()
        if cuda:
            dist.destroy_process_group()
        else:
            # Everything is written. Taking gloo down can wait for ever for a thread of its own that wants Python's lock (torch 1.13), so it is not taken down.
            sys.stdout.flush()
            os._exit(0)


if __name__ == '__main__':
    main()
