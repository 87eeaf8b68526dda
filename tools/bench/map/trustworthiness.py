"""scikit-learn's trustworthiness of a map: FEATURES (f32, n rows of WIDTH), PLACES (f32, n rows of 2), on at most MOST rows by a seed. Prints a number.

python3 trustworthiness.py FEATURES WIDTH PLACES [MOST]; with `umap` for PLACES it is umap-learn's own layout that is judged, where that is installed.
"""
import sys

import numpy as np
from sklearn.manifold import trustworthiness

features = np.fromfile(sys.argv[1], dtype=np.float32).reshape(-1, int(sys.argv[2]))
most = int(sys.argv[4]) if len(sys.argv) > 4 else 5000
if sys.argv[3] == "umap":
    import umap

    places = umap.UMAP(metric="cosine", random_state=1).fit_transform(features)
else:
    places = np.fromfile(sys.argv[3], dtype=np.float32).reshape(-1, 2)
rows = np.random.default_rng(1).permutation(len(features))[:most]
print(trustworthiness(features[rows], places[rows], n_neighbors=15, metric="cosine"))
