"""Each feature with mean 0 and deviation 1, as the training part has it."""
import pathlib

import numpy

train, test = (numpy.load(f"data/split/{part}.npy") for part in ("train", "test"))
mean, deviation = train[:, :-1].mean(axis=0), train[:, :-1].std(axis=0)
folder = pathlib.Path("data/scaled")
folder.mkdir(parents=True, exist_ok=True)
for part, table in (("train", train), ("test", test)):
    table[:, :-1] = (table[:, :-1] - mean) / deviation
    numpy.save(folder / f"{part}.npy", table)
