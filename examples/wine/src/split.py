"""Two parts: to learn from, to be tested with."""
import pathlib

import numpy
import yaml

params = yaml.safe_load(open("params.yaml"))["split"]
table = numpy.loadtxt("raw/wine.csv", delimiter=",", skiprows=1)
order = numpy.random.default_rng(params["seed"]).permutation(len(table))
cut = int(len(table) * params["test_share"])
folder = pathlib.Path("data/split")
folder.mkdir(parents=True, exist_ok=True)
numpy.save(folder / "test.npy", table[order[:cut]])
numpy.save(folder / "train.npy", table[order[cut:]])
