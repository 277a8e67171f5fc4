"""The best model."""
import json

scores = {name: json.load(open(f"scores/{name}.json"))["accuracy"] for name in ("logistic", "forest", "vectors")}
best = max(scores, key=scores.get)
open("best.txt", "w").write(f"{best} {scores[best]}\n")
print(f"best: {best}")
