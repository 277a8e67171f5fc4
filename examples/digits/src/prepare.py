"""Pairs each image file (whose folder is its label) with its enlarged scan; splits into train and test."""

from pathlib import Path

import numpy as np
import yaml

with open("params.yaml") as file:
    params = yaml.safe_load(file)["prepare"]
scans = np.load("raw/digits.npy")
files = sorted(Path("raw/images").glob("*/*.png"), key=lambda path: path.stem)
images = np.stack([scans[int(path.stem)] for path in files])
labels = np.array([int(path.parent.name) for path in files])

order = np.random.default_rng(params["seed"]).permutation(len(files))
cut = int(len(files) * params["test_share"])
folder = Path("data/prepared")
folder.mkdir(parents=True, exist_ok=True)
for name, part in (("test", order[:cut]), ("train", order[cut:])):
    np.save(folder / f"{name}_images.npy", images[part])
    np.save(folder / f"{name}_labels.npy", labels[part])
print(f"{len(files) - cut} digits to train with, {cut} to test with")
