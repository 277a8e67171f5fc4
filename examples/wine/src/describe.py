"""How many wines there are, and of which class."""
import json

import numpy

table = numpy.loadtxt("raw/wine.csv", delimiter=",", skiprows=1)
classes, counts = numpy.unique(table[:, -1].astype(int), return_counts=True)
description = {"wines": len(table), "classes": {str(k): int(n) for k, n in zip(classes, counts)}}
json.dump(description, open("description.json", "w"), indent=1)
print(f"{len(table)} wines")
