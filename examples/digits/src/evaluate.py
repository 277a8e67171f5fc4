"""Measures the model on digits it has not seen."""

import json
import pickle

import numpy as np
from sklearn.metrics import accuracy_score, f1_score

with open("model.pkl", "rb") as file:
    model = pickle.load(file)
labels = np.load("data/features/test_labels.npy")
guesses = model.predict(np.load("data/features/test.npy"))
metrics = {
    "accuracy": round(accuracy_score(labels, guesses), 4),
    "f1": round(f1_score(labels, guesses, average="macro"), 4),
}
with open("metrics.json", "w") as file:
    json.dump(metrics, file, indent=2)
print(metrics)
