"""Runs rows that yield (tool, (wall, CPU)) and prints their medians: what pipelines.py is made of.

Each measurement is one whole process: wall time and CPU time (user + system, children included). Wall time
depends on what else the machine does; the ratio of the CPU medians is the number to trust.
"""

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path


class Bench:
    """The programs, a scratch folder that is removed only at the end, and the environment of every run."""

    def __init__(self, cairn: str, peer: str, scratch: Path):
        self.tools = {"cairn": cairn, "dvc": peer}
        self.scratch = scratch
        home = scratch / "home"
        home.mkdir()
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "DVC_NO_ANALYTICS": "1",
            "DVC_SITE_CACHE_DIR": str(home / "site"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "LC_ALL": "C.UTF-8",
        }

    def measure(self, command: list[str], folder: Path) -> tuple[float, float]:
        """Runs a command that must succeed; returns its wall and CPU seconds."""
        before = os.times()
        start = time.perf_counter()
        subprocess.run(
            command, cwd=folder, env=self.environment, check=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )
        wall = time.perf_counter() - start
        after = os.times()
        cpu = after.children_user - before.children_user + after.children_system - before.children_system
        return wall, cpu

    def cpu_of_many(self, command: list[str], folder: Path, times: int) -> tuple[float, float]:
        """The mean of `times` runs: one short run is below the clock's grain."""
        runs = [self.measure(command, folder) for _ in range(times)]
        return sum(run[0] for run in runs) / times, sum(run[1] for run in runs) / times

    def project(self, name: str, tool: str) -> Path:
        folder = self.scratch / name
        folder.mkdir()
        self.measure(["git", "init", "-q", "."], folder)
        self.measure([self.tools[tool], "init", "-q"], folder)
        return folder


ROWS = {}


def report(name: str, what: str, runs: dict[str, list[tuple[float, float]]]):
    print(f"\n{name}: {what}")
    print(f"  {'':8}{'runs':>5}{'wall ms':>12}{'CPU ms':>12}{'CPU, cairn = 1':>18}")
    cpu = {tool: statistics.median(run[1] for run in measured) for tool, measured in runs.items()}
    for tool, measured in runs.items():
        wall = statistics.median(run[0] for run in measured)
        ratio = f"{cpu[tool] / cpu['cairn']:.2f}" if cpu["cairn"] else "-"
        print(f"  {tool:8}{len(measured):>5}{wall * 1000:>12.1f}{cpu[tool] * 1000:>12.1f}{ratio:>18}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cairn", required=True)
    parser.add_argument("--peer", required=True)
    parser.add_argument("rows", nargs="*", help=f"of {', '.join(ROWS)}; all without one")
    options = parser.parse_args()
    unknown = set(options.rows) - set(ROWS)
    if unknown:
        parser.error(f"no row named {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")

    with tempfile.TemporaryDirectory(prefix="cairn-bench-") as scratch:
        bench = Bench(options.cairn, options.peer, Path(scratch))
        for name in options.rows or ROWS:
            runs: dict[str, list[tuple[float, float]]] = {}
            for tool, measured in ROWS[name](bench):
                runs.setdefault(tool, []).append(measured)
            report(name, ROWS[name].__doc__, runs)

