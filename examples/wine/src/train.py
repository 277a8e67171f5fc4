"""Fits one of the models."""
import pathlib
import pickle
import sys

import numpy
import yaml
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

name = sys.argv[1]
params = yaml.safe_load(open("params.yaml"))["models"][name]
model = {
    "logistic": lambda: LogisticRegression(C=params["c"]),
    "forest": lambda: RandomForestClassifier(params["trees"], random_state=0),
    "vectors": lambda: SVC(C=params["c"], kernel=params["kernel"]),
}[name]()
table = numpy.load("data/scaled/train.npy")
model.fit(table[:, :-1], table[:, -1].astype(int))
pathlib.Path("models").mkdir(exist_ok=True)
pickle.dump(model, open(f"models/{name}.pkl", "wb"))
print(f"fitted {model}")
