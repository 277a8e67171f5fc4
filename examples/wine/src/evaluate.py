"""The share of test wines that a model knows."""
import json
import pathlib
import pickle
import sys

import numpy

name = sys.argv[1]
table = numpy.load("data/scaled/test.npy")
model = pickle.load(open(f"models/{name}.pkl", "rb"))
score = float(model.score(table[:, :-1], table[:, -1].astype(int)))
pathlib.Path("scores").mkdir(exist_ok=True)
json.dump({"accuracy": round(score, 4)}, open(f"scores/{name}.json", "w"))
print(f"{name}: {score:.4f}")
