"""Writes the raw data: one large array and a folder of small images, one sub-folder a label."""

from pathlib import Path

import numpy as np
from PIL import Image
from sklearn.datasets import load_digits

digits = load_digits()
small = (digits.images / 16.0).astype(np.float32)
large = np.kron(small, np.ones((8, 8), dtype=np.float32))
Path("raw").mkdir(exist_ok=True)
np.save("raw/digits.npy", large)

for index, (pixels, label) in enumerate(zip(small, digits.target)):
    folder = Path("raw/images") / str(label)
    folder.mkdir(parents=True, exist_ok=True)
    Image.fromarray((pixels * 255).astype(np.uint8)).save(folder / f"{index:04}.png")

print(f"{large.shape[0]} digits, {large.nbytes / 1e6:.0f} MB in one array")
