"""Fits a logistic regression."""

import pickle

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression

with open("params.yaml") as file:
    params = yaml.safe_load(file)["train"]
model = LogisticRegression(C=params["c"], max_iter=params["iterations"])
model.fit(np.load("data/features/train.npy"), np.load("data/features/train_labels.npy"))
with open("model.pkl", "wb") as file:
    pickle.dump(model, file)
print(f"trained with C={params['c']}")
