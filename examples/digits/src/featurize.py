"""Turns an image into numbers: its mean over a grid of cells."""

from pathlib import Path

import numpy as np
import yaml

with open("params.yaml") as file:
    cells = yaml.safe_load(file)["featurize"]["cells"]
folder = Path("data/features")
folder.mkdir(parents=True, exist_ok=True)
for name in ("train", "test"):
    images = np.load(f"data/prepared/{name}_images.npy")
    side = images.shape[1] // cells
    grid = images.reshape(len(images), cells, side, cells, side).mean(axis=(2, 4))
    np.save(folder / f"{name}.npy", grid.reshape(len(images), -1))
    np.save(folder / f"{name}_labels.npy", np.load(f"data/prepared/{name}_labels.npy"))
print(f"{cells * cells} features a digit")
