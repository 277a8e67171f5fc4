"""Measures cairn beside git and the real dvc: runs interleaved, medians, ratios.

Each measurement is one whole process: wall time and CPU time (user + system, children included). Wall time
depends on what else the machine does; the ratio of the CPU medians is the number to trust.
"""

import argparse
import os
import random
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

FILES = 10_000


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

    def small_files(self) -> Path:
        """10,000 files of 1 to 16 KiB in 100 folders, made once."""
        source = self.scratch / "small"
        if not source.exists():
            rng = random.Random(1)
            for index in range(FILES):
                folder = source / f"{index % 100:02}"
                folder.mkdir(parents=True, exist_ok=True)
                (folder / f"{index:05}.bin").write_bytes(rng.randbytes(rng.randint(1024, 16384)))
        return source

    def project_with_files(self, name: str, tool: str) -> Path:
        folder = self.project(name, tool)
        shutil.copytree(self.small_files(), folder / "data", copy_function=os.link)
        return folder


def start(bench: Bench):
    """Starting: --version."""
    here = bench.scratch
    for _ in range(9):
        yield "git", bench.cpu_of_many(["git", "--version"], here, 20)
        yield "cairn", bench.cpu_of_many([bench.tools["cairn"], "--version"], here, 20)
        yield "dvc", bench.measure([bench.tools["dvc"], "--version"], here)


def local(bench: Bench):
    """status in a repository with one tracked file."""
    folders = {}
    for tool, program in bench.tools.items():
        folders[tool] = bench.project(f"local-{tool}", tool)
        (folders[tool] / "f").write_text("data")
        bench.measure([program, "add", "-q", "f"], folders[tool])
    for _ in range(5):
        yield "cairn", bench.cpu_of_many([bench.tools["cairn"], "status"], folders["cairn"], 10)
        yield "dvc", bench.measure([bench.tools["dvc"], "status"], folders["dvc"])


def add(bench: Bench):
    """add of a directory with 10,000 small files."""
    for turn in range(3):
        for tool, program in bench.tools.items():
            folder = bench.project_with_files(f"add-{tool}-{turn}", tool)
            yield tool, bench.measure([program, "add", "-q", "data"], folder)


def status(bench: Bench):
    """status of 10,000 small files, nothing changed."""
    folders = {}
    for tool, program in bench.tools.items():
        folders[tool] = bench.project_with_files(f"status-{tool}", tool)
        bench.measure([program, "add", "-q", "data"], folders[tool])
    for _ in range(5):
        for tool, program in bench.tools.items():
            yield tool, bench.measure([program, "status"], folders[tool])


ROWS = {"start": start, "local": local, "add": add, "status": status}


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


if __name__ == "__main__":
    main()
