"""What check_hub.py and check_safetensors.py share: the studio's answers with their pictures, and the verdict on somebody else's."""
import json
import math
import os
import sys


def studio(out, pictures, limit):
    """The first `limit` of OUT/predictions.json, each with the `file` of its picture; ends the program where there are none, or one has no picture."""
    with open(os.path.join(out, 'predictions.json')) as file:
        predictions = json.load(file)[:limit]
    if not predictions:
        sys.exit('predictions.json holds no predictions')
    return [{**record, 'file': place(pictures, record['path'])} for record in predictions]


def place(pictures, path):
    for candidate in (os.path.join(pictures, path), os.path.join(os.path.dirname(pictures.rstrip('/')), path),
                      os.path.join(pictures, os.path.basename(path))):
        if os.path.exists(candidate):
            return candidate
    sys.exit(f'{path} is not under {pictures}')


def largest(values):
    """The largest; NaN where one of them is, which `max` would forget, or where there are none."""
    return math.nan if not values or any(map(math.isnan, values)) else max(values)


def difference(row, expected):
    """The largest of a probability; NaN where there are not as many, or one of them is."""
    return largest([abs(a - b) for a, b in zip(row, expected)]) if len(row) == len(expected) else math.nan


def judged(who, rows, predictions, tolerance, must=True):
    """Prints how far `rows`, one of probabilities for each of `predictions`, are from those. Whether that is within the tolerance, or `must` not be."""
    apart = [difference(row, record['probabilities']) for row, record in zip(rows, predictions)]
    worst = largest(apart) if len(apart) == len(predictions) else math.nan
    ok = worst <= tolerance
    at = next((i for i, one in enumerate(apart) if one == worst or math.isnan(one)), 0)
    verdict = 'ok' if ok else 'TOO LARGE' if must else 'told only'
    print(f'{who}: {len(apart)} pictures, largest difference {worst:.2e} ({predictions[at]["path"]}): {verdict}', flush=True)
    return ok or not must
