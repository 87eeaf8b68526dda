"""Pictures in tar files as WebDataset has them: `000000012.jpg` beside `000000012.cls` (its class index), so many pictures a file.

`train.py --shard OUT` writes them, `train.py --shards OUT` learns from them; so does anything that reads WebDataset. An index beside each file (`.json`) tells where
pictures lie, so that nobody has to read a million headers; of shards without one they are read once.
"""
import io
import json
import os
import sys
import tarfile

PICTURE = ('.jpg', '.jpeg', '.jfif', '.png', '.webp', '.gif', '.avif', '.tif', '.tiff', '.bmp')
SPLITS = {'train': 'train', 'training': 'train', 'val': 'val', 'valid': 'val', 'validation': 'val'}


def write(out, split, files, labels, size):
    """Writes `split-000000.tar` and on, `size` pictures each, and the index of each; a picture's bytes are copied as they are."""
    os.makedirs(out, exist_ok=True)
    for shard, first in enumerate(range(0, len(files), size)):
        path, index = os.path.join(out, f'{split}-{shard:06d}.tar'), []
        with tarfile.open(f'{path}.part', 'w', format=tarfile.USTAR_FORMAT) as tar:
            for at in range(first, min(first + size, len(files))):
                with open(files[at], 'rb') as file:
                    content = file.read()
                extension = os.path.splitext(files[at])[1].lower() or '.jpg'
                for name, data in ((f'{at:09d}{extension}', content), (f'{at:09d}.cls', str(labels[at]).encode())):
                    member = tarfile.TarInfo(name)
                    member.size = len(data)
                    if not name.endswith('.cls'):
                        # A header takes one block of 512 bytes; names are short.
                        index.append([tar.offset + 512, len(data), labels[at]])
                    tar.addfile(member, io.BytesIO(data))
        os.replace(f'{path}.part', path)
        with open(f'{path}.json', 'w', encoding='utf-8') as file:
            json.dump(index, file)


def index_of(path):
    """Where each picture of a shard lies: offset, bytes, class index."""
    if os.path.exists(f'{path}.json'):
        with open(f'{path}.json', encoding='utf-8') as file:
            return json.load(file)
    pictures, classes = {}, {}
    with tarfile.open(path) as tar:
        for member in tar:
            key, _, extension = member.name.partition('.')
            if extension == 'cls':
                classes[key] = int(tar.extractfile(member).read())
            elif f'.{extension.lower()}' in PICTURE:
                pictures[key] = [member.offset_data, member.size]
    return [[*where, classes[key]] for key, where in pictures.items() if key in classes]


def read_index(folder, split):
    """The shards of a split, and of each picture its shard, offset, bytes and class index; in the order in which they were written."""
    names = sorted(name for name in os.listdir(folder) if name.startswith(f'{split}-') and name.endswith('.tar'))
    paths = [os.path.join(folder, name) for name in names]
    return paths, [(shard, *entry) for shard, path in enumerate(paths) for entry in index_of(path)]


def read(path, offset, size):
    """A picture's bytes."""
    with open(path, 'rb') as file:
        file.seek(offset)
        return io.BytesIO(file.read(size))


def of_folder(folder, labels):
    """(split, path, class index) of every picture in class folders, perhaps below folders of splits."""
    found = []
    split_folders = [name for name in sorted(os.listdir(folder)) if name.lower() in SPLITS and os.path.isdir(os.path.join(folder, name))]
    for split, top in [(SPLITS[name.lower()], os.path.join(folder, name)) for name in split_folders] or [('train', folder)]:
        for name in sorted(os.listdir(top)):
            if not os.path.isdir(os.path.join(top, name)):
                continue
            if name not in labels:
                sys.exit(f'"{name}" in {top} is none of the classes of config.json: {", ".join(labels[:20])}')
            for at, _, files in sorted(os.walk(os.path.join(top, name))):
                found += [(split, os.path.join(at, file), labels.index(name)) for file in sorted(files) if file.lower().endswith(PICTURE)]
    return found


def write_all(out, found, size):
    """Writes the shards of (split, path, class index) of pictures; returns how many there are of each split."""
    counts = {}
    for split in ('train', 'val'):
        own = [(path, label) for of, path, label in found if of == split]
        write(out, split, [path for path, _ in own], [label for _, label in own], size)
        counts[split] = len(own)
    return counts
