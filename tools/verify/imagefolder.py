"""Whether a dataset that was taken away opens in Hugging Face's `datasets` as it is, and in torchvision where that is installed.

    python3 -m venv /tmp/hf && /tmp/hf/bin/pip install datasets pillow    (400 MB: no test asks for it)
    npm run train -- PICTURES --epochs 1 --dataset-out taken.zip
    /tmp/hf/bin/python tools/verify/imagefolder.py taken.zip

Every file of the zip must come back in its split, under its folder's name, with its own pixels. Ends with 1 where anything differs.
"""
import hashlib
import sys
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

from datasets import load_dataset
from PIL import Image

SPLITS = {"train": "train", "val": "validation", "test": "test"}


def fingerprint(picture: Image.Image) -> str:
    return hashlib.sha256(picture.convert("RGB").tobytes()).hexdigest()


def main(path: str) -> int:
    with tempfile.TemporaryDirectory() as root:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(root)
        wanted: Counter = Counter()
        for file in Path(root).rglob("*"):
            parts = file.relative_to(root).parts
            if len(parts) == 3 and parts[0] in SPLITS:
                wanted[(SPLITS[parts[0]], parts[1], fingerprint(Image.open(file)))] += 1
        found: Counter = Counter()
        opened = load_dataset("imagefolder", data_dir=root, cache_dir=f"{root}/cache")
        for split, rows in opened.items():
            names = rows.features["label"].names
            for row in rows:
                found[(split, names[row["label"]], fingerprint(row["image"]))] += 1
        print(f"{sum(wanted.values())} pictures in {len({(s, c) for s, c, _ in wanted})} folders, {sum(found.values())} opened")
        for key in (wanted - found) | (found - wanted):
            print("differs:", *key[:2])
        return int(wanted != found)


sys.exit(main(sys.argv[1]))
