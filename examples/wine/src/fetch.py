"""The 178 wines that scikit-learn ships, as a table."""
import pathlib

from sklearn.datasets import load_wine

pathlib.Path("raw").mkdir(exist_ok=True)
wines = load_wine()
with open("raw/wine.csv", "w") as table:
    print(*wines.feature_names, "class", sep=",", file=table)
    for row, kind in zip(wines.data, wines.target):
        print(*row, kind, sep=",", file=table)
